"""How long all safety rules take after one answer, in Chromium with the processor slowed four times.

A child with forty visits; the present visit has every question answered; one answer changes. Measured is what the tablet
does then: reading the visit, every fact, every condition, must-see-next. Earlier visits are folded once, when it is opened.
"""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import Any, NamedTuple

import forms
from bench.slowed import slowed
from bench.tablet import THROTTLE
from forms.derived.browser_bundle import bundle
from tests.safety.histories import history, visit

VISITS, ROUNDS = 40, 200

PAGE = """<!doctype html><meta charset="utf-8"><script type="module">
import { BOOK, fold, resultOf, said } from "./rules.js";
window.measure = (definition, child, visits, present, on, rounds) => {
  const told = visits.map((one) => said(definition, one.answers, one.on));
  const began = performance.now();
  const past = fold(BOOK, told, child);
  const folding = performance.now() - began;
  const took = [];
  for (let round = 0; round < rounds; round += 1) {
    present.weight_g = { value: 4000 + round, kind: "O" };
    const start = performance.now();
    resultOf(BOOK, past, said(definition, present, on), child);
    took.push(performance.now() - start);
  }
  return { folding, took };
};
window.ready = true;
</script>"""


class Speed(NamedTuple):
    """Milliseconds: the middle and the 95th of all rules after an answer; folding forty visits once."""

    middle: float
    p95: float
    folding: float


def case() -> dict[str, Any]:
    """A child, forty earlier visits, and a visit with every answer given."""
    chance = Random("rules")
    child = history(chance)["child"] | {"dob": "2026-01-01"}
    day = date(2026, 1, 10)
    visits = []
    for _ in range(VISITS):
        visits.append({"answers": visit(chance, day), "on": day.isoformat()})
        day += timedelta(days=9)
    fullest = max((visit(chance, day) for _ in range(20)), key=len)
    return {"child": child, "visits": visits, "present": fullest, "on": day.isoformat()}


def measure() -> Speed:
    """Build the rules as the tablet gets them and let Chromium judge."""
    one = case()
    with slowed("static/js/rules/index.js", "rules.js", PAGE) as (page, _):
        found = page.evaluate(
            "([definition, one, rounds]) => window.measure(definition, one.child, one.visits, one.present, one.on, rounds)",
            [bundle(forms.current()), one, ROUNDS],
        )
    took = sorted(found["took"])
    return Speed(took[len(took) // 2], took[int(len(took) * 0.95)], found["folding"])


def rows() -> list[tuple[str, str, str]]:
    """The scoreboard line: (what, measured, target)."""
    found = measure()
    return [
        (
            f"     all rules after an answer, {VISITS} earlier visits, tablet, {THROTTLE}x",
            f"{found.middle:.1f} ms, p95 {found.p95:.1f}; {found.folding:.0f} ms once, when a visit is opened",
            "<= 5 ms",
        )
    ]
