"""Which passwords are taken, and how they are kept."""

from __future__ import annotations

import time
import unicodedata

import pytest
from argon2 import PasswordHasher

from app.accounts.passwords import LONGEST, hashed, hasher, matches, weakness

CHEAP = hasher(8, 1)


@pytest.mark.parametrize(
    ("password", "said"),
    [
        ("short", "12 characters or more"),
        ("eleven char", "12 characters or more"),
        ("x" * (LONGEST + 1), "256 characters or fewer"),
        ("password1234", "harder to guess"),
        ("PassWord1234", "harder to guess"),
        ("aaaaaaaaaaaaaa", "harder to guess"),
        ("1212121212121212", "harder to guess"),
        ("vera.visitor", "must not be your username"),
        ("Vera.Visitor1", "must not be your username"),
        ("vera.visitorvera.visitor", "must not be your username"),
    ],
)
def test_weak_passwords_are_refused_with_a_reason(password: str, said: str) -> None:
    refused = weakness(password, "vera.visitor")
    assert refused is not None
    assert said in refused


@pytest.mark.parametrize(
    "password",
    [
        "three quiet otters",
        "äpfel und birnen",
        "🦦🦦 otter otter",
        "vera likes otters a lot",
        " leading and trailing ",
    ],
)
def test_any_long_enough_sentence_will_do(password: str) -> None:
    assert weakness(password, "vera") is None


def test_only_the_right_password_matches() -> None:
    kept = hashed(CHEAP, "three quiet otters")
    assert kept.startswith("$argon2id$")
    assert matches(CHEAP, kept, "three quiet otters")
    assert not matches(CHEAP, kept, "three quiet otter")
    assert not matches(CHEAP, kept, "")
    assert not matches(CHEAP, None, "nobody's password")
    assert not matches(CHEAP, "not a hash", "three quiet otters")


def test_an_accent_typed_on_another_keyboard_is_the_same_password() -> None:
    composed = unicodedata.normalize("NFC", "crème brûlée ×3")
    apart = unicodedata.normalize("NFD", composed)
    assert composed != apart
    assert matches(CHEAP, hashed(CHEAP, composed), apart)


def test_an_unknown_name_costs_the_same_work(monkeypatch: pytest.MonkeyPatch) -> None:
    """Otherwise the time of a refusal tells which usernames exist."""
    calls: list[str] = []
    verify = PasswordHasher.verify

    def counted(self: PasswordHasher, kept: str, password: bytes) -> bool:
        calls.append(kept.split("$")[3])
        return verify(self, kept, password)

    monkeypatch.setattr(PasswordHasher, "verify", counted)
    kept = hashed(CHEAP, "three quiet otters")
    assert not matches(CHEAP, kept, "wrong")
    assert not matches(CHEAP, None, "wrong")
    assert calls == ["m=8,t=1,p=1", "m=8,t=1,p=1"]


def test_a_real_hash_costs_an_attacker_something() -> None:
    from app.config import settings

    chosen = settings()
    started = time.perf_counter()
    hashed(hasher(chosen["ARGON2_MEMORY_KIB"], chosen["ARGON2_ROUNDS"]), "three quiet otters")
    assert time.perf_counter() - started > 0.02
    assert chosen["ARGON2_MEMORY_KIB"] >= 19 * 1024  # OWASP's floor for Argon2id with two rounds
