"""Which answers name nobody as their source, though their kind asks for one. Pure; the tablet has a twin
(`static/js/forms/without_source.js`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from forms.aids import SOURCED
from forms.blocks import block_of
from forms.conditions import rows_of
from forms.definition import Form, Section
from forms.derived.applicable import Answers
from forms.derived.submitted import counting
from forms.keys import before_field, further_claims, id_of, is_further

OF_THE_ROW = {"household": "hh_source", "agency": "ag_source", "residence_claim": "rc_source"}
"""By group, the question that says of a whole row where it comes from."""
OF_THE_ANSWER = {
    "day_in_life": "day_told_by",
    "icon_said_back": "icon_person",
    "mark_account": "mark_account_by",
}
"""By question, the one of the same row that says who told it."""
SAY_WHO = frozenset({"mark_account_by", "mark_in_records"})
"""Their answer is itself who or what says so."""
_KINDS = frozenset(kind.value for kind in SOURCED)


def source_question(form: Form, key: str) -> str | None:
    """The key of the question that says for this answer where it comes from: of a parent's block its main source, of some
    rows the source of the row. None where there is none, and for a further claim: that is another source's word.
    """
    declared = form.field_of(key)
    if declared is None or is_further(key):
        return None
    block = block_of(declared.id)
    asked = (
        OF_THE_ANSWER.get(declared.id)
        or OF_THE_ROW.get(declared.group or "")
        or (f"{block}_info_source" if block else "")
    )
    return f"{before_field(key)}{asked}" if asked in form.fields else None


def without_source(form: Form, answers: Answers) -> list[str]:
    """The keys of facts, accounts and record entries that count (`counting`) and for which nobody said where they come
    from, in the order of the form. "Not recorded where" says so; a reason among the choices is told by nobody.
    """
    counts = counting(form, answers)

    def said(key: str | None) -> bool:
        return key is not None and answers.get(key, {}).get("value") is not None and counts(key)

    return [
        key
        for section in form.sections
        for key in _asked(section, answers)
        if _lacks(form, key, answers.get(key, {}))
        if not said(source_question(form, key)) and counts(key)
    ]


def _asked(section: Section, answers: Answers) -> Iterator[str]:
    further = further_claims(answers)
    rows = rows_of(section.group, answers) if section.group else ()
    for prefix in [f"{section.group}/{row}/" for row in rows] if section.group else [""]:
        for declared in section.asked:
            key = f"{prefix}{declared.id}"
            yield key
            if declared.several_claims:
                yield from further.get(key, ())


def _lacks(form: Form, key: str, answer: Mapping[str, Any]) -> bool:
    declared, value = form.fields[id_of(key)], answer.get("value")
    if value is None or declared.id in SAY_WHO or (answer.get("source") or {}).get("type"):
        return False
    if str(answer.get("kind") or declared.kind) not in _KINDS:
        return False
    reasons = declared.repeated_reasons
    return not (value in reasons if isinstance(value, str) else _all_in(value, reasons))


def _all_in(value: object, reasons: frozenset[str]) -> bool:
    return isinstance(value, list) and all(
        isinstance(code, str) and code in reasons for code in value
    )
