"""Young parents, one of them care-experienced, with plenty of help and one question sent back by the manager."""

from app.demo.story import (
    Child,
    Family,
    Place,
    Resubmitted,
    Returned,
    SignedOff,
    Visit,
    at_home,
    by,
    icon,
    missing,
    unknown,
    view,
)

FAMILY = Family(
    name="Doyle",
    team="Harbour",
    visitor="amina.okoro",
    people={
        "mother": ("Shannon Doyle", "mother"),
        "father": ("Kai Brennan", "father"),
        "aunt": ("Tara Brennan", "aunt"),
    },
    places={"home": Place("Home", "31 Signal Court", "ZZ99 1AC")},
    children=(
        Child(
            given="Skye",
            family="Doyle",
            known_as="Skye Brennan",
            sex="female",
            number=100303,
            born=63,
            next_contact=("targeted", 11),
            visits=(
                Visit(
                    days_ago=104,
                    time="14:00",
                    contact="antenatal",
                    answers={
                        "records_read": ["maternity"],
                        "mother_care_experience": by(
                            "mother", "care_leaver_under_25", "since I was nine"
                        ),
                        "mother_care_impact": "“I know what I don’t want for her.” Has a personal adviser, "
                        "Ros, whom she rings herself. Asked about the setting-up-home grant.",
                        "paternal_family": by(
                            "father",
                            "His sister Tara lives two streets away; their mother died in 2019.",
                        ),
                        "strengths": view(
                            "Both came with written questions and named three people they would ring.",
                            "mother_care_impact",
                            "paternal_family",
                        ),
                        "worries": view(
                            "None today. Money, home and mood were asked about.", "eviction_risk"
                        ),
                        "unknowns": [unknown("When the grant is paid", "Personal adviser", 21)],
                        "impact_on_baby": view(
                            "A cot and clothes are there; two people are getting ready for her together.",
                            "mother_care_impact",
                        ),
                        "level_reason": view(
                            "Universal, with the care leavers’ offer explained. A lost tenancy or fewer "
                            "people to call on would change this.",
                            "eviction_risk",
                        ),
                        "next_contact_date": 55,
                    },
                    rows={"icon": (icon("mother", "antenatal"), icon("father", "antenatal"))},
                    steps=(SignedOff(30),),
                ),
                Visit(
                    days_ago=51,
                    time="09:30",
                    contact="new_birth",
                    answers={
                        "weight_g": 3010,
                        "baby_observed": "Awake 15 minutes. Pink, cord off and dry. Startled at a door and "
                        "was settled in Kai’s arms.",
                        "carer_baby_observed": "Skye stirred; Shannon said “she’s after her bottle” and was "
                        "right. Kai winded her on his shoulder, slowly.",
                        "feeding_type": by("mother", "no_breast_milk"),
                        "crying_words": "Kai does the nights: “Worst was Tuesday. I put her down, sat on the "
                        "step, went back.” Shannon: “He tells me when he’s done.”",
                        "day_in_life": "Kai has her from 10 at night to 6, Shannon from 6. Four naps in the "
                        "Moses basket. Tara comes at 4 and holds her while they eat.",
                        "baby_voice_seen": "Fixed on Kai’s face while he talked, mouth moving.",
                        "mother_care_experience": by("mother", "care_leaver_under_25"),
                        "mother_care_impact": missing("declined"),
                        "paternal_family": by(
                            "father", "Tara helps every day and has had Skye alone twice."
                        ),
                        "strengths": view(
                            "Kai asks for help before he needs it; Shannon knows her daughter’s cues.",
                            "crying_words",
                            "carer_baby_observed",
                        ),
                        "worries": view(
                            "None about care. Whether nights stay shared when Kai’s shifts change.",
                            "day_in_life",
                        ),
                        "unknowns": [unknown("Kai’s new shifts", "Kai Brennan", 21)],
                        "impact_on_baby": view(
                            "She meets the same two faces day and night and is held when she asks.",
                            "day_in_life",
                        ),
                        "level_reason": view(
                            "Universal: a well baby with two attentive parents. Change would come from "
                            "housing or from nights done by one parent alone.",
                            "carer_baby_observed",
                        ),
                        "next_contact_date": 28,
                        "must_see_next": ["icon_other_carer"],
                    },
                    rows={
                        "icon": (icon("mother"), icon("father")),
                        "household": (
                            at_home("mother", "parent", "alone_regularly"),
                            at_home("father", "parent", "alone_regularly"),
                            at_home("aunt", "aunt_uncle", "alone_sometimes", "no"),
                        ),
                    },
                    steps=(SignedOff(50, {None: "Clear about who said what. Thank you."}),),
                ),
                Visit(
                    days_ago=6,
                    time="15:15",
                    contact="targeted",
                    indicators={
                        "IND-04": "considered",
                        "IND-09": "considered",
                        "IND-15": "considered",
                    },
                    replies={
                        "R17": "EPDS done, 13. She sees her GP on Wednesday, I ring on Thursday.",
                        "R22": "She agreed that I ring the housing officer; done today, they come on Friday.",
                    },
                    answers={
                        "contact_reason": "Shannon rang: a letter about the tenancy had come and she could "
                        "not sleep.",
                        "weight_g": 5140,
                        "baby_observed": "Awake, smiling, followed my pen. Clean clothes, cradle cap over "
                        "the crown.",
                        "carer_baby_observed": "Skye fussed; Shannon rocked the chair with her foot while "
                        "reading the letter to me, then put it down and picked her up.",
                        "feeding_type": by("mother", "no_breast_milk"),
                        "crying_words": "Shannon: “I cry more than she does this week.” Kai not there.",
                        "day_in_life": "As before, but Shannon has done three nights while Kai works. Skye "
                        "sleeps 9 to 5 with one feed.",
                        "baby_voice_seen": "Stopped and stared when her mother’s voice broke.",
                        "mother_whooley_1": "yes",
                        "mother_care_experience": by("mother", "care_leaver_under_25"),
                        "mother_care_impact": "“Every time there’s a letter I think they’ll move me on.”",
                        "father_seen": "not_seen",
                        "father_not_seen_why": "On a day shift; offered Saturday, he has agreed.",
                        "father_whooley_1": missing("not_seen"),
                        "father_whooley_2": missing("not_seen"),
                        "father_care_experience": missing("not_asked"),
                        "father_da_asked": "not_asked_other",
                        "father_control_signs": missing("not_seen"),
                        "paternal_family": by("mother", "Tara still comes each day."),
                        "eviction_risk": by(
                            "mother", "arrears", "two months, because the grant came late"
                        ),
                        "strengths": view(
                            "Rang for help herself, the day the letter came.", "crying_words"
                        ),
                        "worries": view("Low mood.", "mother_whooley_1"),
                        "unknowns": [
                            unknown("What the council’s next step is", "Housing officer", 7)
                        ],
                        "impact_on_baby": view("Skye is well.", "baby_observed"),
                        "level_need": "targeted",
                        "level_reason": view(
                            "Targeted while the tenancy is unsure and mood is low; back to universal when "
                            "both are settled.",
                            "eviction_risk",
                            "mother_whooley_1",
                        ),
                        "safeguarding_decision": "early_help_offered",
                        "next_contact_date": 7,
                        "must_see_next": ["father", "mother_alone"],
                        "supervision": "next_planned",
                    },
                    rows={
                        "icon": (
                            icon("mother", "hv_crying_contact"),
                            icon("aunt", "hv_crying_contact"),
                        ),
                        "household": (
                            at_home("mother", "parent", "alone_regularly"),
                            at_home("father", "parent", "alone_regularly"),
                            at_home("aunt", "aunt_uncle", "alone_sometimes", "no"),
                        ),
                    },
                    steps=(
                        Returned(
                            20,
                            {
                                "worries": "What did you see or hear that shows low mood, and who is with "
                                "her this week?",
                                "impact_on_baby": "Can you say what this means in Skye’s day?",
                            },
                        ),
                        Resubmitted(
                            46,
                            {
                                "worries": view(
                                    "Shannon cried twice and said she has slept three hours a night since "
                                    "the letter. Tara is with her each afternoon; nights are alone.",
                                    "mother_whooley_1",
                                    "crying_words",
                                    "day_in_life",
                                ),
                                "impact_on_baby": view(
                                    "Skye is fed and clean. For three nights the one adult awake with her "
                                    "has been exhausted.",
                                    "day_in_life",
                                    "baby_observed",
                                ),
                            },
                        ),
                    ),
                ),
            ),
        ),
    ),
)
