"""Ids that are the same each time the demo is loaded for the same day."""

from __future__ import annotations

import hashlib
from datetime import datetime
from uuid import UUID


def id_at(moment: datetime, *names: str) -> UUID:
    """A UUIDv7 of this moment whose random part comes from the names."""
    milliseconds = int(moment.timestamp() * 1000)
    chance = int.from_bytes(hashlib.sha256("\0".join(names).encode()).digest()[:10])
    number = milliseconds << 80 | chance
    number = number & ~(0xF << 76) | 0x7 << 76
    return UUID(int=number & ~(0x3 << 62) | 0x2 << 62)
