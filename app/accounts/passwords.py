"""Passwords: how they are kept, and which are too weak to take."""

from __future__ import annotations

import unicodedata
from functools import cache
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

SHORTEST, LONGEST = 12, 256


@cache
def hasher(memory_kib: int, rounds: int) -> PasswordHasher:
    """Argon2id at this cost."""
    return PasswordHasher(time_cost=rounds, memory_cost=memory_kib, parallelism=1)


@cache
def _decoy(chosen: PasswordHasher) -> str:
    return chosen.hash("nobody's password")


@cache
def _commonest() -> frozenset[str]:
    text = (Path(__file__).parent / "common_passwords.txt").read_text(encoding="utf-8")
    return frozenset(text.split())


def _canonical(password: str) -> str:
    """One spelling for one password: tablets and desktops compose accents differently."""
    return unicodedata.normalize("NFKC", password)


def hashed(chosen: PasswordHasher, password: str) -> str:
    """What the database keeps."""
    return chosen.hash(_canonical(password).encode("utf-8", "surrogatepass"))


def matches(chosen: PasswordHasher, kept: str | None, password: str) -> bool:
    """Whether this is the password. With nothing kept it does the same work and says no, so that timing tells nobody
    which usernames exist."""
    try:
        chosen.verify(
            kept or _decoy(chosen),
            _canonical(password[: LONGEST * 4]).encode("utf-8", "surrogatepass"),
        )
    except (VerificationError, InvalidHashError):
        return False
    return kept is not None


def weakness(password: str, username: str) -> str | None:
    """Why this password cannot be taken, as a sentence; None if it can. No rules on its composition: they make
    passwords worse (NIST SP 800-63B)."""
    plain = _canonical(password).casefold()
    if len(plain) < SHORTEST:
        return f"Password must be {SHORTEST} characters or more"
    if len(plain) > LONGEST:
        return f"Password must be {LONGEST} characters or fewer"
    if len(plain.replace(username.casefold(), "")) < SHORTEST // 2:
        return "Password must not be your username"
    if len(set(plain)) < 5 or plain in _commonest():
        return "Choose a password that is harder to guess. Three random words work well"
    return None
