"""A first baby, both parents at home, nothing of note: most visits are like these."""

from app.demo.story import Child, Family, Place, SignedOff, Visit, at_home, icon, unknown, view

FAMILY = Family(
    name="Hartley",
    team="Harbour",
    visitor="amina.okoro",
    people={
        "mother": ("Josie Hartley", "mother"),
        "father": ("Ben Hartley", "father"),
        "gran": ("Moira Lyle", "maternal grandmother"),
    },
    places={"home": Place("Home", "4 Netmakers Row", "ZZ99 1AA")},
    children=(
        Child(
            given="Elsie",
            family="Hartley",
            sex="female",
            number=100101,
            born=46,
            next_contact=("one_year", 300),
            visits=(
                Visit(
                    days_ago=34,
                    time="10:00",
                    contact="new_birth",
                    version=1,
                    answers={
                        "weight_g": 3480,
                        "baby_observed": "Awake for 20 minutes. Pink, warm hands, moved all four limbs. "
                        "Turned her head to her mother’s voice twice.",
                        "carer_baby_observed": "Elsie grizzled; Josie picked her up and spoke to her; Elsie "
                        "settled within a minute. Ben changed her nappy and named each step to her.",
                        "crying_words": "Josie: “About seven in the evening she just won’t have it, so we "
                        "take turns walking the hall.” Ben: “I put the hoover on, it works.”",
                        "day_in_life": "Feeds every two to three hours from 6. Sleeps on a parent after the "
                        "morning feed, in the pram at noon, unsettled from 7 to 9, then wakes at 1 and 4.",
                        "baby_voice_seen": "Rooted at her fist, then went quiet when put to the breast.",
                        "paternal_family": "Ben’s mother and brother live an hour away and came for the "
                        "first weekend. They have not looked after Elsie alone.",
                        "strengths": view(
                            "Both parents answer her within a minute and say what she is asking for.",
                            "carer_baby_observed",
                            "crying_words",
                        ),
                        "worries": view(
                            "None today. Skin, weight, sleep space and evening crying were gone through.",
                            "skin_check",
                            "weight_g",
                            "sleep_space_seen",
                        ),
                        "unknowns": [
                            unknown("Whether Moira will look after Elsie alone from spring")
                        ],
                        "impact_on_baby": view(
                            "She is fed, held and spoken to through the day by two people she knows.",
                            "day_in_life",
                        ),
                        "level_reason": view(
                            "Growth, feeding and handling are as expected. A change in who cares for her, "
                            "or crying that one parent meets alone, would change this.",
                            "weight_g",
                            "carer_baby_observed",
                        ),
                        "next_contact_date": 30,
                    },
                    rows={
                        "icon": (icon("mother"), icon("father")),
                        "household": (
                            at_home("mother", "parent", "alone_regularly"),
                            at_home("father", "parent", "alone_sometimes"),
                        ),
                    },
                    steps=(SignedOff(40),),
                ),
                Visit(
                    days_ago=2,
                    time="13:30",
                    contact="six_to_eight_week",
                    answers={
                        "weight_g": 4720,
                        "baby_undressed": "fully",
                        "baby_observed": "Awake throughout. Smiled back at Ben, followed a red ball to both "
                        "sides, lifted her head for a count of five on her front.",
                        "carer_baby_observed": "Ben stopped talking when Elsie cooed and waited for her next "
                        "sound. Josie noticed her yawn and turned the light down.",
                        "crying_words": "Josie: “Evenings are down to half an hour.” Ben: “If I’ve had "
                        "enough I put her in the cot, shut the door and make a tea.”",
                        "day_in_life": "Wakes at 6:30, feeds five times by day, two naps in the cot, a walk "
                        "by the harbour at 3, bath at 6, asleep by 8, wakes once at 2.",
                        "baby_voice_seen": "Cooed in turn with her father for two minutes, then looked away "
                        "and rubbed her ear when she had had enough.",
                        "paternal_family": "Ben’s mother now comes on Thursdays and takes Elsie out in the "
                        "pram for an hour.",
                        "strengths": view(
                            "Both parents read her signals and each has a plan for the hard moments.",
                            "carer_baby_observed",
                            "crying_words",
                        ),
                        "worries": view(
                            "None today. Weight, skin, sleep space and mood of both parents were looked at.",
                            "weight_g",
                            "skin_check",
                            "mother_whooley_1",
                            "father_whooley_1",
                        ),
                        "unknowns": [
                            unknown(
                                "Whether Ben’s mother knows the four ICON messages",
                                "Ben Hartley",
                                7,
                            )
                        ],
                        "impact_on_baby": view(
                            "Her days have a rhythm she can count on and three people who know her.",
                            "day_in_life",
                        ),
                        "level_reason": view(
                            "She is growing along her line and both parents are confident. New worry about "
                            "mood, feeding or carers would change this.",
                            "weight_g",
                        ),
                        "next_contact_date": 290,
                        "must_see_next": ["icon_other_carer"],
                    },
                    rows={
                        "icon": (
                            icon("mother", "six_to_eight_week"),
                            icon("father", "six_to_eight_week"),
                        ),
                        "household": (
                            at_home("mother", "parent", "alone_regularly"),
                            at_home("father", "parent", "alone_sometimes"),
                        ),
                    },
                ),
            ),
        ),
    ),
)
