"""`python -m bench [row …]`: prints the scoreboard. The names of the rows are those of ROWS."""

from __future__ import annotations

import fcntl
import importlib
import os
import platform
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROWS = {
    "sync": "bench.sync_cost",
    "drain": "bench.draining",
    "loss": "bench.loss",
    "growth": "bench.growth",
    "shell": "bench.shell_size",
    "form": "bench.form_speed",
    "tablet": "bench.tablet",
    "picture": "bench.picture",
    "rules": "bench.rules_speed",
    "rule_export": "bench.rule_export",
    "wording": "bench.wording",
}


@contextmanager
def _alone() -> Iterator[None]:
    """Waits until no other bench runs on this machine, from whatever folder: they share ports, the names of their databases
    (which each drops with whoever is connected) and the processor."""
    with (Path(tempfile.gettempdir()) / "wholeview-bench").open("w") as place:
        fcntl.flock(place, fcntl.LOCK_EX)
        yield


def main(wanted: list[str]) -> None:
    """Run the benches asked for, all when none is named, and print what they found."""
    unknown = [name for name in wanted if name not in ROWS]
    if unknown:
        raise SystemExit(f"no such row: {', '.join(unknown)}; there are {', '.join(ROWS)}")
    with _alone():
        load = os.getloadavg()[0]
        print(
            f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, load {load:.1f} at the start"
        )
        for name in wanted or ROWS:
            for what, measured, target in importlib.import_module(ROWS[name]).rows():
                print(f"\n{what}\n    {measured}\n    target: {target}", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
