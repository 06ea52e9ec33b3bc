"""Whether two records may be of one child. Pure."""

from __future__ import annotations

import unicodedata
from datetime import date, timedelta
from typing import NamedTuple


class Seen(NamedTuple):
    """What two records are compared by, beside the NHS number."""

    given_name: str
    family_name: str
    also_known_as: str
    dob: date | None
    edd: date | None = None  # of a child not born yet when it was met or put on the caseload


ABOUT = timedelta(weeks=5)
"""A due date is moved by a scan, and few babies come on the day."""


def may_be_one(one: Seen, other: Seen) -> bool:
    """Whether a person should look at both.

    | day of birth | names | |
    |---|---|---|
    | the same | the given name or the family name is the same | yes |
    | due about then, one of them or both | the family name is the same | yes |
    | not known of one of them | both names are the same | yes |
    | another | whatever | no: siblings share names |
    """
    if one.dob and other.dob and one.dob != other.dob:
        return False
    same_family = _plain(one.family_name) == _plain(other.family_name)
    same_given = bool(_given(one) & _given(other))
    if one.dob and other.dob:
        return same_family or same_given
    expected, other_expected = one.dob or one.edd, other.dob or other.edd
    if expected and other_expected and abs(expected - other_expected) <= ABOUT and same_family:
        return True
    return same_family and same_given


def _given(seen: Seen) -> set[str]:
    return {_plain(name) for name in (seen.given_name, seen.also_known_as) if name.strip()}


def _plain(name: str) -> str:
    """Without accents, case and spaces: names are spelt as they are heard on a doorstep."""
    letters = unicodedata.normalize("NFD", name.casefold())
    return "".join(letter for letter in letters if letter.isalnum())
