"""Three generations under one roof; the father does the nights."""

from app.demo.story import Child, Family, Place, SignedOff, Visit, at_home, by, icon, unknown, view

HOUSEHOLD = (
    at_home("mother", "parent", "alone_regularly"),
    at_home("father", "parent", "alone_regularly"),
    at_home("avo", "grandparent_paternal", "alone_sometimes"),
    at_home("uncle", "aunt_uncle", "with_others_only"),
)

FAMILY = Family(
    name="Santos",
    team="Mill",
    visitor="dorota.nowak",
    people={
        "mother": ("Lucia Santos", "mother"),
        "father": ("Rui Santos", "father"),
        "avo": ("Teresa Santos", "paternal grandmother"),
        "uncle": ("Nuno Santos", "uncle"),
    },
    places={"home": Place("Home", "48 Foundry Street", "ZZ99 3AC")},
    children=(
        Child(
            given="Bia",
            family="Santos",
            sex="female",
            number=101010,
            born=71,
            next_contact=("one_year", 290),
            visits=(
                Visit(
                    days_ago=60,
                    time="11:00",
                    contact="new_birth",
                    answers={
                        "weight_g": 3270,
                        "overnight_carer": by("father", ["@father"]),
                        "feeding_type": by("mother", "breast_milk_and_other_milk"),
                        "baby_observed": "Awake 15 minutes, pink, dark hair, hands to mouth.",
                        "carer_baby_observed": "Bia yawned; Rui dimmed the phone and laid her on his arm.",
                        "crying_words": "Rui: “I do ten to five. When it is too much I wake my mother, that is "
                        "the deal.” Teresa: “He wakes me. Good.”",
                        "day_in_life": "With Rui from 10 at night, Lucia from 5, Teresa carries her at noon "
                        "while Lucia sleeps.",
                        "baby_voice_seen": "Turned to the smell of her mother’s shirt.",
                        "others_asked": "yes_rows_added",
                        "paternal_family": by(
                            "father", "They live here: his mother Teresa and brother Nuno."
                        ),
                        "strengths": view(
                            "Nights have a plan that two people tell the same way.", "crying_words"
                        ),
                        "worries": view(
                            "None today. Sleep space, skin and mood were gone through.",
                            "sleep_space_seen",
                            "skin_check",
                        ),
                        "unknowns": [unknown("Whether Nuno ever has her alone", "Rui Santos", 30)],
                        "impact_on_baby": view("Somebody rested always has her.", "day_in_life"),
                        "level_reason": view(
                            "Universal: well, with four adults who agree. Nights without the deal "
                            "would change this.",
                            "crying_words",
                        ),
                        "next_contact_date": 33,
                    },
                    rows={
                        "icon": (icon("mother"), icon("father"), icon("avo")),
                        "household": HOUSEHOLD,
                    },
                    steps=(SignedOff(20),),
                ),
                Visit(
                    days_ago=22,
                    time="12:30",
                    contact="six_to_eight_week",
                    answers={
                        "weight_g": 4610,
                        "overnight_carer": by("father", ["@father"]),
                        "feeding_type": by("mother", "breast_milk_and_other_milk"),
                        "baby_observed": "Smiled, followed Teresa across the room, good head control.",
                        "carer_baby_observed": "Bia squealed; Nuno squealed back; she kicked.",
                        "crying_words": "Rui: “One waking now.” Lucia: “She likes the extractor fan.”",
                        "day_in_life": "As before; Lucia and Bia go to the swimming group on Wednesdays.",
                        "baby_voice_seen": "Looked at each speaker in turn.",
                        "others_asked": "yes_rows_added",
                        "paternal_family": by("father", "As before. Nuno never has her alone."),
                        "strengths": view(
                            "She is at ease with four people.", "carer_baby_observed"
                        ),
                        "worries": view(
                            "None today; damp in the back bedroom, where nobody sleeps.",
                            "home_conditions",
                        ),
                        "home_conditions": ["damp_or_mould"],
                        "unknowns": [
                            unknown("When the landlord looks at the damp", "Rui Santos", 28)
                        ],
                        "impact_on_baby": view("A lively, predictable day.", "day_in_life"),
                        "level_reason": view(
                            "Universal: thriving. A change in who does the nights would be the "
                            "thing to ask about.",
                            "weight_g",
                        ),
                        "next_contact_date": 300,
                    },
                    rows={
                        "icon": (
                            icon("mother", "six_to_eight_week"),
                            icon("father", "six_to_eight_week"),
                            icon("uncle", "six_to_eight_week"),
                        ),
                        "household": HOUSEHOLD,
                    },
                    others={"overnight_carer": by("mother", ["@mother", "@avo"])},
                    steps=(SignedOff(47),),
                ),
            ),
        ),
    ),
)
