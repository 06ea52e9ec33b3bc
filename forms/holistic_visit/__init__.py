"""The holistic visit: one file a section, assembled here in the order of the form."""

from forms.declaring import checked
from forms.definition import Form
from forms.holistic_visit import (
    agencies_and_sharing,
    baby_seen,
    crying_and_sleep,
    day_in_life,
    family_and_household,
    feeding_and_growth,
    health_and_development,
    housing_and_moves,
    icon,
    identity,
    judgement_and_plan,
    parents,
    people_present,
    skin_and_marks,
    visit_context,
    where_baby_lives,
    words,
)

MODULES = (
    visit_context,
    people_present,
    identity,
    where_baby_lives,
    baby_seen,
    skin_and_marks,
    feeding_and_growth,
    health_and_development,
    crying_and_sleep,
    icon,
    day_in_life,
    parents,
    family_and_household,
    housing_and_moves,
    agencies_and_sharing,
    judgement_and_plan,
)

FORM = checked(
    Form(
        id="holistic_visit",
        version=4,
        title="Holistic home visit",
        sections=tuple(section for module in MODULES for section in module.SECTIONS),
        missing_reasons=words.MISSING_REASONS,
        sources=words.SOURCES,
        verifications=words.VERIFICATIONS,
        kinds=words.KINDS,
    ),
    MODULES,
)
