"""Somebody could always hear, so some questions had to wait for a better place."""

from app.demo.story import (
    Child,
    Family,
    Place,
    Returned,
    SignedOff,
    Visit,
    at_home,
    by,
    icon,
    missing,
    overheard,
    unknown,
    view,
)

HOUSEHOLD = (
    at_home("mother", "parent", "alone_regularly"),
    at_home("father", "parent", "alone_sometimes"),
)

FAMILY = Family(
    name="Yilmaz",
    team="Mill",
    visitor="dorota.nowak",
    people={
        "mother": ("Elif Yilmaz", "mother"),
        "father": ("Emre Yilmaz", "father"),
    },
    places={"home": Place("Home", "Flat over the bakery, Corn Street", "ZZ99 3AD")},
    children=(
        Child(
            given="Deniz",
            family="Yilmaz",
            sex="male",
            number=101111,
            born=57,
            next_contact=("extra_universal", 9),
            visits=(
                Visit(
                    days_ago=45,
                    time="16:00",
                    contact="new_birth",
                    replies={
                        "R04": "Her husband was there. Elif comes to the clinic alone for the next weighing.",
                    },
                    answers={
                        "weight_g": 3410,
                        **overheard("yes_partner"),
                        "baby_observed": "Awake, pink, yawned, gripped my finger.",
                        "carer_baby_observed": "Deniz cried; both reached; Emre laughed and let Elif take him.",
                        "crying_words": "Elif: “The bakery fan sends him to sleep.” Emre: “Me too.”",
                        "day_in_life": "Feeds at 5 when the ovens start, sleeps to 9, walks with Emre at 2, "
                        "last feed at 11.",
                        "baby_voice_seen": "Quiet and wide-eyed at the sound of the shop bell.",
                        "father_whooley_1": missing("not_asked"),
                        "father_whooley_2": missing("not_asked"),
                        "paternal_family": by(
                            "father", "His parents own the bakery and are downstairs all day."
                        ),
                        "strengths": view("They divide the day around the shop.", "day_in_life"),
                        "worries": view(
                            "None that were seen. Mood could not be asked in private.",
                            "mother_whooley_1",
                            "earshot",
                        ),
                        "unknowns": [
                            unknown("Elif’s mood and safety, asked on her own at clinic", due=10)
                        ],
                        "impact_on_baby": view(
                            "A rhythm set by the shop that he sleeps through.", "day_in_life"
                        ),
                        "level_reason": view(
                            "Universal for now; the questions that need privacy come at the clinic "
                            "weighing.",
                            "earshot",
                        ),
                        "next_contact_date": 10,
                        "must_see_next": ["mother_alone", "father_alone", "enquiry_domestic_abuse"],
                    },
                    rows={"icon": (icon("mother"), icon("father")), "household": HOUSEHOLD},
                    steps=(SignedOff(30),),
                ),
                Visit(
                    days_ago=7,
                    time="09:10",
                    contact="six_to_eight_week",
                    indicators={"IND-09": "considered", "IND-15": "considered"},
                    replies={
                        "R17": "EPDS done, 14. Elif rings her GP today, I ring her tomorrow.",
                    },
                    answers={
                        "contact_place": "clinic_or_family_hub",
                        "weight_g": 4890,
                        "residence_evidence": ["area_not_seen"],
                        "sleep_space_seen": "seen_before_no_change",
                        "home_conditions": ["not_seen"],
                        "baby_observed": "Awake, smiled at his mother in the mirror, weak head control on his front.",
                        "carer_baby_observed": "Deniz fretted at the noise; Elif covered his ear and turned away "
                        "from the door.",
                        "crying_words": "Elif: “Mornings are good, it’s the night I count.”",
                        "day_in_life": "As before; Elif has started two hours at the till with Deniz in the pram.",
                        "baby_voice_seen": "Made small sounds when she stopped talking.",
                        "father_seen": "not_seen",
                        "father_not_seen_why": "In the shop; this was Elif’s own appointment.",
                        "father_whooley_1": missing("not_seen"),
                        "father_whooley_2": missing("not_seen"),
                        "father_care_experience": by("mother", "no"),
                        "father_da_asked": "not_asked_other",
                        "father_control_signs": missing("not_seen"),
                        "mother_whooley_1": "yes",
                        "mother_whooley_2": "yes",
                        "paternal_family": by(
                            "mother", "His mother minds Deniz in the back of the shop."
                        ),
                        "strengths": view(
                            "Elif came alone and answered in full.", "mother_whooley_1"
                        ),
                        "worries": view(
                            "Both mood questions answered yes; she counts the nights.",
                            "mother_whooley_1",
                            "mother_whooley_2",
                            "crying_words",
                        ),
                        "unknowns": [unknown("What her GP offers, and how soon", "Elif Yilmaz", 5)],
                        "impact_on_baby": view(
                            "Held and protected by a mother who is low and says so.",
                            "carer_baby_observed",
                            "mother_whooley_1",
                        ),
                        "level_need": "targeted",
                        "level_reason": view(
                            "Targeted for her mood, with weekly contact until the GP has seen her.",
                            "mother_whooley_1",
                        ),
                        "safeguarding_decision": "early_help_offered",
                        "next_contact_date": 7,
                        "must_see_next": [
                            "father",
                            "mother_alone",
                            "father_alone",
                            "enquiry_domestic_abuse",
                            "icon_other_carer",
                        ],
                    },
                    rows={"icon": (icon("mother", "six_to_eight_week"),), "household": HOUSEHOLD},
                    steps=(
                        Returned(
                            26,
                            {
                                None: "A careful visit. Two things before I can sign.",
                                "mother_whooley_2": "Which full assessment did you do or plan, and when?",
                                "paternal_family": "Does his grandmother know the ICON messages?",
                            },
                        ),
                    ),
                ),
            ),
        ),
    ),
)
