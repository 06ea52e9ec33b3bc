"""How often a process has asked the disk to keep what it wrote, from the notes of strace."""

from __future__ import annotations

from pathlib import Path

STRACE = ("strace", "-f", "-y", "-e", "trace=fsync,fdatasync")
"""`-y`: with the file. Notes go where `-o` says."""


def forced_writes(notes: Path, to: str) -> int:
    """How many calls for files with this in their path. One that another thread interrupts has two lines, of which the
    second ("resumed") names no file.
    """
    return sum("sync(" in line and to in line for line in notes.read_text().splitlines())
