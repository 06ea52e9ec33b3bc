"""Twins born early, with names that are easily mixed up, and a tablet whose clock was wrong."""

from app.demo.story import (
    Child,
    Family,
    Place,
    SignedOff,
    Visit,
    at_home,
    by,
    icon,
    missing,
    on_record,
    unknown,
    view,
)

HOUSEHOLD = (
    at_home("mother", "parent", "alone_regularly"),
    at_home("father", "parent", "alone_sometimes"),
    at_home("brother", "sibling", "never"),
)


def first_visit(name: str, grams: int, seen: str, voice: str) -> Visit:
    """The new birth visit, done for both girls one after the other."""
    return Visit(
        days_ago=47,
        time="10:00" if name == "Ayla" else "11:00",
        contact="new_birth",
        indicators={"IND-22": "considered"},
        replies={
            "R18": "Scales and charts checked; plotted for their weeks. Weighed again on Monday.",
            "R21": "Went through tonight’s plan with both parents; the cots stand side by side, clear.",
        },
        arrived=29,
        answers={
            "records_read": ["own_service", "maternity", "hospital_or_ed"],
            "weight_g": grams,
            "feeding_type": on_record(
                "hospital_or_ed_letter", "breast_milk_and_other_milk", "Neonatal discharge letter"
            ),
            "sleep_risks": on_record(
                "hospital_or_ed_letter", ["born_before_37_weeks"], "Neonatal discharge letter"
            ),
            "overnight_carer": ["@mother", "@father"],
            "baby_observed": seen,
            "carer_baby_observed": f"{name} squirmed; Abena cupped her head and feet until she was still. "
            "Kofi warmed the scales with his hand first.",
            "crying_words": "Kofi: “When both go off I hold one and rock one.” Abena: “I count to a hundred.”",
            "day_in_life": f"{name} feeds every three hours by alarm, sleeps between in her own cot, is held "
            "skin to skin by her father after the 9 o’clock feed.",
            "baby_voice_seen": voice,
            "paternal_family": by("father", "His parents live abroad and ring each Sunday."),
            "strengths": view(
                "Two parents who tell the girls apart by touch and speak to each by name.",
                "carer_baby_observed",
            ),
            "worries": view(
                "Small and early: feeding by alarm leaves nobody much sleep.", "day_in_life"
            ),
            "unknowns": [unknown("Date of the eye test", "Neonatal clinic", 14)],
            "impact_on_baby": view(
                "She is warm, fed by the clock and known for herself.", "day_in_life"
            ),
            "level_reason": view(
                "Universal with the neonatal team’s follow-up. Weight that stands still, or one carer for "
                "two babies at night, would change this.",
                "weight_g",
            ),
            "next_contact_date": 21,
            "must_see_next": ["sleep_space"],
        },
        rows={"icon": (icon("mother"), icon("father")), "household": HOUSEHOLD},
        steps=(SignedOff(44),),
    )


FAMILY = Family(
    name="Mensah",
    team="Lighthouse",
    visitor="callum.reid",
    people={
        "mother": ("Abena Mensah", "mother"),
        "father": ("Kofi Mensah", "father"),
        "brother": ("Joel Mensah", "brother"),
    },
    places={"home": Place("Home", "12 Beacon Rise", "ZZ99 2AA")},
    children=(
        Child(
            given="Ayla",
            family="Mensah",
            sex="female",
            number=100505,
            born=66,
            next_contact=("one_year", 280),
            visits=(
                first_visit(
                    "Ayla",
                    2310,
                    "Awake ten minutes, pink, fine hair, small hands open and close.",
                    "Hiccupped and frowned at the light, calmed in her father’s shade.",
                ),
                Visit(
                    days_ago=5,
                    time="10:30",
                    contact="six_to_eight_week",
                    indicators={"IND-22": "already_known"},
                    replies={
                        "R18": "Checked on the second scales. The neonatal team has the figures.",
                        "R21": "Each in his own cot, on his back; both parents showed me.",
                    },
                    clock_ms=1_260_000,
                    answers={
                        "records_read": ["own_service", "hospital_or_ed"],
                        "weight_g": 3640,
                        "feeding_type": by("mother", "breast_milk_and_other_milk"),
                        "sleep_risks": ["born_before_37_weeks"],
                        "baby_observed": "Ayla (white band, left ankle): awake, smiled at Kofi, held her head "
                        "for two seconds.",
                        "carer_baby_observed": "Ayla smiled; Kofi smiled and waited; she smiled again.",
                        "crying_words": "Abena: “Ayla tells you once. Isla tells the street.”",
                        "day_in_life": "Feeds every three to four hours, no alarm now. Two naps in the cot, "
                        "one in the sling. Sleeps 10 to 4.",
                        "baby_voice_seen": "Made three different sounds in answer to three questions.",
                        "mother_whooley_2": missing("not_asked"),
                        "paternal_family": by(
                            "father", "His mother is here for a month and cooks."
                        ),
                        "strengths": view(
                            "Each girl has her own chart, cot and song.", "carer_baby_observed"
                        ),
                        "worries": view(
                            "None for Ayla. Second mood question was interrupted by Isla.",
                            "carer_baby_observed",
                        ),
                        "unknowns": [unknown("Second mood question, to be asked on its own")],
                        "impact_on_baby": view(
                            "Her day is calm and she is talked with.", "day_in_life"
                        ),
                        "level_reason": view(
                            "Universal: growing well for her corrected age. Mood or feeding would change it.",
                            "weight_g",
                        ),
                        "next_contact_date": 60,
                        "must_see_next": ["sleep_space"],
                    },
                    rows={
                        "icon": (
                            icon("mother", "six_to_eight_week"),
                            icon("father", "six_to_eight_week"),
                        ),
                        "household": HOUSEHOLD,
                    },
                ),
            ),
        ),
        Child(
            given="Isla",
            family="Mensah",
            sex="female",
            number=100606,
            born=66,
            next_contact=("six_to_eight_week", 0),
            visits=(
                first_visit(
                    "Isla",
                    2190,
                    "Awake five minutes, pink, cried at once when undressed, strong grip.",
                    "Cried until held upright, then looked about.",
                ),
                Visit(
                    days_ago=5,
                    time="11:15",
                    contact="six_to_eight_week",
                    submitted=False,
                    clock_ms=1_260_000,
                    answers={
                        "records_read": ["own_service", "hospital_or_ed"],
                        "weight_g": 3390,
                        "feeding_type": by("mother", "breast_milk_and_other_milk"),
                        "baby_observed": "Isla (yellow band, right ankle): awake, cried while undressed, then "
                        "followed the window.",
                        "carer_baby_observed": "Isla cried; Abena sang her song; Isla turned to her.",
                    },
                ),
            ),
        ),
    ),
)
