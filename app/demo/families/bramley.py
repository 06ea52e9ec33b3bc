"""The whole assessment of a calm family: two parents who are met, one home, nothing that differs."""

from app.demo.ordinary import ORDINARY
from app.demo.story import (
    Answers,
    Child,
    Family,
    Place,
    Rows,
    SignedOff,
    Visit,
    at_home,
    by,
    icon,
    on_record,
    unknown,
    view,
)

BORN = 49


def present(who: str, relation: str) -> Answers:
    """Somebody in the room for the whole contact."""
    return {
        "present_person": f"@{who}",
        "present_relation": by("mother", relation),
        "present_part": "whole",
    }


def rows(stage: str, action: str, due: int) -> Rows:
    """Who was there, lives there and was spoken to, and the one thing to do."""
    return {
        "present": (present("mother", "Mother"), present("father", "Father")),
        "icon": (icon("mother", stage), icon("father", stage)),
        "household": (
            {**at_home("mother", "parent", "alone_regularly"), "hh_seen": "yes"},
            {**at_home("father", "parent", "alone_sometimes"), "hh_seen": "yes"},
        ),
        "agency": (
            {
                "ag_type": "gp",
                "ag_worker": "Dr Osei, Quay Surgery, 01632 960 011",
                "ag_for": ["@mother", "@father"],
                "ag_status": "current",
                "ag_source": "mother_said",
            },
        ),
        "action": (
            {
                "act_what": action,
                "act_owner": "@mother",
                "act_due": due,
                "act_status": "open",
            },
        ),
    }


def whole(days_ago: int, weight: int, told: Answers) -> Answers:
    """What is asked of everybody, answered without anything out of the ordinary."""
    return {
        **ORDINARY,
        "entry_timing": "same_day",
        "visit_address": "@home",
        "unidentified_adult": "no",
        "mother_alone": "yes_part",
        "father_alone": "yes_part",
        "baby_name": "Wren Bramley",
        "baby_dob": days_ago - BORN,
        "gestation_birth": on_record("red_book", "40+1", "Red book"),
        "birth_weight_g": on_record("red_book", 3540, "Red book"),
        "weight_g": weight,
        "weight_centile": "25th_to_50th",
        "mother_contact": by("mother", "Tess 01632 960 021"),
        "father_contact": by("father", "Owen 01632 960 022"),
        "mother_lives_with_baby": by("mother", "yes"),
        "father_lives_with_baby": by("father", "yes"),
        "tenure": by("mother", "housing_association_rent"),
        "people_sleeping": by("mother", 3),
        "level_need": view("universal", "carer_baby_observed", "weight_g"),
        "safeguarding_decision": view(
            "no_further_step_on_what_is_known", "carer_baby_observed", "skin_check"
        ),
        "supervision": view("not_needed", "carer_baby_observed"),
        **told,
    }


FAMILY = Family(
    name="Bramley",
    team="Harbour",
    visitor="amina.okoro",
    people={
        "mother": ("Tess Bramley", "mother"),
        "father": ("Owen Bramley", "father"),
        "nan": ("Dot Bramley", "paternal grandmother"),
        "grandad": ("Ivor Pell", "maternal grandfather"),
    },
    places={"home": Place("Home", "18 Ropewalk", "ZZ99 1AF")},
    children=(
        Child(
            given="Wren",
            family="Bramley",
            sex="female",
            number=113131,
            born=BORN,
            next_contact=("extra_universal", 20),
            visits=(
                Visit(
                    days_ago=36,
                    time="11:00",
                    contact="new_birth",
                    answers=whole(
                        36,
                        3820,
                        {
                            "baby_observed": "Awake for 15 minutes, pink, warm, turned to Owen’s voice twice, held my "
                            "finger for a count of ten.",
                            "carer_baby_observed": "Wren fussed; Owen unwrapped her and spoke to her; she went quiet. "
                            "Tess fed her for 12 minutes and winded her.",
                            "crying_words": "Tess: “Nine o’clock is her hour.” Owen: “We swap every ten minutes.”",
                            "day_in_life": "Feeds at 6, 9, 12, 3, 6, 9 and twice at night; sleeps in the basket after "
                            "each; a walk at 2 with Tess, a bath at 5 with Owen.",
                            "baby_voice_seen": "Rooted, then settled at the breast; looked at the window light.",
                            "paternal_family": by("father", "Dot comes on Sundays and cooks."),
                            "strengths": view("Both answer her at once.", "carer_baby_observed"),
                            "worries": view(
                                "None today; skin, weight and sleep space were looked at.",
                                "skin_check",
                            ),
                            "unknowns": [unknown("Who helps when Owen is back at work")],
                            "impact_on_baby": view(
                                "She is fed and held through the day.", "day_in_life"
                            ),
                            "level_reason": view(
                                "Growth, feeding and handling are as expected; a change of carers would change this.",
                                "weight_g",
                                "carer_baby_observed",
                            ),
                            "next_contact_date": 34,
                        },
                    ),
                    rows=rows("hv_new_birth", "Ring the surgery for the 8 week check", 14),
                    steps=(SignedOff(30),),
                ),
                Visit(
                    days_ago=2,
                    time="10:30",
                    contact="six_to_eight_week",
                    answers=whole(
                        2,
                        4760,
                        {
                            "baby_observed": "Awake throughout, smiled at Tess three times, followed a ring to both sides, "
                            "lifted her head for a count of six.",
                            "carer_baby_observed": "Wren cooed; Tess waited and answered; Wren cooed again, four turns.",
                            "crying_words": "Tess: “Down to half an hour.” Owen: “I put her down and make tea.”",
                            "day_in_life": "Wakes at 6, five feeds by day, two naps, Dot on Sundays, asleep by 8.",
                            "baby_voice_seen": "Looked away and rubbed her eye when she had had enough.",
                            "paternal_family": by(
                                "father", "Dot comes on Sundays and now takes Wren for an hour."
                            ),
                            "strengths": view("They read her signals.", "carer_baby_observed"),
                            "worries": view(
                                "None today; weight, skin and mood were gone through.", "weight_g"
                            ),
                            "unknowns": [
                                unknown(
                                    "Whether Dot knows the four messages on crying",
                                    "Amina Okoro",
                                    10,
                                )
                            ],
                            "impact_on_baby": view("Her days have a rhythm.", "day_in_life"),
                            "level_reason": view(
                                "She grows along her line and both parents are sure; a new carer would change this.",
                                "weight_g",
                                "carer_baby_observed",
                            ),
                            "next_contact_date": 20,
                        },
                    ),
                    rows=rows("six_to_eight_week", "Bring the red book to the clinic", 20),
                ),
            ),
        ),
    ),
)
