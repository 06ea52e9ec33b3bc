"""CPU time of server processes, read from /proc: wall time on a shared machine tells little."""

from __future__ import annotations

import os
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterable
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")


def _stat(pid: int) -> tuple[str, int, float, float] | None:
    """(command, parent, own CPU seconds, CPU seconds of reaped children) of a process, None when it is gone."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text(encoding="ascii")
    except OSError:
        return None
    command, _, rest = text.partition("(")[2].rpartition(")")
    words = rest.split()
    return (
        command,
        int(words[1]),
        (int(words[11]) + int(words[12])) / TICKS,
        (int(words[13]) + int(words[14])) / TICKS,
    )


def _all() -> dict[int, tuple[str, int, float, float]]:
    found = {int(folder.name): _stat(int(folder.name)) for folder in Path("/proc").glob("[0-9]*")}
    return {pid: stat for pid, stat in found.items() if stat is not None}


def tree_cpu(root: int) -> float:
    """CPU seconds of a process and all below it, reaped ones included."""
    stats = _all()
    below = {root}
    grown = True
    while grown:
        more = {pid for pid, stat in stats.items() if stat[1] in below} - below
        below |= more
        grown = bool(more)
    return sum(stats[pid][2] for pid in below if pid in stats) + (
        stats[root][3] if root in stats else 0.0
    )


def postgres_cpu() -> float:
    """CPU seconds of every PostgreSQL process on this machine, ended backends included."""
    stats = {pid: stat for pid, stat in _all().items() if stat[0] == "postgres"}
    mains = [pid for pid, stat in stats.items() if stat[1] not in stats]
    return sum(stat[2] for stat in stats.values()) + sum(stats[pid][3] for pid in mains)


class Server:
    """A server process that answers at `url` once entered, and is ended on leaving."""

    def __init__(self, command: Iterable[str], url: str, env: dict[str, str]) -> None:
        self.command, self.url, self.env = list(command), url, {**os.environ, **env}

    def __enter__(self) -> Server:
        self.process = subprocess.Popen(
            self.command, env=self.env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            try:
                urllib.request.urlopen(self.url, timeout=1).read()
                return self
            except urllib.error.HTTPError:
                return self
            except OSError:
                if self.process.poll() is not None:
                    break
                time.sleep(0.05)
        self.process.kill()
        raise RuntimeError(f"no server at {self.url}: {' '.join(self.command)}")

    def __exit__(self, *_: object) -> None:
        self.process.terminate()
        self.process.wait(timeout=20)

    def cpu(self) -> float:
        """CPU seconds of the server's processes until now."""
        return tree_cpu(self.process.pid)


def median(figures: Iterable[float]) -> float:
    """The middle one; of two middle ones the smaller."""
    ordered = sorted(figures)
    return ordered[(len(ordered) - 1) // 2]
