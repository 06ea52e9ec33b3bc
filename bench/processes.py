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


def _below(root: int, stats: dict[int, tuple[str, int, float, float]]) -> set[int]:
    """A process and all below it."""
    below = {root}
    grown = True
    while grown:
        more = {pid for pid, stat in stats.items() if stat[1] in below} - below
        below |= more
        grown = bool(more)
    return below


def tree_memory(root: int) -> float:
    """Megabytes a process and all below it hold, with shared pages divided among those that share them (PSS)."""
    kilobytes = 0
    for pid in _below(root, _all()):
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
        kilobytes += next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return kilobytes / 1000


def tree_cpu(root: int) -> float:
    """CPU seconds of a process and all below it, reaped ones included."""
    stats = _all()
    below = _below(root, stats)
    return sum(stats[pid][2] for pid in below if pid in stats) + (
        stats[root][3] if root in stats else 0.0
    )


def postgres_cpu(database: str) -> float:
    """CPU seconds of what PostgreSQL does for one database: its connections as long as they are open, and the processes
    that write for all. Whatever else uses the same server is not counted."""
    return sum(
        stat[2]
        for pid, stat in _all().items()
        if stat[0] == "postgres" and _serves(_title(pid), database)
    )


def _serves(title: str, database: str) -> bool:
    writes_for_all = ("checkpointer", "background writer", "walwriter")
    return f" {database} " in title or any(word in title for word in writes_for_all)


def _title(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace")
    except OSError:
        return ""


class Server:
    """A server process that answers at `url` once entered, and is ended on leaving. `database` is the name of the one it
    keeps in PostgreSQL."""

    def __init__(
        self, command: Iterable[str], url: str, env: dict[str, str], database: str = ""
    ) -> None:
        self.command, self.url, self.env = list(command), url, {**os.environ, **env}
        self.database = database

    def __enter__(self) -> Server:
        self.process = subprocess.Popen(
            self.command, env=self.env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        deadline = time.monotonic() + 90
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
        """CPU seconds of the server's processes, and of PostgreSQL for its database, until now."""
        spent = postgres_cpu(self.database) if self.database else 0.0
        return tree_cpu(self.process.pid) + spent


def median(figures: Iterable[float]) -> float:
    """The middle one; of two middle ones the smaller."""
    ordered = sorted(figures)
    return ordered[(len(ordered) - 1) // 2]
