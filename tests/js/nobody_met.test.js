/** A visit at which nobody was in: what only the family could have answered is closed in one go, and nothing else. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { openQuestions } from "../../static/js/forms/applicable.js";
import { closingUnmet, nobodyMet } from "../../static/js/forms/not_met.js";
import { refuseAnswer } from "../../static/js/forms/refuse_answer.js";
import { formOf } from "./published.js";

const form = formOf();
const atTheDoor = (contact_type, outcome = "no_reply") => ({
  contact_type: { value: contact_type, kind: "A" },
  contact_mode: { value: "face_to_face", kind: "A" },
  access_outcome: { value: outcome, kind: "A" },
  earshot: { value: "no", kind: "A" },
});
/** What she knows without them, thinks and plans; a person or an action is a row of its own. */
const HERS = new Set([
  ...["contact_start", "contact_place", "address_matches_record", "no_access_detail", "records_read", "entry_timing"],
  ...["baby_name", "baby_dob", "edd", "mother_involvement", "father_involvement"],
  ...["strengths", "worries", "unknowns", "impact_on_baby", "level_need", "level_reason", "safeguarding_decision"],
  ...["next_contact_date", "must_see_next", "supervision", "sign_off", "action"],
]);

for (const contact of ["antenatal", "new_birth", "six_to_eight_week", "one_year", "two_to_two_half_year"]) {
  test(`nobody in at ${contact}: only what she knows, thinks and plans is left`, () => {
    const answers = atTheDoor(contact);
    const closed = closingUnmet(form, answers);
    for (const [key, answer] of Object.entries(closed)) assert.equal(refuseAnswer(form, key, answer), null, key);
    const left = openQuestions(form, { ...answers, ...closed });
    assert.deepEqual(
      left.filter((key) => !HERS.has(key)),
      [],
    );
    assert.deepEqual(
      Object.keys(closed).filter((key) => HERS.has(key)),
      [],
    );
  });
}

test("nothing she answered is touched, and why nobody was seen is said in the words of the door", () => {
  const weighed = { value: 4120, kind: "O" };
  const closed = closingUnmet(form, { ...atTheDoor("new_birth"), weight_g: weighed });
  assert.ok(!("weight_g" in closed));
  assert.deepEqual(closed.baby_seen, { value: "not_seen", kind: "O" });
  assert.deepEqual(closed.baby_not_seen_why, { value: "No reply", kind: "O" });
  assert.deepEqual(closed.day_in_life, { missing: "not_asked", kind: "R" });
  assert.ok(!("mark_seen" in closed), "nobody can say of a baby not seen whether there was a mark");
});

test("what must not be overheard is not closed while somebody may be near", () => {
  const { earshot, ...unknown } = atTheDoor("new_birth");
  assert.ok("mother_da_asked" in closingUnmet(form, { ...unknown, earshot }));
  assert.ok(!("mother_da_asked" in closingUnmet(form, unknown)));
});

test("it is for a door that stayed shut, not for a family that was seen", () => {
  assert.ok(nobodyMet(atTheDoor("new_birth", "entry_refused")));
  assert.ok(!nobodyMet(atTheDoor("new_birth", "seen_arrived_late")));
  assert.ok(!nobodyMet({}));
});
