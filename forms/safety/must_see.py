"""What the next visit has to do: from the rules, from what could not be seen or asked, and from what was left over.

The codes are those of the question `must_see_next`. Pure. Twin: `static/js/rules/must_see.js`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from forms.safety.declared import Book
from forms.safety.past import FAMILY_SEEN, SEEN, SERVICE_PLACES, Past, blocks_of, enquiry_of
from forms.safety.said import Said

if TYPE_CHECKING:
    from forms.safety.judging import Finding

ORDER = (
    "baby_awake",
    "baby_undressed",
    "mother_alone",
    "father",
    "father_alone",
    "paternal_family",
    "sleep_space",
    "other_address",
    "enquiry_domestic_abuse",
    "icon_other_carer",
)
# What closing a question with a reason leaves for next time. The reason "does not apply" leaves nothing.
LEFT_OVER = {
    "baby_observed": "baby_awake",
    "carer_baby_observed": "baby_awake",
    "baby_voice_seen": "baby_awake",
    "sleep_space_seen": "sleep_space",
    "paternal_family": "paternal_family",
    "residence_evidence": "other_address",
}
TRIED = frozenset({"tried_not_possible", "not_tried"})
SEEN_ALONE = frozenset({"yes_whole_contact", "yes_part"})


FROM_PRIVATE = frozenset({"mother_alone", "father_alone", "enquiry_domestic_abuse"})
"""What may rest on answers that must not be hinted at while somebody could overhear."""
BEFORE = "before"
"""The reason of what an earlier visit left and this one did not do."""


class NextTime(NamedTuple):
    """What the next visit has to do. `codes`: all of it, in the order of the question. `proposed`: what this visit gives
    a reason for, with the reasons: rules, fields, or BEFORE. `passed_over`: proposed, but neither on the visitor's list
    nor left out with a reason; a list that was not written yet passes nothing over.
    """

    codes: list[str]
    proposed: dict[str, list[str]]
    passed_over: list[str]


def next_time(
    book: Book, past: Past, told: Said, findings: Iterable[Finding], facts: Mapping[str, Any]
) -> NextTime:
    """What is still left from earlier visits, what this one adds, and what its visitor put on the list herself."""
    found = _reasons(book, past, told, findings, facts)
    proposed = {code: found[code] for code in ORDER if code in found}
    listed = told["values"].get("must_see_next")
    kept = {code for code in proposed if code not in told["left_out"]} | set(listed or ())
    return NextTime(
        codes=[code for code in ORDER if code in kept],
        proposed=proposed,
        passed_over=[]
        if listed is None
        else [code for code in proposed if code not in listed and code not in told["left_out"]],
    )


def _reasons(
    book: Book, past: Past, told: Said, findings: Iterable[Finding], facts: Mapping[str, Any]
) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}

    def want(code: str, reason: str) -> None:
        reasons = found.setdefault(code, [])
        if reason not in reasons:
            reasons.append(reason)

    for finding in findings:
        for code in book.by_id[finding["rule"]].must_see:
            for prefix in finding["about"] if "{p}" in code else [""]:
                want(code.replace("{p}", prefix), finding["rule"])
    for name, reason in told["missing"].items():
        if reason == "not_applicable":
            continue
        block = name.partition("_")[0]
        if name in LEFT_OVER:
            want(LEFT_OVER[name], name)
        if reason == "not_safe_to_ask":
            want(f"{block}_alone", name)
        if reason == "not_seen" and block == "father":
            want("father", name)
    if told["values"].get("sleep_space_seen") in ("not_seen", "declined"):
        want("sleep_space", "sleep_space_seen")
    for prefix in ("mother", "father"):
        if told["values"].get(f"{prefix}_alone") in TRIED:
            want(f"{prefix}_alone", f"{prefix}_alone")
    for code in sorted({*past["must_see"]} - done(past, told, facts)):
        want(code, BEFORE)
    return found


def elsewhere(past: Past, values: Mapping[str, Any]) -> bool:
    """Whether the family was met at an address that is not the home known before. A clinic is nobody's other address,
    and a shut door has shown nothing."""
    met = values.get("access_outcome", "seen_as_planned") in FAMILY_SEEN
    at_service = values.get("contact_place") in SERVICE_PLACES
    return met and not at_service and values.get("visit_address") not in (None, past["home"])


def _enquired(past: Past, told: Said) -> bool:
    """Whether everybody was asked about abuse who could not be when she or he was last seen; that one of them was, says
    nothing of the others."""
    asked = {block for block in blocks_of(told) if enquiry_of(told, block) == "asked_alone"}
    return bool(asked) and {block for block, times in past["not_asked"].items() if times} <= asked


def done(past: Past, told: Said, facts: Mapping[str, Any]) -> set[str]:
    """What an earlier visit had left and this one did."""
    values = told["values"]
    checks = {
        "baby_awake": values.get("baby_seen") == "awake",
        "baby_undressed": values.get("baby_undressed") in ("fully", "to_nappy"),
        "mother_alone": values.get("mother_alone") in SEEN_ALONE,
        "father": values.get("father_seen") in SEEN,
        "father_alone": values.get("father_alone") in SEEN_ALONE,
        "paternal_family": "paternal_family" in values,
        "sleep_space": values.get("sleep_space_seen") in ("seen_today", "seen_before_no_change"),
        "other_address": elsewhere(past, values) and not facts["claims_disagree"],
        "enquiry_domestic_abuse": _enquired(past, told),
        "icon_other_carer": facts["carers"] > 0 and facts["carers_without_icon"] == 0,
    }
    return {code for code, is_done in checks.items() if is_done}
