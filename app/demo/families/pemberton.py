"""A year in four visits."""

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
    unknown,
    view,
)

HOUSEHOLD = (
    at_home("mother", "parent", "alone_regularly"),
    at_home("father", "parent", "alone_regularly"),
    at_home("sister", "half_or_step_sibling", "with_others_only", "part_time"),
)

FAMILY = Family(
    name="Pemberton",
    team="Mill",
    visitor="dorota.nowak",
    people={
        "mother": ("Grace Pemberton", "mother"),
        "father": ("Olly Pemberton", "father"),
        "sister": ("Freya Pemberton", "half-sister"),
    },
    places={"home": Place("Home", "Mill House, Weir Road", "ZZ99 3AB")},
    children=(
        Child(
            given="Arlo",
            family="Pemberton",
            sex="male",
            number=100909,
            born=378,
            next_contact=("two_to_two_half_year", 420),
            visits=(
                Visit(
                    days_ago=365,
                    time="10:00",
                    contact="new_birth",
                    answers={
                        "weight_g": 3540,
                        "baby_observed": "Slept, woke for the weight, pink, brisk startle.",
                        "carer_baby_observed": "Olly swaddled him; Grace showed him which arm he likes free.",
                        "crying_words": "Olly: “First night I rang my mum at 3. Second night I didn’t.”",
                        "day_in_life": "Feeds on demand, sleeps in the front room by day and beside Grace at night.",
                        "baby_voice_seen": "Turned from the lamp.",
                        "paternal_family": by(
                            "father", "His mother ten minutes away; Freya, 9, every other week."
                        ),
                        "strengths": view(
                            "They teach each other what he likes.", "carer_baby_observed"
                        ),
                        "worries": view(
                            "None today; mood, sleep space and skin were gone through.",
                            "skin_check",
                        ),
                        "unknowns": [
                            unknown("How Freya finds having a brother", "Olly Pemberton", 30)
                        ],
                        "impact_on_baby": view(
                            "Warm, fed and handled gently.", "carer_baby_observed"
                        ),
                        "level_reason": view(
                            "Universal: well and supported; feeding pain or low mood would change "
                            "this.",
                            "mother_whooley_1",
                        ),
                        "next_contact_date": 35,
                    },
                    rows={"icon": (icon("mother"), icon("father")), "household": HOUSEHOLD},
                    steps=(SignedOff(28),),
                ),
                Visit(
                    days_ago=331,
                    time="14:00",
                    contact="six_to_eight_week",
                    replies={
                        "R09": "Asleep all visit; to be seen awake and undressed within the week.",
                    },
                    answers={
                        "weight_g": 4980,
                        "baby_seen": "asleep_only",
                        "baby_undressed": "not_undressed",
                        "skin_check": "not_done",
                        "skin_not_seen": [
                            "chest_abdomen",
                            "back",
                            "nappy_area",
                            "arms_hands",
                            "legs_feet",
                        ],
                        "weight_how": "light_clothes",
                        "baby_observed": "Asleep in the sling for the whole contact. Face pink, breathing even.",
                        "carer_baby_observed": "Grace swayed when he stirred; he slept on.",
                        "crying_words": "Grace: “Teatime. I go round the garden. Olly goes round twice.”",
                        "day_in_life": "Three naps in the sling, feeds every three hours, bath with Olly at 6.",
                        "baby_voice_seen": missing("not_seen"),
                        "paternal_family": by("mother", "As before."),
                        "strengths": view("Settled sleep and shared evenings.", "day_in_life"),
                        "worries": view(
                            "Not seen awake or undressed today, so skin and gaze are not known.",
                            "baby_seen",
                            "skin_check",
                        ),
                        "unknowns": [
                            unknown("Skin and eye contact; clinic on Tuesday", "Health visitor", 6)
                        ],
                        "impact_on_baby": view(
                            "Nothing points away from a well baby; it has not been seen.",
                            "baby_seen",
                        ),
                        "level_reason": view(
                            "Universal, once he has been seen awake and undressed at clinic.",
                            "baby_seen",
                        ),
                        "next_contact_date": 6,
                        "must_see_next": ["baby_awake", "baby_undressed"],
                    },
                    rows={"icon": (icon("mother", "six_to_eight_week"),), "household": HOUSEHOLD},
                    steps=(SignedOff(30, {"baby_seen": "Please see him awake within the week."}),),
                ),
                Visit(
                    days_ago=325,
                    time="09:20",
                    contact="extra_universal",
                    answers={
                        "contact_reason": "To see Arlo awake and undressed.",
                        "contact_place": "clinic_or_family_hub",
                        "weight_g": 5140,
                        "baby_undressed": "fully",
                        "lives_with": by("father", "both_parents"),
                        "residence_evidence": ["area_not_seen"],
                        "sleep_space_seen": "seen_before_no_change",
                        "home_conditions": ["not_seen"],
                        "mother_seen": "not_seen",
                        "mother_not_seen_why": "At work; Olly brought him.",
                        "mother_whooley_1": missing("not_seen"),
                        "mother_whooley_2": missing("not_seen"),
                        "mother_care_experience": missing("not_asked"),
                        "mother_da_asked": "asked_earlier_contact",
                        "mother_control_signs": missing("not_seen"),
                        "baby_observed": "Awake 25 minutes, smiled, lifted his head, whole skin clear.",
                        "carer_baby_observed": "Arlo looked for Olly when I held him, and stilled at his voice.",
                        "crying_words": by("father", "Olly: “He’s down to twenty minutes.”"),
                        "day_in_life": by(
                            "father", "As two weeks ago; Olly has him alone on Tuesdays."
                        ),
                        "baby_voice_seen": "Cooed at the mobile, then at his father.",
                        "paternal_family": by("father", "Freya reads to him."),
                        "strengths": view(
                            "His father knows his day and brought him without being chased.",
                            "day_in_life",
                        ),
                        "worries": view(
                            "None. What was not seen two weeks ago has been seen.", "skin_check"
                        ),
                        "unknowns": [
                            unknown("Grace’s mood, at the next contact", "Health visitor", 60)
                        ],
                        "impact_on_baby": view("Seen well.", "baby_observed"),
                        "level_reason": view(
                            "Universal: the open question of the last contact is answered.",
                            "skin_check",
                            "weight_g",
                        ),
                        "next_contact_date": 300,
                    },
                    rows={"icon": (icon("father", "six_to_eight_week"),), "household": HOUSEHOLD},
                    steps=(SignedOff(5),),
                ),
                Visit(
                    days_ago=2,
                    time="15:00",
                    contact="one_year",
                    answers={
                        "weight_g": 9870,
                        "mobility": "cruising",
                        "mark_seen": "yes",
                        "feeding_type": by("mother", "no_breast_milk"),
                        "baby_observed": "Cruised along the sofa, pointed at the dog, said “da”.",
                        "carer_baby_observed": "Arlo fell on his bottom and looked at Grace; she said “up you "
                        "get”; he did.",
                        "day_in_life": "Up at 6:30, nursery on three days, swims with Olly on Saturday, asleep by 7.",
                        "baby_voice_seen": "Brought me a book and turned two pages.",
                        "paternal_family": by(
                            "mother", "Freya every other week; they share a room then."
                        ),
                        "strengths": view("He explores and checks back.", "carer_baby_observed"),
                        "worries": view(
                            "None. The shin bruise fits a boy who pulls himself up on a table.",
                            "mark_seen",
                            "mobility",
                        ),
                        "unknowns": [
                            unknown("How he manages at nursery lunch", "Grace Pemberton", 30)
                        ],
                        "impact_on_baby": view("He is busy, fed and answered.", "day_in_life"),
                        "level_reason": view(
                            "Universal: development and growth as expected; new worry about either would change it.",
                            "baby_observed",
                            "weight_g",
                        ),
                        "next_contact_date": 395,
                    },
                    rows={
                        "household": HOUSEHOLD,
                        "mark": (
                            {
                                "mark_site": "left_lower_leg",
                                "mark_type": "bruise",
                                "mark_length_mm": 10,
                                "mark_width_mm": 10,
                                "mark_account_by": ["@mother"],
                                "mark_in_records": "nowhere_found",
                                "mark_words": "Brown-yellow, round, 1 cm, on the shin.",
                                "mark_account": by(
                                    "mother", "Grace, unasked: “That’s the coffee table.”"
                                ),
                            },
                        ),
                    },
                ),
            ),
        ),
    ),
)
