"""Keep a release, so that later ones are tried against it: `make release COMMIT=<commit>`.

Out of a commit comes one archive in tests/releases/kept/: the service's own code, the browser files built from it, and what
it needs of Python packages that this tree does not install any more. No tests, no documents, no sources of the browser
files. The same commit gives the same archive, whoever makes it.
"""

from __future__ import annotations

import io
import json
import lzma
import re
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
KEPT = Path(__file__).parent / "kept"
SERVED = (
    *("app", "forms", "migrations", "static/dist", "packages"),
    *("wsgi.py", "gunicorn.conf.py", "release.json"),
)
"""What of a tree is kept."""


def main(commit: str) -> None:
    """Write the archive of `commit`; it is named by when it was made and by the commit."""
    short, date = _git("log", "-1", "--format=%h %cI", commit).split()
    made = datetime.fromisoformat(date).astimezone(UTC)
    with tempfile.TemporaryDirectory() as folder:
        tree = Path(folder)
        _check_out(short, tree)
        _build(tree)
        _add_packages(tree)
        revision = max(path.name for path in tree.glob("migrations/versions/*.py"))[:4]
        told = {"commit": short, "date": date, "revision": revision}
        (tree / "release.json").write_text(json.dumps(told, indent=2) + "\n", "utf-8")
        archive = KEPT / f"{made:%Y-%m-%d-%H%M}-{short}.tar.xz"
        archive.write_bytes(_packed(tree, int(made.timestamp())))
    print(f"{archive.relative_to(ROOT)}: {archive.stat().st_size:,} bytes")


def _git(*arguments: str) -> str:
    done = subprocess.run(["git", *arguments], cwd=ROOT, check=True, capture_output=True, text=True)
    return done.stdout.strip()


def _check_out(commit: str, tree: Path) -> None:
    archive = subprocess.run(
        ["git", "archive", commit], cwd=ROOT, check=True, capture_output=True
    ).stdout
    with tarfile.open(fileobj=io.BytesIO(archive)) as packed:
        packed.extractall(tree, filter="data")


def _build(tree: Path) -> None:
    """With the browser packages the commit pins: those installed here where they are the same."""
    lock = "package-lock.json"
    if (tree / lock).read_bytes() == (ROOT / lock).read_bytes():
        (tree / "node_modules").symlink_to(ROOT / "node_modules")
    else:
        subprocess.run(["npm", "ci", "--no-fund", "--no-audit"], cwd=tree, check=True)
    subprocess.run(["npm", "run", "--silent", "build"], cwd=tree, check=True)


def _add_packages(tree: Path) -> None:
    """Those that the commit's service needs and this tree's does not, into `packages/`."""
    here = _pins(ROOT / "requirements.txt")
    wanted = [pin for name, pin in _pins(tree / "requirements.txt").items() if name not in here]
    if wanted:
        pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-compile"]
        subprocess.run([*pip, "--target", str(tree / "packages"), *wanted], check=True)


def _pins(requirements: Path) -> dict[str, str]:
    lines = requirements.read_text("utf-8").splitlines()
    return {re.split(r"[\[=]", line)[0]: line for line in lines if "==" in line}


def _packed(tree: Path, made: int) -> bytes:
    """A tar with nothing of this machine in it: sorted, nobody's, as old as the commit."""
    whole = io.BytesIO()
    with tarfile.open(fileobj=whole, mode="w", format=tarfile.USTAR_FORMAT) as tar:
        for file in sorted(_files(tree)):
            content = file.read_bytes()
            entry = tarfile.TarInfo(str(file.relative_to(tree)))
            entry.size, entry.mtime, entry.mode = len(content), made, 0o644
            tar.addfile(entry, io.BytesIO(content))
    return lzma.compress(whole.getvalue(), preset=9 | lzma.PRESET_EXTREME)


def _files(tree: Path) -> Iterator[Path]:
    for name in SERVED:
        part = tree / name
        for path in [part] if part.is_file() else part.rglob("*"):
            if path.is_file() and "__pycache__" not in path.parts:
                yield path


if __name__ == "__main__":
    main(*sys.argv[1:])
