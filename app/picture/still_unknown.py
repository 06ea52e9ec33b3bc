"""What nobody knows yet: closed with a reason, never asked, or named by a visitor as not known. It stays until somebody
answers it, whoever the next visitor is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from app.picture.entries import ROW_PERSON, Contact, Entry, Record, metas, plain, subject
from forms.derived.applicable import shown

SETTLED = "not_applicable"
NOT_OF_THE_FAMILY = frozenset({"A", "P", "J", "X"})
"""Kinds whose absence says nothing of the family."""
LEFT_OUT_TWICE = 2
"""An item that this many later lists leave out is no longer on the list, but stays to be read."""


def still_unknown(record: Record) -> list[dict[str, Any]]:
    """Items, oldest first: {what, …}.

    `what` is "closed" {field, key, about, reason, since, last, times, visit, by, due}, "never" {field, key, about, reason,
    since, visit, core}, or "listed" {text, owner, due, since, last, times, visit, by, left}: `left` counts the later
    lists that leave the item out. `since` is the first day of the unbroken run, `visit` the latest contact concerned.
    """
    items = [*_closed(record), *_never_asked(record), *_listed(record)]
    return sorted(items, key=lambda item: (item["since"], item["what"], item.get("key") or ""))


def _closed(record: Record) -> list[dict[str, Any]]:
    runs: list[list[Entry]] = []
    for entries in record.of_field.values():
        group = entries[0].group
        # A row without a person is another row at each contact.
        if (group and group not in ROW_PERSON) or not any(entry.missing for entry in entries):
            continue
        of_field: dict[tuple[str, str], list[Entry]] = {}
        for entry in entries:
            if entry.second or entry.further or entry.kind in ("J", "X"):
                continue
            if entry.missing and entry.missing != SETTLED:
                of_field.setdefault(subject(entry), []).append(entry)
            else:
                of_field.pop(subject(entry), None)
        runs += of_field.values()
    return [
        {
            "what": "closed",
            "field": run[-1].field,
            "key": run[-1].key,
            "about": run[-1].about,
            "reason": run[-1].missing,
            "since": run[0].on,
            "last": run[-1].on,
            "times": len(run),
            "visit": run[-1].contact.place,
            "by": run[-1].by or run[-1].contact.author,
            "due": _next_contact(record, run[-1].contact),
        }
        | ({"sens": "H"} if run[-1].meta.private else {})
        | ({"unsent": True} if run[-1].unsent else {})
        for run in runs
    ]


def _next_contact(record: Record, contact: Contact) -> str:
    return str(record.said(contact, "next_contact_date") or "")


def _never_asked(record: Record) -> list[dict[str, Any]]:
    """What the form asked at the latest contact that its author has handed in, and nobody ever answered or closed."""
    handed_in = [contact for contact in record.contacts if contact.done and contact.met]
    if not handed_in:
        return []
    latest = handed_in[-1]
    form = record.form_of[latest.place]
    known = metas(form)
    told = {entry.field for entry in record.entries if not entry.group}
    found = []
    for key in shown(form, record.answers[latest.place]):
        declared = form.fields.get(key)
        if declared is None or key in told or declared.requirement.value not in ("MX", "M"):
            continue
        meta = known[key]
        if declared.kind.value in NOT_OF_THE_FAMILY or (meta.private and not record.private):
            continue
        found.append(
            {
                "what": "never",
                "field": key,
                "key": key,
                "about": meta.about,
                "reason": "never_asked",
                "since": record.contacts[0].on,
                "visit": latest.place,
                "core": meta.core,
            }
            | ({"sens": "H"} if meta.private else {})
        )
    return found


def _listed(record: Record) -> list[dict[str, Any]]:
    """The items of the lists of unknowns. An item is the same while its words are."""
    items: dict[str, dict[str, Any]] = {}
    for entry in record.of_field.get("unknowns", ()):
        if not isinstance(entry.value, list):
            continue
        named = {plain(item.get("what")): item for item in entry.value if item.get("what")}
        for words, item in named.items():
            known = items.get(words)
            if known is None or known["left"]:
                known = items[words] = {
                    "what": "listed",
                    "since": known["since"] if known else entry.on,
                    "times": known["times"] if known else 0,
                    "left": 0,
                }
            known |= {
                "text": item["what"],
                "owner": item.get("owner", ""),
                "due": item.get("due", ""),
                "last": entry.on,
                "times": known["times"] + 1,
                "visit": entry.contact.place,
                "by": entry.by or entry.contact.author,
            }
            if entry.unsent:
                known["unsent"] = True
        if not entry.second:
            for words, known in items.items():
                if words not in named and known["visit"] != entry.contact.place:
                    known["left"] += 1
    return list(items.values())


def open_items(items: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Without what two later lists left out."""
    return [item for item in items if item.get("left", 0) < LEFT_OUT_TWICE]
