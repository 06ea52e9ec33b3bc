/** What is noticed of each clause. The twin of `forms/wording/reading.py`. */

import { hitsIn, setOf } from "./phrases.js";

/** @typedef {import("./types.js").Clause} Clause */
/** @typedef {import("./types.js").Hit} Hit */
/** @typedef {import("./types.js").Noticed} Noticed */
/** @typedef {import("./types.js").Token} Token */
/** @typedef {import("./types.js").Word} Word */

const PRONOUNS = setOf("he she they");
const FIRST_PERSON = setOf("i we me my us our");
const NEGATIONS = setOf("no not nil without never dont doesnt didnt isnt wasnt cant couldnt wont nor");
const THINKING = setOf(
  "thinks thought reckons reckoned feels felt believes believed guesses guessed wonders wondered worries worried unsure hopes hoped wants wanted would likes hates loves prefers knows understands scared",
);
export const NAME = "name";
/** The name of a clause's length, up to eight words. */
const SIZES = ["", "words 1", "words 2", "words 3-4", "words 3-4", ...Array(4).fill("words 5-8")];
const FACTUAL = setOf("ok.thing ok.act ok.measure ok.source");

/**
 * @param {Clause} clause
 * @param {string[]} kinds
 */
function withNames(clause, kinds) {
  const marked = clause.words.map(({ word }) => looksLikeName(word));
  if (clause.first && !(marked.length > 1 && marked[1])) marked[0] = false;
  return kinds.map((kind, place) => (marked[place] ? NAME : kind));
}

/**
 * @param {Token[]} words
 * @param {string[]} kinds
 * @returns {number} where somebody else's words begin; the length of the clause if nowhere
 */
function speechFrom(words, kinds) {
  const size = words.length;
  for (let place = 0; place < size; place++) {
    const norm = words[place].norm;
    if (kinds[place] === "ok.speaker" || kinds[place] === NAME || PRONOUNS.has(norm)) {
      for (let ahead = place + 1; ahead < Math.min(place + 4, size); ahead++) {
        if (kinds[ahead] === "ok.say") return ahead + 1;
        if (["is", "was", "are", "were", "been", "be", "to"].includes(words[ahead].norm)) break;
      }
    }
    if (norm === ":" && place && (kinds[place - 1] === "ok.speaker" || kinds[0] === "ok.speaker")) return place + 1;
    if (norm === "per" && place + 1 < size) return place + 1;
    if (norm === "according" && place + 2 < size) return place + 2;
  }
  return size;
}

/**
 * @param {Token[]} words
 * @param {string[]} kinds
 * @returns {boolean} whether the clause ends by naming who said it
 */
function speechBehind(words, kinds) {
  const size = words.length;
  if (size < 2) return false;
  const last = words[size - 1].norm;
  const before = words[size - 2].norm;
  const kind = kinds[size - 1];
  const kindBefore = kinds[size - 2];
  if (kind === "ok.say" && (kindBefore === "ok.speaker" || PRONOUNS.has(before))) return true;
  if (kind === "ok.speaker" && (kindBefore === "ok.say" || before === "per")) return true;
  if (["report", "account", "words", "count"].includes(last) && ["her", "his", "own", "their", "'s"].includes(before)) {
    return true;
  }
  if (["told me", "said so", "says so", "told us"].includes(`${before} ${last}`)) return true;
  return kind === "ok.speaker" && before === "by" && size > 2;
}

/**
 * @param {Token[]} words
 * @param {string[]} kinds
 */
function thinks(words, kinds) {
  return kinds.some(
    (kind, place) => kind === "ok.speaker" && place + 1 < words.length && THINKING.has(words[place + 1].norm),
  );
}

/** @typedef {{several: string}} Family of phrase groups: what stands before the full stop in their ids */
/** @typedef {{family: Family, plain: string, spoken: string, first: string, long: string, last: string, afterNo: string, alone: string}} HitNames */

/** @type {Map<string, HitNames>} */
const hitNames = new Map();
/** @type {Map<string, Family>} */
const families = new Map();

/** @param {string} id */
function familyOf(id) {
  let family = families.get(id);
  if (!family) {
    family = { several: `more than one ${id}` };
    families.set(id, family);
  }
  return family;
}

/**
 * The names a hit can give rise to, made once a group.
 *
 * @param {string} group
 * @returns {HitNames}
 */
function namesOf(group) {
  let names = hitNames.get(group);
  if (!names) {
    const plain = `hit ${group}`;
    names = {
      family: familyOf(group.split(".")[0]),
      plain,
      spoken: `${plain} spoken`,
      first: `${plain} first`,
      long: `${plain} long`,
      last: `${plain} last`,
      afterNo: `${plain} after no`,
      alone: `${plain} alone`,
    };
    hitNames.set(group, names);
  }
  return names;
}

/**
 * @param {Token[]} words
 * @param {Hit[]} hits
 * @param {number} spoken
 * @param {Set<string>} named
 */
function nameHits(words, hits, spoken, named) {
  /** @type {Map<Family, number>} */
  const counted = new Map();
  for (const hit of hits) {
    const names = namesOf(hit.group);
    if (hit.start >= spoken) {
      named.add(names.spoken);
      continue;
    }
    counted.set(names.family, (counted.get(names.family) ?? 0) + 1);
    named.add(names.plain);
    if (hit.start === 0) named.add(names.first);
    if (hit.end - hit.start > 1) named.add(names.long);
    if (hit.end === words.length) named.add(names.last);
    if (hit.start > 0 && NEGATIONS.has(words[hit.start - 1].norm)) named.add(names.afterNo);
    if (hit.end - hit.start === words.length) named.add(names.alone);
  }
  for (const [family, count] of counted) {
    if (count > 1) named.add(family.several);
  }
  counted.delete(familyOf("ok"));
  if (!counted.size) named.add("no phrase");
  if (counted.size > 1) named.add("several families");
}

/**
 * @param {Clause} clause
 * @param {string[]} kinds
 * @param {Set<string>} named
 */
function nameShape(clause, kinds, named) {
  const size = clause.words.length;
  named.add(SIZES[size] ?? "words 9+");
  const numbers = kinds.filter((kind) => kind === "#").length;
  if (numbers) named.add(numbers === 1 ? "number" : "numbers");
  if (kinds.includes(NAME)) named.add("a name");
  if (kinds.includes('"')) named.add("quoted speech");
  if (kinds[0] === "ok.speaker") named.add("starts with a named person");
  else if (PRONOUNS.has(clause.words[0].norm)) named.add("starts with a pronoun");
  if (FIRST_PERSON.has(clause.words[0].norm)) named.add("starts with self");
  const factual = kinds.filter((kind) => FACTUAL.has(kind)).length;
  named.add(!factual ? "plain words 0" : factual * 2 < size ? "plain words some" : "plain words most");
  if (!clause.first) named.add("later clause");
  if (clause.sentence) named.add("later sentence");
  if (clause.after === ")") named.add("in brackets");
}

/**
 * @param {Clause[]} note
 * @param {number} place
 * @param {number[]} lead
 * @param {boolean[]} trail
 * @param {Set<string>} named
 */
function nameNeighbours(note, place, lead, trail, named) {
  const { sentence } = note[place];
  const before = place && note[place - 1].sentence === sentence ? note[place - 1] : null;
  const behind = place + 1 < note.length && note[place + 1].sentence === sentence ? note[place + 1] : null;
  if (before) {
    if (lead[place - 1] < before.words.length) named.add("behind speech");
    if (before.words.some((word) => word.norm === '"')) named.add("behind quoted speech");
  }
  if (behind) {
    if (trail[place + 1] || lead[place + 1] === 1) named.add("source behind");
    if (behind.words.some((word) => word.norm === '"')) named.add("quoted speech behind");
  }
}

/**
 * Whether more than half of the words look like names: then capitals say nothing.
 *
 * @param {Clause[]} note
 */
export function namesEverywhere(note) {
  let names = 0;
  let all = 0;
  for (const { words, first } of note) {
    all += words.length;
    for (let place = 0; place < words.length; place++) {
      if (looksLikeName(words[place].word) && (place || !first || (words[1] && looksLikeName(words[1].word)))) names++;
    }
  }
  return names * 2 > all;
}

/** @param {Word} word */
const looksLikeName = ({ capital, kind }) =>
  capital && kind !== "ok.speaker" && kind !== "ok.measure" && kind !== "ok.say";

/**
 * @param {Clause[]} note clauses of one sentence
 * @param {boolean} plainly capitals say nothing
 * @param {boolean} only there is no other clause in the text
 * @returns {Noticed[]}
 */
export function notice(note, plainly, only) {
  const plain = note.map((clause) => clause.words.map(({ word }) => word.kind));
  const kinds = plainly ? plain : note.map((clause, place) => withNames(clause, plain[place]));
  const lead = note.map((clause, place) => speechFrom(clause.words, kinds[place]));
  const trail = note.map((clause, place) => speechBehind(clause.words, kinds[place]));
  return note.map((clause, place) => {
    const hits = hitsIn(clause.words).filter((hit) => kinds[place][hit.start] !== NAME || hit.group.startsWith("ok."));
    const spoken = trail[place] ? 0 : lead[place];
    /** @type {Set<string>} */
    const named = new Set();
    nameHits(clause.words, hits, spoken, named);
    nameShape(clause, kinds[place], named);
    if (lead[place] < clause.words.length) named.add("speech before");
    if (trail[place]) named.add("speech behind");
    if (thinks(clause.words, kinds[place])) named.add("says what a named person thinks");
    nameNeighbours(note, place, lead, trail, named);
    if (only) named.add("only clause");
    return { hits, spoken, named: [...named], kinds: kinds[place] };
  });
}
