"""WF, HH and HC: the wider family, and who lives, sleeps or helps where baby stays."""

from forms.declaring import choices, section
from forms.field_types import Narrative, OneOf, PersonRef
from forms.holistic_visit.words import (
    ADMINISTRATIVE,
    EVERY,
    FACT,
    POSTNATAL,
    REPORTED,
    SOURCES,
    VALUE,
    VALUE_OR_REASON,
    question,
)

SECTIONS = (
    section(
        "WF",
        "Wider family",
        question(
            "paternal_family",
            "Who is in the father’s family, where are they, and what part do they play in baby’s care?",
            name="Father’s family",
            type=Narrative(800),
            kind=FACT,
            requirement=VALUE_OR_REASON,
            contacts=EVERY,
            core=True,
            hint="If baby lives or stays with them, add each adult to the household.",
        ),
    ),
    section(
        "HH",
        "Household and regular visitors",
        question(
            "hh_person",
            "Who is it?",
            name="Person in the household",
            type=PersonRef(),
            kind=FACT,
            requirement=VALUE_OR_REASON,
            contacts=POSTNATAL,
            prefilled=True,
            hint="The same person as elsewhere in the record. A first name will do.",
        ),
        question(
            "hh_relation",
            "What is their relationship to baby?",
            name="Relationship to baby",
            type=OneOf(
                choices(
                    parent="Parent",
                    parents_partner="Partner of a parent",
                    grandparent_paternal="Grandparent, father’s side",
                    grandparent_maternal="Grandparent, mother’s side",
                    sibling="Brother or sister",
                    half_or_step_sibling="Half or step brother or sister",
                    aunt_uncle="Aunt or uncle",
                    other_relative="Another relative",
                    lodger="Lodger",
                    friend="Friend",
                    other="Someone else",
                )
            ),
            kind=FACT,
            requirement=VALUE_OR_REASON,
            contacts=POSTNATAL,
            prefilled=True,
        ),
        question(
            "hh_lives_here",
            "Do they live here?",
            name="Lives here",
            type=OneOf(
                choices(yes="Yes", part_time="Part of the time", no="No", unsure="Not sure")
            ),
            kind=FACT,
            requirement=VALUE_OR_REASON,
            contacts=POSTNATAL,
        ),
        question(
            "hh_cares",
            "Do they look after baby?",
            name="Looks after baby",
            type=OneOf(
                choices(
                    never="Never",
                    with_others_only="Only together with others",
                    alone_sometimes="Alone, sometimes",
                    alone_regularly="Alone, regularly",
                    not_known="Asked; not known",
                )
            ),
            kind=FACT,
            requirement=VALUE_OR_REASON,
            contacts=POSTNATAL,
            core=True,
            hint="Anyone who is alone with baby needs an ICON entry.",
        ),
        question(
            "hh_source",
            "Who or what told you this?",
            name="Source for this person",
            type=OneOf(SOURCES),
            kind=ADMINISTRATIVE,
            requirement=VALUE,
            contacts=POSTNATAL,
            prefilled=True,
        ),
        note="One entry for each person who lives, sleeps or cares for baby at any home where baby stays.",
        group="household",
        row_name="Person",
    ),
    section(
        "HC",
        "Household check",
        question(
            "others_asked",
            "Did you ask directly: does anyone else stay over, or help with baby?",
            name="Asked who else is there",
            type=OneOf(
                choices(
                    yes_nobody_else="Asked: nobody else",
                    yes_rows_added="Asked, and I added them",
                    not_asked="Not asked",
                )
            ),
            kind=REPORTED,
            requirement=VALUE,
            contacts=POSTNATAL,
            core=True,
            hint="Ask each parent.",
        ),
    ),
)
