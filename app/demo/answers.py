"""Turns what a story says of a visit into answers as a tablet sends them. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any, TypeGuard

from app.demo.ordinary import ORDINARY, ORDINARY_SINCE_2
from app.demo.story import SOURCES, Answer, Answers, Visit
from forms.definition import Field, Form, Kind
from forms.derived.applicable import shown
from forms.derived.by_hand import MEASURED_AS
from forms.derived.rule_replies import key_of
from forms.keys import further

AFTER_THE_VISIT = frozenset({"PJ", "PL"})
"""Sections that are written after the visit: the visitor's view and the plan."""

# Who says it when the story does not.
USUAL_SOURCE = {Kind.OBSERVED: "me", Kind.REPORTED: "mother", Kind.FACT: "mother"}


class Telling:
    """What a family's answers refer to: ids of people and addresses by handle, and the day of the
    visit.
    """

    def __init__(
        self,
        people: Mapping[str, str],
        places: Mapping[str, str],
        day: date,
        known: Mapping[str, Any] | None = None,
    ) -> None:
        self.people = people
        self.places = places
        self.day = day
        self.known = known or {}  # of the child, as a story would say it

    def answer(self, declared: Field, told: object) -> Answer:
        """One answer in its wire shape, without its base."""
        answer: Answer = {**told} if _is_answer(told) else {"value": told}
        kind = declared.kind
        if "value" in answer:
            answer["value"] = self.value(declared, answer["value"])
            # A row names its source once, in a field of its own.
            if "source" not in answer and kind in USUAL_SOURCE and declared.group is None:
                answer["source"] = self._usual(declared, USUAL_SOURCE[kind])
            if declared.id in MEASURED_AS and "basis" not in answer and "source" not in answer:
                answer["basis"] = [MEASURED_AS[declared.id]]
        if "source" in answer:
            answer["source"] = self._source(answer["source"])
        return {**answer, "kind": kind.value}

    def _usual(self, declared: Field, who: str) -> Answer:
        # What is asked of the father is answered by him when he is there.
        if declared.id.startswith("father_") and who == "mother" and declared.kind is Kind.REPORTED:
            who = "father"
        person = {"person": f"@{who}"} if who in ("mother", "father") else {}
        return {"type": SOURCES[who], **person}

    def _source(self, source: Answer) -> Answer:
        person = source.get("person", "")
        if person.startswith("@"):
            return {**source, "person": f"P:{self.people[person[1:]]}"}
        return source

    def value(self, declared: Field, told: Any) -> Any:
        """A value with its handles, days and dates filled in."""
        match declared.type.name:
            case "person":
                return self.person(told)
            case "people":
                return [self.person(each) for each in told]
            case "address":
                return f"A:{self.places[told[1:]]}"
            case "date":
                return (self.day + timedelta(days=int(told))).isoformat()
            case "datetime" if isinstance(told, int):
                return f"{self.value_of_day(told)}T11:00:00Z"
            case "unknowns":
                return [{**each, "due": self.value_of_day(each["due"])} for each in told]
            case _:
                return told

    def person(self, told: str) -> str:
        """Somebody of the family by handle, anybody else by name."""
        return f"P:{self.people[told[1:]]}" if told.startswith("@") else f"T:{told}"

    def value_of_day(self, days: int) -> str:
        """The date so many days after the visit."""
        return (self.day + timedelta(days=days)).isoformat()


def _is_answer(told: object) -> TypeGuard[Answer]:
    return isinstance(told, dict) and ("value" in told or "missing" in told)


def answers_of(
    form: Form, visit: Visit, telling: Telling, begun: str, row_id: Callable[[str, int], str]
) -> dict[str, Answer]:
    """Every answer of a visit that its contact type asks, by answer key. A draft has only what the
    story says.
    """
    whole = visit.submitted and visit.version > 1
    told: dict[str, Any] = {
        **(ORDINARY if visit.submitted else {}),
        **({**ORDINARY_SINCE_2, **telling.known} if whole else {}),
        "contact_type": visit.contact,
        "contact_start": begun,
        "contact_mode": "face_to_face",
        **visit.answers,
    }
    found = {key: telling.answer(form.fields[key], said) for key, said in told.items()}
    for group, rows in (usual_rows(told) | {**visit.rows} if whole else visit.rows).items():
        for number, row in enumerate(rows):
            prefix = f"{group}/{row_id(group, number)}"
            found |= {
                f"{prefix}/{key}": telling.answer(form.fields[key], said)
                for key, said in row.items()
            }
    found |= {
        further(key, row_id("others", number)): telling.answer(form.fields[key], said)
        for number, (key, said) in enumerate(visit.others.items())
    }
    asked = set(shown(form, found))
    found = {key: answer for key, answer in found.items() if key in asked}
    for key, answer in found.items():
        if whole and key in CHOSEN_VIEWS and "value" in answer:
            answer.setdefault("basis", [one for one in SEEN_AND_SAID if one in found][:2])
        if "basis" in answer:
            answer["basis"] = [key for key in answer["basis"] if key in found]
    replies = {
        key_of(rule): {"value": [reply_of(words)], "kind": "A"}
        for rule, words in visit.replies.items()
    }
    weighed = [{"to": one, "reply": reply, "why": ""} for one, reply in visit.indicators.items()]
    if weighed:
        replies["indicators_reply"] = {"value": weighed, "kind": "J"}
    return found | replies


CHOSEN_VIEWS = frozenset({"level_need", "safeguarding_decision", "supervision"})
"""Views that are chosen from a list …"""
SEEN_AND_SAID = (
    "carer_baby_observed",
    "day_in_life",
    "baby_observed",
    "mother_whooley_1",
    "access_outcome",
)
"""… and what they rest on, the first two that are there, unless the story says it."""


def usual_rows(told: Mapping[str, Any]) -> dict[str, tuple[Answers, ...]]:
    """Who was in the room, as far as they were met, and the one thing to do."""
    met = [who for who in ("mother", "father") if told.get(f"{who}_seen") == "in_person"]
    present = tuple(
        {
            "present_person": f"@{who}",
            "present_relation": who.capitalize(),
            "present_part": "whole",
        }
        for who in met
    )
    act = {"act_what": "Book the next contact", "act_owner": "Health visitor", "act_due": 14}
    return {"present": present, "action": ({**act, "act_status": "open"},)}


def reply_of(words: str) -> dict[str, str]:
    """What was done about what a rule asks."""
    return {"reply": "acted", "words": words, "clinician": "", "at": ""}


def written_after(form: Form, key: str) -> bool:
    """Whether an answer belongs to the part that is written after the visit."""
    declared = form.field_of(key)
    return declared is not None and declared.section in AFTER_THE_VISIT
