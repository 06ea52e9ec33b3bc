"""How somebody is related to the baby, for the household map: sign, side of the family, generation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from forms.blocks import FURTHER


class Relation(NamedTuple):
    """`sex` is female, male or "" (drawn as a diamond); `side` is mother, father, both or "" (not known, or no kin);
    `generation` 0 is the parents', -1 the grandparents', 1 the baby's; `kin` is whether it is family at all.
    """

    sex: str = ""
    side: str = ""
    generation: int = 0
    kin: bool = True


# As recorded on the child's record, and as the household section says it. What is not here is not guessed.
RELATIONS: Mapping[str, Relation] = {
    "mother": Relation("female", "mother"),
    "birth_mother": Relation("female", "mother"),
    "father": Relation("male", "father"),
    "second_mother": Relation("female", "father"),
    "second_parent": Relation("", "father"),
    "mothers_partner": Relation("", "mother", 0, False),
    "fathers_partner": Relation("", "father", 0, False),
    "stepfather": Relation("male", "mother", 0, False),
    "stepmother": Relation("female", "father", 0, False),
    "parent": Relation(),
    "parents_partner": Relation("", "", 0, False),
    "maternal_grandmother": Relation("female", "mother", -1),
    "maternal_grandfather": Relation("male", "mother", -1),
    "grandparent_maternal": Relation("", "mother", -1),
    "paternal_grandmother": Relation("female", "father", -1),
    "paternal_grandfather": Relation("male", "father", -1),
    "grandparent_paternal": Relation("", "father", -1),
    "grandmother": Relation("female", "", -1),
    "grandfather": Relation("male", "", -1),
    "maternal_aunt": Relation("female", "mother"),
    "maternal_uncle": Relation("male", "mother"),
    "paternal_aunt": Relation("female", "father"),
    "paternal_uncle": Relation("male", "father"),
    "aunt": Relation("female", ""),
    "uncle": Relation("male", ""),
    "aunt_uncle": Relation(),
    "sister": Relation("female", "both", 1),
    "brother": Relation("male", "both", 1),
    "half_sister": Relation("female", "", 1),
    "half_brother": Relation("male", "", 1),
    "sibling": Relation("", "both", 1),
    "half_or_step_sibling": Relation("", "", 1),
    "other_relative": Relation(),
    "lodger": Relation("", "", 0, False),
    "friend": Relation("", "", 0, False),
    "foster_carer": Relation("", "", 0, False),
    "other": Relation("", "", 0, False),
}
UNKNOWN = Relation("", "", 0, False)
SECOND_PARENT = ("father", "second_mother", "second_parent")
FURTHER_CARER = ("mothers_partner", "fathers_partner", "stepfather", "stepmother")


def code(words: object) -> str:
    """`Paternal grandmother` as the code `paternal_grandmother`."""
    text = str(words or "").strip().lower().replace("’", "").replace("'", "")
    return "_".join(text.replace("-", " ").replace("_", " ").split())


def relation(words: object) -> Relation:
    """The relation recorded in words or as a code; unknown for what is not in the list."""
    return RELATIONS.get(code(words), UNKNOWN)


def parents(people: list[Mapping[str, Any]]) -> dict[str, str]:
    """Whom the blocks of the form speak of: block to reference (`P:<id>`), for those who are on the child's record."""
    found: dict[str, str] = {}
    further = iter(FURTHER)
    for person in people:
        says = code(person.get("relation"))
        block = (
            "mother"
            if says in ("mother", "birth_mother")
            else "father"
            if says in SECOND_PARENT
            else next(further, "")
            if says in FURTHER_CARER
            else ""
        )
        if block and block not in found:
            found[block] = f"P:{person['id']}"
    return found
