/**
 * Words that go from one box to another, and back: what both boxes and the reply about it say afterwards. Each is one change.
 */

import { isAlone, shown } from "./applicable.js";
import { askedAt, beforeField, isPrivate } from "./context.js";
import { isNarrative, repliesIn } from "./narrative.js";
import { addTo, cutOut } from "./nudges.js";
import { GROUNDS } from "./surroundings.js";

/** @typedef {import("../local/types.js").Shown} Shown */
/** @typedef {import("./narrative.js").Row} Row */
/** @typedef {import("./nudges.js").Reply} Reply */
/** @typedef {import("../shell/definitions.js").Definition} Definition */
/**
 * Both boxes before the move, and after it; and what was known of their answers besides the words.
 * @typedef {{from: string, to: string, left: string, made: string, stood: {from: Shown | undefined, to: Shown | undefined}}} Moved
 */

/**
 * Where part of a box may go: boxes of another kind that are asked now, those of its own section first.
 * @param {Definition} definition @param {Record<string, Shown>} answers @param {string} from
 * @param {string} [only]  a kind; then the nearest four
 */
export function targets(definition, answers, from, only) {
  const { kind, section } = askedAt(definition, from);
  const all = shown(definition, answers)
    .filter((key) => key !== from && beforeField(key) === (key.includes("/") ? beforeField(from) : ""))
    .map((key) => ({ key, field: askedAt(definition, key) }))
    .filter(({ field }) => isNarrative(field) && field.kind !== kind && (!only || field.kind === only));
  const near = all.filter(({ field }) => field.section === section);
  const views = all.filter(({ field }) => field.kind === "J" && field.section !== section);
  return only ? [...near, ...views].slice(0, 4) : [...near, ...views];
}

/** @param {Record<string, Shown>} answers @param {string} key */
export const textOf = (answers, key) => (typeof answers[key]?.value === "string" ? answers[key].value : "");

/** Whether a part still fits behind what stands in a box. @param {Definition} definition @param {string} to @param {string} text @param {string} part */
export const fits = (definition, to, text, part) =>
  [...addTo(text, part)].length <= (askedAt(definition, to).limits.longest ?? Number.POSITIVE_INFINITY);

/**
 * Those replies that may be on the screen: while somebody could overhear, none that names a question nobody else may know of,
 * from whichever end.
 * @template {{on: string, to: string}} R
 * @param {Definition} definition @param {Record<string, Shown>} answers @param {R[]} replies
 * @returns {R[]}
 */
export function mayBeTold(definition, answers, replies) {
  if (isAlone(definition, answers)) return replies;
  return replies.filter(({ on, to }) => !isPrivate(definition, on) && !isPrivate(definition, to));
}

/** Where a part stands in a text: as near as can be to where it was chosen; -1 where it does not. @param {string} text @param {string} part @param {number} at */
function nearest(text, part, at) {
  const places = [text.indexOf(part, at), text.lastIndexOf(part, at)].filter((place) => place >= 0);
  return places.sort((one, other) => Math.abs(one - at) - Math.abs(other - at))[0] ?? -1;
}

/**
 * Moves part of a box behind what stands in another. A view keeps where its words came from as what it rests on. RangeError when
 * the part is not written down where it should come from.
 * @param {Definition} definition
 * @param {Record<string, Shown>} answers
 * @param {{from: string, to: string, part: string, at: number}} move  `at`: where the part began when she chose it
 * @returns {{answers: Record<string, any>, moved: Moved}}
 */
export function moving(definition, answers, { from, to, part, at }) {
  const whole = textOf(answers, from);
  const begins = nearest(whole, part, at);
  if (begins < 0) throw new RangeError("These words are not written down");
  const rest = cutOut(whole, [begins, begins + part.length]);
  const text = textOf(answers, to);
  const made = addTo(text, part);
  const rests = askedAt(definition, to).kind === "J" && rest && GROUNDS.has(askedAt(definition, from).kind);
  const basis = [...new Set([...(answers[to]?.basis ?? []), ...(rests ? [from] : [])])];
  // Who said it stays beside a box that is emptied: the words may be put back when the app was closed since.
  const { source, verif, basis: grounds } = answers[from];
  const kept = rest ? {} : { ...(source && { source }), ...(verif && { verif }), ...(grounds && { basis: grounds }) };
  return {
    answers: {
      [from]: { ...saying(definition, answers, from, rest), ...kept },
      [to]: saying(definition, answers, to, made, basis),
    },
    moved: { from: whole, to: text, left: rest, made, stood: { from: answers[from], to: answers[to] } },
  };
}

/**
 * Puts moved words back: exactly where they stood while nothing was changed since, else behind what stands there.
 * @param {Definition} definition
 * @param {Record<string, Shown>} answers
 * @param {Row} reply
 * @param {Moved | undefined} moved  known to the page on which they were moved
 * @returns {Record<string, any>}
 */
export function movingBack(definition, answers, { row, on, to, phrase }, moved) {
  const there = textOf(answers, to);
  const here = textOf(answers, on);
  const untouched = moved && there === moved.made && here === moved.left;
  const at = there.indexOf(phrase);
  const left = untouched ? moved.to : at < 0 ? there : cutOut(there, [at, at + phrase.length]);
  const back = untouched ? moved.from : addTo(here, phrase);
  const stays = moved?.stood.to?.basis?.includes(on) || restsOnOthers(answers, { row, on, to });
  const basis = (answers[to]?.basis ?? []).filter((one) => one !== on || stays);
  // A box that was emptied by the move had a source; one that was closed with a reason is closed again.
  const kept = answers[on]?.cleared ? { ...answers[on], cleared: undefined, value: back } : undefined;
  const emptied = untouched && !here ? moved.stood.from : kept;
  const closed = untouched && !left && moved.stood.to?.missing;
  const base = answers[to]?.base ?? null;
  return {
    [to]: closed
      ? { missing: closed, kind: askedAt(definition, to).kind, base }
      : saying(definition, answers, to, left, basis),
    [on]: saying(
      definition,
      emptied ? { ...answers, [on]: { ...emptied, base: answers[on]?.base ?? null } } : answers,
      on,
      back,
    ),
    [row]: { cleared: true, kind: "A", base: answers[row]?.base ?? null },
  };
}

/** Whether other words went the same way, and are still there. @param {Record<string, Shown>} answers @param {{row: string, on: string, to: string}} reply */
const restsOnOthers = (answers, { row, on, to }) =>
  repliesIn(answers).some((one) => one.row !== row && one.reply === "moved" && one.on === on && one.to === to);

/**
 * An answer with other words, and else as it stood: its kind, who said it, how sure it is.
 * @param {Definition} definition @param {Record<string, Shown>} answers @param {string} key @param {string} value
 * @param {string[]} [basis]
 */
function saying(definition, answers, key, value, basis = answers[key]?.basis ?? []) {
  const stood = answers[key];
  const stands = stood && !stood.cleared && stood.value !== undefined;
  const kind = stands ? stood.kind : askedAt(definition, key).kind;
  const base = stood?.base ?? null;
  if (!value) return { cleared: true, kind, base };
  const earshot = answers.earshot?.value;
  return {
    value,
    kind,
    ...(stands && stood.source ? { source: stood.source } : {}),
    ...(stands && stood.verif ? { verif: stood.verif } : {}),
    ...(basis.length ? { basis } : {}),
    ...(typeof earshot === "string" ? { earshot } : {}),
    base,
  };
}
