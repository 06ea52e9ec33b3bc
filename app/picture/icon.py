"""ICON: which carer was talked through coping with crying, by whom, when, and what is left. A leaflet, or "partner will
pass it on", is not delivery.
"""

from __future__ import annotations

from typing import Any

from app.picture.entries import Record
from forms.safety.past import MESSAGES, REGULAR, TALKED


def icon(record: Record, people: list[dict[str, Any]]) -> dict[str, Any]:
    """{carers, men}. A carer is {ref, why, male, covered, messages, touchpoints}.

    Carers are those who look after the baby alone, the parents who live with or regularly see the baby, and whoever has
    a row. `why` says which: "alone", "parent", "row". `messages` maps each of the four to the day it was first delivered,
    "" while it was not. `covered`: one touchpoint delivered all four. A touchpoint is {visit, on, stage, how, messages,
    delivered, said_back, materials, by}. `men`: the references of the male carers.
    """
    rows = _touchpoints(record)
    carers = []
    for person in people:
        why = _why(person, rows)
        if not why or person["gone"]:
            continue
        points = rows.get(person["ref"], [])
        carers.append(
            {
                "ref": person["ref"],
                "why": why,
                "male": person["sex"] == "male",
                "covered": any(
                    point["delivered"] and set(MESSAGES) <= set(point["messages"])
                    for point in points
                ),
                "messages": {
                    message: next(
                        (
                            point["on"]
                            for point in points
                            if point["delivered"] and message in point["messages"]
                        ),
                        "",
                    )
                    for message in MESSAGES
                },
                "touchpoints": points,
            }
        )
    return {
        "carers": carers,
        "men": [carer["ref"] for carer in carers if carer["male"]],
    }


def _why(person: dict[str, Any], rows: dict[str, list[dict[str, Any]]]) -> str:
    if person.get("alone_with_baby"):
        return "alone"
    if person.get("involvement", {}).get("value") in REGULAR:
        return "parent"
    return "row" if person["ref"] in rows else ""


def _touchpoints(record: Record) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for contact in record.contacts:
        for row in record.rows(contact, "icon"):
            who = next(iter(row.values()))
            if not who.about:
                continue
            told = {name: entry.value for name, entry in row.items() if entry.value is not None}
            how = told.get("icon_how", "")
            point: dict[str, Any] = {
                "visit": contact.place,
                "on": contact.on,
                "stage": told.get("icon_stage", ""),
                "how": how,
                "messages": told.get("icon_messages", []),
                "delivered": how in TALKED,
                "by": who.by or contact.author,
            }
            for name in ("icon_said_back", "icon_materials", "icon_not_done_why"):
                if told.get(name):
                    point[name.removeprefix("icon_")] = told[name]
            if who.unsent:
                point["unsent"] = True
            found.setdefault(record.ref(who.about, contact.place), []).append(point)
    return found
