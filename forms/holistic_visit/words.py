"""What all sections of the holistic visit share: contact types, missing reasons, sources, kinds, and short lists."""

from __future__ import annotations

from functools import partial

from forms.declaring import choices
from forms.declaring import question as any_question
from forms.definition import Choice, ContactType, Kind, Requirement, Sensitivity

OBSERVED, REPORTED, RECORD = Kind.OBSERVED, Kind.REPORTED, Kind.RECORD
FACT, JUDGEMENT, PLAN, ADMINISTRATIVE = Kind.FACT, Kind.JUDGEMENT, Kind.PLAN, Kind.ADMINISTRATIVE
WORKED_OUT = Kind.COMPUTED
VALUE, VALUE_OR_REASON = Requirement.VALUE, Requirement.VALUE_OR_REASON
WHEN_SHOWN, OPTIONAL = Requirement.WHEN_SHOWN, Requirement.OPTIONAL
NEVER_ASKED = Requirement.COMPUTED
SENSITIVE, HIDDEN = Sensitivity.SENSITIVE, Sensitivity.HIDDEN

EVERY = frozenset(ContactType)
POSTNATAL = EVERY - {ContactType.ANTENATAL}
# Targeted, specialist, extra and opportunistic contacts are asked the same questions.
TARGETED = frozenset(
    {
        ContactType.TARGETED,
        ContactType.SPECIALIST_SAFEGUARDING,
        ContactType.EXTRA_UNIVERSAL,
        ContactType.OPPORTUNISTIC,
    }
)
EARLY = TARGETED | {
    ContactType.NEW_BIRTH,
    ContactType.SIX_TO_EIGHT_WEEK,
    ContactType.MOVEMENT_IN,
}
FIRST_YEAR = EARLY | {ContactType.ONE_YEAR}
BEFORE_BIRTH_AND_EARLY = EARLY | {ContactType.ANTENATAL}
BEFORE_BIRTH = frozenset({ContactType.ANTENATAL})
FIRST_WEEKS = frozenset({ContactType.NEW_BIRTH, ContactType.SIX_TO_EIGHT_WEEK})
AROUND_BIRTH = frozenset({ContactType.ANTENATAL, ContactType.NEW_BIRTH, ContactType.MOVEMENT_IN})
TWO_YEARS = frozenset({ContactType.TWO_TO_TWO_HALF_YEAR})
YEARLY = TWO_YEARS | {ContactType.ONE_YEAR}
LATER_REVIEWS = YEARLY | {ContactType.SIX_TO_EIGHT_WEEK}
FROM_SIX_WEEKS = TARGETED | LATER_REVIEWS | {ContactType.MOVEMENT_IN}

MISSING_REASONS = choices(
    not_asked="Not asked today",
    declined="Person preferred not to answer",
    not_safe_to_ask="Not safe to ask",
    not_known="Asked; the person does not know",
    not_seen="Not seen, or not possible to see",
    deferred="Someone else will do this",
    not_applicable="Does not apply",
)

SOURCES = choices(
    seen_or_measured_by_me="I saw or measured it",
    mother_said="Mother said",
    father_or_partner_said="Father or partner said",
    other_carer_said="Another carer said",
    other_relative_said="Another relative said",
    anonymous_or_public_said="Someone anonymous, or a member of the public, said",
    midwife_said="Midwife said",
    gp_said="GP said",
    social_worker_said="Social worker said",
    housing_officer_said="Housing officer said",
    police_said="Police said",
    other_professional_said="Another professional said",
    red_book="Red book",
    maternity_record="Maternity record",
    hospital_or_ed_letter="Letter from hospital or emergency department",
    gp_record="GP record",
    child_health_system="Child health system",
    own_service_record="Our own record",
    previous_area_record="Record from the previous area",
    social_care_record="Social care record",
    police_notification="Police notification",
    housing_record="Housing record",
    birth_certificate_or_court_order="Birth certificate or court order",
    other_document="Another document",
    source_not_recorded="Not recorded where this came from",
)

VERIFICATIONS = choices(
    confirmed_by_second_source="A second source says the same",
    not_confirmed="Not checked with anyone else",
    conflicts_with_another_source="Another source says otherwise",
)

# Shown as word and shape; the words are the visitor's own point of view.
KINDS = (
    Choice(Kind.OBSERVED, "Seen"),
    Choice(Kind.REPORTED, "Told"),
    Choice(Kind.RECORD, "Record"),
    Choice(Kind.FACT, "Fact and its source"),
    Choice(Kind.JUDGEMENT, "My view"),
    Choice(Kind.PLAN, "Plan"),
    Choice(Kind.ADMINISTRATIVE, "About the visit"),
    Choice(Kind.COMPUTED, "Worked out"),
)

YES_NO = choices(yes="Yes", no="No")
YES_NO_UNSURE = choices(yes="Yes", no="No", unsure="Not sure")

SERVICES = choices(
    none_known="Asked: none known",
    childrens_social_care="Children’s social care",
    early_help_or_family_hub="Early help or family hub",
    police="Police",
    probation="Probation",
    adult_mental_health="Adult mental health",
    perinatal_mental_health="Perinatal mental health",
    drug_or_alcohol="Drug or alcohol service",
    domestic_abuse_service="Domestic abuse service",
    leaving_care_team="Leaving care team",
    learning_disability_team="Learning disability team",
    housing_or_homelessness="Housing or homelessness",
    immigration_or_asylum="Immigration or asylum",
    voluntary_sector="Voluntary sector",
    other="Another service",
)

question = partial(any_question, reasons=MISSING_REASONS)
