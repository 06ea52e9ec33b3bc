"""What was to be done, by whom, by when, and whether it was. An open action stays until a later row says otherwise."""

from __future__ import annotations

from typing import Any

from app.picture.entries import Record, claim, plain

OPEN = ("", "open")


def actions(record: Record) -> list[dict[str, Any]]:
    """{what, owner, due, status, open, since, on, visit, by, why}, open ones first, each by its date. The same action at
    a later contact is the one with the same words and owner. `why` is the entry it was taken because of, as a claim.
    """
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for contact in record.contacts:
        for row in record.rows(contact, "action"):
            told = {name: entry.value for name, entry in row.items() if entry.value is not None}
            if not told.get("act_what"):
                continue
            first = row["act_what"]
            of = (plain(told["act_what"]), str(told.get("act_owner", "")))
            known = found.get(of)
            item: dict[str, Any] = {
                "what": told["act_what"],
                "owner": told.get("act_owner", ""),
                "due": told.get("act_due", ""),
                "status": told.get("act_status", ""),
                "since": known["since"] if known else contact.on,
                "on": contact.on,
                "visit": contact.place,
                "by": first.by or contact.author,
            }
            item["open"] = item["status"] in OPEN
            because = record.now[contact.place].get(str(told.get("act_why", "")))
            if because is not None:
                item["why"] = claim(because)
            if any(entry.unsent for entry in row.values()):
                item["unsent"] = True
            found[of] = item
    return sorted(found.values(), key=lambda item: (not item["open"], str(item["due"] or "9999")))
