"""Which records were read, and which documents and letters the answers name."""

from __future__ import annotations

from typing import Any

from app.picture.entries import Record, claim


def records(record: Record) -> dict[str, Any]:
    """{read, named}. `read`: what was read before or during each contact, newest first. `named`: {document, type, date,
    claims}, each document an answer rests on, in the order they were first named.
    """
    named: dict[tuple[str, str, str], dict[str, Any]] = {}
    for entry in record.entries:
        document = entry.source.get("document")
        if not document:
            continue
        of = (str(document), str(entry.source.get("type", "")), str(entry.source.get("date", "")))
        item = named.setdefault(of, {"document": of[0], "type": of[1], "date": of[2], "claims": []})
        item["claims"].append(claim(entry))
    read = [claim(entry) for entry in record.of_field.get("records_read", ())]
    return {"read": read[::-1], "named": list(named.values())}
