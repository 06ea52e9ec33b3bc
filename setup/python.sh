#!/bin/sh
# Makes .venv and installs what the given requirements file pins.
set -eu
wanted=$1
if [ ! -x .venv/bin/python ]; then
  found=""
  for python in ${PYTHON:-python3} python3.13 python3.12 python3.11; do
    if "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
      found=$python
      break
    fi
  done
  [ -n "$found" ] || { echo "Wholeview needs Python 3.11 or newer. On Debian: apt-get install python3 python3-venv" >&2; exit 1; }
  echo "Making .venv with $found"
  if ! "$found" -m venv .venv; then
    rm -rf .venv
    # Debian ships venv apart from Python.
    [ "$(id -u)" = 0 ] && apt-get update -qq && apt-get install -y -qq python3-venv && "$found" -m venv .venv || {
      rm -rf .venv
      echo "Python could not make a virtual environment. On Debian: apt-get install python3-venv" >&2
      exit 1
    }
  fi
fi
echo "Installing the packages of $wanted"
.venv/bin/python -m pip install --quiet --disable-pip-version-check --requirement "$wanted"
