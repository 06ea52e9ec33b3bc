"""The blocks of the form: each asks of one parent or carer, and its fields begin with its name and an underscore.

`PARENTS` are always asked of, `FURTHER` only while there is somebody. Twin: `static/js/forms/blocks.js`.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeVar
from unicodedata import normalize

T = TypeVar("T")

PARENTS = ("mother", "father")
FURTHER = ("carer3", "carer4")
BLOCKS = (*PARENTS, *FURTHER)
UNNAMED = {"mother": "Mother", "father": "Father or second parent"}
"""What a parent is called in a row while nobody has said a name: whose words these are, the row is about."""


def block_of(field_id: str) -> str:
    """The block a field belongs to, or ""."""
    return next((block for block in BLOCKS if field_id.startswith(f"{block}_")), "")


_NOT_OF_SOMEBODY_ELSE = (
    r"(?=_|$)(?!_(?:s|in_law|of|and_baby|baby|partner|figure|step|foster)(?:_|$))"
)
"""Not a mother's partner, a mother-in-law, the father of a sister, a mother and baby carer, nor somebody like a father.
"""
_SAID = {
    "mother": re.compile(rf"(?:(?:birth_)?(?:mother|mum)|birth_parent){_NOT_OF_SOMEBODY_ELSE}"),
    "father": re.compile(
        r"(?:(?:birth_)?(?:father|dad)|(?:(?:other|second)_|co_?)(?:mother|mum|parent))"
        + _NOT_OF_SOMEBODY_ELSE
    ),
}


def relation_code(words: str) -> str:
    """A relation as a code: "Mother's partner" and "mothers_partner" are the same."""
    return re.sub(r"[^a-z]+", "_", words.lower().replace("’", "").replace("'", "")).strip("_")


def parent_said(relation: str) -> tuple[str, str]:
    """The parent's block a relation on the record speaks of, and by which word; empty where it is of somebody else."""
    code = relation_code(relation)
    for block, words in _SAID.items():
        found = words.match(code)
        if found:
            return block, found[0]
    return "", ""


_PARTNER = re.compile(
    rf"(?:(?:(?:mother|father|parent|mum|dad)(?:_?s)?_)?partner|step_?(?:mother|father|parent|mum|dad))"
    f"{_NOT_OF_SOMEBODY_ELSE}"
)


def is_partner(relation: str) -> bool:
    """Whether a relation on the record is that of a parent's partner, a step-parent among them: whom the block of a further
    carer can be about.
    """
    return _PARTNER.match(relation_code(relation)) is not None


def plain(name: str) -> str:
    """A name as it is compared: "José" is the same however its accent is made, and with a small letter."""
    return normalize("NFC", name).strip().lower()


def plainly(reference: str) -> str:
    """A reference as it is compared: of somebody typed in, the name."""
    return f"T:{plain(reference[2:])}" if reference.startswith("T:") else reference


def parents_among(people: Iterable[T], relation: Callable[[T], str]) -> dict[str, list[T]]:
    """Whom of the record each parent's block can be about, in its order. Where two are recorded as the mother and nobody as
    the second parent, the second of them is.
    """
    found: dict[str, list[T]] = {"mother": [], "father": []}
    for person in people:
        block, _ = parent_said(relation(person))
        if block:
            found[block].append(person)
    first, second = found.values()
    other = next(
        (one for one in first[1:] if parent_said(relation(one))[1] in ("mother", "mum")), None
    )
    if other is not None and not second:
        first.remove(other)
        second.append(other)
    return found


def people_of(people: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """Whom of the record (`id`, `relation`) the blocks are about: block to reference (`P:<id>`). The first person of each
    counts, of partners as many as there are further blocks.
    """

    def relation(person: Mapping[str, Any]) -> str:
        return str(person.get("relation") or "")

    about = {block: those[0] for block, those in parents_among(people, relation).items() if those}
    further = (person for person in people if is_partner(relation(person)))
    about |= zip(FURTHER, further, strict=False)
    return {block: f"P:{person['id']}" for block, person in about.items()}


def named_in(row: Mapping[str, Any]) -> str:
    """The reference of whoever a row of the household names, or ""."""
    return row.get("hh_person") or (f"T:{row['hh_name']}" if row.get("hh_name") else "")


def partners_in(rows: Iterable[Mapping[str, Any]], before: Sequence[str] = ()) -> Sequence[str]:
    """The partners of parents by their place in the household; as before where no row names one."""
    found = [named_in(row) for row in rows if row.get("hh_relation") == "parents_partner"]
    return found if any(found) else before


def further_of(
    said: Callable[[str], Any], partners: Sequence[str], people: Sequence[Mapping[str, Any]]
) -> dict[str, str]:
    """The reference of whom the block of a further carer is about: who its own question names, else the partner who has its
    place in the household, else on the record; "" where nobody says. For the page, the rules and the picture.
    """
    on_record = people_of(people)
    found = {}
    for place, block in enumerate(FURTHER):
        name = str(said(f"{block}_name") or "").strip()
        partner = "".join(partners[place : place + 1])
        found[block] = f"T:{name}" if name else partner or on_record.get(block, "")
    return found
