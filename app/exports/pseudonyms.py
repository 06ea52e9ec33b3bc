"""Stand-ins for identities in the analytic extract."""

from __future__ import annotations

import hashlib
import hmac
from uuid import UUID

LENGTH = 20
"""Hexadecimal digits kept: 80 bits, so that among ten million children two share one with a chance
of 1 in 24 billion.
"""


class Pseudonyms:
    """Keyed hashes, different for each purpose, so that two extracts cannot be joined child by
    child.

    Without the key a pseudonym cannot be turned back, not even by trying every NHS number.
    """

    def __init__(self, key: str, purpose: str) -> None:
        if not key:
            raise ValueError("pseudonyms need a key (PSEUDONYM_KEY)")
        self._keyed = hmac.new(key.encode(), f"wholeview\0{purpose}\0".encode(), hashlib.sha256)

    def child(self, child_id: UUID) -> str:
        """The stand-in for a child."""
        return self._of(b"child\0", child_id)

    def contact(self, visit_id: UUID) -> str:
        """The stand-in for a visit; joins the tables of one extract."""
        return self._of(b"contact\0", visit_id)

    def _of(self, what: bytes, identity: UUID) -> str:
        keyed = self._keyed.copy()
        keyed.update(what + identity.bytes)
        return keyed.hexdigest()[:LENGTH]
