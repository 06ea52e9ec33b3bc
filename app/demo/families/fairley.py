"""A father who works away and has not been met yet."""

from app.demo.story import (
    Child,
    Family,
    Place,
    SignedOff,
    Visit,
    at_home,
    by,
    icon,
    not_met,
    unknown,
    view,
)

FAMILY = Family(
    name="Fairley",
    team="Lighthouse",
    visitor="callum.reid",
    people={
        "mother": ("Morag Fairley", "mother"),
        "father": ("Euan Fairley", "father"),
        "grandad": ("Hamish Fairley", "paternal grandfather"),
    },
    places={"home": Place("Home", "Gull Cottage, Strand Lane", "ZZ99 2AC")},
    children=(
        Child(
            given="Rory",
            family="Fairley",
            sex="male",
            number=100809,
            born=52,
            next_contact=("extra_universal", 12),
            visits=(
                Visit(
                    days_ago=40,
                    time="13:00",
                    contact="new_birth",
                    answers={
                        "weight_g": 3660,
                        "overnight_carer": by("mother", ["@mother"]),
                        "baby_observed": "Awake, pink, kicked both legs when the nappy came off.",
                        "carer_baby_observed": "Rory sneezed; Morag said “bless you” and he turned to her.",
                        "crying_words": "Morag: “I walk the lane. Hamish takes him for ten minutes at six.”",
                        "day_in_life": "Fed on waking, walked at 8, asleep till 10, with his grandfather at "
                        "6, longest sleep from 9 to 1.",
                        "baby_voice_seen": "Quietened at his mother’s humming before she touched him.",
                        **not_met("father", "Three weeks on a survey ship, home on the 20th."),
                        "father_care_experience": by("mother", "no"),
                        "paternal_family": by("mother", "Hamish lives next door and helps daily."),
                        "strengths": view(
                            "Morag asks for ten minutes when she needs them.", "crying_words"
                        ),
                        "worries": view(
                            "None today. His father’s own account is not there yet.", "father_seen"
                        ),
                        "unknowns": [unknown("How Euan finds being away", "Health visitor", 25)],
                        "impact_on_baby": view(
                            "Fed, walked, and known by two people.", "day_in_life"
                        ),
                        "level_reason": view(
                            "Universal: well, growing, supported next door. Being alone with him for longer "
                            "would change this.",
                            "weight_g",
                        ),
                        "next_contact_date": 30,
                        "must_see_next": ["father"],
                    },
                    rows={
                        "icon": (icon("mother"), icon("grandad")),
                        "household": (
                            at_home("mother", "parent", "alone_regularly"),
                            at_home("father", "parent", "alone_sometimes", "part_time"),
                            at_home("grandad", "grandparent_paternal", "alone_sometimes", "no"),
                        ),
                    },
                    steps=(
                        SignedOff(22, {"father_seen": "Please offer a video call from the ship."}),
                    ),
                ),
                Visit(
                    days_ago=3,
                    time="10:00",
                    contact="six_to_eight_week",
                    indicators={"IND-07": "considered", "IND-16": "considered"},
                    replies={
                        "R07": "A video call with the ship is agreed for the 24th.",
                        "R13": "His father hears it from me on that call, not by word of mouth.",
                    },
                    answers={
                        "weight_g": 5020,
                        "overnight_carer": by("mother", ["@mother"]),
                        "baby_observed": "Awake, smiled, followed a spoon to both sides, pushed up on elbows.",
                        "carer_baby_observed": "Rory smiled at Hamish; Hamish pulled a face; Rory laughed.",
                        "crying_words": "Morag: “Less now.” Hamish: “I give him back if he’s had enough of me.”",
                        "day_in_life": "As before with a bath at 5. Video call with Euan at 7 when the ship "
                        "has signal.",
                        "baby_voice_seen": "Talked back at the telephone when his father’s picture came up.",
                        **not_met(
                            "father",
                            "Ship’s return put back two weeks. Video offered twice, no signal.",
                        ),
                        "father_care_experience": by("mother", "no"),
                        "paternal_family": by(
                            "grandad", "Euan is his only son; his wife died in 2015."
                        ),
                        "strengths": view(
                            "He has three people who play with him.", "carer_baby_observed"
                        ),
                        "worries": view(
                            "His father has not been met at two contacts.", "father_seen"
                        ),
                        "unknowns": [
                            unknown(
                                "Euan’s mood and what he needs to know about crying",
                                "Health visitor",
                                15,
                            )
                        ],
                        "impact_on_baby": view(
                            "Well; his father comes home to a baby he has not held for weeks.",
                            "father_seen",
                            "day_in_life",
                        ),
                        "level_reason": view(
                            "Universal, with one extra contact when Euan is home, so that ICON reaches him.",
                            "father_seen",
                        ),
                        "next_contact_date": 15,
                        "must_see_next": ["father", "icon_other_carer"],
                    },
                    rows={
                        "icon": (
                            icon("mother", "six_to_eight_week"),
                            icon("grandad", "six_to_eight_week"),
                            {
                                **icon("father", "six_to_eight_week", "passed_on_by_other_carer"),
                                "icon_not_done_why": "At sea; Morag sent him the film. To be done in person.",
                            },
                        ),
                        "household": (
                            at_home("mother", "parent", "alone_regularly"),
                            at_home("father", "parent", "alone_sometimes", "part_time"),
                            at_home("grandad", "grandparent_paternal", "alone_sometimes", "no"),
                        ),
                    },
                ),
            ),
        ),
    ),
)
