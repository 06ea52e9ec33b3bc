"""A flooded flat, an aunt's house and a father at sea: three visitors' words, two areas, and more than one answer to where
baby sleeps. The last visit, with the whole assessment, is still being written.
"""

from app.demo.families.bramley import present
from app.demo.ordinary import ORDINARY
from app.demo.story import (
    Child,
    Family,
    Moved,
    Place,
    SignedOff,
    Visit,
    at_home,
    by,
    icon,
    missing,
    not_met,
    on_record,
    unknown,
    view,
)

FAMILY = Family(
    name="Farrow",
    team="Mill",
    visitor="dorota.nowak",
    people={
        "mother": ("Leah Farrow", "mother"),
        "father": ("Tomasz Wilk", "father"),
        "aunt": ("Bea Farrow", "maternal aunt"),
        "babcia": ("Halina Wilk", "paternal grandmother"),
        "gus": ("Gus", "lodger"),
    },
    places={
        "flat": Place("Leah’s flat", "Flat 2, 9 Weir Street", "ZZ99 3AF"),
        "aunts": Place("Bea’s house", "31 Signal Road", "ZZ99 1AG"),
    },
    moved=Moved(15, "Harbour"),
    children=(
        Child(
            given="Juno",
            family="Farrow",
            sex="female",
            number=114141,
            born=82,
            next_contact=("targeted", 3),
            visits=(
                Visit(
                    days_ago=70,
                    time="13:00",
                    contact="new_birth",
                    version=1,
                    answers={
                        "lives_with": by("mother", "mother_only"),
                        "sleeps_tonight": by("mother", "@flat", "we’re fine here"),
                        "overnight_carer": by("mother", ["@mother"]),
                        "father_involvement": by("mother", "regular_contact"),
                        **not_met("father", "On the ferry until Friday, said Leah."),
                        "weight_g": 3390,
                        "baby_observed": "Awake 10 minutes, pink, looked at the lamp.",
                        "carer_baby_observed": "Juno cried; Leah picked her up at once and hummed.",
                        "crying_words": "Leah: “I put the radio on and walk.”",
                        "day_in_life": "Feeds every three hours; a nap in the sling; long evenings alone.",
                        "baby_voice_seen": "Turned to Leah’s hum.",
                        "paternal_family": by(
                            "mother", "His mother Halina is abroad and rings on Sundays."
                        ),
                        "strengths": view("Leah answers her at once.", "carer_baby_observed"),
                        "worries": view("Long evenings alone.", "day_in_life"),
                        "unknowns": [
                            unknown("Tomasz’s shifts, and when he can be met", "Dorota Nowak", 20)
                        ],
                        "impact_on_baby": view("One person carries her days.", "day_in_life"),
                        "level_reason": view(
                            "Universal while help is near; being alone for longer would change this.",
                            "day_in_life",
                        ),
                        "next_contact_date": 30,
                        "must_see_next": ["father"],
                    },
                    rows={
                        "icon": (
                            icon("mother"),
                            {
                                **icon("father", "hv_new_birth", "passed_on_by_other_carer"),
                                "icon_not_done_why": "At sea; Leah will tell him. To be spoken to at the next contact.",
                            },
                        ),
                        "household": (at_home("mother", "parent", "alone_regularly"),),
                    },
                    steps=(SignedOff(40),),
                ),
                Visit(
                    days_ago=38,
                    time="15:20",
                    contact="six_to_eight_week",
                    version=1,
                    answers={
                        "contact_place": "maternal_relatives_home",
                        "address_matches_record": "different",
                        "lives_with": by("mother", "mother_with_relatives", "till the flat is dry"),
                        "sleeps_tonight": by("mother", "@aunts"),
                        "overnight_carer": by("mother", ["@mother", "@aunt"]),
                        "father_involvement": by("mother", "regular_contact"),
                        **not_met("father", "Asleep after a night crossing, said Leah."),
                        "weight_g": 4310,
                        "baby_seen": "asleep_only",
                        "baby_observed": "Asleep on her back in a travel cot, breathing quietly, pink.",
                        "baby_undressed": "not_undressed",
                        "skin_check": "part_of_body",
                        "skin_not_seen": ["back", "nappy_area"],
                        "carer_baby_observed": "Bea lifted her for a moment; Juno stirred and slept on.",
                        "crying_words": "Leah: “Bea takes her when I can’t.” Bea: “I walk the landing.”",
                        "day_in_life": "As before, with Bea from 4 in the afternoon.",
                        "baby_voice_seen": "Slept through the dog barking.",
                        "paternal_family": missing("not_asked"),
                        "eviction_risk": by("mother", "unsafe_to_stay", "the river came in"),
                        "strengths": view("Two people share her evenings.", "crying_words"),
                        "worries": view("Nobody says when the flat will be dry.", "eviction_risk"),
                        "unknowns": [
                            unknown("Tomasz’s shifts, and when he can be met", "Dorota Nowak", 14),
                            unknown("Who Gus is, and whether he minds Juno", "Dorota Nowak", 10),
                        ],
                        "impact_on_baby": view("She sleeps in a house of five.", "day_in_life"),
                        "level_need": "targeted",
                        "level_reason": view(
                            "Targeted until the housing is settled and her father has been met.",
                            "eviction_risk",
                        ),
                        "next_contact_date": 14,
                        "must_see_next": [
                            "father",
                            "baby_awake",
                            "sleep_space",
                            "icon_other_carer",
                        ],
                    },
                    rows={
                        "icon": (
                            icon("mother", "six_to_eight_week"),
                            {
                                **icon("aunt", "other", "leaflet_only"),
                                "icon_not_done_why": "She had to leave for work.",
                            },
                        ),
                        "household": (
                            at_home("mother", "parent", "alone_regularly"),
                            at_home("aunt", "aunt_uncle", "alone_sometimes"),
                            at_home("gus", "lodger", "not_known"),
                        ),
                    },
                    steps=(SignedOff(50),),
                ),
                Visit(
                    days_ago=1,
                    time="09:40",
                    contact="movement_in",
                    visitor="amina.okoro",
                    submitted=False,
                    answers={
                        **{
                            key: said
                            for key, said in ORDINARY.items()
                            if key not in ("sign_off", "must_see_next")
                        },
                        "contact_place": "maternal_relatives_home",
                        "visit_address": "@aunts",
                        "address_matches_record": "same",
                        "unidentified_adult": "yes",
                        "mother_alone": "yes_part",
                        "father_alone": "not_tried",
                        "records_read": ["own_service"],
                        "lives_with": by("aunt", "mother_with_relatives"),
                        "sleeps_tonight": by("mother", "@flat", "we sleep at mine again"),
                        "overnight_carer": missing("not_known"),
                        "nights_elsewhere": by("aunt", 9),
                        "residence_evidence": ["cot_made_up", "bottles_or_feeding_kit"],
                        "residence_changed": by("mother", "more_than_one"),
                        "baby_seen": "awake",
                        "baby_observed": "Awake 30 minutes, smiled back twice, followed the dog with her eyes.",
                        "weight_g": 5120,
                        "father_involvement": by("mother", "regular_contact"),
                        **not_met("father", "At sea until the 3rd, said Bea."),
                        "father_info_source": "mother_said",
                        "father_contact": by("mother", "Tomasz 01632 960 034, not before noon"),
                        "mother_contact": by("mother", "Leah 01632 960 031"),
                        "mother_lives_with_baby": by("mother", "yes"),
                        "father_address": by("mother", "@flat"),
                        "tenure": by("mother", "private_rent"),
                        "housing_provider": by("mother", "Weir Lettings, Mr Abara 01632 960 040"),
                        "eviction_risk": by("mother", "unsafe_to_stay"),
                        "provider_told": "to_do",
                        "people_sleeping": by("aunt", 5),
                        "home_conditions": ["damp_or_mould"],
                        "moves_12m": by("mother", 2),
                        "move_plan": by("mother", "moved_since_last_contact"),
                        "move_who": by("mother", ["@mother"]),
                        "paternal_family": by("mother", "Halina is coming over for the winter."),
                        "gestation_birth": on_record("red_book", "38+4", "Red book"),
                        "birth_weight_g": on_record("red_book", 3120, "Red book"),
                        "worries": view(
                            "Two words on where Juno sleeps.", "sleeps_tonight", "nights_elsewhere"
                        ),
                        "unknowns": [
                            unknown(
                                "Where Juno slept last night, from Bea and Leah apart",
                                "Amina Okoro",
                                2,
                            ),
                            unknown("Tomasz’s shifts, and when he can be met", "Amina Okoro", 7),
                        ],
                        "level_need": view("targeted", "sleeps_tonight"),
                    },
                    rows={
                        "present": (present("mother", "Mother"), present("aunt", "Aunt")),
                        "residence_claim": (
                            {
                                "rc_about": "baby",
                                "rc_address": by("aunt", "@aunts"),
                                "rc_says": "sleeps_there_tonight",
                                "rc_source": "other_relative_said",
                                "rc_date": 0,
                            },
                            {
                                "rc_about": "baby",
                                "rc_address": on_record(
                                    "gp_record", "@flat", "Registration at Quay Surgery"
                                ),
                                "rc_says": "lives_there",
                                "rc_source": "gp_record",
                                "rc_date": -30,
                            },
                        ),
                        "household": (
                            {**at_home("mother", "parent", "alone_regularly"), "hh_seen": "yes"},
                            {**at_home("aunt", "aunt_uncle", "alone_sometimes"), "hh_seen": "yes"},
                            {
                                **at_home(
                                    "gus", "lodger", "alone_sometimes", "yes", "other_relative_said"
                                ),
                                "hh_seen": "no",
                            },
                        ),
                        "icon": (icon("mother", "other"),),
                        "agency": (
                            {
                                "ag_type": "housing_or_homelessness",
                                "ag_worker": "Duty desk 01632 960 050",
                                "ag_for": ["@mother"],
                                "ag_status": "referred",
                                "ag_last": -12,
                                "ag_source": "own_service_record",
                            },
                            {
                                "ag_type": "previous_area_hv",
                                "ag_worker": "Dorota Nowak 01632 960 060",
                                "ag_for": ["@mother", "@aunt"],
                                "ag_status": "past",
                                "ag_last": -16,
                                "ag_source": "own_service_record",
                            },
                        ),
                        "share": (
                            {
                                "sh_direction": "we_asked",
                                "sh_when": -8,
                                "sh_with": "Housing duty desk",
                                "sh_how": "phone",
                                "sh_facts": "Asked when the flat in Weir Street will be fit to live in.",
                                "sh_basis": "consent",
                                "sh_family_told": "yes_before",
                                "sh_ack": "awaiting",
                            },
                        ),
                        "action": (
                            {
                                "act_what": "Invite Tomasz directly, at a time after noon",
                                "act_why": "father_seen",
                                "act_owner": "Amina Okoro",
                                "act_due": 3,
                                "act_status": "open",
                            },
                            {
                                "act_what": "Ring the housing duty desk again",
                                "act_why": "provider_told",
                                "act_owner": "Amina Okoro",
                                "act_due": -1,
                                "act_status": "open",
                            },
                        ),
                    },
                ),
            ),
        ),
    ),
)
