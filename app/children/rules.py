"""Whether two records may be of one child, and what a name may be made of. Pure."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, timedelta
from typing import NamedTuple

LONGEST_NAME = 120
SEXES = ("male", "female", "indeterminate", "not_known")
# Written out: what Python calls printable leaves out the no-break space, the joiners of Persian and Indic names, and
# letters newer than itself. What breaks a line or turns the direction of what stands beside it has no place in a list.
_NOT_IN_A_NAME = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


def is_name(text: str) -> bool:
    """Whether it can be stored and shown as a name; an empty one can."""
    return len(text) <= LONGEST_NAME and _NOT_IN_A_NAME.search(text) is None


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
