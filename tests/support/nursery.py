"""Where the services of the journeys are born: one process that has read the application already, and forks.

A service starts in a tenth of a second instead of two: reading the application and drawing its blank pages once cost
more than most journeys. What is forked is gunicorn itself, as `make run` starts it.
"""

from __future__ import annotations

import atexit
import contextlib
import importlib
import json
import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]


class Nursery:
    """The process that forks; started at the first birth, gone with the tests."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[str] | None = None

    def bear(self, arguments: list[str], env: dict[str, str], log: Path) -> int:
        """A gunicorn with these arguments and this environment; returns its process number, which leads its group."""
        if self._process is None:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tests.support.nursery"],
                cwd=ROOT,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
            atexit.register(self._process.kill)
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        wanted = {"arguments": arguments, "env": env, "log": str(log)}
        self._process.stdin.write(json.dumps(wanted) + "\n")
        self._process.stdin.flush()
        return int(self._process.stdout.readline())


def lives(pid: int) -> bool:
    """Whether there is such a process; the nursery leaves no dead ones about."""
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, 0)
        return True
    return False


def _read_the_application() -> None:
    """What every service needs and keeps: modules, forms, compiled templates, blank pages."""
    for name in ("gunicorn.app.wsgiapp", "gunicorn.workers.gthread"):
        importlib.import_module(name)
    from app import create_app

    app = create_app({"DATABASE_URL": "sqlite://", "SECRET_KEY": "nobody's"})
    app.test_client().get("/app/today")
    app.extensions["database"].engine.dispose()


def _be_gunicorn(wanted: dict[str, Any]) -> None:
    os.setsid()  # a group of its own, to be killed as a whole
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    log = os.open(wanted["log"], os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    nothing = os.open(os.devnull, os.O_RDONLY)
    for kept, number in ((nothing, 0), (log, 1), (log, 2)):
        os.dup2(kept, number)
    os.environ.clear()
    os.environ.update(wanted["env"])
    tempfile.tempdir = None  # the one who forked may have looked elsewhere
    sys.argv = ["gunicorn", *wanted["arguments"]]
    from gunicorn.app.wsgiapp import run

    run()


def main() -> None:
    """Fork for every line that is read; say the number of the child. Ends when nobody asks any more."""
    _read_the_application()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the dead are taken away at once
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            try:
                _be_gunicorn(json.loads(line))
            finally:
                os._exit(1)
        print(child, flush=True)


if __name__ == "__main__":
    main()
