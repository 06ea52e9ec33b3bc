import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { concreteElements, copiedShare, reassures } from "../../static/js/wording/signs.js";

const cases = JSON.parse(readFileSync(new URL("../contracts/wording_signs.json", import.meta.url), "utf8"));

test("counts what could be seen, as Python does", () => {
  for (const { text, count } of cases.concrete) assert.equal(concreteElements(text), count, text);
});

test("asks about comfort without evidence, as Python does", () => {
  for (const { text, fires } of cases.reassures) assert.equal(reassures(text), fires, text);
});

test("notices what was copied forward, as Python does", () => {
  for (const { now, before, share } of cases.copied) assert.equal(copiedShare(now, before), share, now.slice(0, 60));
});
