"""Temporary housing: a family moved on twice, and late entries of the visitor they left behind."""

from app.demo.story import (
    Child,
    Family,
    Moved,
    Note,
    Place,
    SignedOff,
    Visit,
    at_home,
    by,
    icon,
    missing,
    not_met,
    on_record,
    overheard,
    unknown,
    view,
)

FAMILY = Family(
    name="Whitcombe",
    team="Mill",
    visitor="dorota.nowak",
    people={
        "mother": ("Leanne Whitcombe", "mother"),
        "father": ("Aaron Pike", "father"),
        "brother": ("Mason Whitcombe", "brother"),
    },
    places={
        "home": Place("Hotel room", "Room 14, Ferry Hotel", "ZZ99 2AB"),
        "old": Place("Before the move", "3 Tanner’s Yard", "ZZ99 3AA"),
    },
    moved=Moved(12, "Lighthouse"),
    children=(
        Child(
            given="Ruby",
            family="Whitcombe",
            sex="female",
            number=100707,
            born=88,
            next_contact=("targeted", 6),
            visits=(
                Visit(
                    days_ago=76,
                    time="12:15",
                    contact="new_birth",
                    indicators={"IND-03": "considered", "IND-04": "considered"},
                    replies={
                        "R14": "No address yet. Baby stays with Leanne; handed over the day there is one.",
                        "R22": "Leanne and I ring the landlord, then the council, on Thursday.",
                    },
                    answers={
                        "weight_g": 3320,
                        "sleeps_tonight": by("mother", "@old"),
                        "lives_with": by("mother", "mother_only"),
                        "overnight_carer": by("mother", ["@mother"]),
                        "baby_observed": "Awake, pink, moved her head to the radio.",
                        "carer_baby_observed": "Ruby cried; Leanne fed her and talked to Mason, 4, at once.",
                        "crying_words": "Leanne: “I put my earphones in for one song, then go back in.”",
                        "day_in_life": "Feeds every three hours, to nursery and back in the sling with Mason, "
                        "sleeps in the cot by the bed.",
                        "baby_voice_seen": "Sucked her hand before each feed; her mother saw it.",
                        **not_met("father", "Moved out in spring; sees the children on Saturdays."),
                        "father_involvement": by("mother", "occasional_contact"),
                        "paternal_family": missing("not_known"),
                        "eviction_risk": by(
                            "mother", "notice_served", "out by the end of the month"
                        ),
                        "notice_date": on_record(
                            "housing_record", "+20", "Notice shown to me by Leanne"
                        ),
                        "move_plan": by("mother", "planned_other_area"),
                        "move_who": by("mother", ["@mother"]),
                        "no_handover_why": view(
                            "No new address, so no team to hand over to.", "move_plan"
                        ),
                        "move_date": missing("not_known"),
                        "move_area": by("mother", "Saltmere, if the council there has a room"),
                        "strengths": view(
                            "Keeps both children’s days going by herself.", "day_in_life"
                        ),
                        "worries": view(
                            "Losing the home with a baby and no named place to go.",
                            "eviction_risk",
                            "move_plan",
                        ),
                        "unknowns": [unknown("Where they will be housed", "Housing officer", 10)],
                        "impact_on_baby": view(
                            "A settled day now; the next bed is not known.", "move_plan"
                        ),
                        "level_need": "targeted",
                        "level_reason": view(
                            "Targeted because the home is being lost; a stable tenancy would change this.",
                            "eviction_risk",
                        ),
                        "safeguarding_decision": "early_help_offered",
                        "next_contact_date": 20,
                        "must_see_next": ["father", "paternal_family", "sleep_space"],
                    },
                    rows={
                        "icon": (icon("mother"),),
                        "household": (
                            at_home("mother", "parent", "alone_regularly"),
                            at_home("brother", "sibling", "never"),
                        ),
                    },
                    steps=(SignedOff(70),),
                ),
                Visit(
                    days_ago=14,
                    time="09:45",
                    contact="targeted",
                    submitted=False,
                    answers={
                        "contact_reason": "Last visit before the move.",
                        "records_read": ["own_service"],
                        "baby_observed": "Asleep in the pram among boxes, pink, breathing quietly.",
                    },
                    steps=(
                        # Written on the day of the move and sent when the tablet next had signal.
                        Note(
                            75,
                            "dorota.nowak",
                            {
                                "crying_words": "Leanne by telephone: “She’s better than me tonight.”",
                                "move_area": by("mother", "Saltmere, a hotel by the ferry"),
                            },
                        ),
                    ),
                ),
                Visit(
                    days_ago=3,
                    time="14:30",
                    visitor="callum.reid",
                    contact="movement_in",
                    indicators={
                        "IND-02": "considered",
                        "IND-03": "already_known",
                        "IND-04": "already_known",
                        "IND-07": "considered",
                        "IND-22": "considered",
                    },
                    replies={
                        "R14": "Record taken over; the last visitor rings me on Monday.",
                        "R04": "Mason was in the room. Leanne comes to the clinic alone on Friday.",
                        "R05": "The hotel is where she sleeps; Tanner’s Yard is given up. Housing confirms in writing.",
                        "R07": "Leanne has no number for Aaron; asked the last area for it.",
                        "R09": "Undressed at the clinic on Friday, with the weight.",
                        "R21": "The travel cot was put up with Leanne before I left, without the quilt.",
                        "R22": "Housing told today that she has no cot space; they are in Tuesday’s meeting.",
                    },
                    after=26,
                    arrived=31,
                    answers={
                        "contact_place": "hotel_bnb_or_hostel",
                        "address_matches_record": "different",
                        "records_read": ["previous_area"],
                        "residence_evidence": ["clothes_nappies", "bottles_or_feeding_kit"],
                        "lives_with": by("mother", "mother_only"),
                        "overnight_carer": by("mother", ["@mother"]),
                        "weight_g": missing("not_seen"),
                        "weight_how": "not_weighed",
                        "baby_undressed": "partly",
                        "skin_check": "part_of_body",
                        "skin_not_seen": ["back", "nappy_area", "legs_feet"],
                        "feeding_type": by("mother", "no_breast_milk"),
                        **overheard("yes_child_2_or_over"),
                        "baby_observed": "Awake on the bed beside Mason. Smiled at him. Nose running, breathing "
                        "easily.",
                        "carer_baby_observed": "Ruby reached out; Leanne moved the kettle flex away and gave her "
                        "a spoon. Mason sang to her.",
                        "crying_words": "Leanne: “The walls are thin, so I take her to the stairs.”",
                        "day_in_life": "One room. Up at 6 with the corridor, breakfast downstairs, out all day "
                        "so that Mason can run, back at 5, both in bed by 7 with the light on.",
                        "baby_voice_seen": "Startled at each door, then looked to her mother.",
                        "sleep_risks": by(
                            "mother", ["loose_bedding_or_covering", "no_plan_for_changed_routine"]
                        ),
                        **not_met("father", "Lives in Brackenford; no number given."),
                        "father_involvement": by("mother", "no_contact"),
                        "paternal_family": missing("not_asked"),
                        "home_conditions": ["no_carbon_monoxide_alarm", "stairs_or_water_hazard"],
                        "eviction_risk": by("housing", "homeless_now"),
                        "move_plan": by("mother", "moved_since_last_contact"),
                        "move_who": by("mother", ["@mother"]),
                        "no_handover_why": view(
                            "Handed over by letter; the call with the last visitor is on Monday.",
                            "move_plan",
                        ),
                        "move_date": "-9",
                        "move_area": by("mother", "Saltmere"),
                        "strengths": view(
                            "Leanne keeps meals and bedtimes in one room with two children.",
                            "day_in_life",
                        ),
                        "worries": view(
                            "No weight, half her skin not seen, and a travel cot that was still in its box.",
                            "weight_g",
                            "skin_check",
                            "sleep_risks",
                        ),
                        "unknowns": [
                            unknown("Weight since the move", "Health visitor", 4),
                            unknown("How long they stay at the hotel", "Housing officer", 7),
                            unknown("What Aaron knows of the move", "Health visitor", 14),
                        ],
                        "impact_on_baby": view(
                            "She has no floor to lie on and sleeps beside her brother in one bed.",
                            "day_in_life",
                            "sleep_space_seen",
                        ),
                        "level_need": "targeted",
                        "level_reason": view(
                            "Targeted: homeless, in one room, not yet weighed here. A home with a cot and a "
                            "good weight would change this.",
                            "eviction_risk",
                            "weight_g",
                        ),
                        "safeguarding_decision": "early_help_offered",
                        "next_contact_date": 7,
                        "must_see_next": [
                            "baby_awake",
                            "baby_undressed",
                            "father",
                            "paternal_family",
                            "mother_alone",
                            "other_address",
                            "sleep_space",
                            "enquiry_domestic_abuse",
                        ],
                        "supervision": "next_planned",
                    },
                    rows={
                        "icon": (icon("mother", "hv_crying_contact"),),
                        "household": (
                            at_home("mother", "parent", "alone_regularly"),
                            at_home("brother", "sibling", "never"),
                        ),
                    },
                ),
            ),
        ),
    ),
)
