"""What a list of many children needs of each: days and counts, no more. No number here ranks a child; each says one
thing a manager may ask about.
"""

from __future__ import annotations

from typing import Any

from app.picture.agencies import shares
from app.picture.entries import Record
from app.picture.growth import birth_told
from app.picture.people import people
from app.picture.still_unknown import open_items, still_unknown
from forms.safety.dates import day_of


def list_facts(record: Record) -> dict[str, Any]:
    """{born, contacts, last_contact, unknowns, oldest_unknown, father_missed, father_seen, baby_awake,
    baby_missed, shares, oldest_share}. Days are ISO texts or None.

    `born` is what visits say, whatever the record does. `unknowns` counts what visitors named and what was closed with a
    reason. `father_missed`: contacts since the father or second parent was seen, all of them when never; 0 where there is
    nobody to see. `baby_missed`: contacts after the birth since the baby was seen awake.
    """
    folk = people(record)
    father = next(
        (one for one in folk["people"] if one["block"] == "father" and not one["gone"]), None
    )
    unknown = [one for one in open_items(still_unknown(record)) if one["what"] != "never"]
    waiting = [one for one in shares(record) if one["open"]]
    awake = folk["baby"]["awake"]
    met = record.met()
    return {
        "born": birth_told(record.answers) or None,
        "contacts": len(met),
        "last_contact": met[-1].on if met else None,
        "unknowns": len(unknown),
        "oldest_unknown": min((one["since"] for one in unknown if one["since"]), default=None),
        "father_missed": father["since"] if father else 0,
        "father_seen": (father["last_seen"] or None) if father else None,
        "baby_awake": awake["on"] or None,
        "baby_missed": awake["since"],
        "shares": len(waiting),
        "oldest_share": min(
            (day_of(one.get("when")) or one["on"] for one in waiting), default=None
        ),
    }
