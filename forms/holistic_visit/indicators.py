"""The context indicators IND-01 to IND-26, as data: what is known of a family's circumstances, to be replied to. None is a
verdict. What the letters of a source stand for is in docs/rules.md.
"""

from forms.blocks import FURTHER
from forms.conditions import any_except, any_of, both, either, not_one_of, one_of
from forms.safety.declared import Case, Indicator

INSECURE = ("temporary_accommodation", "bnb_hotel_hostel", "refuge", "sofa_surfing_or_none")
HOUSING_AT_RISK = (
    Case(not_one_of("eviction_risk", "none_known"), ("eviction_risk",)),
    Case(one_of("tenure", *INSECURE), ("tenure",)),
)
EARLY_RISKS = ("born_before_37_weeks", "birth_weight_under_2500g")
MOVING = ("moved_since_last_contact", "planned_other_area", "one_parent_moving")

INDICATORS = (
    Indicator(
        "IND-01",
        "Under one, and living away from a parent or between homes",
        (
            Case(
                both(
                    one_of(
                        "lives_with",
                        "father_only",
                        "father_with_relatives",
                        "mother_with_relatives",
                        "relatives_only",
                        "split_between_homes",
                    ),
                    "under_one",
                ),
                ("lives_with",),
            ),
        ),
    ),
    Indicator(
        "IND-02",
        "Different homes named for baby",
        (
            Case("claims_disagree", ("@claims",)),
            Case(one_of("address_matches_record", "different"), ("address_matches_record",)),
        ),
        weight="strong",
    ),
    Indicator(
        "IND-03",
        "A move between areas, or two moves or more in a year",
        (
            Case("moves_12m != null && moves_12m >= 2", ("moves_12m",)),
            Case(one_of("move_plan", *MOVING), ("move_plan",)),
        ),
    ),
    Indicator("IND-04", "Housing insecure, temporary or under strain", HOUSING_AT_RISK),
    Indicator(
        "IND-05",
        "Abuse told, or control seen or told",
        (
            Case(
                one_of("parent.da_answer", "current_abuse", "discloses_using_abuse"),
                ("{p}_da_answer",),
            ),
            Case(any_except("parent.control_signs", "none_seen_or_told"), ("{p}_control_signs",)),
        ),
        weight="strong",
        each_parent=True,
        private=True,
    ),
    Indicator(
        "IND-06",
        "Could not ask about abuse, twice",
        (Case("not_asked_runs >= 2", ("mother_da_asked", "father_da_asked")),),
        private=True,
    ),
    Indicator(
        "IND-07",
        "Second parent not met, or known only through another",
        (
            Case("second_parent_unmet", ("father_seen",)),
            Case(one_of("father_info_source", "mother_said"), ("father_info_source",)),
            Case(one_of("mother_info_source", "father_or_partner_said"), ("mother_info_source",)),
            *(
                Case(one_of(f"{block}_info_source", "mother_said"), (f"{block}_info_source",))
                for block in FURTHER
            ),
            Case(
                both("day_told_by != null && size(day_told_by) == 1", "carers >= 2"),
                ("day_told_by",),
            ),
        ),
    ),
    Indicator(
        "IND-08",
        "Somebody looks after baby alone and has not been met",
        (Case("unmet_alone > 0", ("household",)),),
    ),
    Indicator(
        "IND-09",
        "A sign that needs advice, or low mood not followed up",
        (
            Case(any_except("parent.mh_red_flags", "none"), ("{p}_mh_red_flags",)),
            Case(one_of("parent.whooley_1", "yes"), ("{p}_whooley_1",)),
            Case(one_of("parent.whooley_2", "yes"), ("{p}_whooley_2",)),
            Case(
                "parent.gad2_total != null && parent.gad2_total >= gad2_from",
                ("{p}_gad2_1", "{p}_gad2_2"),
            ),
        ),
        strong_if=any_except("parent.mh_red_flags", "none"),
        each_parent=True,
        private=True,
    ),
    Indicator(
        "IND-10",
        "Alcohol or drugs that touch care",
        (
            Case(
                "parent.audit_c != null && parent.audit_c >= audit_c_from",
                ("{p}_audit_c",),
            ),
            Case(any_except("parent.drugs", "none"), ("{p}_drugs",)),
        ),
        each_parent=True,
    ),
    Indicator(
        "IND-11",
        "Parent under 20, or a care leaver under 25 with nobody named",
        (
            Case("parent.under_20", ("{p}_dob",)),
            Case(
                both(
                    one_of("parent.care_experience", "care_leaver_under_25"),
                    any_of("parent.support", "nobody_named"),
                ),
                ("{p}_care_experience", "{p}_support"),
            ),
        ),
        weight="support",
        each_parent=True,
    ),
    Indicator(
        "IND-12",
        "Own childhood is in the way now, by the parent’s words",
        (Case('"childhood_words" in parent.links', ("{p}_childhood_words",)),),
        each_parent=True,
        private=True,
    ),
    Indicator(
        "IND-13",
        "Other children removed, on a plan or living elsewhere",
        (
            Case(any_of("family_history", "child_removed_or_on_plan"), ("family_history",)),
            Case('"other_children" in parent.links', ("{p}_other_children",)),
        ),
        weight="strong",
        each_parent=True,
    ),
    Indicator(
        "IND-14",
        "Nobody to call on",
        (
            # One fact counts once: nobody named by a care leaver under 25 is in IND-11 already.
            Case(
                both(
                    any_of("parent.support", "nobody_named"),
                    either(
                        "parent.care_experience == null",
                        not_one_of("parent.care_experience", "care_leaver_under_25"),
                    ),
                ),
                ("{p}_support",),
            ),
        ),
        each_parent=True,
    ),
    Indicator(
        "IND-15",
        "Crying hard to bear, or no plan for it",
        (
            Case(any_of("coping_plan", "none_named"), ("coping_plan",)),
            Case('"crying_words" in worries_links', ("crying_words",)),
        ),
    ),
    Indicator(
        "IND-16",
        "ICON has not reached a carer",
        (
            Case(
                "age_days != null && age_days >= icon_by_days && carers_without_icon > 0",
                ("@carers",),
            ),
        ),
    ),
    Indicator(
        "IND-17",
        "A mark, bleed or injury before baby could move about",
        (Case("mark_ever", ("mark_seen", "injury_reported")),),
        weight="strong",
    ),
    Indicator(
        "IND-18",
        "Urgent care twice or more since the last contact",
        (Case("urgent_care_count != null && urgent_care_count >= 2", ("urgent_care_count",)),),
    ),
    Indicator(
        "IND-19",
        "Not brought, or no way in, twice or more in 90 days",
        (Case("missed >= missed_contacts", ("@missed",)),),
    ),
    Indicator(
        "IND-20",
        "Growth that falters, confirmed",
        (Case("growth_confirmed", ("weight_g",)),),
    ),
    Indicator(
        "IND-21",
        "Born early, small, or with complex needs",
        (
            Case("early_or_small", ("gestation_birth", "birth_weight_g")),
            Case('"health_facts" in worries_links', ("health_facts",)),
        ),
    ),
    Indicator(
        "IND-22",
        "Sleep that is not safe, or not seen",
        (
            # One fact counts once: an early birth is in IND-21 already.
            Case(any_except("sleep_risks", "none_identified", *EARLY_RISKS), ("sleep_risks",)),
            Case(both(any_of("sleep_risks", *EARLY_RISKS), "!early_or_small"), ("sleep_risks",)),
            Case("sleep_space_unseen", ("sleep_space_seen",)),
        ),
    ),
    Indicator(
        "IND-23",
        "Late booking, missed or moved care in pregnancy",
        (Case(any_except("booking_history", "none"), ("booking_history",)),),
    ),
    Indicator(
        "IND-24",
        "Debt, hunger, no access to public funds",
        (
            Case(
                one_of("parent.money", "going_without", "no_recourse_to_public_funds"),
                ("{p}_money",),
            ),
        ),
        weight="support",
        each_parent=True,
    ),
    Indicator(
        "IND-25",
        "Police, probation or another adult service, as it touches baby",
        (
            Case('"justice" in parent.links', ("{p}_justice",)),
            Case('"hh_concerns" in worries_links', ("hh_concerns",)),
            Case('"hh_services" in worries_links', ("hh_services",)),
        ),
        each_parent=True,
    ),
    Indicator(
        "IND-26",
        "A record elsewhere, not read",
        (Case("records_unread", ("records_read",)),),
    ),
)
