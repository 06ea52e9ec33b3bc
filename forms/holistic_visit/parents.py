"""PA: the block asked of each parent. Written once; the same for mother, father or second parent, and further carers."""

from forms.conditions import any_row, either, one_of, rows_at_least
from forms.declaring import section
from forms.definition import Section
from forms.holistic_visit.parent import INVOLVEMENT, NO_SECOND_PARENT, Parent
from forms.holistic_visit.parent_health import health
from forms.holistic_visit.parent_life import life
from forms.holistic_visit.parent_person import person
from forms.holistic_visit.parent_safety import safety

A_PARTNER = one_of("row.hh_relation", "parents_partner")

# The block of a further carer opens when the household has that many partners of a parent in it, or when it was said that
# there are so many: before birth nobody asks for the household, and whoever is like a parent need not live in one.
PARENTS = (
    Parent("mother", "the mother", "Mother or birth parent"),
    Parent(
        "father",
        "the father or second parent",
        "Father or second parent",
        (*INVOLVEMENT, NO_SECOND_PARENT),
    ),
    Parent(
        "carer3",
        "the further carer",
        "Further carer",
        there=either(any_row("household", A_PARTNER), one_of("further_carers", "one", "two")),
    ),
    Parent(
        "carer4",
        "the second further carer",
        "Second further carer",
        there=either(rows_at_least(2, "household", A_PARTNER), one_of("further_carers", "two")),
    ),
)


def parent_block(one: Parent) -> Section:
    """The section of one parent."""
    return section(
        f"PA_{one.prefix}",
        one.title,
        *person(one),
        *health(one),
        *life(one),
        *safety(one),
        note="The same questions are asked of every parent.",
    )


SECTIONS = tuple(map(parent_block, PARENTS))
