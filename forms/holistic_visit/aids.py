"""Quick in the hand: usual sources, what may be carried over, topics. Which rules they obey stands in forms/aids.py."""

from __future__ import annotations

from forms.aids import AT_THE_DOOR, Aids
from forms.holistic_visit.parents import PARENTS
from forms.holistic_visit.words import FACT, RECORD, REPORTED

MOTHER, FATHER, CARER = "mother_said", "father_or_partner_said", "other_carer_said"
SEEN = "seen_or_measured_by_me"

# Whom a parent's block usually rests on comes first; that it was the other parent must be as easy to say.
PARENT_SOURCES = {
    "mother": (MOTHER, FATHER),
    "father": (FATHER, MOTHER),
    "carer3": (CARER, MOTHER),
    "carer4": (CARER, MOTHER),
}
PARENT_TOPICS = {
    "Name, contact, address": (
        "name",
        "dob",
        "nhs_number",
        "contact",
        "safe_contact",
        "address",
        "lives_with_baby",
        "pr",
        "pr_evidence",
        "info_source",
    ),
    "Health and mood": (
        "health",
        "gad2_1",
        "gad2_2",
        "mh_history",
        "mh_red_flags",
        "mh_call_at",
        "mh_call_who",
    ),
    "Alcohol, smoking, drugs": ("smoking", "audit_c", "drugs"),
    "Family, work, support": (
        "childhood_words",
        "other_children",
        "learning",
        "work",
        "money",
        "support",
        "baby_words",
        "rel_words",
    ),
    "Contacts kept, courts": ("justice", "engagement_facts"),
}

NOT_MET = {
    "baby_seen": "not_seen",
    "baby_not_seen_why": AT_THE_DOOR,
    "baby_undressed": "not_undressed",
    "skin_check": "not_done",
    "sleep_space_seen": "not_seen",
    "residence_evidence": ["area_not_seen"],
    "home_conditions": ["not_seen"],
    "others_asked": "not_asked",
    **{
        f"{parent.prefix}_{end}": value
        for parent in PARENTS
        for end, value in {
            "seen": "not_seen",
            "not_seen_why": AT_THE_DOOR,
            "da_asked": "not_asked_other",
        }.items()
    },
}

AIDS = Aids(
    sources={
        REPORTED: (MOTHER, FATHER),
        RECORD: ("red_book", "own_service_record", "gp_record"),
        FACT: (MOTHER, FATHER, SEEN),
    },
    section_sources={
        "ID": {
            RECORD: ("red_book", "maternity_record", "child_health_system"),
            FACT: (MOTHER, "gp_record"),
        },
        "FG": {FACT: (MOTHER, SEEN)},
        "HD": {RECORD: ("red_book", "gp_record", "child_health_system")},
        "CS": {FACT: (SEEN, MOTHER, FATHER)},
        "MK": {RECORD: ("red_book", "hospital_or_ed_letter", "gp_record")},
        "MO": {RECORD: ("maternity_record", "red_book")},
        "WF": {RECORD: ("own_service_record", "maternity_record", "social_care_record")},
        "HO": {
            RECORD: ("housing_record", "own_service_record"),
            FACT: (MOTHER, FATHER, "housing_officer_said"),
        },
        "AG": {RECORD: ("own_service_record", "social_worker_said", "other_professional_said")},
        "PJ": {RECORD: ("own_service_record", "social_care_record", "social_worker_said")},
        **{f"PA_{prefix}": {REPORTED: said, FACT: said} for prefix, said in PARENT_SOURCES.items()},
    },
    carried=frozenset({"ID", "HH", "HO", "AG"}),
    carried_prefilled=frozenset({"WF", "PJ", *(f"PA_{parent.prefix}" for parent in PARENTS)}),
    # Tonight is asked tonight, and so is whether the family can stay; a source is named by whoever uses it.
    asked_anew=frozenset(
        {
            "hh_sleeps_tonight",
            "people_sleeping",
            "eviction_risk",
            "notice_date",
            "moves_12m",
            "move_plan",
            "move_date",
            "move_area",
            "move_who",
            *(f"{parent.prefix}_info_source" for parent in PARENTS),
        }
    ),
    topics={
        "VC": {
            "Interpreter": ("interpreter", "interpreter_language"),
            "Who was seen alone": ("unidentified_adult", "mother_alone", "father_alone"),
            "This record": ("contact_minutes", "contact_not_covered", "info_use_explained"),
        },
        "HO": {
            "The home": (
                "tenure",
                "housing_provider",
                "placing_council",
                "ta_notice",
                "bedrooms",
                "people_sleeping",
                "rooms_seen",
                "home_words",
            ),
            "Moves, and who is told": ("moves_12m", "provider_told"),
        },
        "CS": {
            "Where and how baby sleeps": ("sleep_surface", "sleep_position"),
            "Plans": ("coping_plan", "changed_routine_plan", "safer_sleep_given_to"),
        },
        **{
            f"PA_{parent.prefix}": {
                title: tuple(f"{parent.prefix}_{end}" for end in ends)
                for title, ends in PARENT_TOPICS.items()
            }
            for parent in PARENTS
        },
    },
    at_once={"icon_messages": "All four"},
    # Up to version 3 its words asked for a reason, for which there was no question.
    hints={"entry_timing": "Your manager sees how long after the contact."},
    # Why a pathway was not started is said while it could still be.
    written_now=frozenset({"bni_not_started_why"}),
    owned=frozenset({"unknowns", "act_owner"}),
    for_each_carer={"IC": "icon_person"},
    not_met=NOT_MET,
    claim_group="residence_claim",
    claims={
        "lives_with": {"rc_about": "baby", "rc_says": "lives_there"},
        "sleeps_tonight": {"rc_about": "baby", "rc_says": "sleeps_there_tonight"},
        "mother_address": {"rc_about": "mother", "rc_says": "lives_there"},
        "father_address": {"rc_about": "father_or_second_parent", "rc_says": "lives_there"},
    },
)
