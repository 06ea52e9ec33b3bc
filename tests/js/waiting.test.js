/** Each kind of failure is told apart, in words that say what happens next. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { ageWords, explained } from "../../static/js/shell/waiting_words.js";

const NOW = new Date("2026-05-09T14:00:00Z");
const item = (state, more = {}) => ({ state, code: null, message: null, ...more });
const status = (state, next_try_at = null) => ({ state, next_try_at });

const CASES = [
  ["no network", item("waiting"), status("offline"), "There is no connection."],
  ["not signed in", item("waiting"), status("sign_in"), "The service asks you to sign in."],
  ["somebody else", item("sending"), status("other_user"), "Somebody else is signed in."],
  ["rate limit", item("sending"), status("busy"), "The service is busy and asked this tablet to wait."],
  ["service away", item("sending"), status("later"), "The service cannot answer now."],
  ["too old", item("waiting"), status("update_needed"), "This app is too old for the service."],
  ["put back", item("waiting"), status("service_behind"), "The service was put back to an earlier state."],
  ["under way", item("sending"), status("sending"), "It is being sent now."],
  ["this record", item("refused", { message: "Weight must be less." }), status("idle"), "Weight must be less."],
  [
    "no longer hers",
    item("held", { code: "not_on_caseload" }),
    status("idle"),
    "No longer yours: the child is not on your caseload now.",
  ],
  [
    "signed off",
    item("held", { code: "signed_off" }),
    status("offline"),
    "The visit was signed off before this arrived.",
  ],
  ["fails at it", item("untaken"), status("later"), "The service fails at it each time."],
  [
    "an earlier one",
    item("sending", { code: "behind" }),
    status("later"),
    "The service cannot take an earlier entry about this child.",
  ],
  ["damaged", item("damaged"), status("idle"), "Its place in the memory is damaged."],
];
for (const [name, what, how, reason] of CASES) {
  test(`${name}: the reason and the next step`, () => {
    const said = explained(what, how, NOW);
    assert.equal(said.reason, reason);
    assert.ok(said.state && said.next);
  });
}

test("a planned try is named", () => {
  assert.match(
    explained(item("waiting"), status("busy", "2026-05-09T14:05:00Z"), NOW).next,
    /^It is sent by itself at \d\d:05\.$/,
  );
  assert.equal(explained(item("waiting"), status("busy"), NOW).next, "It is sent by itself in a moment.");
});

test("age in the unit that matters", () => {
  const ago = (minutes) => ageWords(new Date(NOW.getTime() - minutes * 60_000).toISOString(), NOW);
  assert.deepEqual([0, 5, 60, 47 * 60, 50 * 60].map(ago), ["just now", "5 minutes", "1 hour", "47 hours", "2 days"]);
  assert.equal(ageWords("", NOW), "");
});
