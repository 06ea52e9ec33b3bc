"""A baby who is expected: the antenatal contact."""

from app.demo.story import Child, Family, Place, SignedOff, Visit, by, icon, unknown, view

FAMILY = Family(
    name="Adeyemi",
    team="Lighthouse",
    visitor="callum.reid",
    people={
        "mother": ("Folake Adeyemi", "mother"),
        "father": ("Dele Adeyemi", "father"),
    },
    places={"home": Place("Home", "5 Chandlers Wharf", "ZZ99 2AD")},
    children=(
        Child(
            given="",
            family="Adeyemi",
            sex="not_known",
            number=0,
            expected=38,
            next_contact=("new_birth", 50),
            visits=(
                Visit(
                    days_ago=8,
                    time="17:30",
                    contact="antenatal",
                    indicators={"IND-09": "considered"},
                    replies={
                        "R05": "Only one home was named; the record has none yet, and gets this one.",
                        "R17": "Asked Dele the nine questions, 6. The midwife’s bereavement line has his number.",
                    },
                    answers={
                        "contact_place": "mothers_home",
                        "address_matches_record": "record_blank",
                        "records_read": ["maternity", "gp"],
                        "mother_care_experience": by("mother", "no"),
                        "paternal_family": by(
                            "father",
                            "Two sisters in the next town; his parents come for the birth.",
                        ),
                        "father_whooley_1": "yes",
                        "strengths": view(
                            "They speak openly with each other about a loss two years ago.",
                            "mother_whooley_1",
                            "father_whooley_1",
                        ),
                        "worries": view(
                            "Dele said the scans bring the loss back; he has told nobody at work.",
                            "father_whooley_1",
                        ),
                        "unknowns": [
                            unknown(
                                "Whether Dele would see the bereavement midwife", "Dele Adeyemi", 10
                            )
                        ],
                        "impact_on_baby": view(
                            "Wanted, prepared for, and waited for with some fear.",
                            "father_whooley_1",
                        ),
                        "level_reason": view(
                            "Universal with an early new birth visit. Low mood that grows in either parent "
                            "would change this.",
                            "father_whooley_1",
                        ),
                        "next_contact_date": 50,
                        "must_see_next": ["father", "other_address"],
                    },
                    rows={"icon": (icon("mother", "antenatal"), icon("father", "antenatal"))},
                    steps=(
                        SignedOff(
                            18,
                            {
                                "father_whooley_1": "Good that you asked him. Ring before the due date."
                            },
                        ),
                    ),
                ),
            ),
        ),
    ),
)
