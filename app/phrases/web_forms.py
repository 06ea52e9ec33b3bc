"""The administrator's form for a change of the phrase list."""

from __future__ import annotations

from collections.abc import Mapping

from flask_wtf import FlaskForm

from app.phrases.rules import Written


class PhraseForm(FlaskForm):
    """Only the token; what is written is read by `written_in`."""


def written_in(sent: Mapping[str, str]) -> Written:
    """What was sent, as the rules read it."""
    return Written(**{name: sent.get(name, "") for name in Written.__dataclass_fields__})
