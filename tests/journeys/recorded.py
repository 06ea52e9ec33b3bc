"""One whole visit at six to eight weeks, as it is recorded: section, question and answer in the words on the screen."""

from __future__ import annotations

from datetime import timedelta

from tests.journeys.tablet import Answer, Gestation, NotRecorded, Unknown, View, Written
from tests.journeys.town import BABY, TODAY

MOTHER = f"{BABY.mother}, mother"
FATHER = f"{BABY.father}, father"
OBSERVED = "Awake, pink, turned to her mother’s voice. Quillfeather mobile over the cot."
WORRY = "Nobody has seen how Joss settles her."
STRENGTHS = "Both parents answer her cry within a minute; I saw it twice."

EVERYTHING: dict[str, dict[str, Answer]] = {
    "Visit context": {
        "Is this the address we hold for baby?": "Yes, the same",
        "What happened at the door?": "Family seen as planned",
        "Was an interpreter needed?": "Not needed",
        "Which records did you read before or during this contact?": ["Our own", "Maternity"],
        "When was this record written?": "During the contact",
    },
    "People present": {
        "Who was there?": MOTHER,
        "For which part of the contact?": "All of it",
    },
    "Baby or pregnancy": {
        "What is baby called?": BABY.name,
        "When was baby born?": BABY.born,
        "How long was the pregnancy at birth?": Gestation(39, 4),
        "What is baby’s NHS number?": BABY.nhs_words,
        "With which GP practice is baby registered?": "A12345",
    },
    "Where baby lives and sleeps": {
        "Who does baby live with?": "Both parents",
        "Where will baby sleep tonight?": f"Mother’s home: {BABY.home}, ZZ99 3WZ",
        "Who will look after baby tonight?": [MOTHER, FATHER],
        "What did you see that tells where baby lives?": ["A cot or basket, made up", "Toys"],
    },
    "Residence claims": {},
    "Baby seen today": {
        "Did you see baby?": "Yes, awake",
        "Was baby undressed for you to look?": "Down to the nappy",
        "What did baby do? How did baby look and sound?": OBSERVED,
        "Did you see any sign of serious illness or head injury?": ["I looked and saw none"],
        "What passed between baby and each carer?": "Petra sang, baby cooed, Petra copied her.",
    },
    "Skin, marks and injury": {
        "How much of baby’s skin did you look at?": "Part of the body",
        "Which parts did you not see?": ["Nappy area"],
        "How does baby move?": "Not rolling yet",
        "Did you see any bruise, mark, swelling or injury?": "No, none seen",
        "Were you told of any injury, bleed or fall?": ["Asked, and none told"],
    },
    "Feeding and growth": {
        "How was baby fed in the last 24 hours?": "Breast milk only",
        "What does baby weigh?": "4120",
        "How was baby weighed?": "In a nappy",
        "Between which centiles is the weight?": "9th to 25th",
    },
    "Health and development": {
        "Is baby up to date with vaccines?": "Due soon",
    },
    "Crying and safer sleep": {
        "What does each carer say happens when baby cries and will not settle?": (
            "Petra: “I put her down and breathe.” Joss: “I take her round the block.”"
        ),
        "Did you see where baby sleeps?": "Yes, today",
        "What could make baby’s sleep less safe?": ["Asked and looked: nothing found"],
    },
    "ICON: coping with crying": {
        "Who is this about?": MOTHER,
        "Which ICON contact is it?": "At 6 to 8 weeks",
        "Which messages did you talk through?": [
            "I: infant crying is normal, and it will stop",
            "N: never, ever shake or hurt a baby",
        ],
        "How did the messages reach them?": "In person",
    },
    "A day in baby’s life": {
        "What is a usual day and night like for baby, hour by hour?": (
            "Up at six, sleeps in the sling till ten.\nBath at seven, one feed in the night."
        ),
        "What signals did baby give today, and what was happening?": "Stilled at the window, cried when changed.",
    },
    "Mother or birth parent": {
        "What part does the mother play in baby’s life?": "Lives with baby",
        "Did you see the mother at this contact?": "Yes, in person",
        "In the past month, often bothered by feeling down, depressed or hopeless?": "No",
        "In the past month, often bothered by little interest or pleasure in doing things?": "No",
        "Did the mother spend time in care as a child?": "Prefers not to say",
        "Did you ask about domestic abuse?": "Yes, alone",
        "What was the answer?": "Nothing disclosed",
        "Did you see or were you told of signs of coercion or control?": ["None seen, none told"],
    },
    "Father or second parent": {
        "What part does the father or second parent play in baby’s life?": "Lives with baby",
        "Did you see the father or second parent at this contact?": "No",
        "Why did you not see the father or second parent, and what did you try?": (
            "At work; rang him at two, he rings back on Friday."
        ),
        "In the past month, often bothered by feeling down, depressed or hopeless?": NotRecorded(
            "Not seen, or not possible to see"
        ),
        "In the past month, often bothered by little interest or pleasure in doing things?": NotRecorded(
            "Not seen, or not possible to see"
        ),
        "Did the father or second parent spend time in care as a child?": NotRecorded(
            "Not asked today"
        ),
        "Did you ask about domestic abuse?": "No, for another reason",
        "Did you see or were you told of signs of coercion or control?": NotRecorded(
            "Not asked today"
        ),
    },
    "Mother or birth parent only": {},
    "Wider family": {
        "Who is in the father’s family, where are they, and what part do they play in baby’s care?": (
            NotRecorded("Asked; the person does not know")
        ),
    },
    "Household and regular visitors": {
        "Who is it?": Written("Bryony Tansley"),
        "What is their relationship to baby?": "Aunt or uncle",
        "How old are they, or when were they born?": "27",
        "Do they live here?": "Part of the time",
        "Do they look after baby?": "Only together with others",
        "Who or what told you this?": "Mother said",
    },
    "Household check": {
        "Did you ask directly: does anyone else stay over, or help with baby?": "Asked, and I added them",
    },
    "Housing and moves": {
        "Could the family lose their home?": "Asked: no risk known",
        "What did you see in the home?": ["I looked and saw none of these"],
        "Has anyone moved, or is anyone going to?": "Going to move within the area",
        "When was or is the move?": TODAY + timedelta(days=60),
        "Who moves, and who stays?": [MOTHER, FATHER],
    },
    "Agencies involved": {},
    "Information sharing": {},
    "My view": {
        "What is working for baby, and what shows it?": View(STRENGTHS, "Baby and each carer"),
        "What worries you, and what shows it?": View(WORRY, "why not seen"),
        "What do we not know, and how will we find out?": Unknown(
            "How Joss is", "Nerys Fenwick", TODAY + timedelta(days=7)
        ),
        "What does all this mean for this baby, day to day?": View(
            "She is answered, fed and warm.", "A usual day and night"
        ),
        "Which level of service do you propose?": View("Universal", "What you saw of baby"),
        "Why this level, and what would change it?": View(
            "Needs met by both parents as far as seen; low mood in either would change it.",
            "What you saw of baby",
        ),
        "What have you decided about safeguarding today?": View(
            "No further step, on what is known", "What you saw of baby"
        ),
    },
    "Plan": {
        "When is the next contact?": TODAY + timedelta(days=14),
        "What must be seen or done next time?": ["See father or second parent"],
        "Do you want supervision on this family?": "Not needed",
        "I have kept apart what I saw, what I was told, what records say and what I think": True,
    },
    "Actions": {
        "What will be done?": "Ring Joss about nights",
        "Because of what?": f"What worries me: {WORRY}",
        "Who will do it?": Written("Nerys Fenwick"),
        "By when?": TODAY + timedelta(days=7),
    },
}
"""In the order of the form. Start and kind of the contact, its place and who could overhear are said when it is started."""
DONE = "Joss rings back on Friday, and we meet at the clinic"
"""What she says she did about what the safety rules ask of this visit."""
A_ROW_EACH = (
    "People present",
    "ICON: coping with crying",
    "Household and regular visitors",
    "Actions",
)
"""Sections that ask the same of several people or things; one of them is recorded."""
