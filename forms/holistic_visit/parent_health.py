"""PA, second part: the parent’s health and mood."""

from forms.conditions import any_except, blank_or_one_of, both, one_of
from forms.declaring import choices
from forms.definition import Field
from forms.field_types import Computed, Line, Moment, Narrative, OneOf, SeveralOf
from forms.holistic_visit.parent import Parent
from forms.holistic_visit.words import (
    ADMINISTRATIVE,
    BEFORE_BIRTH_AND_EARLY,
    EVERY,
    FACT,
    HIDDEN,
    NEVER_ASKED,
    REPORTED,
    SENSITIVE,
    VALUE_OR_REASON,
    WHEN_SHOWN,
    WORKED_OUT,
    YES_NO,
    question,
)

# The call is not hidden itself, but that it is asked about would give the hidden answer away.
NOBODY_HEARS = both(
    one_of("earshot", "no"),
    blank_or_one_of(
        "interpreter",
        "not_needed",
        "professional_in_person",
        "professional_phone_video",
        "needed_not_available",
    ),
)
HOW_OFTEN = choices(
    **{
        "0": "Not at all",
        "1": "Several days",
        "2": "More than half the days",
        "3": "Nearly every day",
    }
)


def health(one: Parent) -> tuple[Field, ...]:
    """The questions of this part about one parent."""
    p, start = one.prefix, one.start
    return (
        question(
            f"{p}_health",
            "Does their own health affect the care of baby?",
            name=f"{start}: health",
            type=Narrative(500),
            kind=FACT,
            requirement=VALUE_OR_REASON,
            contacts=EVERY,
            show_if=one.could_be_asked,
            sensitivity=SENSITIVE,
            hint="Recovery from birth, pain, sleep, medicines that make drowsy.",
        ),
        question(
            f"{p}_whooley_1",
            "In the past month, often bothered by feeling down, depressed or hopeless?",
            name=f"{start}: feeling down",
            type=OneOf(YES_NO),
            kind=REPORTED,
            requirement=VALUE_OR_REASON,
            contacts=BEFORE_BIRTH_AND_EARLY,
            core=True,
            show_if=one.could_be_asked,
            sensitivity=SENSITIVE,
            hint="Ask as on the card, best alone. A yes leads to a full assessment.",
        ),
        question(
            f"{p}_whooley_2",
            "In the past month, often bothered by little interest or pleasure in doing things?",
            name=f"{start}: little interest",
            type=OneOf(YES_NO),
            kind=REPORTED,
            requirement=VALUE_OR_REASON,
            contacts=BEFORE_BIRTH_AND_EARLY,
            core=True,
            show_if=one.could_be_asked,
            sensitivity=SENSITIVE,
            hint="A “no” that someone could overhear is asked again alone next time.",
        ),
        question(
            f"{p}_gad2_1",
            "In the past 2 weeks, how often feeling nervous, anxious or on edge?",
            name=f"{start}: nervous or on edge",
            type=OneOf(HOW_OFTEN),
            kind=REPORTED,
            requirement=VALUE_OR_REASON,
            contacts=BEFORE_BIRTH_AND_EARLY,
            show_if=one.could_be_asked,
            sensitivity=SENSITIVE,
            hint="Ask as on the card.",
        ),
        question(
            f"{p}_gad2_2",
            "In the past 2 weeks, how often not able to stop or control worrying?",
            name=f"{start}: worrying",
            type=OneOf(HOW_OFTEN),
            kind=REPORTED,
            requirement=VALUE_OR_REASON,
            contacts=BEFORE_BIRTH_AND_EARLY,
            show_if=one.could_be_asked,
            sensitivity=SENSITIVE,
            hint="Ask as on the card.",
        ),
        question(
            f"{p}_gad2_total",
            "GAD-2 total",
            name=f"{start}: GAD-2 total",
            type=Computed("int", "0 to 6"),
            kind=WORKED_OUT,
            requirement=NEVER_ASKED,
            contacts=BEFORE_BIRTH_AND_EARLY,
            sensitivity=SENSITIVE,
            hint="3 or more: fuller assessment. Less, but worried: ask what they avoid.",
        ),
        question(
            f"{p}_mh_history",
            "What is known of their mental health in the past?",
            name=f"{start}: mental health in the past",
            type=SeveralOf(
                choices(
                    none_known="Asked: nothing known",
                    anxiety_or_depression="Anxiety or depression",
                    postnatal_illness_before="Ill after an earlier birth",
                    bipolar_or_psychosis="Bipolar illness or psychosis",
                    eating_disorder="Eating disorder",
                    self_harm="Self-harm",
                    personality_disorder_diagnosed="Personality disorder, diagnosed",
                    in_treatment_now="In treatment now",
                    family_history_severe="Severe illness in the family",
                    other="Something else",
                ),
                exclusive=("none_known",),
            ),
            kind=FACT,
            requirement=VALUE_OR_REASON,
            contacts=EVERY,
            show_if=one.could_be_asked,
            sensitivity=SENSITIVE,
            hint="Say whether it was diagnosed, and by whom.",
        ),
        question(
            f"{p}_mh_red_flags",
            "Is there anything that needs advice today?",
            name=f"{start}: advice needed today",
            type=SeveralOf(
                choices(
                    none="Asked: none of these",
                    thoughts_of_suicide_or_violent_self_harm="Thoughts of suicide or violent self-harm",
                    thoughts_of_harming_baby="Thoughts of harming baby",
                    feels_incompetent_or_estranged_from_baby="Feels unable to be a parent, or like a stranger to baby",
                    sudden_change_in_mental_state="A sudden change of mental state",
                    hearing_or_believing_unusual_things="Hears or believes unusual things",
                ),
                exclusive=("none",),
            ),
            kind=REPORTED,
            requirement=VALUE_OR_REASON,
            contacts=EVERY,
            show_if=one.could_be_asked,
            sensitivity=HIDDEN,
            hint="Stay with them, and ring.",
        ),
        question(
            f"{p}_mh_call_at",
            "When did you ring for advice?",
            name=f"{start}: time of the call",
            type=Moment(not_in_future=True),
            kind=ADMINISTRATIVE,
            requirement=WHEN_SHOWN,
            contacts=EVERY,
            show_if=both(one.could_be_asked, any_except(f"{p}_mh_red_flags", "none"), NOBODY_HEARS),
            sensitivity=SENSITIVE,
            hint="When you spoke to a person.",
        ),
        question(
            f"{p}_mh_call_who",
            "Whom did you speak to?",
            name=f"{start}: whom you rang",
            type=Line(160),
            kind=ADMINISTRATIVE,
            requirement=WHEN_SHOWN,
            contacts=EVERY,
            show_if=both(one.could_be_asked, any_except(f"{p}_mh_red_flags", "none"), NOBODY_HEARS),
            sensitivity=SENSITIVE,
            hint="Service and name or role, and who is with baby meanwhile.",
        ),
    )
