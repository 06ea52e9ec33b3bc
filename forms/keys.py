"""Answer keys (docs/protocol.md): which question, in which row, and whether it is a further claim. Pure; twin:
static/js/forms/context.js.

    smoking                     the answer to a question
    household/<row>/hh_age      the same in a row of a repeat group
    smoking@<id>                a further claim: what another source says to the same question, an answer of its own

Nobody else takes a key apart.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

FURTHER = "@"
"""Stands between the key of an answer and the id of a further claim on it."""


def id_of(key: str) -> str:
    """The field an answer key speaks of: `hh_age` of `household/<row>/hh_age@<id>`."""
    return key.rpartition("/")[2].partition(FURTHER)[0]


def before_field(key: str) -> str:
    """What stands before the field: "" or `household/<row>/`."""
    return key[: key.rfind("/") + 1]


def further(key: str, claim: str) -> str:
    """The key of a further claim beside an answer."""
    return f"{key}{FURTHER}{claim}"


def main_of(key: str) -> str:
    """The answer a further claim stands beside; any other key is its own."""
    return key.partition(FURTHER)[0]


def is_further(key: str) -> bool:
    """Whether it is a further claim."""
    return FURTHER in key


def further_claims(answers: Mapping[str, Mapping[str, Any]]) -> dict[str, list[str]]:
    """The further claims that stand (not taken out, or still in conflict), in the order they were made, by the key of the
    answer they stand beside."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for key, answer in answers.items():
        if FURTHER in key and (not answer.get("cleared") or answer.get("cands")):
            found[main_of(key)].append(key)
    return {key: sorted(claims) for key, claims in found.items()}
