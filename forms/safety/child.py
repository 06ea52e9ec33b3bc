"""The child and the people around it, as the rules know them. Pure. Twin: `static/js/rules/child.js`."""

from __future__ import annotations

from typing import TypedDict


class PersonAround(TypedDict):
    """Somebody on the child's record."""

    id: str
    name: str
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


def council_of(child: ChildKnown, address: str | None) -> str:
    """The council of an address on the record; empty for one typed in, or unknown."""
    for one in child["addresses"]:
        if address == f"A:{one['id']}":
            return one["council"] or ""
    return ""
