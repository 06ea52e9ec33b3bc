"""How the form and its peers are measured: the same scripts, run in the page of each."""

from __future__ import annotations

from playwright.sync_api import Page

ROUNDS = 7
ANSWERS = 60
FEW, MANY = 1, 50

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

BLOCKED = """async ([controls, values, rounds]) => {
  const worst = [];
  const channel = new MessageChannel();
  let last = 0, longest = 0, on = false;
  channel.port1.onmessage = () => {
    const now = performance.now();
    longest = Math.max(longest, now - last);
    last = now;
    if (on) channel.port2.postMessage(0);
  };
  const frames = async (count) => { while (count--) await new Promise((done) => requestAnimationFrame(done)); };
  for (let round = 0; round < rounds; round++) {
    const control = document.querySelector(controls[round % controls.length]);
    await frames(2);
    last = performance.now(); longest = 0; on = true;
    channel.port2.postMessage(0);
    if (values.length) {
      control.value = values[round % values.length];
      control.dispatchEvent(new Event("input", { bubbles: true }));
      control.dispatchEvent(new Event("change", { bubbles: true }));
    } else control.click();
    await frames(12);
    on = false;
    worst.push(longest);
  }
  return worst.sort((a, b) => a - b);
}"""
"""For each answer, the longest time in milliseconds during which nothing else could run."""

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
}"""
"""Adds rows of a repeat group, each with one answer."""


def p95(ordered: list[float]) -> float:
    """The 95th percentile of sorted figures."""
    return ordered[int(len(ordered) * 0.95)]


def answers(page: Page, controls: list[str], values: list[str] | None = None) -> list[float]:
    """What BLOCKED says of answers that are given by tapping these controls in turn, or by writing these values."""
    page.wait_for_selector(controls[0])
    return list(page.evaluate(BLOCKED, [controls, values or [], ANSWERS]))
