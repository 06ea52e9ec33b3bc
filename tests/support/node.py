"""Node, for tests that drive the tablet's own code: found on the machine, or in .venv where set-up put one."""

from __future__ import annotations

import shutil
import subprocess
import threading
from pathlib import Path
from typing import Any

import orjson
import pytest

ROOT = Path(__file__).parents[2]
NODE = shutil.which("node") or shutil.which("node", path=str(ROOT / ".venv/bin"))


class Refused(Exception):
    """The tablet's code raised; `name` is the error's own name, such as StorageFull."""

    def __init__(self, name: str, told: str) -> None:
        super().__init__(told)
        self.name = name


class TabletProcess:
    """One Node process with any number of tablets in it (tests/js/tablet_process.js)."""

    def __init__(self, seed: int = 1) -> None:
        if NODE is None:
            pytest.skip("NO NODE FOUND: the tablet's code was not tried against the service")
        self.process = subprocess.Popen(
            [NODE, "tests/js/tablet_process.js", str(seed)],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        self._one_at_a_time = threading.Lock()

    def __enter__(self) -> TabletProcess:
        return self

    def __exit__(self, *_: object) -> None:
        with self.process:  # closes what it reads and writes, then waits
            pass

    def ask(self, do: str, tablet: str = "", **given: Any) -> Any:
        """What came of it; Refused when the tablet's code raised."""
        return self.told(do, tablet, **given)["ok"]

    def told(self, do: str, tablet: str = "", **given: Any) -> dict[str, Any]:
        """The whole answer: `ok`, and `kept` where the request says `keeps`."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        with self._one_at_a_time:
            self.process.stdin.write(orjson.dumps({"do": do, "tablet": tablet, **given}) + b"\n")
            self.process.stdin.flush()
            answer = self.process.stdout.readline()
        if not answer:
            raise RuntimeError(f"the tablets died at {do}: exit {self.process.wait(timeout=20)}")
        told: dict[str, Any] = orjson.loads(answer)
        if "failed" in told:
            raise Refused(told["name"], told["failed"])
        return told
