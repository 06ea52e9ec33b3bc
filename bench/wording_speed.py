"""How long 500 words take in Chromium with the processor slowed four times: wall clock, and the thread's own time.

On a machine with other work the wall clock measures the others as well. The thread's own time (what the page's main thread
was given, slowing included) does not, but is only as fine as the browser reports it, so several notes are read at once.
"""

from __future__ import annotations

import json
from typing import NamedTuple

from bench.slowed import ROOT, slowed

ROUNDS, NOTES_A_ROUND = 40, 5

PAGE = """<!doctype html><meta charset="utf-8"><script type="module">
import { check, load } from "./wording.js";
const began = performance.now();
load();
window.loaded = performance.now() - began;
window.read = (texts) => {
  const start = performance.now();
  for (const text of texts) check(text);
  return performance.now() - start;
};
window.ready = true;
</script>"""


class Speed(NamedTuple):
    """Milliseconds for 500 words, the middle and the 95th of a hundred; loading once. `own`: the thread's own time."""

    middle: float
    p95: float
    own_middle: float
    own_p95: float
    loading: float


def notes() -> list[str]:
    """Notes of 500 words each, different ones, made of our own sentences (half of them judgements, the worst case)."""
    lines = (ROOT / "tests/wording/sentences/tune.jsonl").read_text(encoding="utf-8").splitlines()
    words = " ".join(json.loads(line)["text"].rstrip(".") + "." for line in lines).split()
    wanted = ROUNDS * NOTES_A_ROUND
    return [" ".join((words * 2)[(turn * 97) % len(words) :][:500]) for turn in range(wanted)]


def measure() -> Speed:
    """Build the engine as the tablet gets it and let Chromium read the notes."""
    wall: list[float] = []
    own: list[float] = []
    texts = notes()
    with slowed("static/js/wording/index.js", "wording.js", PAGE) as (page, tools):
        loading = float(page.evaluate("window.loaded"))
        tools.send("Performance.enable", {"timeDomain": "threadTicks"})

        def busy() -> float:
            told = tools.send("Performance.getMetrics")["metrics"]
            return next(float(one["value"]) for one in told if one["name"] == "ThreadTime")

        for turn in range(ROUNDS):
            part = texts[turn * NOTES_A_ROUND : (turn + 1) * NOTES_A_ROUND]
            before = busy()
            page.evaluate("texts => texts.length", part)  # what handing them over costs
            handed = busy()
            wall.append(float(page.evaluate("texts => window.read(texts)", part)) / NOTES_A_ROUND)
            own.append((busy() - handed - (handed - before)) * 1000 / NOTES_A_ROUND)
    return Speed(_at(wall, 0.5), _at(wall, 0.95), _at(own, 0.5), _at(own, 0.95), loading)


def _at(taken: list[float], share: float) -> float:
    return sorted(taken)[min(len(taken) - 1, int(len(taken) * share))]


if __name__ == "__main__":
    print(measure())
