"""A second child; a professional interpreter on the telephone; a grandmother who cares for the baby too."""

from app.demo.story import Child, Family, Place, Visit, at_home, by, icon, missing, unknown, view

FAMILY = Family(
    name="Chowdhury",
    team="Harbour",
    visitor="bethan.pryce",
    people={
        "mother": ("Rehana Chowdhury", "mother"),
        "father": ("Imran Chowdhury", "father"),
        "nani": ("Salma Khatun", "maternal grandmother"),
        "sister": ("Inaya Chowdhury", "sister"),
    },
    places={"home": Place("Home", "Flat 2, 19 Ropewalk", "ZZ99 1AB")},
    children=(
        Child(
            given="Zayan",
            family="Chowdhury",
            sex="male",
            number=100202,
            born=13,
            next_contact=("six_to_eight_week", 30),
            visits=(
                Visit(
                    days_ago=1,
                    time="11:00",
                    contact="new_birth",
                    replies={
                        "R04": "Her mother sat with us. Rehana comes to the clinic alone, with an interpreter.",
                    },
                    after=6,
                    arrived=7,
                    answers={
                        "interpreter": "professional_phone_video",
                        "interpreter_language": "bn",
                        "records_read": ["own_service", "maternity"],
                        "lives_with": by("mother", "both_parents"),
                        "overnight_carer": by("mother", ["@mother", "@father", "@nani"]),
                        "weight_g": 3120,
                        "feeding_type": by(
                            "mother", "breast_milk_and_other_milk", "one bottle at night"
                        ),
                        "baby_observed": "Asleep on arrival, woke when undressed and cried strongly. Pink. "
                        "Dry skin over both ankles. Settled when wrapped.",
                        "carer_baby_observed": "Zayan cried; Salma lifted him and hummed; Rehana put him to "
                        "the breast and he latched at the second try. Inaya, 3, stroked his foot.",
                        "crying_words": "Rehana, by interpreter: “My mother takes him when I am tired.” "
                        "Salma, by interpreter: “I raised five, I know when it is only wind.”",
                        "day_in_life": "By interpreter. Feeds every two hours, sleeps between feeds beside "
                        "his mother’s bed. Salma bathes him at 10. Imran has him from 9 to 11 at night.",
                        "baby_voice_seen": "Turned to his mother’s voice before his grandmother’s.",
                        "father_seen": "by_phone",
                        "father_whooley_1": missing("not_asked"),
                        "father_whooley_2": missing("not_asked"),
                        "father_care_experience": missing("not_asked"),
                        "father_da_asked": "not_asked_other",
                        "father_control_signs": missing("not_seen"),
                        "mother_care_experience": missing("declined"),
                        "others_asked": "yes_rows_added",
                        "paternal_family": missing("not_asked"),
                        "strengths": view(
                            "Three adults share his care and his mother rests while her mother holds him.",
                            "carer_baby_observed",
                            "day_in_life",
                        ),
                        "worries": view(
                            "Latching took two tries and weight is 90 g under birth weight at day 12.",
                            "carer_baby_observed",
                            "weight_g",
                        ),
                        "unknowns": [
                            unknown("Imran’s view of how feeding goes; spoke for two minutes only"),
                            unknown("His father’s family and what part they play"),
                        ],
                        "impact_on_baby": view(
                            "He is rarely out of somebody’s arms; feeding needs watching this week.",
                            "day_in_life",
                            "weight_g",
                        ),
                        "level_reason": view(
                            "Universal, with a weight in five days. Still under birth weight at day 21, or "
                            "feeds that hurt, would change this.",
                            "weight_g",
                        ),
                        "next_contact_date": 5,
                        "must_see_next": [
                            "father",
                            "father_alone",
                            "paternal_family",
                            "icon_other_carer",
                            "enquiry_domestic_abuse",
                        ],
                    },
                    rows={
                        "icon": (
                            icon("mother"),
                            {
                                **icon(
                                    "nani",
                                    "hv_new_birth",
                                    "in_person",
                                    "I_crying_is_normal",
                                    "C_comforting_can_help",
                                )
                            },
                            {
                                **icon("father", "hv_new_birth", "leaflet_only"),
                                "icon_not_done_why": "At work; spoke on the telephone. Leaflet in Bengali left.",
                            },
                        ),
                        "household": (
                            at_home("mother", "parent", "alone_regularly"),
                            at_home("father", "parent", "alone_sometimes"),
                            at_home("nani", "grandparent_maternal", "alone_sometimes", "part_time"),
                            at_home("sister", "sibling", "never"),
                        ),
                    },
                ),
            ),
        ),
    ),
)
