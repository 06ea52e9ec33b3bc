"""The review at two: nobody at home the first time."""

from app.demo.story import Child, Family, Place, SignedOff, Visit, by, missing, unknown, view

FAMILY = Family(
    name="Cartwright",
    team="Mill",
    visitor="dorota.nowak",
    people={
        "mother": ("Hollie Cartwright", "mother"),
        "father": ("Steph Cartwright", "second mother"),
    },
    places={"home": Place("Home", "15 Heron Close", "ZZ99 3AE")},
    children=(
        Child(
            given="Poppy",
            family="Cartwright",
            sex="female",
            number=101212,
            born=826,
            next_contact=("two_to_two_half_year", 1),
            visits=(
                Visit(
                    days_ago=20,
                    time="10:30",
                    contact="two_to_two_half_year",
                    version=1,
                    answers={
                        "access_outcome": "no_reply",
                        "no_access_detail": "Knocked twice, rang once. Curtains open, no car. Card left with a "
                        "new date.",
                        "address_matches_record": "not_checked",
                        "lives_with": missing("not_seen"),
                        "sleeps_tonight": missing("not_known"),
                        "overnight_carer": missing("not_known"),
                        "residence_evidence": ["area_not_seen"],
                        "baby_seen": "not_seen",
                        "baby_not_seen_why": "Nobody answered the door.",
                        "baby_undressed": "not_undressed",
                        "skin_check": "not_done",
                        "skin_not_seen": missing("not_seen"),
                        "mobility": {
                            "value": "walking",
                            "source": {"type": "own_service_record", "document": "One-year review"},
                        },
                        "injury_reported": missing("not_asked"),
                        "weight_g": missing("not_seen"),
                        "day_in_life": missing("not_asked"),
                        "mother_seen": "not_seen",
                        "mother_not_seen_why": "No reply.",
                        "mother_care_experience": missing("not_asked"),
                        "mother_da_asked": "not_asked_other",
                        "mother_control_signs": missing("not_seen"),
                        "father_seen": "not_seen",
                        "father_not_seen_why": "No reply.",
                        "father_care_experience": missing("not_asked"),
                        "father_da_asked": "not_asked_other",
                        "father_control_signs": missing("not_seen"),
                        "others_asked": "not_asked",
                        "eviction_risk": missing("not_asked"),
                        "home_conditions": ["not_seen"],
                        "move_plan": missing("not_asked"),
                        "paternal_family": missing("not_asked"),
                        "strengths": missing("not_applicable"),
                        "worries": view("None can be stated: nobody was seen.", "access_outcome"),
                        "unknowns": [unknown("Whether the family knew of the appointment", due=3)],
                        "impact_on_baby": missing("not_applicable"),
                        "level_reason": view(
                            "Universal until seen; a second missed contact would change this.",
                            "access_outcome",
                        ),
                        "next_contact_date": 19,
                        "must_see_next": ["baby_awake", "father"],
                    },
                    rows={},
                    steps=(
                        SignedOff(24, {None: "Please ring both parents before the next date."}),
                    ),
                ),
                Visit(
                    days_ago=1,
                    time="10:30",
                    contact="two_to_two_half_year",
                    version=1,
                    submitted=False,
                    answers={
                        "weight_g": 12640,
                        "mobility": "walking",
                        "baby_observed": "Ran to the door, said “lady’s here”, built a tower of six.",
                        "carer_baby_observed": "Poppy asked; Steph answered with a question; Poppy told a story.",
                        "day_in_life": by(
                            "mother", "Nursery on four days, baths with both mums, asleep by 7."
                        ),
                    },
                ),
            ),
        ),
    ),
)
