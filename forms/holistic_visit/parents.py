"""PA: the block asked of each parent. Written once; the same for mother, father or second parent, and a further carer."""

from forms.conditions import any_row, one_of
from forms.declaring import section
from forms.definition import Section
from forms.holistic_visit.parent import INVOLVEMENT, NO_SECOND_PARENT, Parent
from forms.holistic_visit.parent_health import health
from forms.holistic_visit.parent_life import life
from forms.holistic_visit.parent_person import person
from forms.holistic_visit.parent_safety import safety

PARENTS = (
    Parent("mother", "the mother", "Mother or birth parent"),
    Parent(
        "father",
        "the father or second parent",
        "Father or second parent",
        (*INVOLVEMENT, NO_SECOND_PARENT),
    ),
    # The block of a further carer opens when the household has a partner of a parent in it.
    Parent(
        "carer3",
        "the further carer",
        "Further carer",
        there=any_row("household", one_of("row.hh_relation", "parents_partner")),
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
