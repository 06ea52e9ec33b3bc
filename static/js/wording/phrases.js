/** The phrases of the book, and where a clause has them. The twin of `PhraseIndex` in `forms/wording/reading.py`. */

/** @typedef {import("./types.js").Changes} Changes */
/** @typedef {import("./types.js").Entry} Entry */
/** @typedef {import("./types.js").Hit} Hit */
/** @typedef {import("./types.js").Index} Index */
/** @typedef {import("./types.js").Token} Token */

/** @param {string} words */
export const setOf = (words) => new Set(words.split(" "));

export const STRUCTURE = setOf(
  "i me my we us our you your he him his she her hers they them their it its this that these those there here who which what when where why how a an the some any no not all both each every be is am are was were been being do does did have has had will would can could may might must should shall to of in on at by for with from as than then so because if but and or until till while into out up down off over under about after before since again only just too very more most much many such own same other another well never always ever dont doesnt didnt isnt arent wasnt cant couldnt wont wouldnt hasnt havent like got get gets getting go goes going 's 'll 'd 're 've 'm",
);
const ENDINGS = ["ing", "ed", "ly", "ish", "s"];
const KIND_ORDER =
  "ok.speaker ok.say ok.measure ok.act ok.thing ok.source gen.group gen.quant label.noun label.adj opin.neg opin.pos mind.verb reas.word hedge.sure unat.topic doubt.verb amount.word opin.intens opin.both label.both hedge.soft reas.idiom unat.idiom mind.idiom".split(
    " ",
  );

/**
 * The phrases of a group, or whatever is packed like them: each as a capital letter (how much it shares with the one before) and its rest.
 *
 * @param {string} packed
 */
export function unfronted(packed) {
  let before = "";
  return Array.from(packed.matchAll(/([A-Z])([^A-Z]*)/g), ([, shared, rest]) => {
    before = before.slice(0, shared.charCodeAt(0) - 65) + rest;
    return before;
  });
}

/**
 * @param {[string, string, string][]} groups
 * @param {Changes} changes
 * @returns {Index}
 */
export function phraseIndex(groups, { add, remove }) {
  /** @type {Index["byFirst"]} */
  const byFirst = new Map();
  const kindOf = new Map();
  const phrasesOf = new Map(
    groups.map(([id, , phrases]) => {
      const taken = new Set([...(remove[id] ?? []), ...(add[id] ?? [])]);
      return [id, [...unfronted(phrases).filter((phrase) => !taken.has(phrase)), ...(add[id] ?? [])]];
    }),
  );
  for (const [group, phrases] of phrasesOf) {
    for (const phrase of phrases) {
      const [first, second, ...rest] = phrase.split(" ");
      let entry = byFirst.get(first);
      if (!entry) {
        entry = { single: [], longer: new Map() };
        byFirst.set(first, entry);
      }
      if (second === undefined) entry.single.push(group);
      else if (entry.longer.has(second)) entry.longer.get(second)?.push({ rest, group });
      else entry.longer.set(second, [{ rest, group }]);
    }
  }
  for (const { longer } of byFirst.values()) {
    for (const found of longer.values()) found.sort((one, other) => other.rest.length - one.rest.length);
  }
  for (const group of [...KIND_ORDER].reverse()) {
    for (const phrase of phrasesOf.get(group) ?? []) {
      if (!phrase.includes(" ")) kindOf.set(phrase, group);
    }
  }
  return { byFirst, kindOf };
}

/**
 * @param {Token[]} words
 * @returns {Hit[]}
 */
export function hitsIn(words) {
  /** @type {Hit[]} */
  const found = [];
  /** @type {Map<string, number>} */
  const free = new Map();
  /** @param {string} group @param {number} start @param {number} end */
  const take = (group, start, end) => {
    if ((free.get(group) ?? 0) > start) return;
    found.push({ group, start, end });
    free.set(group, end);
  };
  const last = words.length - 1;
  for (let start = 0; start <= last; start++) {
    const { entry } = words[start].word;
    if (!entry) continue;
    if (start < last) {
      for (const { rest, group } of entry.longer.get(words[start + 1].norm) ?? []) {
        if (continues(words, start + 2, rest)) take(group, start, start + 2 + rest.length);
      }
    }
    for (const group of entry.single) take(group, start, start + 1);
  }
  return found;
}

/**
 * @param {Token[]} words
 * @param {number} start
 * @param {string[]} rest
 */
function continues(words, start, rest) {
  if (start + rest.length > words.length) return false;
  for (let step = 0; step < rest.length; step++) {
    if (words[start + step].norm !== rest[step]) return false;
  }
  return true;
}

/**
 * @param {Index} index
 * @param {string} norm
 */
export function kindOf(index, norm) {
  if (STRUCTURE.has(norm)) return norm;
  if (/[0-9]/.test(norm)) return "#";
  const group = index.kindOf.get(norm);
  if (group !== undefined) return group;
  for (const ending of ENDINGS) {
    if (norm.endsWith(ending) && norm.length > ending.length + 2) return `-${ending}`;
  }
  return norm.length === 1 ? norm : "-";
}
