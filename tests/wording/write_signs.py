"""Writes the cases for what is asked beside the wording: `python -m tests.wording.write_signs`. What is expected is written
by hand here; the file is for both languages to be held to, and a test fails when it is out of date.
"""

import json
from pathlib import Path

CONTRACT = Path(__file__).resolve().parents[1] / "contracts" / "wording_signs.json"

CONCRETE: list[tuple[str, int]] = [
    ("", 0),
    ("Baby appears well", 0),
    ("Lovely and content, thriving", 0),
    ("Awake 20 min, fixed on mother's face, pink, naked weight 4,120 g", 6),
    ("Slept", 1),
    ("Baby asleep on his back", 2),
    ("Cried for two minutes", 2),
    ("Awake at 10:15", 2),
    ("Fed 120ml", 2),
    ("3 dirty nappies", 1),
    ("Mo said “he is hungry”", 1),
    ('Mo said "he is hungry"', 1),
    ("It is Mo's view he’s fine", 0),
    ("Temp 37.2°C, RR 44/min", 2),
    ("Two bruises, left shin", 1),
    ("HEAD ROUND, EYES CLEAR", 2),
    ("Headache since Sunday", 0),
    ("👶🏽 rolled over", 1),
    ("Hands and feet warm", 2),
    ("שלום", 0),
    ("1" * 40, 1),
]

REASSURES: list[tuple[str, bool]] = [
    ("", False),
    ("  \n", False),
    ("Baby appears well", True),
    ("Baby appears well and is clearly loved.", True),
    ("Awake 20 min, fixed on mother's face, pink, naked weight 4,120 g", False),
    ("Awake 20 min, kicked both legs. No concerns", True),
    ("Slept", True),
    ("Asleep in cot on back, woke at 10:20 and cried until fed", False),
]

LAST = (
    "Baby awake on the mat for ten minutes, turned to the rattle on both sides, kicked, smiled at his mother twice and "
    "took 90 ml from her"
)
COPIED: list[tuple[str, str, int]] = [
    ("", "", 0),
    ("", LAST, 0),
    (LAST, "", 0),
    (LAST, LAST, 100),
    (LAST.upper() + "!!", LAST, 100),
    (LAST.replace("smiled", "laughed"), LAST, 96),
    (LAST.replace("90", "120").replace("ten", "5"), LAST, 92),
    (LAST.replace("90", "120").replace("ten", "5").replace("mat", "sofa"), LAST, 0),
    (LAST + " today", LAST, 98),
    ("4-hourly feeds", "4-hourly feeds", 0),
    ("one two three four five six seven", "one two three four five six seven", 0),
    ("one two three four five six seven eight", "one two three four five six seven eight", 100),
    ("eight seven six five four three two one", "one two three four five six seven eight", 0),
    ("She’s up and he’s down, both in the flat", "She's up and he's down; both in the flat", 100),
    (LAST, LAST + " " + LAST, 0),
    ("word " * 3_000, "word " * 2_500, 100),
    ("a b " * 1_000, "b a " * 1_000, 99),
    ("x " * 2_000, "y " * 2_000, 0),
]


def text() -> str:
    """The content of the contract file."""
    cases = {
        "concrete": [{"text": text, "count": count} for text, count in CONCRETE],
        "reassures": [{"text": text, "fires": fires} for text, fires in REASSURES],
        "copied": [{"now": now, "before": before, "share": share} for now, before, share in COPIED],
    }
    return json.dumps(cases, ensure_ascii=False, indent=1) + "\n"


if __name__ == "__main__":
    CONTRACT.write_text(text(), encoding="utf-8")
