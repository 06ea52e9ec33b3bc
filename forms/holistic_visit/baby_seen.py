"""BS: baby seen today, at first hand."""

from forms.conditions import any_except, blank_or_one_of, not_one_of, one_of
from forms.declaring import choices, section
from forms.field_types import Line, Moment, Narrative, OneOf, SeveralOf
from forms.holistic_visit.words import (
    ADMINISTRATIVE,
    OBSERVED,
    POSTNATAL,
    VALUE,
    VALUE_OR_REASON,
    WHEN_SHOWN,
    question,
)

BABY_WAS_SEEN = not_one_of("baby_seen", "not_seen")
# Asked until it is said that nobody saw baby: a mark may be recorded first.
UNLESS_NOT_SEEN = blank_or_one_of("baby_seen", "awake", "asleep_only")
ACUTE = any_except("acute_signs", "none_seen")

SECTIONS = (
    section(
        "BS",
        "Baby seen today",
        question(
            "baby_seen",
            "Did you see baby?",
            name="Baby seen",
            type=OneOf(
                choices(awake="Yes, awake", asleep_only="Only asleep", not_seen="No, not seen")
            ),
            kind=OBSERVED,
            requirement=VALUE,
            contacts=POSTNATAL,
            core=True,
            hint="If only asleep, agree when you will see baby awake.",
        ),
        question(
            "baby_not_seen_why",
            "Why did you not see baby?",
            name="Why baby was not seen",
            type=Narrative(500),
            kind=OBSERVED,
            requirement=WHEN_SHOWN,
            contacts=POSTNATAL,
            show_if=one_of("baby_seen", "not_seen"),
            hint="The words used, and whose. Where is baby now, and with whom?",
        ),
        question(
            "baby_undressed",
            "Was baby undressed for you to look?",
            name="Baby undressed",
            type=OneOf(
                choices(
                    fully="Yes, fully",
                    to_nappy="Down to the nappy",
                    partly="Partly",
                    not_undressed="No",
                    carer_declined="The carer did not want it",
                )
            ),
            kind=OBSERVED,
            requirement=VALUE,
            contacts=POSTNATAL,
            core=True,
            show_if=one_of("contact_mode", "face_to_face"),
            hint="Weighing is the natural moment.",
        ),
        question(
            "baby_observed",
            "What did baby do? How did baby look and sound?",
            name="What you saw of baby",
            type=Narrative(1500),
            kind=OBSERVED,
            requirement=VALUE_OR_REASON,
            contacts=POSTNATAL,
            core=True,
            show_if=BABY_WAS_SEEN,
            hint="Colour, alertness, movement, eye contact, sounds, skin and clothes.",
        ),
        question(
            "acute_signs",
            "Did you see any sign of serious illness or head injury?",
            name="Signs of serious illness",
            type=SeveralOf(
                choices(
                    none_seen="I looked and saw none",
                    hard_to_wake="Hard to wake",
                    floppy_or_stiff="Floppy or stiff",
                    breathing_difficulty="Trouble breathing",
                    pale_grey_blue_mottled="Pale, grey, blue or mottled",
                    bulging_soft_spot="Bulging soft spot",
                    fit_or_jerking="Fit or jerking",
                    non_blanching_rash="Rash that does not fade when pressed",
                    repeated_vomiting="Vomiting again and again",
                    high_pitched_or_continuous_cry="High-pitched cry, or crying without stop",
                    temperature_concern="Too hot or too cold",
                    reduced_wet_nappies="Fewer wet nappies",
                ),
                exclusive=("none_seen",),
            ),
            kind=OBSERVED,
            requirement=VALUE,
            contacts=POSTNATAL,
            core=True,
            show_if=BABY_WAS_SEEN,
            hint="“None” means that you looked.",
        ),
        question(
            "emergency_call_at",
            "When did you ring for help?",
            name="Time you rang for help",
            type=Moment(not_in_future=True),
            kind=ADMINISTRATIVE,
            requirement=WHEN_SHOWN,
            contacts=POSTNATAL,
            show_if=ACUTE,
            hint="When you spoke to a person.",
        ),
        question(
            "emergency_call_who",
            "Whom did you speak to?",
            name="Whom you spoke to",
            type=Line(160),
            kind=ADMINISTRATIVE,
            requirement=WHEN_SHOWN,
            contacts=POSTNATAL,
            show_if=ACUTE,
            hint="Service and name or role, and who went with baby.",
        ),
        question(
            "carer_baby_observed",
            "What passed between baby and each carer?",
            name="Baby and each carer",
            type=Narrative(1500),
            kind=OBSERVED,
            requirement=VALUE_OR_REASON,
            contacts=POSTNATAL,
            core=True,
            show_if=BABY_WAS_SEEN,
            hint="Baby did, adult did, baby did next. One line for each adult, by name.",
        ),
        note="Only what you saw and heard yourself. What you think of it comes later.",
    ),
)
