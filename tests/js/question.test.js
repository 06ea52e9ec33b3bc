/** When a question on the screen is left as it stands, though another answer has come. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { Question } from "../../static/js/forms/question.js";

/** Whether a question with the caret in it is busy. @param {{looked: boolean, dirty?: boolean, saving?: number}} stands */
function busy({ looked, dirty = false, saving = 0 }) {
  globalThis.document = /** @type {any} */ ({ activeElement: {}, hasFocus: () => looked });
  const question = Object.create(Question.prototype, {
    dirty: { value: dirty },
    saving: { value: saving },
    element: { value: { contains: () => true } },
  });
  return question.busy;
}

test("a box with the caret in it is left alone in the tab she writes in", () => {
  assert.equal(busy({ looked: true }), true);
});

test("in a tab she has left the caret keeps nothing out, but what she typed there does", () => {
  assert.equal(busy({ looked: false }), false);
  assert.equal(busy({ looked: false, dirty: true }), true);
  assert.equal(busy({ looked: false, saving: 1 }), true);
});
