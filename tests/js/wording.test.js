import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { openJudge } from "../../static/js/shell/judge.js";
import { BOOK } from "../../static/js/wording/book.js";
import { wording } from "../../static/js/wording/engine.js";
import { check, load } from "../../static/js/wording/index.js";
import { openSession } from "./tablets.js";

const contract = JSON.parse(readFileSync(new URL("../contracts/wording.json", import.meta.url), "utf8"));
const entry = new URL("../../static/js/wording/index.js", import.meta.url).pathname;

test("answers as Python does, on every contract case", () => {
  assert.ok(contract.cases.length >= 500);
  for (const { text, kind, ...expected } of contract.cases) {
    const { ranges, ...answer } = check(text, kind);
    assert.deepEqual(answer, expected, text);
    assert.equal(ranges.length, expected.spans.length);
  }
});

test("ranges are for slice, spans count code points", () => {
  const text = "👶🏽 seen. Lazy mum";
  const { ranges, spans } = check(text);
  assert.equal(text.slice(...ranges[0]), "Lazy");
  assert.equal([...text].slice(...spans[0]).join(""), "Lazy");
});

test("an unknown kind is an error, a kind that is not asked about is quiet", () => {
  assert.throws(() => check("Mum was hostile", /** @type {any} */ ("Q")), RangeError);
  assert.equal(check("Mum was hostile", "P").flag, false);
});

test("a pasted 100 kB is read in time that grows with length and no faster", () => {
  const pastes = ["a", "'", "'a ", '"a ', "she held the cup ", "lovely chaotic ", ",.;", "a\n", "😀", "e\u0301"];
  const seconds = (/** @type {string} */ text) => {
    const began = process.cpuUsage().user;
    check(text);
    return (process.cpuUsage().user - began) / 1e6;
  };
  for (const part of pastes) {
    const text = part.repeat(Math.ceil(100_000 / part.length));
    check(text);
    const tenth = Math.min(...[1, 2, 3].map(() => seconds(text.slice(0, text.length / 10))));
    const whole = seconds(text);
    assert.ok(whole < 25 * tenth + 0.5, `${JSON.stringify(part)}: ${whole} s, a tenth of it ${tenth} s`);
  }
});

test("code and data together stay under 40 kB packed", async () => {
  const { outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    minify: true,
    format: "esm",
    charset: "utf8",
    write: false,
  });
  const packed = gzipSync(outputFiles[0].contents, { level: 9 }).length;
  assert.ok(packed <= 40_000, `${packed} bytes`);
});

test("what an organisation changed of the list counts, as in Python", () => {
  const { changes, cases } = JSON.parse(
    readFileSync(new URL("../contracts/wording_changes.json", import.meta.url), "utf8"),
  );
  const changed = wording(BOOK, changes);
  assert.equal(changed.version, "test.1");
  for (const { text, kind, ...expected } of cases) {
    const { ranges, ...answer } = changed.check(text, kind);
    assert.deepEqual(answer, expected, text);
  }
  load(changes);
  assert.equal(check("Grizzlepot on sofa").flag, true);
  load();
  assert.equal(check("Grizzlepot on sofa").flag, false);
});

test("a sentence is read once, until it is forgotten", () => {
  let readings = 0;
  const weights = {
    ...BOOK.weights,
    get threshold() {
      readings++;
      return BOOK.weights.threshold;
    },
  };
  const list = wording({ ...BOOK, weights });
  const read = () => {
    list.check("Mum was hostile today");
    return readings;
  };
  assert.deepEqual([read(), read()], [1, 1]);
  list.forget();
  assert.equal(read(), 2);
});

test("what the rules have read of a visit is forgotten when the tablet locks", async () => {
  const list = load();
  const { forget } = list;
  let forgotten = 0;
  list.forget = () => {
    forgotten++;
    forget();
  };
  const session = await openSession();
  // Every page of a visit asks for it, also one on which the contact has no time yet.
  const frame = /** @type {any} */ ({ view: { answers: {} } });
  for (const _ of [1, 2]) await openJudge(/** @type {any} */ ({ session, runner: null }), frame);
  await session.lock({ alone: true });
  list.forget = forget;
  assert.equal(forgotten, 1);
});
