"""What has come to a visit since its author signed it: a colleague's tablet may send, hours later, what the signature does
not cover. It is taken in like everything that was written, is shown, and what it opens again is not signed off unseen.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import forms
from app.children.models import Child
from app.review import queries, rules
from app.review.reading import ANOTHER_ACCOUNT, Link, anchor_of
from app.review.two_values import about
from app.visits.judging import unanswered_stops
from app.visits.models import Visit, VisitStatus
from app.wording import Words
from forms.definition import Form
from forms.derived.applicable import open_questions
from forms.derived.private import private_fields
from forms.keys import is_further

HANDED_IN = (VisitStatus.SUBMITTED, VisitStatus.SIGNED_OFF)


class Named(NamedTuple):
    """Answers by name; `unnamed`: how many sensitive ones are left out."""

    links: tuple[Link, ...]
    unnamed: int

    @property
    def how_many(self) -> int:
        """How many they are."""
        return len(self.links) + self.unnamed


def changed_since(visit: Visit, parts: Sequence[queries.Part]) -> dict[str, rules.Before]:
    """Answer key to what it said when the visit was last signed, for every answer that says something else now; nothing
    for a visit that is its author's to write."""
    if visit.status not in HANDED_IN:
        return {}
    signed_as = rules.standing_at(queries.steps(parts), visit.round)
    return rules.differences(signed_as, visit.answers) if signed_as is not None else {}


def still_open(visit: Visit, child: Child) -> list[str]:
    """The keys of what must be complete before a visit is handed in and is not, though it was: questions, and replies to
    the rules that say stop. Nothing where the service does not have the form that would say so."""
    form = forms.published(visit.form_version, None)
    if form is None:
        return []
    return [*open_questions(form, visit.answers), *unanswered_stops(child, visit)]


def named(
    keys: Iterable[str],
    form: Form,
    answers: Mapping[str, Mapping[str, Any]],
    words: Words,
    on_page: Collection[str],
    *,
    sensitive: bool,
) -> Named:
    """These answers by name, as far as they may be named; linked where they are `on_page`."""
    links = []
    unnamed = 0
    secret = private_fields(form)
    for key in keys:
        declared = form.field_of(key)
        if declared:
            label = words.called(declared) + (ANOTHER_ACCOUNT if is_further(key) else "")
            private = declared.id in secret
        elif key in form.groups:
            label, private = form.groups[key].title, False
        elif reply := about(form, words, key, answers.get(key, {})):
            label, private = f"{reply.section}: {reply.label}", reply.private
        else:
            continue
        if private and not sensitive:
            unnamed += 1
        else:
            links.append(Link(label, anchor_of(key) if key in on_page else ""))
    return Named(tuple(links), unnamed)
