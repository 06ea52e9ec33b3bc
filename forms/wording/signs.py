"""What else may be asked of a narrative, beside its wording: whether a reassuring account says anything
that could be seen, and whether it is last time's account again.

Pure. The same in `static/js/wording/signs.js`, and held to the same cases
(`tests/contracts/wording_signs.json`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from forms.wording.book import BOOK, Book
from forms.wording.checking import check

ENOUGH_CONCRETE = 2
"""From so many concrete elements on, an account of the baby is not reassurance without evidence (rule R10)."""
FEWEST_WORDS = 8
"""Shorter texts are often rightly the same ("4-hourly feeds") and are never called copied (rule R28)."""
COPIED = 90
"""Per cent of the words, in order."""
LONGEST = 2_000
"""So many words of each text are compared; no box holds more."""

# Latin letters and digits, as in `tokens.py`.
_WORD = re.compile(r"[A-Za-z0-9\u00c0-\u024f]+(?:['\u2019][A-Za-z0-9\u00c0-\u024f]+)*")

# One concrete element: a number with a unit or a count of something, a time, a part of the body, a thing done that anybody
# in the room would have seen, words in quotation marks. A number and the word behind it are one element.
_CONCRETE = re.compile(
    r"\"[^\"\n]{2,400}\"|\u201c[^\u201c\u201d\n]{2,400}\u201d|\u2018[^\u2018\u2019\n]{2,400}\u2019"
    r"|\b[0-9]{1,2}[:.][0-9]{2}(?: ?[ap]m)?\b"
    r"|\b[0-9]{1,9}(?:[.,/][0-9]{1,9}){0,3}(?: ?(?:[a-z]{1,20}\b|%|\u00b0[a-z]?))?"
    r"|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|twelve|twenty|thirty|once|twice)\b(?: [a-z]{1,20})?"
    r"|\b(?:scalp|fontanelle|head|face|cheeks?|foreheads?|ears?|eyes?|nose|mouth|lips?|tongue|gums?|chin|necks?|shoulders?"
    r"|arms?|elbows?|wrists?|hands?|fists?|fingers?|nails?|chest|ribs?|tummy|abdomen|umbilicus|navel|back|spine|hips?|bottom"
    r"|groin|genitals?|testes|legs?|thighs?|knees?|ankles?|feet|foot|heels?|toes?|skin)\b"
    r"|\b(?:slept|sleeping|asleep|awake|woke|cried|crying|fed|feeding|sucked|sucking|latched|swallowed|turned|turning|kicked"
    r"|kicking|smiled|smiling|laughed|looked|looking|watched|watching|followed|following|fixed|reached|reaching|held|grasped"
    r"|lifted|rolled|rolling|crawled|sat|stood|walked|babbled|babbling|gurgled|cooed|cooing|vocalised|startled|stilled"
    r"|settled|yawned|sneezed|coughed|vomited|possetted|arched|stretched|pulled|pointed|clapped|waved|stared|blinked"
    r"|frowned|nuzzled|rooted|rooting)\b"
    r"|\b(?:pink|pale|yellow|jaundiced|mottled|blue)\b",
    re.IGNORECASE | re.ASCII,
)


def concrete_elements(text: str) -> int:
    """How many things in `text` somebody could have seen, heard or measured (see `_CONCRETE`)."""
    return sum(1 for _ in _CONCRETE.finditer(text))


def reassures(text: str, book: Book = BOOK) -> bool:
    """Whether an account of the baby comforts without evidence (rule R10): fewer than two concrete elements, or wording of
    the class `reassurance`. A blank text says nothing and is not asked about.
    """
    if not text.strip():
        return False
    return (
        concrete_elements(text) < ENOUGH_CONCRETE or "reassurance" in check(text, "O", book).classes
    )


def copied_share(now: str, before: str) -> int:
    """Per cent of the words that are the same, in order, as in the last contact's account (rule R28), rounded down.

    0 when it is below 90 or `now` has fewer than eight words. Case and punctuation do not count. Time grows with the
    length of the texts times what differs, of which a tenth is looked at and no more.
    """
    one, other = _words(now), _words(before)
    both = len(one) + len(other)
    if len(one) < FEWEST_WORDS or not other:
        return 0
    apart = _apart(one, other, both * (100 - COPIED) // 100)
    return 0 if apart is None else (both - apart) * 100 // both


def _words(text: str) -> list[str]:
    found = (word[0].lower().replace("\u2019", "'") for word in _WORD.finditer(text))
    return [word for word, _ in zip(found, range(LONGEST), strict=False)]


def _apart(one: Sequence[str], other: Sequence[str], most: int) -> int | None:
    """How many words have to be taken out or put in to make one text of the other; None if more than `most`.

    Myers (1986): for each number of edits the furthest place reached on each diagonal.
    """
    furthest = {1: 0}
    for edits in range(most + 1):
        for diagonal in range(-edits, edits + 1, 2):
            down = diagonal == -edits or (
                diagonal != edits and furthest[diagonal - 1] < furthest[diagonal + 1]
            )
            at = furthest[diagonal + 1] if down else furthest[diagonal - 1] + 1
            while (
                at < len(one)
                and 0 <= at - diagonal < len(other)
                and one[at] == other[at - diagonal]
            ):
                at += 1
            furthest[diagonal] = at
            if at >= len(one) and at - diagonal >= len(other):
                return edits
    return None
