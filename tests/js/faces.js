/**
 * The browser's side of tests/forms/test_five_faces.py: each row of its table refused or not, and in words. Reads
 * {"form", "rows"} and writes one answer a row.
 */

import { text } from "node:stream/consumers";
import { refuseAnswer } from "../../static/js/forms/refuse_answer.js";
import { saidOf } from "../../static/js/forms/said.js";

const { form, rows } = JSON.parse(await text(process.stdin));
const faces = rows.map(({ key, kind, right, wrong }) => ({
  right: refuseAnswer(form, key, { value: right, kind }),
  wrong: refuseAnswer(form, key, { value: wrong, kind })?.code ?? null,
  said: saidOf(form, key.slice(key.lastIndexOf("/") + 1), { value: right, kind }, null),
}));
process.stdout.write(JSON.stringify(faces));
