"""The holistic visit: one file a section, assembled here in the order of the form."""

from forms.declaring import checked
from forms.definition import Form
from forms.holistic_visit import (
    baby_seen,
    crying_and_sleep,
    day_in_life,
    family_and_household,
    feeding_and_growth,
    housing_and_moves,
    icon,
    judgement_and_plan,
    parents,
    skin_and_marks,
    visit_context,
    where_baby_lives,
    words,
)

MODULES = (
    visit_context,
    where_baby_lives,
    baby_seen,
    skin_and_marks,
    feeding_and_growth,
    crying_and_sleep,
    icon,
    day_in_life,
    parents,
    family_and_household,
    housing_and_moves,
    judgement_and_plan,
)

FORM = checked(
    Form(
        id="holistic_visit",
        version=1,
        title="Holistic home visit",
        sections=tuple(section for module in MODULES for section in module.SECTIONS),
        missing_reasons=words.MISSING_REASONS,
        sources=words.SOURCES,
        verifications=words.VERIFICATIONS,
        kinds=words.KINDS,
    ),
    MODULES,
)
