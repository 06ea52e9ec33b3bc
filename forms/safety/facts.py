"""What a condition cannot work out by itself: claims that disagree, carers without ICON, runs, ages, working days.

Each function is pure and speaks of one thing. `facts_of` puts them together. Twin: `static/js/rules/facts.js`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from forms.blocks import FURTHER
from forms.safety.child import ChildKnown, council_of
from forms.safety.dates import day_of, days_between, months_later, more_working_days
from forms.safety.measured import baby_of, growth_facts
from forms.safety.past import (
    ALONE,
    CLAIM_DAYS,
    NO_ACCESS,
    REGULAR,
    SEEN,
    SERVICE_PLACES,
    Claim,
    Contact,
    Member,
    Move,
    Past,
    Share,
    blocks_of,
    claims_of,
    enquiry_of,
    face_to_face,
    household_of,
    icon_of,
    shares_of,
    texts_of,
)
from forms.safety.replying import excepted_in_form
from forms.safety.said import Said
from forms.wording import check
from forms.wording.signs import copied_share, reassures

MISSED_DAYS = 90
LEVELS = ("universal", "targeted", "specialist")
MOVES = frozenset({"moved_since_last_contact", "planned_other_area", "one_parent_moving"})
STILL_TO_COME = frozenset({"planned_other_area", "one_parent_moving"})
HANDED_OVER = frozenset({"start_out", "start_in", "parent_moving_separately"})
BABY = frozenset({"awake", "asleep_only"})
ASKED_OTHERS = frozenset({"advice_sought", "referral_to_childrens_social_care", "emergency_action"})

Facts = dict[str, Any]
Because = dict[str, list[str]]


# -- where baby is ------------------------------------------------------------------------------------------------------


def disagreeing(claims: Sequence[Claim], on: str) -> list[Claim]:
    """The claims of the last 90 days that contradict one from another source, about the same person.

    Of each source only its latest word counts, so that a family that moved does not contradict itself.
    """
    known = [one for one in claims if (days_between(one["on"], on) or 0) <= CLAIM_DAYS]
    newest: dict[tuple[str, str, bool], str] = {}
    for one in known:
        place = (one["about"], one["source"], one["says"] == "carers")
        newest[place] = max(newest.get(place, ""), one["on"])
    standing = [
        one
        for one in known
        if one["on"] == newest[one["about"], one["source"], one["says"] == "carers"]
    ]
    return [
        one
        for one in standing
        if any(
            other["about"] == one["about"]
            and other["source"] != one["source"]
            and contradicts(one, other)
            for other in standing
        )
    ]


def contradicts(one: Claim, other: Claim) -> bool:
    """Whether two claims about the same person cannot both hold. To sleep somewhere now and then contradicts nothing."""
    if "carers" in (one["says"], other["says"]):
        return one["says"] == other["says"] and one["where"] != other["where"]
    if one["says"] == other["says"] == "there":
        return one["where"] != other["where"]
    return one["says"] != other["says"] and one["where"] == other["where"]


def move_of(told: Said, child: ChildKnown, home: str) -> Move | None:
    """The move between areas, or of one parent, that this visit speaks of; None for none."""
    values = told["values"]
    plan, changed = values.get("move_plan"), values.get("residence_changed")
    because = []
    if plan in MOVES:
        because.append("move_plan")
    if changed is not None and changed != "no_change":
        because.append("residence_changed")
    visited = str(values.get("visit_address") or "")
    here, there = council_of(child, visited), council_of(child, home)
    elsewhere = bool(here and there and here != there)
    if elsewhere and values.get("contact_place") not in SERVICE_PLACES:
        because.append("visit_address")
    if not because:
        return None
    happened = plan == "moved_since_last_contact" or changed not in (None, "no_change", "planned")
    return {
        "on": told["on"],
        "date": str(values.get("move_date") or ""),
        "address": visited if because == ["visit_address"] else "",
        "planned": (plan in STILL_TO_COME or changed == "planned") and not happened,
        "settled": handed_over(told),
        "because": because,
    }


def handed_over(told: Said) -> bool:
    """Whether a transfer was opened at this visit, or it was said why none is needed."""
    values = told["values"]
    return values.get("transfer_start") in HANDED_OVER or "no_handover_why" in values


def same_move(before: Move | None, now: Move) -> bool:
    """Whether a move was recorded before: it fires once. While one is open, what is recorded is that one."""
    if before is None:
        return False
    if not before["settled"]:
        return True
    if before["date"] and now["date"]:
        return before["date"] == now["date"]
    if before["address"] or now["address"]:
        return before["address"] == now["address"]
    return before["planned"]


# -- people -------------------------------------------------------------------------------------------------------------


def still_said(
    household: Mapping[str, Member], told: Said, latest: Mapping[str, Any]
) -> Mapping[str, Any]:
    """The latest answers without what earlier visits say in the block of a further carer who was ended in the household:
    it may be closed with that, and nobody could say so there.
    """
    ended = tuple(f"{key}_" for key in FURTHER if key in household and not household[key]["rows"])
    return {
        name: value
        for name, value in latest.items()
        if name in told["values"] or not name.startswith(ended)
    }


def carers_of(household: Mapping[str, Member], latest: Mapping[str, Any]) -> list[str]:
    """Everybody who looks after baby: alone now and then, or as a parent who lives with baby or sees it regularly."""
    parents = [
        name.removesuffix("_involvement")
        for name, value in latest.items()
        if name.endswith("_involvement") and value in REGULAR
    ]
    alone = [key for key, member in household.items() if member.get("cares") in ALONE]
    order = ["mother", "father"]
    found = sorted({*parents, *alone})
    return [key for key in order if key in found] + [key for key in found if key not in order]


def sleeping_here(household: Mapping[str, Member], latest: Mapping[str, Any]) -> int:
    """How many people live at the address visited by the household rows and the parents' own answers; baby is one."""
    there = {key for key, member in household.items() if member.get("lives_here") == "yes"}
    there |= {
        name.removesuffix("_lives_with_baby")
        for name, value in latest.items()
        if name.endswith("_lives_with_baby") and value == "yes"
    }
    return len(there) + 1


def never_met(household: Mapping[str, Member], cares: frozenset[str]) -> list[str]:
    """Who looks after baby so and was recorded as not seen, and never as seen."""
    return sorted(
        key
        for key, member in household.items()
        if member.get("cares") in cares and member.get("unmet") and not member.get("met")
    )


# -- time ---------------------------------------------------------------------------------------------------------------


def unconfirmed(
    shares: Sequence[Share], as_of: str, days: int, holidays: Sequence[str], times: int = 1
) -> list[Share]:
    """What the receiver should have confirmed by now: after so many working days, a referral the same day; or after `times`
    as long.
    """
    return [
        one
        for one in shares
        if (
            (days_between(one["on"], as_of) or 0) >= times
            if one["referral"]
            else more_working_days(one["on"], as_of, holidays, times * days)
        )
    ]


def heard_on(past: Past, told: Said) -> str | None:
    """The latest day on which another agency told us something, from the log of what was shared."""
    days = [
        day_of(row.get("sh_when")) or told["on"]
        for row in told["rows"].get("share", ())
        if row.get("sh_direction") == "we_received"
    ]
    return max(filter(None, [past["heard_on"], *days]), default=None)


def taken_further(told: Said) -> bool:
    """Whether this visit says that it was taken further: advice, referral, supervision soon, or another team."""
    values = told["values"]
    return (
        values.get("safeguarding_decision") in ASKED_OTHERS
        or values.get("supervision") in ("within_5_working_days", "same_day_advice")
        or any(
            row.get("act_status") == "passed_to_other_team"
            for row in told["rows"].get("action", ())
        )
    )


def contact_of(told: Said) -> Contact:
    """What R26 counts of a visit."""
    values = told["values"]
    return {
        "on": told["on"],
        "missed": int(values.get("wnb_count") or 0),
        "no_access": values.get("access_outcome") in NO_ACCESS,
    }


# -- together -----------------------------------------------------------------------------------------------------------


def latest_of(past: Past, told: Said) -> dict[str, Any]:
    """The latest recorded answer of each field, from this or an earlier visit."""
    return {**past["latest"], **told["values"]}


def heard_of(past: Past, told: Said) -> dict[str, list[Any]]:
    """The latest words of further sources on each field. A new answer from the first does not take them back: who saw
    something stays heard until somebody beside her is heard again.
    """
    return {**past["heard"], **told["heard"]}


def links_of(past: Past, told: Said) -> list[str]:
    """What the latest worries rest on, as field ids."""
    return told["basis"].get("worries", []) if "worries" in told["values"] else past["links"]


def facts_of(
    past: Past,
    told: Said,
    child: ChildKnown,
    as_of: str,
    numbers: Mapping[str, int],
    settings: Mapping[str, Any],
    *,
    wording: bool = True,
) -> tuple[Facts, Because]:
    """Every fact the rules ask for, and for each the fields it rests on.

    `as_of` ages what is open; everything else is as at the contact. `settings`: `non_mobile`, `bank_holidays`, `bands`.
    Without `wording` no text is read: enough for remembering an earlier visit.
    """
    values, on = told["values"], told["on"]
    latest = latest_of(past, told)
    because: Because = {}
    baby = baby_of(child, latest)
    born = baby.born.isoformat() if baby else None
    age = days_between(born, on)

    claims = [*past["claims"], *claims_of(told)]
    at_odds = disagreeing(claims, on)
    sources = {one["source"] for one in at_odds}
    because["claims"] = sorted(
        {one["field"] for one in claims_of(told) if one["source"] in sources}
        or {one["field"] for one in at_odds}
    )
    household = household_of(past, told, child)
    reached = icon_of(past, told, child)
    still = still_said(household, told, latest)
    carers = carers_of(household, still)
    without = [key for key in carers if key not in reached]
    because["carers"] = _carers_because(household, without)

    move = move_of(told, child, past["home"])
    new = move is not None and not same_move(past["move"], move)
    standing = past["move"] is not None and not past["move"]["settled"]
    because["move"] = (
        move["because"] if move else list(past["move"]["because"]) if past["move"] else []
    )

    contacts = [*past["contacts"], contact_of(told)]
    recent = [one for one in contacts if (days_between(one["on"], on) or 0) <= MISSED_DAYS]
    missed_on = [one["on"] for one in recent if one["missed"] or one["no_access"]]
    heard = heard_on(past, told)
    seen_on = on if values.get("baby_seen") in BABY else past["baby_seen_on"]
    unsight = days_between(seen_on or born, as_of)
    shares = shares_of(told, past["shares"])

    def waiting(day: str, times: int) -> list[Share]:
        days, holidays = numbers["days_to_confirm"], settings["bank_holidays"]
        return unconfirmed(shares, day, days, holidays, times)

    awaiting, late = waiting(as_of, 1), waiting(as_of, 2)
    growth = growth_facts(told, past["measured"], baby, settings["bands"])
    first_lapse = past["runs"].get("R09", {"times": 0, "since": ""})["times"]
    read = past["records_read"] or records_read(values)
    elsewhere = past["from_elsewhere"] or from_elsewhere(values)
    early = bool(
        (baby and baby.gestation_days is not None and baby.gestation_days < 37 * 7)
        or (baby and baby.birth_weight_g is not None and baby.birth_weight_g < 2500)
    )
    unowned = [one for one in values.get("unknowns") or () if not str(one["owner"]).strip()]

    facts: Facts = {
        **numbers,
        "indicators_from": numbers["indicators"],
        "injury_days": 7 * numbers["injury_weeks"],
        "non_mobile": list(settings["non_mobile"]),
        "age_days": age,
        "under_one": born is not None and on < months_later(born, 12),
        "under_six_months": born is not None and as_of < months_later(born, 6),
        "claims_disagree": bool(at_odds),
        "father_unseen": past["father_unseen"] + 1
        if values.get("father_seen") == "not_seen"
        else 0,
        "father_met": past["father_met"] or values.get("father_seen") in SEEN,
        "father_involved": latest.get("father_involvement"),
        "face_to_face": face_to_face(told),
        "unseen_before": first_lapse,
        "level_lowered": _lowered(past["level"], values.get("level_need")),
        "level_evidence": told["level_evidence"],
        "carers": len(carers),
        "carers_without_icon": len(without),
        "move_is_new": new,
        "move_stands": standing,
        "records_unread": elsewhere
        and not read
        and (past["records_asked"] or "records_read" in values),
        "people_here": sleeping_here(household, still),
        "unmet_regular": len(never_met(household, frozenset({"alone_regularly"}))),
        "unmet_alone": len(_adults(household, never_met(household, ALONE))),
        "unlinked_views": len(told["unlinked"]),
        "unowned_unknowns": len(unowned),
        "missed": sum(one["missed"] + one["no_access"] for one in recent),
        "no_access": sum(one["no_access"] for one in recent),
        "days_without_baby": unsight,
        "may_close": values.get("baby_seen") in BABY
        or taken_further(told)
        or bool(heard and missed_on and heard >= min(missed_on)),
        "unconfirmed": len(awaiting),
        "late": len(late),
        "late_since": len(awaiting) + len(late) - len(waiting(on, 1)) - len(waiting(on, 2)),
        "leaks": len(told["leaks"]),
        "online": told["online"],
        "handed_over": handed_over(told),
        "action_today": any(
            days_between(on, day_of(row.get("act_due"))) in (0, 1) and row.get("act_what")
            for row in told["rows"].get("action", ())
        ),
        "excepted_in_form": excepted_in_form(told),
        "early_or_small": early,
        "sleep_space_unseen": sleep_space_unseen(past, values),
        "worries_links": links_of(past, told),
        "growth_confirmed": past["growth_confirmed"],
        **growth,
    }
    because["missed"] = [name for name in ("access_outcome", "wnb_count") if name in values] or [
        "access_outcome"
    ]
    because["measured"] = [name for name in ("weight_g", "head_cm", "length_cm") if name in values]
    because["views"] = sorted(told["unlinked"])
    because["leaks"] = ["safe_summary", *told["leaks"]]
    facts["who"] = {
        "carers": carers,
        "without_icon": without,
        "unmet": never_met(household, ALONE),
        "awaiting": [one["agency"] for one in awaiting],
        "late": [one["agency"] for one in late],
    }
    facts["second_parent_unmet"] = second_parent_unmet(past, told, facts, numbers)
    facts["not_asked_runs"] = max(not_asked_runs(past, told).values(), default=0)
    facts |= (
        _wording(past, told, because)
        if wording
        else {"reassured": False, "opinions": 0, "copied": 0}
    )
    return facts, because


def _carers_because(household: Mapping[str, Member], carers: Sequence[str]) -> list[str]:
    found = {"icon"} if carers else set()
    for key in carers:
        if household.get(key, {}).get("cares") in ALONE:
            found.add("household")
        else:
            found.add(f"{key}_involvement")
    return sorted(found)


def _adults(household: Mapping[str, Member], keys: Sequence[str]) -> list[str]:
    def young(key: str) -> bool:
        age = household[key].get("age")
        return isinstance(age, int) and age < 18

    return [key for key in keys if not young(key)]


def from_elsewhere(values: Mapping[str, Any]) -> bool:
    moved = {"moved_area", "changed_provider"} & set(values.get("booking_history") or ())
    return values.get("contact_type") == "movement_in" or bool(moved)


def _lowered(before: str | None, now: Any) -> bool:
    return before in LEVELS and now in LEVELS and LEVELS.index(str(now)) < LEVELS.index(str(before))


def records_read(values: Mapping[str, Any]) -> bool:
    """Whether this visit says that a record from elsewhere was read."""
    return bool({"previous_area", "maternity"} & set(values.get("records_read") or ()))


def sleep_space_unseen(past: Past, values: Mapping[str, Any]) -> bool:
    """Whether, by the latest visit that says so, the sleep space was left unseen where it had to be seen."""
    said = values.get("sleep_space_seen")
    if said is None:
        return past["sleep_space_unseen"]
    return said in ("not_seen", "declined") and values.get("contact_type") in (
        "new_birth",
        "six_to_eight_week",
    )


def _wording(past: Past, told: Said, because: Because) -> Facts:
    opinions = {one["field"] for one in told["texts"] if check(one["text"], one["kind"]).flag}
    copied = {
        name
        for name, texts in texts_of(told).items()
        if any(
            copied_share(text, before) for text in texts for before in past["texts"].get(name, ())
        )
    }
    because["opinions"], because["copied"] = sorted(opinions), sorted(copied)
    observed = told["values"].get("baby_observed")
    return {
        "reassured": observed is not None and reassures(observed),
        "opinions": len(opinions),
        "copied": len(copied),
    }


def parent_of(
    told: Said, prefix: str, names: Sequence[str], latest: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """A parent block as conditions see it: fields without their prefix, `null` unless recorded; with `latest`, the
    latest recorded answers instead of this visit's. `links` are the fields of the block the worries rest on.
    """
    values = told["values"] if latest is None else latest
    block: dict[str, Any] = {}
    for name in names:
        if name.endswith("__missing"):
            block[name] = told["missing"].get(f"{prefix}_{name.removesuffix('__missing')}")
        else:
            block[name] = values.get(f"{prefix}_{name}")
    block["da_asked"] = enquiry_of(told, prefix) if latest is None else block.get("da_asked")
    block["under_20"] = young_parent(values.get(f"{prefix}_dob"), told["on"])
    block["gad2_total"] = gad2_total(values, prefix)
    return block


def gad2_total(values: Mapping[str, Any], prefix: str) -> int | None:
    """The GAD-2 total of a parent block, 0 to 6; None unless both were answered. `values`: answers by field."""
    one, two = values.get(f"{prefix}_gad2_1"), values.get(f"{prefix}_gad2_2")
    return int(one) + int(two) if one is not None and two is not None else None


def not_asked_runs(past: Past, told: Said) -> dict[str, int]:
    """How often in a row each parent who was seen was not asked about abuse; a contact that says nothing is passed over."""
    runs = dict(past["not_asked"])
    for prefix in blocks_of(told):
        asked = enquiry_of(told, prefix)
        if asked is not None and told["values"].get(f"{prefix}_seen") in SEEN:
            runs[prefix] = runs.get(prefix, 0) + 1 if asked.startswith("not_asked") else 0
    return runs


def second_parent_unmet(past: Past, told: Said, facts: Facts, numbers: Mapping[str, int]) -> bool:
    """Whether, by the latest contact that says so, the second parent has not been met (R07)."""
    values = told["values"]
    if values.get("father_seen") is None:
        return past["father_unmet"]
    if values["father_seen"] != "not_seen" or facts["father_involved"] in (
        "deceased",
        "no_second_parent",
    ):
        return False
    if facts["father_involved"] == "identity_not_known" and "father_not_seen_why" in values:
        return False
    late = facts["age_days"] is not None and facts["age_days"] >= 7 * numbers["father_met_by_weeks"]
    return facts["father_unseen"] >= numbers["unseen_contacts"] or (
        late and not facts["father_met"]
    )


def young_parent(born: Any, on: str) -> bool:
    """Whether somebody born on that day is under twenty."""
    day = day_of(born)
    return day is not None and on < months_later(day, 240)
