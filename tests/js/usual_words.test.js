/** What is offered under a free box. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { RELATIONS, relationsOf, rungUsually } from "../../static/js/components/usual_words.js";
import { relation } from "../../static/js/picture/relations.js";

const CHILD = {
  people: [
    { id: "1", name: "Ivy Larch", relation: "mother" },
    { id: "2", name: "Bo Larch", relation: "great-aunt" },
    { id: "3", name: "Sam Reed", relation: "" },
  ],
};

for (const words of RELATIONS) test(`the picture understands “${words}”`, () => assert.notEqual(relation(words), null));

for (const [name, person, child, first, many] of [
  ["as the record has it first, and once", "P:1", CHILD, "Mother", RELATIONS.length],
  ["a relation that is not usual", "P:2", CHILD, "Great-aunt", RELATIONS.length + 1],
  ["the record does not say", "P:3", CHILD, "Mother", RELATIONS.length],
  ["somebody typed in", "T:Bo", CHILD, "Mother", RELATIONS.length],
  ["nobody yet", undefined, CHILD, "Mother", RELATIONS.length],
  ["a child nobody knows", "P:1", null, "Mother", RELATIONS.length],
])
  test(`related to baby: ${name}`, () => {
    const offered = relationsOf(person, child);
    assert.equal(offered[0], first);
    assert.equal(offered.length, many);
    assert.equal(new Set(offered).size, many);
  });

const NOW = new Date("2026-05-03T09:20:00Z");
test("whom one rings: as the area has it, a short number by itself", () => {
  const numbers = [
    { who: "Baby is in danger now", number: "999", when: "" },
    { who: "Duty desk", number: "01632 960 111", when: "" },
    { who: "Duty desk", number: "01632 960 112", when: "Nights" },
  ];
  const local = { pathways: { injury: { numbers, steps: [], review_by: "2026-12-01" } }, thresholds: {} };
  assert.deepEqual(rungUsually("injury", local, NOW), ["999", "Duty desk"]);
  assert.deepEqual(rungUsually("crisis", null, NOW), ["999", "111"]);
});
