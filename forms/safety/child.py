"""The child and the people around it, as the rules know them. Pure. Twin: `static/js/rules/child.js`."""

from __future__ import annotations

import re
from typing import TypedDict

from forms.blocks import FURTHER

SECOND_PARENT = ("father", "second_mother", "second_parent")
FIRST_PARENT = ("mother", "birth_mother", "birth_parent")
PARTNERS = (
    "mothers_partner",
    "fathers_partner",
    "parents_partner",
    "mother_s_partner",
    "father_s_partner",
    "partner",
)
MEN = re.compile(
    r"(^|_)(father|dad|stepfather|step_father|grandfather|great_grandfather|uncle|brother|stepbrother)(_|$)"
)


class PersonAround(TypedDict):
    """Somebody on the child's record."""

    id: str
    relation: str


class Place(TypedDict):
    """An address on the child's record. `council` is the code of its council, or empty."""

    id: str
    council: str


class ChildKnown(TypedDict):
    """What is known of the child beside the visits. Days are ISO texts; what is not known is None."""

    dob: str | None
    sex: str | None
    gestation: str | None
    birth_weight_g: int | None
    people: list[PersonAround]
    addresses: list[Place]


def relation_code(words: str) -> str:
    """A relation as a code: "Mother's partner" and "mothers_partner" are the same."""
    return re.sub(r"[^a-z]+", "_", words.lower().replace("’", "").replace("'", "")).strip("_")


def parents_of(child: ChildKnown) -> dict[str, str]:
    """Which person a parent block is about: prefix to reference (`P:<id>`). The first person of each relation counts,
    of the partners of parents as many as there are blocks of further carers.
    """
    found: dict[str, str] = {}
    for prefixes, relations in (
        (("mother",), FIRST_PARENT),
        (("father",), SECOND_PARENT),
        (FURTHER, PARTNERS),
    ):
        of_it = [one for one in child["people"] if relation_code(one["relation"]) in relations]
        found |= {prefix: f"P:{one['id']}" for prefix, one in zip(prefixes, of_it, strict=False)}
    return found


def is_man(child: ChildKnown, who: str, relation: str = "") -> bool:
    """Whether a carer is a man by the relation on record. What is not known is not guessed."""
    by_id = {f"P:{person['id']}": person["relation"] for person in child["people"]}
    reference = parents_of(child).get(who, who)
    known = by_id.get(reference, relation or who)
    return MEN.search(relation_code(known)) is not None


def council_of(child: ChildKnown, address: str | None) -> str:
    """The council of an address on the record; empty for one typed in, or unknown."""
    for one in child["addresses"]:
        if address == f"A:{one['id']}":
            return one["council"] or ""
    return ""
