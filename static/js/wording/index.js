/**
 * Language prompts in the browser: finds wording that gives an opinion, a guess or comfort where a fact was meant.
 * The twin of `forms/wording/` in Python, file by file. Pure: no DOM, no HTTP, no clock. Time grows with the length of the
 * text and no faster.
 */

import { BOOK } from "./book.js";
import { wording } from "./engine.js";

/** @typedef {import("./types.js").Changes} Changes */
/** @typedef {import("./types.js").Kind} Kind */
/** @typedef {import("./types.js").Reading} Reading */

const WARMING_TURNS = 20;

/** @type {{list: ReturnType<typeof wording>, changes: string} | undefined} */
let ready;

/**
 * Unpacks the phrase book and lets the engine run in on its own phrases, so that the first note is as quick as the
 * next. Takes some tens of milliseconds: call it when the page is idle. `check` calls it if nobody has.
 *
 * @param {Changes} [changes] what the organisation published; the book as it is shipped without
 */
export function load(changes) {
  const version = changes?.version ?? "";
  if (ready?.changes === version) return ready.list;
  const list = wording(BOOK, changes);
  for (const { why, question } of BOOK.classes) {
    for (let turn = 0; turn < WARMING_TURNS; turn++) list.check(`Mo said, "${why}" ${question} 4.2 kg, ${why}`);
  }
  ready = { list, changes: version };
  return list;
}

/**
 * What to ask about `text`, written in a box of `kind` (O observed if left out), by the phrase book in force.
 *
 * @param {string} text
 * @param {Kind} [kind]
 * @returns {Reading}
 */
export function check(text, kind) {
  return (ready?.list ?? load()).check(text, kind);
}

/** Forgets the texts that were read: at lock. */
export const forget = () => ready?.list.forget();
