"""What a visit records when nothing is out of the ordinary. A story says only what differs, and
what was seen and said.
"""

from __future__ import annotations

from app.demo.story import Answers

ORDINARY: Answers = {
    "contact_mode": "face_to_face",
    "contact_place": "baby_usual_home",
    "address_matches_record": "same",
    "access_outcome": "seen_as_planned",
    "interpreter": "not_needed",
    "earshot": "no",
    "records_read": ["own_service", "child_health_system"],
    "lives_with": "both_parents",
    "sleeps_tonight": "@home",
    "overnight_carer": ["@mother", "@father"],
    "residence_evidence": ["cot_made_up", "clothes_nappies", "pram"],
    "baby_seen": "awake",
    "baby_undressed": "to_nappy",
    "acute_signs": ["none_seen"],
    "skin_check": "whole_body",
    "mobility": "not_rolling",
    "mark_seen": "none_seen",
    "injury_reported": ["none_reported"],
    "feeding_type": "breast_milk_only",
    "weight_how": "naked",
    "sleep_space_seen": "seen_today",
    "sleep_risks": ["none_identified"],
    "mother_involvement": "lives_with_baby",
    "mother_seen": "in_person",
    "mother_whooley_1": "no",
    "mother_whooley_2": "no",
    "mother_care_experience": "no",
    "mother_da_asked": "asked_alone",
    "mother_da_answer": "none_disclosed",
    "mother_control_signs": ["none_seen_or_told"],
    "father_involvement": "lives_with_baby",
    "father_seen": "in_person",
    "father_whooley_1": "no",
    "father_whooley_2": "no",
    "father_care_experience": "no",
    "father_da_asked": "asked_alone",
    "father_da_answer": "none_disclosed",
    "father_control_signs": ["none_seen_or_told"],
    "others_asked": "yes_nobody_else",
    "eviction_risk": "none_known",
    "home_conditions": ["none_of_these_seen"],
    "move_plan": "none",
    "level_need": "universal",
    "safeguarding_decision": "no_further_step_on_what_is_known",
    "must_see_next": ["none"],
    "supervision": "not_needed",
    "sign_off": True,
}
"""Field to value; the kind is the declared one and the source follows from it."""

ORDINARY_SINCE_2: Answers = {
    "entry_timing": "same_day",
    "weight_centile": "25th_to_50th",
}
"""What the second version asks of everybody beside it."""
