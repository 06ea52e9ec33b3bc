"""Evaluates the rules and indicators for one visit, and carries on what the next one needs. Pure.

`step` folds a child's visits in their order. Twin: `static/js/rules/judging.js`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple, TypedDict

from forms.blocks import FURTHER
from forms.conditions import other_ways
from forms.safety import replying
from forms.safety.child import ChildKnown
from forms.safety.declared import ORDER, Book, Case, Indicator, Rule, Severity, Stage
from forms.safety.facts import (
    BABY,
    Because,
    Facts,
    contact_of,
    facts_of,
    from_elsewhere,
    handed_over,
    heard_of,
    heard_on,
    latest_of,
    links_of,
    move_of,
    not_asked_runs,
    parent_of,
    records_read,
    same_move,
)
from forms.safety.must_see import next_time
from forms.safety.past import (
    EMPTY,
    SEEN,
    Past,
    Run,
    blocks_of,
    claims_of,
    home_of,
    household_of,
    icon_of,
    measured_in,
    partners_of,
    shares_of,
    texts_of,
    whom,
)
from forms.safety.said import Said

Context = Mapping[str, Any]


class Finding(TypedDict):
    """A rule that fired. `because`: the fields it rests on; `about`: which parents, persons or agencies; `grounds`: what a
    reply to it is given for (see `_Judging._grounds`); `answered`: how it was settled, or None; `reopened`: it was replied
    to, and something has come to it since; `holds`: whether it holds the signature; `escalated`: it has to be taken
    further, and goes to the manager; `private`: not while somebody may overhear.
    """

    rule: str
    severity: str
    because: list[str]
    about: list[str]
    grounds: list[str]
    answered: str | None
    reopened: bool
    holds: bool
    escalated: bool
    private: bool
    times: int
    since: str


class Present(TypedDict):
    """An indicator that is present."""

    id: str
    weight: str
    because: list[str]
    private: bool


class Result(NamedTuple):
    """What the rules say of one visit; `proposed` and `passed_over` as in `NextTime`. `to_reply`: the indicators this visit
    asks a reply to, those that a reply of this visit calls not accurate among them."""

    findings: list[Finding]
    indicators: list[Present]
    to_reply: list[str]
    must_see_next: list[str]
    proposed: dict[str, list[str]]
    passed_over: list[str]
    facts: Facts


class _Parent(NamedTuple):
    prefix: str
    block: Mapping[str, Any]


def step(
    book: Book,
    past: Past,
    told: Said,
    child: ChildKnown,
    as_of: str | None = None,
    local: Mapping[str, int] | None = None,
    *,
    wording: bool = True,
) -> tuple[Result, Past]:
    """The result of one visit, and the past with this visit in it.

    `as_of`: the day that ages what is open after the latest contact; without it the day of the contact.
    """
    numbers = book.configuration.numbers(dict(local or {}))
    facts, because = facts_of(
        past,
        told,
        child,
        max(as_of or told["on"], told["on"]),
        numbers,
        book.settings,
        wording=wording,
    )
    judged = _Judging(book, past, told, facts, because)
    result = judged.result()
    return result, remember(past, told, child, judged)


def fold(
    book: Book,
    visits: Iterable[Said],
    child: ChildKnown,
    local: Mapping[str, int] | None = None,
) -> Past:
    """The past after these visits, oldest first. No text of theirs is read again."""
    past = EMPTY
    for told in visits:
        _, past = step(book, past, told, child, local=local, wording=False)
    return past


class _Judging:
    """Holds what judging one visit needs, so that it is not handed down every step."""

    def __init__(self, book: Book, past: Past, told: Said, facts: Facts, because: Because) -> None:
        self.book, self.past, self.told = book, past, told
        self.facts, self.because = facts, because
        latest = latest_of(past, told)
        blocks = blocks_of(told)
        known = sorted({*blocks, *_blocks_in(latest)})
        names = book.parent_names
        links = told["basis"].get("worries", [])
        rows = {
            group: [{**book.blank_row, **row} for row in found]
            for group, found in told["rows"].items()
        }
        missing = {f"{name}__missing": reason for name, reason in told["missing"].items()}
        blank = {**book.blank, **rows, **missing}
        self.now: dict[str, Any] = {**blank, **told["values"], **facts, "worries_links": links}
        self.then: dict[str, Any] = {**blank, **latest, **facts}
        self.parents = [
            _Parent(prefix, {**parent_of(told, prefix, names), "links": _own(prefix, links)})
            for prefix in blocks
        ]
        self.parents_then = [
            _Parent(
                prefix,
                {
                    **parent_of(told, prefix, names, latest),
                    "links": _own(prefix, facts["worries_links"]),
                },
            )
            for prefix in known
        ]
        self.heard = heard_of(past, told)
        self.findings: list[Finding] = []
        self.indicators: list[Present] = []
        self.about: dict[str, list[str]] = {}

    def result(self) -> Result:
        self._rules(Stage.ANSWERS)
        self.then["mark_ever"] = "R01" in self.past["ever"] or self._fired("R01")
        checked = self.told["replies"].get("R18", {}).get("reply") in ("confirmed", "acted")
        confirmed = self.told["verified"].get("weight_g") == "confirmed_by_second_source" or (
            checked and not any(one["rule"] == "R18" and one["reopened"] for one in self.findings)
        )
        if "weight_g" in self.told["values"]:
            self.facts["growth_confirmed"] = confirmed and any(
                self.facts[name]
                for name in (
                    "weight_lost_early",
                    "not_back_to_birth_weight",
                    "weight_fell",
                    "weight_below_second",
                )
            )
        self.then["growth_confirmed"] = self.facts["growth_confirmed"]
        self.indicators = [
            one
            for one in filter(None, map(self._indicator, self.book.indicators))
            if self._reply_to(one["id"]) != "not_accurate"
        ]
        weights = [one["weight"] for one in self.indicators]
        self.now["indicator_count"] = len(weights)
        self.now["strong_count"] = weights.count("strong")
        self.now["support_count"] = weights.count("support")
        self.because["indicators"] = sorted(
            {name for one in self.indicators for name in one["because"]}
        )
        self._rules(Stage.INDICATORS)
        self.now["stops_without_call"] = len(
            [
                one
                for one in self.findings
                if one["severity"] == Severity.STOP_ACT and self._without_call(one)
            ]
        )
        self.because["stops"] = sorted(
            {
                name
                for one in self.findings
                if one["severity"] == Severity.STOP_ACT and self._without_call(one)
                for name in one["because"]
            }
        )
        self._rules(Stage.STOPS)
        self.findings.sort(key=lambda one: (one["rule"] != "R02", _rank(one), one["rule"]))
        self.next = next_time(self.book, self.past, self.told, self.findings, self.facts)
        return Result(self.findings, self.indicators, self._to_reply(), *self.next, self.facts)

    # -- rules

    def _rules(self, stage: Stage) -> None:
        for rule in self.book.rules:
            if rule.stage is stage:
                found = self._rule(rule)
                if found:
                    self.findings.append(found)

    def _rule(self, rule: Rule) -> Finding | None:
        because: list[str] = []
        about: list[str] = []
        urgent = escalated = False
        run = self.past["runs"].get(rule.id)
        times = run["times"] + 1 if run else 1
        now = {**self.now, "times": times}
        contexts = (
            [(one.prefix, {**now, "parent": one.block}) for one in self.parents]
            if rule.each_parent
            else [("", now)]
        )
        settled = closes = True
        grounds: set[str] = set()
        for prefix, context in contexts:
            ways = _ways(context, self.told["heard"], prefix)
            mine = self._cases(rule.when, ways, prefix)
            if mine is None:
                continue
            if rule.while_:
                beside = self._cases(rule.while_, ways, prefix)
                if beside is None:
                    continue
                mine += beside
            because += mine
            about += [prefix] if prefix else []
            urgent |= bool(rule.urgent) and self._holds_somehow(rule.urgent, ways)
            escalated |= bool(rule.escalates) and self._holds_somehow(rule.escalates, ways)
            in_form = bool(rule.answered_by) and self._holds(rule.answered_by, context)
            settled &= in_form
            if not (in_form or rule.one_matter):
                grounds |= set(self._grounds(rule, ways, prefix))
            closes &= not rule.closed_when or self._holds(rule.closed_when, context)
        if not because:
            return None
        severity = Severity.URGENT if urgent else rule.severity
        if urgent and rule.by_value:
            grounds.add("urgent")
        if not about and rule.id in ABOUT:
            who = ABOUT[rule.id]
            about = list(self.facts["who"][who])
            grounds |= {f"{who}~{replying.stamp(one)}" for one in about}
        reply = self.told["replies"].get(rule.id, {})
        covered = replying.covers(reply, grounds)
        answered = replying.answered(severity, settled, reply if closes and covered else {})
        if answered and rule.unsigned_while and self._holds(rule.unsigned_while, now):
            severity, answered = Severity.STOP_SIGN, None
        return {
            "rule": rule.id,
            "severity": severity.value,
            "because": list(dict.fromkeys(because)),
            "about": about,
            "grounds": sorted(grounds),
            "answered": answered,
            "reopened": not (covered or settled),
            "holds": replying.holds(severity, answered),
            "escalated": escalated,
            "private": rule.private or (rule.id == SIDE_BY_SIDE and not self._speak_openly()),
            "times": times,
            "since": run["since"] if run else self.told["on"],
        }

    def _cases(
        self, cases: Sequence[Case], ways: Sequence[Context], prefix: str
    ) -> list[str] | None:
        """The fields the cases that hold rest on; None when none holds."""
        holding = [case for case in cases if self._holds_somehow(case.condition, ways)]
        if not holding:
            return None
        return [name for case in holding for name in self._named(case, prefix)]

    def _named(self, case: Case, prefix: str) -> Iterator[str]:
        for written in case.because:
            for name in self.because[written[1:]] if written[0] == "@" else [written]:
                yield name.replace("{p}", prefix)

    def _grounds(self, rule: Rule, ways: Sequence[Context], prefix: str) -> Iterator[str]:
        """What a reply to a rule is given for now: the fields its cases rest on; where a call is due, each choice among
        several; each entry with what it is said to be; a number that was checked. Stamped, since a reply may be read where
        they may not.
        """
        for case in rule.when:
            if not self._holds_somehow(case.condition, ways):
                continue
            for name in self._named(case, prefix):
                if case.tells:
                    yield from self._entries(case, name, ways[0])
                elif rule.severity is Severity.STOP_ACT:
                    yield from self._choices(case, name, ways[0], prefix) or [name]
                elif rule.by_value:
                    yield f"{name}~{replying.stamp(str(self.told['values'].get(name)))}"
                else:
                    yield name

    def _entries(self, case: Case, group: str, context: Context) -> Iterator[str]:
        for row_id, row in zip(self.told["row_ids"][group], context[group], strict=True):
            if self._holds(case.condition, {**context, group: [row]}):
                what = row[case.tells]
                stamp = replying.stamp(f"{row_id}/{what}")
                yield case.before if what is None else f"{group}~{stamp}"

    def _choices(self, case: Case, name: str, context: Context, prefix: str) -> list[str]:
        """Each choice with which alone the case would hold, whoever said so."""
        values = (self.told["values"].get(name), *self.told["heard"].get(name, ()))
        choices = [one for value in values if isinstance(value, list) for one in value]
        alone = other_ways(context, {name: [[one] for one in choices]}, prefix)
        return [
            f"{name}~{replying.stamp(one)}"
            for one, way in zip(choices, alone, strict=True)
            if self._holds(case.condition, way)
        ]

    def _holds(self, expression: str, context: Context) -> bool:
        return self.book.holds(expression, context)

    def _holds_somehow(self, expression: str, ways: Sequence[Context]) -> bool:
        return any(self._holds(expression, context) for context in ways)

    def _speak_openly(self) -> bool:
        """Whether the indicators that hide nothing would do: else the rule that lists them tells that there are others."""
        open_ = [one for one in self.indicators if not one["private"]]
        return speak(open_, self.facts["indicators_from"])

    def _fired(self, rule_id: str) -> bool:
        return any(one["rule"] == rule_id for one in self.findings)

    def _without_call(self, finding: Finding) -> bool:
        """Whether a STOP-ACT has neither the time of a call nor an exception."""
        rule = self.book.by_id[finding["rule"]]
        if finding["answered"] in ("excepted", "called"):
            return False
        calls = (
            [rule.call.replace("{p}", prefix) for prefix in finding["about"]]
            if rule.each_parent
            else [rule.call]
        )
        if rule.id == "R01" and self.facts["excepted_in_form"]:
            return False
        return not all(call in self.told["values"] for call in calls)

    # -- indicators

    def _indicator(self, one: Indicator) -> Present | None:
        contexts = (
            [(each.prefix, {**self.then, "parent": each.block}) for each in self.parents_then]
            if one.each_parent
            else [("", self.then)]
        )
        because: list[str] = []
        strong = False
        for prefix, context in contexts:
            ways = _ways(context, self.heard, prefix)
            found = self._cases(one.when, ways, prefix)
            if found is None:
                continue
            because += found
            strong |= bool(one.strong_if) and self._holds_somehow(one.strong_if, ways)
        if not because:
            return None
        return {
            "id": one.id,
            "weight": "strong" if strong else one.weight,
            "because": list(dict.fromkeys(because)),
            "private": one.private,
        }

    def _to_reply(self) -> list[str]:
        listed = {one["id"] for one in self.indicators} | replies_in(self.told).keys()
        return [one.id for one in self.book.indicators if one.id in listed]

    def _reply_to(self, indicator: str) -> str | None:
        return replies_of(self.past, self.told).get(indicator)


def _ways(context: Context, heard: Mapping[str, Sequence[Any]], prefix: str) -> list[Context]:
    """The context as it was answered, then as further sources say."""
    return [context, *other_ways(context, heard, prefix)]


def speak(indicators: Sequence[Present], count: int) -> bool:
    """Whether these would make the universal level a question: a strong one, or so many that are not all offers of help."""
    weights = [one["weight"] for one in indicators]
    return "strong" in weights or (
        len(weights) >= count and any(weight != "support" for weight in weights)
    )


SIDE_BY_SIDE = "R11"
"""The rule that lists the indicators."""
ABOUT = {"R13": "without_icon", "R23": "unmet", "R27": "awaiting"}
"""Whom a finding names that is not about a parent block: a list among the facts' `who`."""


def _rank(finding: Finding) -> int:
    return ORDER.index(Severity(finding["severity"]))


def _own(prefix: str, links: Sequence[str]) -> list[str]:
    return [name[len(prefix) + 1 :] for name in links if name.startswith(f"{prefix}_")]


def _blocks_in(latest: Mapping[str, Any]) -> list[str]:
    return [name.removesuffix("_involvement") for name in latest if name.endswith("_involvement")]


def replies_of(past: Past, told: Said) -> dict[str, str]:
    """The latest reply to each indicator."""
    return {**past["replies"], **replies_in(told)}


def replies_in(told: Said) -> dict[str, str]:
    """What this visit replies to each indicator."""
    return {
        str(one.get("to") or one.get("indicator")): str(one["reply"])
        for one in told["values"].get("indicators_reply") or ()
    }


# -- remembering --------------------------------------------------------------------------------------------------------


def remember(past: Past, told: Said, child: ChildKnown, judged: _Judging) -> Past:
    """The past with this visit in it."""
    values, on, facts = told["values"], told["on"], judged.facts
    move = move_of(told, child, past["home"])
    before = past["move"]
    if move is not None and before is not None and same_move(before, move):
        move = {**move, "settled": before["settled"] or move["settled"]}
    elif move is None and before is not None:
        move = {**before, "settled": before["settled"] or handed_over(told)}
    fired = {one["rule"]: one for one in judged.findings}
    texts = texts_of(told)
    # By the next visit the block of a further carer may be about somebody else.
    persons = {
        block: those[0]
        for block, those in whom(past, told, child).items()
        if those and block in FURTHER
    }
    short = {name: value for name, value in values.items() if not _long(name, value, texts)}
    return {
        "contacts": [*past["contacts"], contact_of(told)],
        "latest": {**past["latest"], **short},
        "heard": judged.heard,
        "verified": {**past["verified"], **told["verified"]},
        "links": links_of(past, told),
        "claims": [*past["claims"], *claims_of(told)],
        "home": home_of(told) or past["home"],
        "household": {
            persons.get(key, key): member for key, member in household_of(past, told, child).items()
        },
        "partners": partners_of(past, told),
        "icon": sorted(persons.get(one, one) for one in icon_of(past, told, child)),
        "measured": [*past["measured"], *measured_in(told)],
        "shares": shares_of(told, past["shares"]),
        "texts": {**past["texts"], **texts},
        "from_elsewhere": past["from_elsewhere"]
        or facts["records_unread"]
        or from_elsewhere(values),
        "records_asked": past["records_asked"] or "records_read" in values,
        "records_read": past["records_read"] or records_read(values),
        "move": move,
        "not_asked": not_asked_runs(past, told),
        "father_unseen": facts["father_unseen"],
        "father_met": facts["father_met"],
        "father_unmet": facts["second_parent_unmet"],
        "second_parent_seen_on": on
        if values.get("father_seen") in SEEN
        else past["second_parent_seen_on"],
        "sleep_space_unseen": facts["sleep_space_unseen"],
        "heard_on": heard_on(past, told),
        "baby_seen_on": on if values.get("baby_seen") in BABY else past["baby_seen_on"],
        "runs": _runs(past, told, fired),
        "ever": sorted({*past["ever"], *fired}),
        "replies": replies_of(past, told),
        "must_see": judged.next.codes,
        "level": str(values["level_need"]) if values.get("level_need") else past["level"],
        "growth_confirmed": facts["growth_confirmed"],
    }


def _long(name: str, value: Any, texts: Mapping[str, Any]) -> bool:
    """A narrative is remembered as a text of its field only, and only what was seen or told."""
    return isinstance(value, str) and (name in texts or len(value) > 160)


# A contact that could not show it neither continues nor breaks a row of "not seen awake and undressed".
SHOWS = {"R09": ("baby_seen", "baby_undressed", "skin_check")}


def _runs(past: Past, told: Said, fired: Mapping[str, Finding]) -> dict[str, Run]:
    runs: dict[str, Run] = {
        rule: {"times": one["times"], "since": one["since"]} for rule, one in fired.items()
    }
    for rule, shown_by in SHOWS.items():
        if rule in fired or rule not in past["runs"]:
            continue
        judged = told["values"].get("contact_mode") not in ("video", "telephone")
        if not judged or not any(name in told["values"] for name in shown_by):
            runs[rule] = past["runs"][rule]
    return runs
