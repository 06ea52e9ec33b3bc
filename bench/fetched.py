"""Peers that run in a browser: each is fetched from npm into a folder of its own when it is first needed, and bundled."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[1]


def packages(peer: str, wanted: dict[str, str], instead: dict[str, str] | None = None) -> Path:
    """Where a peer's packages lie. Names to versions: those `wanted`, and what is taken `instead` of what these ask for."""
    home = ROOT / ".bench" / peer
    asked = json.dumps({"private": True, "dependencies": wanted, "overrides": instead or {}})
    request = home / "package.json"
    if not request.exists() or request.read_text("utf-8") != asked:
        print(f"Fetching {peer}", flush=True)
        home.mkdir(parents=True, exist_ok=True)
        request.write_text(asked, "utf-8")
        install = ["npm", "install", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"]
        try:
            subprocess.run(install, cwd=home, check=True)
        except BaseException:
            request.unlink()
            raise
    return home / "node_modules"


def bundle(entry: str, target: Path, installed: Path | None = None, *options: str) -> None:
    """A script of `bench/` with all it imports in one file, small as one would ship it."""
    command = ["node_modules/.bin/esbuild", entry, "--bundle", "--minify", "--format=esm"]
    command += ["--log-level=error", f"--outfile={target}", *options]
    known = {"NODE_PATH": str(installed)} if installed else {}
    subprocess.run(command, cwd=ROOT, check=True, env=os.environ | known)
