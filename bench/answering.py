"""How the form and its peers are measured: the same scripts, run in the page of each."""

from __future__ import annotations

from dataclasses import dataclass, field
from operator import itemgetter
from typing import Any

from playwright.sync_api import Page

ROUNDS = 7
ANSWERS = 60
TURNS = 4
FEW, MANY = 1, 50
BEGAN = itemgetter("ts")
TASK = "ThreadControllerImpl::RunTask"

DRAWN = """async ([press, ready]) => {
  const start = performance.now();
  document.querySelector(press).click();
  while (!document.querySelector(ready)) await new Promise((done) => requestAnimationFrame(done));
  await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  return performance.now() - start;
}"""
"""Milliseconds from a tap until the next screen stands and the processor is free again."""

LOADED = """async (ready) => {
  const waits = () => document.readyState === "loading" || !document.querySelector(ready);
  while (waits()) await new Promise((done) => requestAnimationFrame(done));
  await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  return performance.now();
}"""
"""Milliseconds since the navigation began. While a page is being read, its last form is whichever has come by then."""

GIVEN = """async ([controls, values, rounds]) => {
  const rest = () => new Promise((done) => setTimeout(done, 150));
  for (let round = 0; round < rounds; round++) {
    const control = document.querySelector(controls[round % controls.length]);
    await rest();
    performance.mark("answer");
    if (values.length) {
      control.value = values[round % values.length];
      control.dispatchEvent(new Event("input", { bubbles: true }));
      control.dispatchEvent(new Event("change", { bubbles: true }));
    } else control.click();
    await rest();
    performance.mark("answered");
  }
}"""
"""Gives answers, and marks in the browser's trace where each begins and where all that follows from it is over."""

TRACED = ["toplevel", "blink.user_timing"]
"""Tasks and marks. Each further kind of event costs time in what is measured."""

ROWS = """async ([row, add, count]) => {
  const settled = () => new Promise((done) => setTimeout(done, 60));
  const rows = () => document.querySelectorAll(row);
  while (rows().length < count) {
    const before = rows().length;
    document.querySelector(add).click();
    await settled();
    [...rows()].at(-1).querySelector("input[type=radio][value=in_person]").click();
    while (rows().length !== before + 1) await settled();
    await settled();
  }
  for (const one of rows()) one.toggleAttribute("data-newest", one === [...rows()].at(-1));
}"""
"""Adds rows of a repeat group, each with one answer; marks the last with `data-newest`."""


NEWEST = "[data-newest] input[type=radio]"


@dataclass(frozen=True)
class Blocking:
    """Of each answer its longest task, sorted, in milliseconds: by the clock, and the processor's time in it."""

    wall: list[float]
    cpu: list[float]


def p95(ordered: list[float]) -> float:
    """The 95th percentile of sorted figures."""
    return ordered[int(len(ordered) * 0.95)]


@dataclass(frozen=True)
class Asked:
    """A question on a page: controls that are tapped in turn, or a box into which these values are written."""

    page: Page
    controls: list[str]
    values: list[str] = field(default_factory=list)


def turn_about(*asked: Asked) -> list[Blocking]:
    """How long nothing else could run after the answers to each, which are given by turns: a machine that others use can be
    twice as fast a minute later.
    """
    turns = [[_answers(one, ANSWERS // TURNS) for one in asked] for _ in range(TURNS)]
    return [_together(parts) for parts in zip(*turns, strict=True)]


def _together(parts: tuple[Blocking, ...]) -> Blocking:
    return Blocking(
        sorted(one for part in parts for one in part.wall),
        sorted(one for part in parts for one in part.cpu),
    )


def _answers(asked: Asked, count: int) -> Blocking:
    """How long nothing else could run after so many answers.

    It is read from the browser's own trace of an otherwise idle page: a loop in the page that asks all the time whether it
    may run adds to every answer what it costs itself, up to 11 ms at the 95th percentile.
    """
    page = asked.page
    page.wait_for_selector(asked.controls[0])
    events: list[dict[str, Any]] = []
    session = page.context.new_cdp_session(page)
    session.on("Tracing.dataCollected", lambda sent: events.extend(sent["value"]))
    what = {"includedCategories": TRACED, "excludedCategories": ["*"]}
    session.send("Tracing.start", {"transferMode": "ReportEvents", "traceConfig": what})
    page.evaluate(GIVEN, [asked.controls, asked.values, count])
    over: list[object] = []
    session.on("Tracing.tracingComplete", lambda sent: over.append(sent))
    session.send("Tracing.end")
    while not over:
        page.wait_for_timeout(50)
    session.detach()
    return _longest(events)


def _whole(event: dict[str, Any]) -> bool:
    """A task that had ended when the trace did."""
    return event["name"] == TASK and event["ph"] == "X"


def _longest(events: list[dict[str, Any]]) -> Blocking:
    """The longest task between each answer's two marks, on their thread. One under way at a mark counts from it on."""
    marks = [one for one in events if one["cat"].startswith("blink.user_timing")]
    marks = sorted((one for one in marks if one["name"] in {"answer", "answered"}), key=BEGAN)
    thread = marks[0]["pid"], marks[0]["tid"]
    tasks = sorted(
        (one for one in events if _whole(one) and (one["pid"], one["tid"]) == thread),
        key=BEGAN,
    )
    wall, cpu = [], []
    for begun, over in zip(marks[::2], marks[1::2], strict=True):
        assert (begun["name"], over["name"]) == ("answer", "answered")
        share = [
            (one, min(one["ts"] + one["dur"], over["ts"]) - max(one["ts"], begun["ts"]))
            for one in tasks
            if one["ts"] + one["dur"] > begun["ts"] and one["ts"] < over["ts"]
        ]
        wall.append(max(took for _, took in share) / 1000)
        # A few short tasks come without the processor's time.
        cpu.append(
            max(one.get("tdur", 0) * took / max(one["dur"], 1) for one, took in share) / 1000
        )
    return Blocking(sorted(wall), sorted(cpu))
