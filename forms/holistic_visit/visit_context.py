"""VC: who, where, how, and who could overhear."""

from forms.conditions import not_one_of, one_of
from forms.declaring import choices, section
from forms.field_types import Moment, Narrative, OneOf, SeveralOf
from forms.holistic_visit.words import (
    ADMINISTRATIVE,
    EVERY,
    OBSERVED,
    TARGETED,
    VALUE,
    VALUE_OR_REASON,
    WHEN_SHOWN,
    question,
)

CONTACT_TYPES = choices(
    antenatal="Antenatal",
    new_birth="New birth",
    six_to_eight_week="6 to 8 weeks",
    one_year="1 year",
    two_to_two_half_year="2 to 2½ years",
    extra_universal="Extra contact, universal",
    targeted="Targeted",
    specialist_safeguarding="Specialist or safeguarding",
    movement_in="Family has moved in",
    opportunistic="Unplanned, taken as it came",
)

PLACES = choices(
    baby_usual_home="Baby’s usual home",
    mothers_home="Mother’s home",
    fathers_home="Father’s home",
    paternal_relatives_home="Home of the father’s relatives",
    maternal_relatives_home="Home of the mother’s relatives",
    other_private_home="Another private home",
    temporary_accommodation="Temporary accommodation",
    hotel_bnb_or_hostel="Hotel, B&B or hostel",
    refuge_restricted="Refuge (address kept restricted)",
    supported_or_mother_baby_unit="Supported housing or mother and baby unit",
    clinic_or_family_hub="Clinic or family hub",
    gp_surgery="GP surgery",
    hospital="Hospital",
    other="Somewhere else",
)

SECTIONS = (
    section(
        "VC",
        "Visit context",
        question(
            "contact_type",
            "What type of contact is this?",
            name="Type of contact",
            type=OneOf(CONTACT_TYPES),
            kind=ADMINISTRATIVE,
            requirement=VALUE,
            contacts=EVERY,
            prefilled=True,
            hint="Decides which questions are asked.",
        ),
        question(
            "contact_reason",
            "Why is this contact happening?",
            name="Reason for the contact",
            type=Narrative(500),
            kind=ADMINISTRATIVE,
            requirement=WHEN_SHOWN,
            contacts=TARGETED,
            show_if=one_of(
                "contact_type",
                "targeted",
                "specialist_safeguarding",
                "extra_universal",
                "opportunistic",
            ),
            hint="Whose idea was it, and what should it find out?",
        ),
        question(
            "contact_start",
            "When did the contact begin?",
            name="Start of the contact",
            type=Moment(not_in_future=True),
            kind=ADMINISTRATIVE,
            requirement=VALUE,
            contacts=EVERY,
            prefilled=True,
            hint="The time you arrived, not the time you type this.",
        ),
        question(
            "contact_mode",
            "How did the contact take place?",
            name="How it took place",
            type=OneOf(
                choices(face_to_face="Face to face", video="By video", telephone="By telephone")
            ),
            kind=ADMINISTRATIVE,
            requirement=VALUE,
            contacts=EVERY,
            prefilled=True,
            hint="By video or telephone, weight, skin and sleep space cannot be seen.",
        ),
        question(
            "contact_place",
            "Where did it take place?",
            name="Place of the contact",
            type=OneOf(PLACES),
            kind=ADMINISTRATIVE,
            requirement=VALUE,
            contacts=EVERY,
            prefilled=True,
            hint="Whose home it is, not just “home”.",
        ),
        question(
            "address_matches_record",
            "Is this the address we hold for baby?",
            name="Address held for baby",
            type=OneOf(
                choices(
                    same="Yes, the same",
                    different="No, a different one",
                    record_blank="We hold no address",
                    not_checked="I have not checked",
                )
            ),
            kind=OBSERVED,
            requirement=VALUE_OR_REASON,
            contacts=EVERY,
            core=True,
            hint="If it differs, both addresses are kept. Nothing is overwritten.",
        ),
        question(
            "access_outcome",
            "What happened at the door?",
            name="What happened at the door",
            type=OneOf(
                choices(
                    seen_as_planned="Family seen as planned",
                    seen_arrived_late="Family seen, but late",
                    no_reply="No reply",
                    entry_refused="I was not let in",
                    family_not_at_address="Family not at this address",
                    cancelled_by_family="Family cancelled",
                    cancelled_by_service="We cancelled",
                    child_was_not_brought="Child was not brought",
                )
            ),
            kind=ADMINISTRATIVE,
            requirement=VALUE,
            contacts=EVERY,
            core=True,
            hint="A child cannot miss an appointment: someone has to bring them.",
        ),
        question(
            "no_access_detail",
            "What did you do when you could not see the family?",
            name="What you did without access",
            type=Narrative(1000),
            kind=OBSERVED,
            requirement=WHEN_SHOWN,
            contacts=EVERY,
            show_if=not_one_of("access_outcome", "seen_as_planned", "seen_arrived_late"),
            hint="Who answered, what was said, what you saw or heard, whom you told.",
        ),
        question(
            "interpreter",
            "Was an interpreter needed?",
            name="Interpreter",
            type=OneOf(
                choices(
                    not_needed="Not needed",
                    professional_in_person="Professional, in person",
                    professional_phone_video="Professional, by phone or video",
                    needed_not_available="Needed, but none could be had",
                    relative_or_friend_used="A relative or friend interpreted",
                )
            ),
            kind=ADMINISTRATIVE,
            requirement=VALUE_OR_REASON,
            contacts=EVERY,
            hint="With a relative or friend interpreting, private questions stay closed.",
        ),
        question(
            "earshot",
            "Could anyone else hear you or see this screen now?",
            name="Who could overhear",
            type=OneOf(
                choices(
                    no="No",
                    yes_partner="Yes, a partner",
                    yes_other_adult="Yes, another adult",
                    yes_child_2_or_over="Yes, a child of 2 or older",
                    unsure="I am not sure",
                )
            ),
            kind=OBSERVED,
            requirement=VALUE,
            contacts=EVERY,
            core=True,
            hint="You can change this at any moment.",
        ),
        question(
            "records_read",
            "Which records did you read before or during this contact?",
            name="Records read",
            type=SeveralOf(
                choices(
                    own_service="Our own",
                    previous_area="Previous area",
                    maternity="Maternity",
                    gp="GP",
                    hospital_or_ed="Hospital or emergency department",
                    child_health_system="Child health system",
                    social_care="Social care",
                    police_notifications="Police notifications",
                    housing="Housing",
                    none="None",
                ),
                exclusive=("none",),
            ),
            kind=ADMINISTRATIVE,
            requirement=VALUE_OR_REASON,
            contacts=EVERY,
            core=True,
            hint="“None” is a fair answer. Your manager will see it.",
        ),
        note="Answer the first questions here before you open anything else.",
    ),
)
