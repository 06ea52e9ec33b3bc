"""HO: housing and moves."""

from forms.conditions import not_one_of, one_of
from forms.declaring import choices, section
from forms.field_types import Day, Line, OneOf, SeveralOf
from forms.holistic_visit.words import (
    EVERY,
    FACT,
    OBSERVED,
    POSTNATAL,
    RECORD,
    SENSITIVE,
    VALUE_OR_REASON,
    WHEN_SHOWN,
    question,
)

SECTIONS = (
    section(
        "HO",
        "Housing and moves",
        question(
            "eviction_risk",
            "Could the family lose their home?",
            name="Risk to the home",
            type=OneOf(
                choices(
                    none_known="Asked: no risk known",
                    arrears="Rent or mortgage arrears",
                    asked_to_leave_by_family="Family have asked them to leave",
                    notice_served="Notice has been served",
                    possession_order="There is a possession order",
                    unsafe_to_stay="It is not safe to stay",
                    homeless_now="Homeless now",
                )
            ),
            kind=FACT,
            requirement=VALUE_OR_REASON,
            contacts=EVERY,
            core=True,
            sensitivity=SENSITIVE,
            hint="“How long can you stay here?”",
        ),
        question(
            "notice_date",
            "By which date must they leave?",
            name="Date they must leave",
            type=Day(earliest=-30, latest=365),
            kind=RECORD,
            requirement=WHEN_SHOWN,
            contacts=EVERY,
            show_if=one_of("eviction_risk", "notice_served", "possession_order"),
        ),
        question(
            "home_conditions",
            "What did you see in the home?",
            name="Home conditions",
            type=SeveralOf(
                choices(
                    none_of_these_seen="I looked and saw none of these",
                    damp_or_mould="Damp or mould",
                    no_heating_or_hot_water="No heating or hot water",
                    bare_wires_or_fire_risk="Bare wires or another fire risk",
                    no_working_smoke_alarm="No working smoke alarm",
                    no_carbon_monoxide_alarm="No carbon monoxide alarm",
                    stairs_or_water_hazard="Stairs or water within baby’s reach",
                    rubbish_or_food_waste="Rubbish or food waste",
                    animal_waste="Animal waste",
                    drug_or_alcohol_items_in_reach="Drugs, alcohol or their things in reach",
                    little_or_no_food="Little or no food",
                    not_seen="I did not see the home",
                ),
                exclusive=("none_of_these_seen", "not_seen"),
            ),
            kind=OBSERVED,
            requirement=VALUE_OR_REASON,
            contacts=POSTNATAL,
            core=True,
            show_if=one_of("contact_mode", "face_to_face"),
            hint="What and where. Being poor is not neglect.",
        ),
        question(
            "move_plan",
            "Has anyone moved, or is anyone going to?",
            name="Recent or planned move",
            type=OneOf(
                choices(
                    none="No move",
                    moved_since_last_contact="Moved since the last contact",
                    planned_same_area="Going to move within the area",
                    planned_other_area="Going to move to another area",
                    one_parent_moving="One parent is moving",
                    unsure="Not sure",
                )
            ),
            kind=FACT,
            requirement=VALUE_OR_REASON,
            contacts=EVERY,
            core=True,
            hint="Any move needs a handover.",
        ),
        question(
            "move_date",
            "When was or is the move?",
            name="Date of the move",
            type=Day(earliest=-90, latest=180),
            kind=FACT,
            requirement=WHEN_SHOWN,
            contacts=EVERY,
            show_if=not_one_of("move_plan", "none"),
        ),
        question(
            "move_area",
            "Which area are they moving to, or have moved to?",
            name="Area of the move",
            type=Line(120),
            kind=FACT,
            requirement=WHEN_SHOWN,
            contacts=EVERY,
            show_if=one_of(
                "move_plan", "moved_since_last_contact", "planned_other_area", "one_parent_moving"
            ),
            hint="Council, and GP if known.",
        ),
    ),
)
