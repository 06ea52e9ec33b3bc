import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { bodyMap, markAt, shownPart, viewsWith } from "../../static/js/components/body_map.js";
import {
  DRAWINGS,
  HEAD,
  middle,
  outline,
  placeOf,
  regionAt,
  spotAt,
  step,
  VIEWS,
  viewOf,
} from "../../static/js/forms/body_regions.js";
import { written } from "./written.js";

const whole = JSON.parse(readFileSync(new URL("../forms/whole_form.json", import.meta.url), "utf8"));
/** @type {string[]} */
const SITES = whole.fields.find(({ id }) => id === "mark_site").choices;
/** A phone of 390 pixels leaves the drawing 358. */
const PIXELS = 358 / 400;

test("every site of the form is drawn somewhere, and nothing else is", () => {
  const drawn = new Set(VIEWS.flatMap((view) => DRAWINGS[view].regions.map(({ code }) => code)));
  drawn.delete(HEAD);
  assert.deepEqual([...drawn].sort(), [...SITES].sort());
  for (const site of SITES) assert.ok(viewOf(site), site);
});

for (const view of VIEWS) {
  const { regions, width, height } = DRAWINGS[view];

  test(`${view}: a finger in the middle of a part finds it`, () => {
    for (const one of regions) assert.equal(regionAt(view, ...middle(one)), one.code);
  });

  test(`${view}: every part is at least 44 pixels across on a phone, and inside the drawing`, () => {
    for (const { code, parts } of regions)
      for (const [x1, y1, x2, y2, r1, r2 = r1] of parts) {
        assert.ok(2 * Math.min(r1, r2) * PIXELS >= 44, `${code} is ${2 * Math.min(r1, r2) * PIXELS} pixels`);
        for (const [x, y, r] of [
          [x1, y1, r1],
          [x2, y2, r2],
        ])
          assert.ok(x - r >= 0 && y - r >= 0 && x + r <= width && y + r <= height, code);
      }
  });

  test(`${view}: the arrow keys lead from any part to every other`, () => {
    for (const { code } of regions) {
      const reached = new Set([code]);
      const todo = [code];
      while (todo.length) {
        const from = /** @type {string} */ (todo.pop());
        for (const key of ["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"]) {
          const next = step(view, from, key);
          if (next && !reached.has(next)) {
            reached.add(next);
            todo.push(next);
          }
        }
      }
      assert.deepEqual([...reached].sort(), regions.map((one) => one.code).sort(), `from ${code}`);
    }
  });
}

test("left and right are baby's own", () => {
  const at = (view, code) => middle(DRAWINGS[view].regions.find((one) => one.code === code))[0];
  for (const view of ["front", "head_front"])
    for (const { code } of DRAWINGS[view].regions) {
      if (code.includes("left_")) assert.ok(at(view, code) > 200, `${view}: ${code} is at the viewer's right`);
      if (code.includes("right_")) assert.ok(at(view, code) < 200, `${view}: ${code} is at the viewer's left`);
    }
  for (const view of ["back", "head_back"])
    for (const { code } of DRAWINGS[view].regions) {
      if (code.includes("left_")) assert.ok(at(view, code) < 200, `${view}: ${code} is at the viewer's left`);
      if (code.includes("right_")) assert.ok(at(view, code) > 200, `${view}: ${code} is at the viewer's right`);
    }
  for (const side of ["left", "right"]) {
    const other = side === "left" ? "right" : "left";
    assert.ok(DRAWINGS[`head_${side}`].regions.every(({ code }) => !code.includes(other)));
  }
});

for (const [name, view, x, y, wanted] of [
  ["on top of the tummy lies the chest", "front", 200, 262, "chest"],
  ["a near miss beside a hand counts", "front", 32, 396, "right_hand"],
  ["far from the body is nothing", "front", 390, 590, null],
  ["the head of the whole baby leads to the head", "front", 200, 80, HEAD],
])
  test(`a tap: ${name}`, () => assert.equal(regionAt(view, x, y), wanted));

test("a spot is thousandths of the drawing, there and back", () => {
  assert.equal(spotAt("front", 168, 372.7), "front:420,615");
  const place = placeOf("front:420,615");
  assert.equal(place?.view, "front");
  assert.ok(Math.abs((place?.x ?? 0) - 168) < 0.5 && Math.abs((place?.y ?? 0) - 372.7) < 0.5);
  assert.equal(spotAt("back", -20, 9999), "back:0,1000");
  for (const none of ["", "front", "front:1", "side:1,2", "front:a,b", null, undefined, 7])
    assert.equal(placeOf(none), null);
});

test("a mark stands at its spot, else in the middle of its part, in one drawing", () => {
  const spot = { number: 1, site: "chest", spot: "front:500,400" };
  const site = { number: 2, site: "lower_back", spot: null };
  const bare = { number: 3, site: null, spot: null };
  assert.deepEqual(markAt("front", spot), [200, 242.4]);
  assert.equal(markAt("back", spot), null);
  assert.deepEqual(markAt("back", site), [200, 306]);
  assert.equal(markAt("front", bare), null);
  assert.deepEqual(viewsWith([spot, site, bare]), ["front", "back"]);
});

test("what is shown larger stays inside the drawing", () => {
  assert.deepEqual(shownPart("front", [0, 0]), [0, 0, 200, 303]);
  assert.deepEqual(shownPart("front", [400, 606]), [200, 303, 200, 303]);
  assert.deepEqual(shownPart("front", [200, 303]), [100, 151.5, 200, 303]);
});

test("an outline is closed, round and of the right place", () => {
  assert.match(outline([200, 84, 200, 84, 76]), /^M124 84a76 76 .*Z$/);
  assert.match(outline([0, 0, 10, 0, 5]), /^M0 5A5 5 0 0 1 0 -5L10 -5A5 5 0 0 1 10 5Z$/);
});

test("what changes its words is not pressed as well: that would say the opposite", () => {
  const doNothing = () => {};
  const on = { onView: doNothing, onPick: doNothing, onTap: doNothing, onKey: doNothing, onReach: doNothing };
  const given = {
    id: "m",
    site: null,
    spot: null,
    at: "",
    marks: [],
    nameOf: () => "",
    onZoom: doNothing,
    onMove: doNothing,
  };
  for (const [zoom, words] of /** @type {[[number, number] | null, string][]} */ ([
    [null, "Larger"],
    [[1, 1], "Whole drawing"],
  ])) {
    const [button] =
      written(bodyMap({ ...given, ...on, view: VIEWS[0], zoom })).match(RegExp(`<button[^>]*>${words}`)) ?? [];
    assert.ok(button, words);
    assert.doesNotMatch(button, /aria-pressed/);
  }
});
