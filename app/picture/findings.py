"""The findings of the safety rules that are open for a child, from its visits in their order. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from app.picture.agencies import key_of, share_key, waiting_shares
from app.picture.entries import Record
from forms.holistic_visit.rules import BOOK
from forms.safety.child import ChildKnown
from forms.safety.declared import Severity
from forms.safety.facts import unconfirmed
from forms.safety.judging import step
from forms.safety.must_see import FROM_PRIVATE
from forms.safety.past import EMPTY
from forms.safety.said import said

URGENT = ("STOP-ACT", "URGENT")
"""The severities that ask for action now."""
SUPERVISED = ("R01", "R05", "R11", "R16", "R19", "R26")
"""The rules that put a child on a supervisor's list whatever their severity."""


class Open(NamedTuple):
    """What is open after the latest contact. `ages`: tomorrow it may be more, though nothing is recorded."""

    findings: list[dict[str, Any]]
    must_see: list[str]
    ages: bool


def open_findings(record: Record, today: str, thresholds: Mapping[str, int] | None = None) -> Open:
    """What is open after the latest contact, and what the next visit must see or do (codes). `record` is of everything that
    was written: the rules hear that, wherever they are asked.

    A finding is {rule, severity, escalated, since, private, visit, because}: `visit` is the one it was found in, `because`
    the fields it rests on there if somebody has to be rung. Such a one stays until it is answered where it was found: what
    was rung about at a later contact may be another mark, or the other parent. An urgent one stays until its rule is heard
    again, and so does one whose visit was signed off: nothing can be answered there. What is private is left out of both
    unless the record was read with it. `today` ages what waits after the latest
    contact; `thresholds` are those of the team.
    """
    past = EMPTY
    child = _known(record)
    found: list[dict[str, Any]] = []
    must_see: list[str] = []
    ages = False
    signed = {one.visit_id for one in record.contacts if one.status == "signed_off"}
    for contact in record.contacts:
        told = said(record.form_of[contact.place], record.answers[contact.place], contact.on)
        as_of = today if contact is record.contacts[-1] else None
        result, past = step(BOOK, past, told, child, as_of, thresholds, wording=False)
        ages = bool(past["shares"]) or any(one["rule"] == "R26" for one in result.findings)
        must_see = result.must_see_next
        again = {finding["rule"] for finding in result.findings}
        found = [
            one
            for one in found
            if (one["severity"] == Severity.STOP_ACT and one["visit"] not in signed)
            or (one["severity"] in URGENT and one["rule"] not in again)
        ]
        for finding in result.findings:
            if finding["answered"]:
                continue
            stop = finding["severity"] == Severity.STOP_ACT
            found.append(
                {
                    "rule": finding["rule"],
                    "severity": str(finding["severity"]),
                    "escalated": finding["escalated"],
                    "since": contact.on if stop else finding["since"],
                    "private": finding["private"],
                    "visit": contact.visit_id,
                    "because": finding["because"] if stop else [],
                }
            )
    if record.private:
        return Open(found, must_see, ages)
    shown = [one for one in found if not one["private"]]
    return Open(shown, without_private(must_see), ages)


def late_shares(
    record: Record,
    shares: Iterable[Mapping[str, Any]],
    today: str,
    thresholds: Mapping[str, int] | None = None,
) -> list[int]:
    """How late each of the picture's `shares` is confirmed, by rule R27: 0 not at all, 1 since the time for it, 2 since
    twice that time.
    """
    waiting = waiting_shares(record)
    days = BOOK.configuration.numbers(dict(thresholds or {}))["days_to_confirm"]
    holidays = BOOK.settings["bank_holidays"]
    late = {
        key_of(one): times
        for times in (1, 2)
        for one in unconfirmed(waiting, today, days, holidays, times)
    }
    return [late.get(share_key(one), 0) for one in shares]


def without_private(must_see: Iterable[str]) -> list[str]:
    """What the rules want next, as far as it may stand on a screen that others can see."""
    return [code for code in must_see if code not in FROM_PRIVATE]


def is_urgent(finding: Mapping[str, Any]) -> bool:
    """Whether it asks for action now, has to be taken further, or belongs on a supervisor's list."""
    return finding["severity"] in URGENT or finding["escalated"] or finding["rule"] in SUPERVISED


def _known(record: Record) -> ChildKnown:
    gestation, weight = record.latest("gestation_birth"), record.latest("birth_weight_g")
    return {
        "dob": record.child.get("dob"),
        "sex": record.child.get("sex"),
        "gestation": str(gestation.value) if gestation else None,
        "birth_weight_g": weight.value if weight else None,
        "people": [
            {"id": one["id"], "name": one.get("name", ""), "relation": one["relation"]}
            for one in record.child["people"]
        ],
        "addresses": [
            {"id": one["id"], "council": one.get("council", "")}
            for one in record.child["addresses"]
        ],
    }
