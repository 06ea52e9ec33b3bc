"""Two homes: what two people said about tonight differs, and both answers are kept."""

from app.demo.story import (
    Child,
    Family,
    Note,
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
    name="Kowalczyk",
    team="Harbour",
    visitor="bethan.pryce",
    people={
        "mother": ("Ania Kowalczyk", "mother"),
        "father": ("Tom Draper", "father"),
        "babcia": ("Ewa Kowalczyk", "maternal grandmother"),
        "nan": ("Pat Draper", "paternal grandmother"),
    },
    places={
        "home": Place("Mother’s home", "7 Kiln Terrace", "ZZ99 1AD"),
        "fathers": Place("Father’s home", "22 Orchard Bank", "ZZ99 1AE"),
    },
    children=(
        Child(
            given="Leon",
            family="Kowalczyk",
            sex="male",
            number=100404,
            born=152,
            next_contact=("targeted", 4),
            visits=(
                Visit(
                    days_ago=139,
                    time="11:30",
                    contact="new_birth",
                    indicators={"IND-01": "considered"},
                    answers={
                        "weight_g": 3890,
                        "lives_with": by("mother", "mother_with_relatives"),
                        "overnight_carer": by("mother", ["@mother", "@babcia"]),
                        "baby_observed": "Awake, pink, strong cry when weighed, quiet within a minute.",
                        "carer_baby_observed": "Leon rooted; Ania fed him. Ewa watched and passed a cloth.",
                        "crying_words": "Ania: “He cries, I feed him. If it’s not that I give him to my "
                        "mother.” Ewa: “I walk with him in the yard.”",
                        "day_in_life": "Feeds every three hours, sleeps in a basket by his mother, out in "
                        "the yard with his grandmother at 11.",
                        "baby_voice_seen": "Opened his eyes at his mother’s voice.",
                        **not_met(
                            "father", "Lives elsewhere; Ania asked me to ring him, number recorded."
                        ),
                        "father_involvement": by("mother", "regular_contact"),
                        "paternal_family": by("mother", "Tom’s mother Pat has visited twice."),
                        "strengths": view(
                            "Fed and held by two women who agree.", "carer_baby_observed"
                        ),
                        "worries": view("None today; his father’s view is missing.", "father_seen"),
                        "unknowns": [unknown("What Tom hopes for and when he sees Leon")],
                        "impact_on_baby": view(
                            "He has a calm home and one parent I know.", "day_in_life"
                        ),
                        "level_reason": view(
                            "Universal while he thrives with his mother. Disagreement about where he lives "
                            "would change this.",
                            "lives_with",
                        ),
                        "next_contact_date": 35,
                        "must_see_next": ["father", "paternal_family"],
                    },
                    rows={
                        "icon": (icon("mother"), icon("babcia")),
                        "household": (
                            at_home("mother", "parent", "alone_regularly"),
                            at_home("babcia", "grandparent_maternal", "alone_sometimes"),
                        ),
                    },
                    steps=(SignedOff(26),),
                ),
                Visit(
                    days_ago=4,
                    time="16:00",
                    contact="targeted",
                    indicators={
                        "IND-01": "already_known",
                        "IND-07": "considered",
                        "IND-16": "considered",
                    },
                    replies={
                        "R07": "Rang the number his grandmother gave me; he can be met on Sunday evening.",
                        "R13": "His father hears it on Sunday; his grandmother had it today.",
                    },
                    answers={
                        "contact_reason": "GP asked for a weight; both parents rang about the new week plan.",
                        "contact_place": "mothers_home",
                        "weight_g": 7260,
                        "mobility": "rolling",
                        "feeding_type": by("mother", "breast_milk_and_other_milk"),
                        "lives_with": by(
                            "mother", "split_between_homes", "half and half from Monday"
                        ),
                        "residence_view": view(
                            "He sleeps in two homes this week; the plan is a week old and spoken, not written.",
                            "lives_with",
                            "residence_evidence",
                        ),
                        "sleeps_tonight": by(
                            "mother",
                            "@home",
                            "He’s with me till Friday",
                            "conflicts_with_another_source",
                        ),
                        "overnight_carer": by("mother", ["@mother", "@babcia"]),
                        "baby_observed": "Awake 40 minutes, rolled to his front twice, reached for the scales.",
                        "carer_baby_observed": "Leon babbled at Ewa; she babbled back; he laughed. Ania packed "
                        "his bag while she spoke of Friday.",
                        "crying_words": "Ania: “He’s easy, only the handovers are loud, and that’s us.”",
                        "day_in_life": "At his mother’s: up at 6, three naps, swings at 4, bed at 7. Ania does "
                        "not know his day at Tom’s.",
                        "baby_voice_seen": "Looked from the bag to his mother and back, then cried.",
                        **not_met(
                            "father", "At work; seen at his home by Callum Reid the same day."
                        ),
                        "father_involvement": by("mother", "regular_contact"),
                        "paternal_family": by("mother", "Pat minds him when Tom is on lates."),
                        "strengths": view(
                            "Well, growing, delighted by people.", "baby_observed", "weight_g"
                        ),
                        "worries": view(
                            "His parents name different beds for tonight. Neither has written the week down.",
                            "sleeps_tonight",
                            "residence_view",
                        ),
                        "unknowns": [
                            unknown(
                                "Where he sleeps on which night, agreed by both",
                                "Health visitor",
                                3,
                            ),
                            unknown("Whether there is a cot at Orchard Bank", "Callum Reid", 3),
                        ],
                        "impact_on_baby": view(
                            "He changes beds without anyone able to tell him, or me, when.",
                            "baby_voice_seen",
                            "lives_with",
                        ),
                        "level_need": "targeted",
                        "level_reason": view(
                            "Targeted until both parents say the same about his nights, and both beds have "
                            "been seen.",
                            "sleeps_tonight",
                        ),
                        "safeguarding_decision": "advice_sought",
                        "next_contact_date": 5,
                        "must_see_next": [
                            "father",
                            "other_address",
                            "sleep_space",
                            "icon_other_carer",
                        ],
                        "supervision": "within_5_working_days",
                    },
                    rows={
                        "icon": (icon("mother", "hv_crying_contact"),),
                        "household": (
                            at_home("mother", "parent", "alone_regularly"),
                            at_home("babcia", "grandparent_maternal", "alone_sometimes"),
                            at_home("father", "parent", "alone_regularly", "part_time"),
                            at_home("nan", "grandparent_paternal", "alone_sometimes", "no"),
                        ),
                    },
                    steps=(
                        Note(
                            2.5,
                            "callum.reid",
                            {
                                "sleeps_tonight": by(
                                    "father",
                                    "@fathers",
                                    "I’ve got him tonight, it’s my Thursday",
                                    "conflicts_with_another_source",
                                ),
                                "overnight_carer": by("father", ["@father"]),
                            },
                        ),
                    ),
                ),
            ),
        ),
    ),
)
