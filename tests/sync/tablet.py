"""A tablet for tests: makes changes as docs/protocol.md says and pushes them."""

from __future__ import annotations

import random
from typing import Any
from uuid import UUID

import forms
from app.accounts.models import User
from app.children.models import Child
from app.database import new_id
from app.sync import schemas
from app.visits.envelope import body_sum
from app.visits.judging import book
from bench import corpus
from forms.derived.rule_replies import key_of
from forms.safety.declared import Severity
from forms.safety.must_see import ORDER as NEXT_TIME
from tests.support.world import World

RECORDED_AT = "2026-05-09T14:31:07.120Z"

Change = dict[str, Any]
Receipt = dict[str, Any]


def mint() -> str:
    """A new id, as text."""
    return str(new_id())


def observed(value: Any, base: str | None = None, **more: Any) -> dict[str, Any]:
    """An answer to a question of kind O, such as weight_g or baby_seen."""
    return {"value": value, "kind": "O", "base": base, **more}


def complete_answers() -> dict[str, Any]:
    """Answers that leave nothing open, nor any safety rule without a reply."""
    replies = {
        key_of(rule.id): replied("acted", words="Agreed with both parents today")
        for rule in book().rules
        if rule.severity in (Severity.WARN, Severity.URGENT)
    }
    answers = corpus.answers(forms.latest(), random.Random(3))
    # What they are by chance decides what the rules find: a question more must not shuffle them.
    answers |= corpus.answers(forms.published(3), random.Random(3)) | replies
    answers["must_see_next"] = {"value": [*NEXT_TIME], "kind": "P", "base": None}
    return answers


def replied(reply: str, base: str | None = None, **parts: str) -> dict[str, Any]:
    """The reply to a safety rule."""
    said = {"reply": reply, "words": "", "clinician": "", "at": "", **parts}
    return {"value": [said], "kind": "A", "base": base}


class Tablet:
    """One person's vault on one tablet, signed in."""

    def __init__(self, world: World, user: User) -> None:
        self.owner = user
        self.world = world
        self.client = world.as_(user)
        self.device_id = mint()
        self.seq = 0

    def change(
        self,
        visit_id: str,
        child: Child | UUID,
        /,
        answers: dict[str, Any] | None = None,
        submit: bool = False,
        **parts: Any,
    ) -> Change:
        """A change with the right sum; `parts` replace envelope parts before it is taken."""
        self.seq += 1
        made = {
            "change_id": mint(),
            "device_id": self.device_id,
            "device_seq": self.seq,
            "visit_id": visit_id,
            "child_id": str(child if isinstance(child, UUID) else child.id),
            "form": "holistic_visit",
            "form_version": forms.latest().version,
            "recorded_at": RECORDED_AT,
            "clock_offset_ms": -120,
            "answers": answers or {},
            "submit": submit,
            **parts,
        }
        return summed(made)

    def send(self, *changes: Any, epoch: int = 0) -> Any:
        """The reply to a push."""
        body = {"device_id": self.device_id, "epoch": epoch, "changes": list(changes)}
        return self.client.post("/api/v1/sync/push", json=body)

    def push(self, *changes: Any, epoch: int = 0) -> list[Receipt]:
        """The receipts of a push that must succeed, as the service's document says they are."""
        reply = self.send(*changes, epoch=epoch)
        assert reply.status_code == 200, reply.get_data(as_text=True)
        said = reply.get_json()
        assert schemas.Receipts().validate(said) == {}
        receipts: list[Receipt] = said["receipts"]
        return receipts

    def contact(self, epoch: int = 0, **said: Any) -> Any:
        """The reply to saying how the tablet stands; `said` is put into the report."""
        report = {"device_id": self.device_id, "epoch": epoch, "issued": self.seq, **said}
        return self.client.post("/api/v1/sync/contact", json=report)

    def pull(self, scope: UUID, after: int = 0, limit: int = 100) -> dict[str, Any]:
        """One page of a scope, as the service's document says it is."""
        reply = self.client.get(f"/api/v1/sync/pull?scope={scope}&after={after}&limit={limit}")
        assert reply.status_code == 200, reply.get_data(as_text=True)
        page: dict[str, Any] = reply.get_json()
        assert schemas.Page().validate(page) == {}
        return page


def summed(change: Change) -> Change:
    """The change with the sum that fits its body."""
    return {**change, "body_sha256": body_sum(change)}
