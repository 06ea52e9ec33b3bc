/**
 * Which prompts stand under a box: from the engine's marks, where the visitor is writing, and what she has replied. And what
 * becomes of a text when part of it is moved. Pure.
 */

/** @typedef {import("../wording/types.js").Kind} Kind */
/** @typedef {import("../wording/types.js").Reading} Reading */
/** @typedef {{on: string, class: string, phrase: string, reply: "edited" | "kept" | "moved", why: string, to: string,
 *   book: string}} Reply  docs/protocol.md, "Replies to prompts" */
/**
 * @typedef {object} Nudge
 * @property {string} id  the same as long as the same words stand there
 * @property {string} classId
 * @property {string} phrase  the words asked about; "" for the whole answer
 * @property {string} question
 * @property {string} because
 * @property {[number, number] | null} range  in UTF-16 units; null for the whole answer
 */

/** Of the prompts about a whole answer; the other classes' questions are in the phrase book. */
const WHOLE = {
  no_evidence: {
    question: "What did you check, see or measure that led you to this?",
    because: "There is little here that somebody else could have seen, heard or measured.",
  },
  copied: {
    question: "This matches the last visit word for word. Is it what you saw today?",
    because: "Nearly every word is the same as at the last contact.",
  },
};

/** @param {string} classId @param {string} phrase */
const idOf = (classId, phrase) => `${classId}|${phrase.toLowerCase().replace(/\s+/g, " ")}`;

/**
 * The prompts of a box, in the order of the text; those about the whole of it last. Each phrase is asked about once, what was
 * kept is not asked about again, and never the words she is in.
 *
 * @param {object} given
 * @param {string} given.text
 * @param {Reading} given.reading
 * @param {(keyof typeof WHOLE)[]} given.whole
 * @param {{start: number, end: number} | null} given.caret  null while she is elsewhere
 * @param {Reply[]} given.replies  to prompts of this box
 * @returns {Nudge[]}
 */
export function nudgesOf({ text, reading, whole, caret, replies }) {
  const settled = new Set(replies.filter(({ reply }) => reply === "kept").map((one) => idOf(one.class, one.phrase)));
  /** @type {Map<string, Nudge>} */
  const found = new Map();
  reading.ranges.forEach(([start, end], place) => {
    const classId = reading.marked[place];
    const phrase = text.slice(start, end);
    const id = idOf(classId, phrase);
    if (settled.has(id) || found.has(id) || (caret && within(text, caret, start, end))) return;
    const question = reading.questions[reading.classes.indexOf(classId)];
    found.set(id, { id, classId, phrase, question, because: reading.because[place], range: [start, end] });
  });
  for (const classId of whole) {
    const id = idOf(classId, "");
    if (!caret && !settled.has(id)) found.set(id, { id, classId, phrase: "", ...WHOLE[classId], range: null });
  }
  return [...found.values()];
}

/**
 * Whether she is still in these words: the caret is among them, or right behind them with nothing typed after.
 *
 * @param {string} text @param {{start: number, end: number}} caret @param {number} start @param {number} end
 */
function within(text, caret, start, end) {
  if (caret.end < start || caret.start > end) return false;
  return caret.start < end || end === text.length || /[\p{L}\p{N}'\u2019-]/u.test(text[end] ?? "");
}

/** The prompts she has acted on since: the words are gone from the text. @param {Nudge[]} before @param {Nudge[]} now @param {string} text */
export function editedAway(before, now, text) {
  const still = new Set(now.map(({ id }) => id));
  const lower = text.toLowerCase();
  return before.filter(({ id, phrase }) => phrase && !still.has(id) && !lower.includes(phrase.toLowerCase()));
}

/**
 * The sentence a place stands in, without the space around it.
 *
 * @param {string} text @param {[number, number]} range
 * @returns {[number, number]}
 */
export function sentenceAround(text, [from, to]) {
  let start = from;
  let end = to;
  while (start > 0 && !endsSentence(text, start - 1)) start--;
  while (end < text.length && !endsSentence(text, end)) end++;
  if (end < text.length && text[end] !== "\n") end++;
  while (start < from && /\s/.test(text[start])) start++;
  return [start, end];
}

/** A stop between two digits ends nothing. @param {string} text @param {number} place */
function endsSentence(text, place) {
  if (text[place] === "\n" || text[place] === "!" || text[place] === "?") return true;
  return text[place] === "." && !(/\d/.test(text[place - 1] ?? "") && /\d/.test(text[place + 1] ?? ""));
}

/**
 * A text without a part of it: the seam is closed with one space, or none at a line's end.
 *
 * @param {string} text @param {[number, number]} range
 * @returns {string}
 */
export function cutOut(text, [start, end]) {
  const before = text.slice(0, start).replace(/[ \t]+$/, "");
  const behind = text.slice(end).replace(/^[ \t]+/, "");
  const joined =
    before && behind && !before.endsWith("\n") && !/^[\n,.;:!?]/.test(behind) ? `${before} ${behind}` : before + behind;
  return joined.replace(/^[\s,;]+/, "").replace(/\s+$/, "");
}

/** A text with a further part, on a line of its own. @param {string} text @param {string} part */
export const addTo = (text, part) => (text.trim() ? `${text.replace(/\s+$/, "")}\n${part}` : part);
