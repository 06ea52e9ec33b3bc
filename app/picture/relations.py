"""How somebody is related to the baby, for the household map: sign, side of the family, generation."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from forms.blocks import BLOCKS, FURTHER, PARENTS, parent_said, plainly


class Relation(NamedTuple):
    """`sex` is female, male or "" (drawn as a diamond); `side` is mother, father, both or "" (not known, or no kin);
    `generation` 0 is the parents', -1 the grandparents', 1 the baby's; `kin` is whether it is family at all.
    """

    sex: str = ""
    side: str = ""
    generation: int = 0
    kin: bool = True


# As recorded on the child's record, and as the household section says it: beside the parents (`parent_said`). What is not
# here is not guessed.
RELATIONS: Mapping[str, Relation] = {
    "mothers_partner": Relation("", "mother", 0, False),
    "fathers_partner": Relation("", "father", 0, False),
    "stepfather": Relation("male", "mother", 0, False),
    "stepmother": Relation("female", "father", 0, False),
    "parent": Relation(),
    "parents_partner": Relation("", "", 0, False),
    "partner": Relation("", "", 0, False),
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


def code(words: object) -> str:
    """`Paternal grandmother` as the code `paternal_grandmother`."""
    text = str(words or "").strip().lower().replace("’", "").replace("'", "")
    return "_".join(text.replace("-", " ").replace("_", " ").split())


def relation(words: object) -> Relation | None:
    """The relation recorded in words or as a code; None for what is not in the list."""
    block, said = parent_said(str(words or ""))
    if not block:
        return RELATIONS.get(code(words))
    sex = {"mother": "female", "mum": "female", "father": "male", "dad": "male"}
    return Relation(next((sex[one] for one in sex if said.endswith(one)), ""), block)


def whom(
    contacts: Sequence[Mapping[str, list[str]]], written: Iterable[str]
) -> Callable[[str, int], str]:
    """The one reference of the person an entry of a contact speaks of, by a block or a reference: `P:` on the child's
    record, `B:` a block nobody there is for, `T:` anybody else who was typed in, as first written. `contacts`: whom each
    block is about by the rules (`about_whom`); `written`: who was typed in. Whoever is typed in by a name that a block is
    about, at whichever contact, is that person, and so is the row a parent had before there was a name. A further carer
    nobody had named yet is who is named first.
    """
    known: dict[str, str] = {}
    persons: list[dict[str, str]] = []
    for about in contacts:
        found: dict[str, str] = {}
        for block, references in about.items():
            if not references:
                continue
            first = references[0]
            person = f"B:{block}" if block in PARENTS and first.startswith("T:") else first
            for reference in references:
                known.setdefault(plainly(reference), person)
            if block in FURTHER:
                person = known[plainly(first)]
            # Two blocks of one contact are two people, though they have one name.
            found[block] = f"B:{block}" if person in found.values() else person
        persons.append(found)
    for reference in written:
        known.setdefault(plainly(reference), reference)

    def reference_of(about: str, place: int) -> str:
        if about in BLOCKS:
            return next((one[about] for one in persons[place:] if about in one), f"B:{about}")
        return known.get(plainly(about), about)

    return reference_of
