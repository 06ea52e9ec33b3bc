"""The safety rules R01 to R30, as data, and the book of all: these, the context indicators, the numbers they are set with.

No rule makes a referral, diagnoses or scores a family. A comparison is true of a recorded value only; where a blank or a
missing reason counts, the condition says so. How ambiguous points were settled, and what the letters of a source stand
for, is in docs/rules.md.
"""

from forms.blocks import FURTHER
from forms.conditions import any_except, any_of, any_row, both, either, not_one_of, one_of
from forms.holistic_visit.feeding_and_growth import USUAL_WEIGHTS
from forms.holistic_visit.indicators import HOUSING_AT_RISK, INDICATORS
from forms.holistic_visit.skin_and_marks import MARK_COUNTS
from forms.holistic_visit.thresholds import CONFIGURATION
from forms.safety.declared import Book, Case, Rule, Severity, Stage

NOT_ASKED = (
    "not_asked_partner_present",
    "not_asked_other_present",
    "not_asked_child_2_plus_present",
    "not_asked_no_professional_interpreter",
    "not_asked_other",
)
MET = ("in_person", "by_video", "by_phone")
CARE_EXPERIENCED = ("care_leaver_under_25", "care_experienced_25_plus")
CHECKED_AT = (
    *("new_birth", "six_to_eight_week", "movement_in"),
    *("targeted", "specialist_safeguarding", "extra_universal", "opportunistic"),
)
SUPERVISED_SOON = one_of("supervision", "within_5_working_days", "same_day_advice")

R01 = Rule(
    "R01",
    "Mark or injury in a baby who cannot move about",
    Severity.STOP_ACT,
    "A baby this young with a mark or an injury needs the right doctor to look today, and a call to children’s social care "
    "under your local pathway. Ring now, before you leave if that is safe. Tell the carers what happens next.",
    (
        Case(one_of("mark_seen", "unsure"), ("mark_seen",)),
        Case(both(one_of("mark_seen", "yes"), "size(mark) == 0"), ("mark_seen",)),
        Case(any_row("mark", MARK_COUNTS), ("mark",), tells="mark_type", before="mark_seen"),
        Case(any_except("injury_reported", "none_reported"), ("injury_reported",)),
    ),
    "F9, F10, K",
    while_=(
        Case("mobility != null && mobility in non_mobile", ("mobility",)),
        Case("age_days != null && age_days < injury_days", ("baby_dob",)),
    ),
    answered_by=either(
        "bni_when != null",
        one_of("bni_pathway", "already_open"),
        "excepted_in_form",
    ),
    asks=("bni_pathway", "bni_steps", "bni_when", "bni_reference", "bni_not_started_why"),
    follows="If the pathway is not started: why, and the second clinician who agreed. Your manager is told at sync.",
    call="bni_when",
)

R02 = Rule(
    "R02",
    "Signs of serious illness or head injury",
    Severity.STOP_ACT,
    "Emergency. Ring 999, or your local emergency route, now. Writing can wait. Keep baby where you can see it.",
    (
        Case(
            any_of(
                "acute_signs",
                "hard_to_wake",
                "floppy_or_stiff",
                "breathing_difficulty",
                "pale_grey_blue_mottled",
                "bulging_soft_spot",
                "fit_or_jerking",
                "non_blanching_rash",
                "high_pitched_or_continuous_cry",
            ),
            ("acute_signs",),
        ),
    ),
    "K",
    answered_by="emergency_call_at != null",
    asks=("emergency_call_at", "emergency_call_who"),
    follows="The time you spoke to a person, and who went with baby.",
    call="emergency_call_at",
)

R03 = Rule(
    "R03",
    "Somebody could see or hear",
    Severity.STOP_HIDE,
    "",
    (
        Case(not_one_of("earshot", "no"), ("earshot",)),
        Case(one_of("interpreter", "relative_or_friend_used"), ("interpreter",)),
    ),
    "F31, K",
    follows="What may not be overheard is taken away; what it asks about abuse is put down as not asked.",
    escalates="times >= 2",
    private=True,
)

R04 = Rule(
    "R04",
    "Not asked about abuse",
    Severity.WARN,
    "Not asked today. Plan a safe time and place: weighing at the clinic, or a call at a time they choose.",
    (
        Case(
            both(one_of("parent.da_asked", *NOT_ASKED), one_of("parent.seen", *MET)),
            ("{p}_da_asked",),
        ),
    ),
    "F31, S",
    asks=("act_what", "act_due"),
    must_see=("{p}_alone", "enquiry_domestic_abuse"),
    follows="An action within 14 days. Twice in a row goes to the supervision list.",
    escalates="not_asked_runs >= 2",
    further="Not asked twice in a row. It is on the supervision list.",
    each_parent=True,
    private=True,
)

R05 = Rule(
    "R05",
    "Different homes named for baby",
    Severity.WARN,
    "People or records place baby in different homes. Say which you relied on, and what would settle it.",
    (
        Case("claims_disagree", ("@claims",)),
        Case(
            one_of("address_matches_record", "different", "record_blank"),
            ("address_matches_record",),
        ),
    ),
    "S",
    asks=("residence_view",),
    must_see=("other_address",),
    follows="Your view of where baby lives. An action to check with the other area, GP or housing. Both are kept.",
)

R06 = Rule(
    "R06",
    "Tonight is not known",
    Severity.STOP_SIGN,
    "Before you can sign: who has baby tonight, and where? If you cannot say, put down what is done today to find out.",
    (
        Case("sleeps_tonight__missing != null", ("sleeps_tonight",)),
        Case("overnight_carer__missing != null", ("overnight_carer",)),
    ),
    "S, K",
    answered_by=either(
        "action_today",
        one_of(
            "safeguarding_decision",
            "advice_sought",
            "referral_to_childrens_social_care",
            "emergency_action",
        ),
        one_of("supervision", "same_day_advice"),
    ),
    asks=("act_what", "act_due", "safeguarding_decision"),
    follows="An action due today, or safeguarding advice.",
)

R07 = Rule(
    "R07",
    "Second parent not met",
    Severity.WARN,
    "The second parent has not been met. Invite them yourself, at a time that suits them, at their own address if they "
    "live apart.",
    (
        Case(
            both(one_of("father_seen", "not_seen"), "second_parent_unmet"),
            ("father_seen",),
        ),
    ),
    "F11, F26, S",
    asks=("father_not_seen_why", "act_what"),
    must_see=("father",),
    follows="A direct invitation, as an action.",
)

R08 = Rule(
    "R08",
    "One narrator",
    Severity.PROMPT,
    "All you know of this person came from somebody else.",
    (
        Case(one_of("father_info_source", "mother_said"), ("father_info_source",)),
        Case(one_of("mother_info_source", "father_or_partner_said"), ("mother_info_source",)),
        *(
            Case(one_of(f"{block}_info_source", "mother_said"), (f"{block}_info_source",))
            for block in FURTHER
        ),
        Case(
            both("day_told_by != null && size(day_told_by) == 1", "carers >= 2"), ("day_told_by",)
        ),
    ),
    "F11, S",
    follows="The block is marked “single source”, here and in the export.",
)

R09 = Rule(
    "R09",
    "Baby not seen awake and undressed",
    Severity.WARN,
    "Baby has not been seen awake and undressed. When will that be?",
    (
        Case(not_one_of("baby_seen", "awake"), ("baby_seen",)),
        Case(
            one_of("baby_undressed", "partly", "not_undressed", "carer_declined"),
            ("baby_undressed",),
        ),
        Case(
            both(not_one_of("skin_check", "whole_body"), one_of("contact_type", *CHECKED_AT)),
            ("skin_check",),
        ),
    ),
    "S, K",
    while_=(Case("face_to_face", ()),),
    urgent="unseen_before >= 1",
    answered_by=both(
        "unseen_before >= 1",
        SUPERVISED_SOON,
        "next_contact_date != null",
    ),
    closed_when=either("unseen_before == 0", SUPERVISED_SOON),
    asks=("next_contact_date", "supervision"),
    must_see=("baby_awake", "baby_undressed"),
    follows="The second time: a date for the next contact, and supervision within 5 working days or sooner.",
    one_matter=True,
)

R10 = Rule(
    "R10",
    "Reassurance without evidence",
    Severity.PROMPT,
    "What did you check, see or measure that tells you so?",
    (Case("reassured", ("baby_observed",)),),
    "S",
    asks=("baby_observed",),
)

R11 = Rule(
    "R11",
    "Universal, with several things side by side",
    Severity.WARN,
    "These stand on one page for the first time. Does universal still fit? Who else should be in the conversation?",
    (
        Case(
            both(
                one_of("level_need", "universal"),
                either(
                    "indicator_count >= indicators_from && indicator_count > support_count",
                    "strong_count > 0",
                ),
            ),
            ("level_need", "@indicators"),
        ),
    ),
    "S, P",
    asks=("level_need", "level_reason", "indicators_reply"),
    follows="Universal may stay, with a reason. Your manager sees both.",
    stage=Stage.INDICATORS,
)

R12 = Rule(
    "R12",
    "Lower level without anything new",
    Severity.WARN,
    "The level went down. What has changed for baby?",
    (Case(both("level_lowered", "!level_evidence"), ("level_need",)),),
    "K, P",
    asks=("level_reason",),
    follows="A reason, resting on something seen or read today.",
)

R13 = Rule(
    "R13",
    "ICON has not reached every carer",
    Severity.WARN,
    "The crying plan was not yet talked through with everyone who looks after baby.",
    (
        Case(
            "age_days != null && age_days >= icon_by_days && carers_without_icon > 0", ("@carers",)
        ),
    ),
    "F6, F7, S",
    asks=("icon_person", "act_what"),
    must_see=("icon_other_carer",),
    follows="An action for each person. A leaflet, or “passed on”, is not enough.",
)

R14 = Rule(
    "R14",
    "A move between areas, or of one parent",
    Severity.STOP_SIGN,
    "A move needs a handover. Begin the transfer, and say who baby stays with.",
    (Case("move_is_new || move_stands", ("@move",)),),
    "S, F27",
    answered_by="handed_over",
    asks=("transfer_start", "move_who", "no_handover_why"),
    follows="The handover is opened. You stay responsible until it is accepted.",
)

R15 = Rule(
    "R15",
    "A record elsewhere, not read",
    Severity.WARN,
    "This family has a record elsewhere that nobody here has read.",
    (Case("records_unread", ("records_read",)),),
    "S, F27",
    asks=("records_read", "act_what"),
    follows="An action to get it. The second time it goes to your manager.",
    escalates="times >= 2",
    further="The second contact without it. Your manager sees this.",
)

R16 = Rule(
    "R16",
    "A sign that needs advice today",
    Severity.STOP_ACT,
    "Specialist advice today. Do not leave the person or baby alone with the risk. Use your local crisis route.",
    (Case(any_except("parent.mh_red_flags", "none"), ("{p}_mh_red_flags",)),),
    "K",
    answered_by="parent.mh_call_at != null",
    closed_when=either("parent.mh_call_at != null", "parent.mh_call_who != null"),
    unsigned_while=one_of("safeguarding_decision", "no_further_step_on_what_is_known"),
    asks=("{p}_mh_call_at", "{p}_mh_call_who", "safeguarding_decision"),
    follows="When you rang, what was advised, who is with baby. “No further step” is not a decision here.",
    each_parent=True,
    private=True,
    call="{p}_mh_call_at",
)

R17 = Rule(
    "R17",
    "Low mood or worry, by the short questions",
    Severity.WARN,
    "Go on to a full assessment (EPDS, PHQ-9 or GAD-7), or refer. Agree who rings whom.",
    (
        Case(one_of("parent.whooley_1", "yes"), ("{p}_whooley_1",)),
        Case(one_of("parent.whooley_2", "yes"), ("{p}_whooley_2",)),
        Case(
            "parent.gad2_total != null && parent.gad2_total >= gad2_from",
            ("{p}_gad2_1", "{p}_gad2_2"),
        ),
    ),
    "K (NICE CG192)",
    asks=("act_what",),
    follows="An action, or the score of the assessment.",
    each_parent=True,
)

R18 = Rule(
    "R18",
    "Growth or a measurement out of line",
    Severity.WARN,
    "Check the scales, the unit, and that this is the right baby. If it stands, follow the growth pathway.",
    (
        Case(
            "weight_lost_early || not_back_to_birth_weight || weight_fell || weight_below_second",
            ("weight_g",),
        ),
        Case("head_rose", ("head_cm",)),
        Case("outside_band", ("weight_g",)),
        Case("changed_quickly", ("@measured",)),
    ),
    "F12, K",
    urgent="weight_lost_early || head_rose",
    asks=("weight_g", "head_cm", "act_what"),
    follows="Confirm it or correct it; then an action.",
    by_value=True,
)

R19 = Rule(
    "R19",
    "Control seen or told, not followed up",
    Severity.WARN,
    "You saw or were told of control. What does it mean for baby, and what happens next?",
    (
        Case(
            both(
                any_except("parent.control_signs", "none_seen_or_told"),
                either("parent.da_actions == null", '!("control_signs" in parent.links)'),
            ),
            ("{p}_control_signs",),
        ),
    ),
    "F31, S",
    asks=("worries", "{p}_da_actions", "supervision"),
    follows="A link under your worries, the action taken, supervision within 5 working days.",
    each_parent=True,
    private=True,
)

R20 = Rule(
    "R20",
    "Time in care named, not talked about",
    Severity.PROMPT,
    "Offer, do not assume: what they are entitled to, a personal adviser, what help would look like.",
    (
        Case(
            both(
                one_of("parent.care_experience", *CARE_EXPERIENCED),
                "parent.care_impact == null",
                either(
                    "parent.care_impact__missing == null",
                    not_one_of("parent.care_impact__missing", "declined"),
                ),
            ),
            ("{p}_care_experience",),
        ),
    ),
    "S, K",
    asks=("{p}_care_impact",),
    follows="What was offered, or that they would rather not say.",
    each_parent=True,
)

R21 = Rule(
    "R21",
    "Sleep that is not safe, or not seen",
    Severity.WARN,
    "Talk through tonight’s plan with everyone who puts baby down, and see where baby sleeps.",
    (
        Case(any_except("sleep_risks", "none_identified"), ("sleep_risks",)),
        Case(
            both(
                one_of("sleep_space_seen", "not_seen", "declined"),
                one_of("contact_type", "new_birth", "six_to_eight_week"),
            ),
            ("sleep_space_seen",),
        ),
    ),
    "F30, K",
    asks=("safer_sleep_given_to", "changed_routine_plan"),
    must_see=("sleep_space",),
    follows="Who it was talked through with. First sofa, alcohol, smoking, and babies born early.",
)

R22 = Rule(
    "R22",
    "Home at risk, landlord not thought of",
    Severity.WARN,
    "Does the landlord or the council need to know? Should they be in the next meeting?",
    (
        Case("provider_told == null", ("provider_told",)),
        Case(one_of("provider_told", "to_do"), ("provider_told",)),
    ),
    "S, F5",
    while_=HOUSING_AT_RISK,
    asks=("provider_told", "act_what"),
    follows="An action, with consent or the basis noted.",
)

R23 = Rule(
    "R23",
    "The household does not add up",
    Severity.WARN,
    "Somebody is missing from the picture.",
    (
        Case(
            both(
                not_one_of("contact_type", "antenatal"),
                "people_sleeping != null && people_sleeping != people_here",
            ),
            ("people_sleeping",),
        ),
        Case(one_of("unidentified_adult", "yes", "unsure"), ("unidentified_adult",)),
        Case("unmet_regular > 0", ("household",)),
    ),
    "K, S",
    asks=("hh_person",),
    follows="The person added, or an explanation.",
)

R24 = Rule(
    "R24",
    "A view that rests on nothing",
    Severity.STOP_SIGN,
    "Choose what this rests on. An unknown needs somebody who will find out.",
    (
        Case("unlinked_views > 0", ("@views",)),
        Case("unowned_unknowns > 0", ("unknowns",)),
    ),
    "S",
)

R25 = Rule(
    "R25",
    "Opinion where a fact was meant",
    Severity.PROMPT,
    "Some words here give an opinion. Each place asks its own question.",
    (Case("opinions > 0", ("@opinions",)),),
    "S, F16, F17",
    follows="A nudge for each phrase; it never blocks.",
)

R26 = Rule(
    "R26",
    "Not brought, or no way in",
    Severity.WARN,
    "What has got in the way, and who has seen baby since?",
    (
        Case("missed >= missed_contacts", ("@missed",)),
        Case("no_access > 0 && indicator_count >= indicators_from", ("@missed", "@indicators")),
    ),
    "F14, P",
    urgent="under_six_months && days_without_baby != null && days_without_baby >= days_without_sight",
    closed_when="may_close",
    asks=("no_access_detail", "sh_direction", "supervision", "safeguarding_decision"),
    follows="Ask other agencies first. It cannot be closed until baby was seen today, another agency has told you "
    "something since (in the log of what was shared), or it was taken further: advice, a referral, supervision within 5 "
    "working days.",
    one_matter=True,
    stage=Stage.INDICATORS,
)

R27 = Rule(
    "R27",
    "Shared, and not confirmed",
    Severity.WARN,
    "Nobody has confirmed what was shared or asked.",
    (Case("unconfirmed > 0", ("share",)),),
    "S, F4",
    closed_when="late_since == 0",
    escalates="late > 0",
    further="Twice the time has passed. Take it to their manager; yours sees it, too.",
    asks=("sh_ack", "act_what"),
    follows="Chase it; after twice the time, take it further.",
)

R28 = Rule(
    "R28",
    "The same words as last time",
    Severity.PROMPT,
    "This says what the last visit said, nearly word for word. Is it what you saw today?",
    (Case("copied > 0", ("@copied",)),),
    "K, P",
)

R29 = Rule(
    "R29",
    "Not for parents’ eyes",
    Severity.STOP_BLOCK,
    "Not available in this output.",
    (Case("leaks > 0", ("@leaks",)),),
    "F31, K",
    asks=("safe_summary",),
    follows="The summary repeats what parents must not read. It stands on no paper until those words are out of it.",
    private=True,
)

R30 = Rule(
    "R30",
    "Urgent, and not sent",
    Severity.STOP_ACT,
    "NOT SENT. This tablet cannot send now. Phone now; tick when you have spoken to a person.",
    (Case("stops_without_call > 0 && !online", ("@stops",)),),
    "K (clinical safety)",
    follows="It stays on every screen, and at the next sign-in, until the time of the call is put down.",
    stage=Stage.STOPS,
)

RULES = (
    *(R01, R02, R03, R04, R05, R06, R07, R08, R09, R10, R11, R12, R13, R14, R15),
    *(R16, R17, R18, R19, R20, R21, R22, R23, R24, R25, R26, R27, R28, R29, R30),
)

BOOK = Book(
    RULES,
    INDICATORS,
    CONFIGURATION,
    tuple(
        (contact.value, (band.lowest, band.highest))
        for band in USUAL_WEIGHTS
        for contact in sorted(band.contacts)
    ),
)
