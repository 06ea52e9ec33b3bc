"""One visitor, two tabs of one browser, and nothing that keeps them from sending at once."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Callable
from threading import Event
from typing import Any

import pytest
from playwright.sync_api import Route, expect

from tests.journeys.service import Service, wait_until
from tests.journeys.tablet import Tablet

NO_LOCKS = "Object.defineProperty(Navigator.prototype, 'locks', {get: () => undefined});"
PUSH = "**/api/v1/sync/push"
WEIGHT = "What does baby weigh?"
SEEN = "Did you see baby?"
UNDRESSED = "Was baby undressed for you to look?"
OBSERVED = "What did baby do? How did baby look and sound?"


def stored(service: Service) -> tuple[list[tuple[Any, int]], dict[str, Any]]:
    """Device and number of each change the service holds, and the answers of the one visit there is."""
    database = sqlite3.connect(service.database_url.removeprefix("sqlite:///"))
    numbers = database.execute("select device_id, device_seq from changes").fetchall()
    ((answers,),) = database.execute("select answers from visits").fetchall()
    database.close()
    return numbers, json.loads(answers)


@pytest.mark.faults(36)
def test_two_tabs_write_and_send_at_once_without_locks(
    tablets: Callable[..., Tablet], service: Service
) -> None:
    left = tablets()
    left.is_set_up()
    assert left.context is not None
    left.context.add_init_script(NO_LOCKS)
    left.page.reload()
    left.unlocks()
    left.opens_the_child()
    left.starts_a_visit()
    left.opens_section("Feeding and growth")
    left.sees_sent()
    right = left.in_another_tab()
    right.is_let_in()
    right.opens_the_visit()
    right.opens_section("Baby seen today")
    for tab in (left, right):
        assert tab.page.evaluate("navigator.locks === undefined")

    # Both write, and both send: each request is under way before either has arrived.
    on_the_way: list[Route] = []
    left.context.set_offline(True)
    arrive = Event()
    left.context.route(
        PUSH, lambda one: one.continue_() if arrive.is_set() else on_the_way.append(one)
    )
    left.answers(WEIGHT, "4120")
    right.answers(SEEN, "Yes, awake")
    right.types(OBSERVED, "Pink, looked at Petra")
    for tab in (left, right):
        tab.sees_saved(sent=False)
    with left.page.expect_request(PUSH), right.page.expect_request(PUSH):
        left.context.set_offline(False)
    # While they travel, one of them goes on, and the other takes back what it said.
    right.types(OBSERVED, " and smiled.")
    left.opens_section("Baby seen today")
    left.answers(SEEN, "Only asleep")
    left.answers(UNDRESSED, "Yes, fully")
    arrive.set()
    assert len(on_the_way) >= 2
    for request in on_the_way:
        request.continue_()

    for tab in (left, right):
        tab.goes_to_waiting()
        tab.sees_everything_sent()
        tab.sees("Nothing is waiting.")
    # Her last answer may have been written after a page said so, and comes with the next sending.
    wait_until(lambda: "baby_undressed" in stored(service)[1])
    numbers, answers = stored(service)
    assert len(numbers) == len(set(numbers)), "a change was stored twice"
    assert answers["weight_g"]["value"] == 4120
    assert answers["baby_seen"]["value"] == "asleep_only"
    assert answers["baby_undressed"]["value"] == "fully"
    assert answers["baby_observed"]["value"] == "Pink, looked at Petra and smiled."
    assert not [key for key, state in answers.items() if state["cands"]], "she contradicts herself"
    for tab in (left, right):
        tab.goes_to_today()
        tab.opens_the_visit()
        tab.opens_section("Baby seen today")
        tab.sees_answer(SEEN, "Only asleep")
        tab.sees_answer(OBSERVED, "Pink, looked at Petra and smiled.")


def test_the_caret_of_a_tab_she_has_left_keeps_nothing_out(tablets: Callable[..., Tablet]) -> None:
    left = tablets()
    left.is_set_up()
    left.opens_the_child()
    left.starts_a_visit()
    left.opens_section("Baby seen today")
    left.answers(SEEN, "Yes, awake")
    left.types(OBSERVED, "Pink")
    left.sees_saved()
    right = left.in_another_tab()
    right.is_let_in()
    right.opens_the_visit()
    right.opens_section("Baby seen today")
    right.types(OBSERVED, " and warm")
    right.sees_saved()

    # Here every page takes itself for the one that is looked at.
    right.page.evaluate("document.hasFocus = () => false")
    left.leaves_and_comes_back("Baby seen today")
    left.sees_answer(OBSERVED, "Pink and warm")
    left.types(OBSERVED, ", awake")
    left.sees_saved()
    right.sees_answer(OBSERVED, "Pink and warm, awake")
    right.page.evaluate("delete document.hasFocus")
    right.types(OBSERVED, " and smiled.")
    right.sees_saved()

    for tab in (left, right):
        tab.goes_to_today()
        tab.opens_the_visit()
        tab.opens_section("Baby seen today")
        tab.sees_answer(OBSERVED, "Pink and warm, awake and smiled.")


def test_an_entry_that_comes_while_she_picks_moves_no_other(tablet: Tablet) -> None:
    """In one tab the focus is at an entry a view may rest on; the other writes down one that stands before it."""
    tablet.opens_the_child()
    tablet.starts_a_visit()
    tablet.opens_section("Baby seen today")
    tablet.answers(SEEN, "Yes, awake")
    tablet.opens_section("My view")
    working = tablet.question("What is working for baby, and what shows it?")
    working.get_by_role("button", name=re.compile("^Write it now")).click()
    picked = working.locator("[id$='--rests-on--baby_seen']")
    picked.focus()
    entries = working.get_by_role("checkbox")
    before = entries.count()

    other = tablet.in_another_tab()
    other.is_let_in()
    other.opens_the_visit()
    other.opens_section("Where baby lives and sleeps")
    other.answers("Who does baby live with?", "Both parents")
    expect(entries).to_have_count(before + 1)
    tablet.page.keyboard.press("Space")
    expect(picked).to_be_checked()
