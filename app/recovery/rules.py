"""The figures both sides read, and how long a request stands. Pure."""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from datetime import datetime, timedelta

STANDS = timedelta(days=7)
"""A request, and an approval that was not used: after that the tablet asks again."""
MOST_WAITING = 5
"""Of one person, at a time."""


def spoken_code(public_key: bytes) -> str:
    """Eight figures out of a tablet's public key, `1234 5678`. The tablet shows the same (static/js/local/wraps.js)."""
    number = int.from_bytes(hashlib.sha256(public_key).digest()[:4], "big") % 100_000_000
    figures = f"{number:08d}"
    return f"{figures[:4]} {figures[4:]}"


def same_code(typed: str, public_key: bytes) -> bool:
    """Whether these are the figures, however they are spaced."""
    return re.sub(r"\D", "", typed) == re.sub(r"\D", "", spoken_code(public_key))


def fingerprint(spki: bytes) -> str:
    """How a recovery key is told from another: the first half of its SHA-256, in hex."""
    return hashlib.sha256(spki).hexdigest()[:32]


def decoded(text: str, longest: int = 4000) -> bytes | None:
    """The bytes of a Base64 text, or None when it is none."""
    try:
        return base64.b64decode(text, validate=True) if 0 < len(text) <= longest else None
    except (binascii.Error, ValueError):
        return None


def is_over(requested_at: datetime, decided_at: datetime | None, now: datetime) -> bool:
    """Whether a request has stood too long."""
    return now - (decided_at or requested_at) > STANDS
