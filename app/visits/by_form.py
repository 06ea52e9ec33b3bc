"""By which form a visit is read. After going back to an earlier release there may be visits on a version of the form that
it does not have: they are kept, nothing is put into them, and what can be understood of them goes on being read.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import forms
from app.visits.merge import SAID, State
from forms.definition import Form
from forms.derived.wire_schema import refuse_answer


def is_known(version: int) -> bool:
    """Whether the service has this version of the form."""
    return version in forms.versions()


def form_to_read(version: int) -> Form:
    """The form of a version. One that this service does not have is read by the newest it has, as on the tablet."""
    return forms.published(version, forms.latest())


def readable(version: int, answers: Mapping[str, State]) -> Mapping[str, State]:
    """The answers of a visit on this version that can be read by `form_to_read`: where the version is not known, those
    that its form would take. An answer that means something else there could end whoever reads it.
    """
    if is_known(version):
        return answers
    form = form_to_read(version)
    found = {}
    for key, state in answers.items():
        if _is_right(form, key, state):
            others = state.get("cands", ())
            found[key] = {**state, "cands": [one for one in others if _is_right(form, key, one)]}
    return found


def _is_right(form: Form, key: str, said: Mapping[str, Any]) -> bool:
    answer = {part: said[part] for part in SAID if part in said}
    return refuse_answer(form, key, answer) is None
