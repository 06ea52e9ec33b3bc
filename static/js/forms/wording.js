/**
 * Language prompts in the browser: finds wording that gives an opinion, a guess or comfort where a fact was meant.
 * The twin of `forms/wording/` in Python: the same steps in the same order on the same data, so the same answer.
 * Pure: no DOM, no HTTP, no clock. Time grows with the length of the text and no faster.
 */

import { BOOK } from "./wording_book.js";

/** @typedef {"O" | "R" | "D" | "F" | "J" | "P" | "A" | "X"} Kind */
/** @typedef {{id: string, name: string, question: string, why: string, kinds: string}} PhraseClass */
/** @typedef {Record<string, number>} Numbers */
/**
 * @typedef {object} StoredBook what `wording_book.js` holds
 * @property {string} version
 * @property {string} clinical_owner
 * @property {PhraseClass[]} classes
 * @property {[string, string, string][]} groups id, class, phrases (packed: see `unfronted`)
 * @property {StoredWeights} weights
 */
/**
 * @typedef {object} StoredWeights
 * @property {number} threshold
 * @property {number} bias
 * @property {Numbers} named
 * @property {string} table base64, one signed byte a place
 * @property {string[]} classes
 * @property {Record<string, number[]>} class_weights
 */
/**
 * @typedef {object} Word what is worked out once for each way a word is written
 * @property {string} norm
 * @property {boolean} capital
 * @property {boolean} stop
 * @property {string} kind
 * @property {Entry | undefined} entry the phrases it begins
 * @property {number} weight of itself and its letter runs
 * @property {number} pair the hash of a pair this word begins
 */
/** @typedef {{norm: string, start: number, end: number, word: Word}} Token positions in UTF-16 units */
/** @typedef {{words: Token[], sentence: number, first: boolean, after: string}} Clause */
/** @typedef {{group: string, start: number, end: number}} Hit positions in words of the clause */
/** @typedef {{hits: Hit[], spoken: number, named: string[], kinds: string[]}} Noticed */
/** @typedef {{classId: string, start: number, end: number, because: string}} Mark positions in UTF-16 units */
/**
 * @typedef {object} Reading
 * @property {boolean} flag
 * @property {string[]} classes ids in the order of the text, each once
 * @property {[number, number][]} spans in Unicode code points: the same numbers as Python's, for the record and the wire
 * @property {[number, number][]} ranges the same places in UTF-16 units, for `slice` and DOM ranges
 * @property {string[]} questions one a class
 * @property {string[]} because one a span
 */

// ---- words and clauses (forms/wording/tokens.py)

const WORD =
  /[A-Za-z0-9\u00c0-\u024f]{1,40}(?:['\u2019]t(?![A-Za-z0-9\u00c0-\u024f]))?|['\u2019](?:s|ll|d|re|ve|m)(?![A-Za-z0-9\u00c0-\u024f])|["\u201c\u201d'\u2018\u2019.,;:!?()\n\u2013\u2014/&@-]/g;
const LETTER = /^[A-Za-z0-9\u00c0-\u024f]/;
const DOUBLE_QUOTES = new Set('"\u201c\u201d');
const SINGLE_QUOTES = new Set("'\u2018\u2019");
const SENTENCE_ENDS = new Set(".!?\n");
const CLAUSE_ENDS = new Set(".!?\n,;()\u2013\u2014");
const KEPT_MARKS = new Set(':?"');
const JOINING_WORDS = new Set("and but so because then when while which".split(" "));
const LONG_CLAUSE = 20;
const LONGEST_CLAUSE = 60;

/** @param {string} raw */
function normal(raw) {
  if (raw === "&") return "and";
  if (SINGLE_QUOTES.has(raw[0])) return `'${raw.slice(1).toLowerCase()}`;
  return raw.toLowerCase().replace(/['\u2019]/g, "");
}

/**
 * @param {string} text
 * @param {(raw: string) => Word} wordOf
 * @returns {Token[]}
 */
function tokens(text, wordOf) {
  /** @type {Token[]} */
  const found = [];
  for (const match of text.matchAll(WORD)) {
    const raw = match[0];
    const word = wordOf(raw);
    found.push({ norm: word.norm, start: match.index, end: match.index + raw.length, word });
  }
  return found;
}

/**
 * @param {string} text
 * @param {Token[]} found
 * @returns {Map<number, number>} opening mark -> closing token
 */
function closings(text, found) {
  const pairs = new Map();
  let opened = -1;
  let single = -1;
  for (let index = 0; index < found.length; index++) {
    const token = found[index];
    const raw = token.end - token.start === 1 ? text[token.start] : "";
    if (opened >= 0) {
      if (DOUBLE_QUOTES.has(raw) || raw === "\n") {
        pairs.set(opened, index);
        opened = -1;
      }
    } else if (DOUBLE_QUOTES.has(raw)) {
      opened = index;
      single = -1;
    } else if (raw === "\n") {
      single = -1;
    } else if (SINGLE_QUOTES.has(raw)) {
      const before = token.start === 0 || !LETTER.test(text[token.start - 1]);
      const behind = token.end === text.length || !LETTER.test(text[token.end]);
      if (single >= 0 && behind) {
        let words = 0;
        for (let between = single + 1; between < Math.min(index, single + 10); between++) {
          if (!found[between].word.stop) words++;
        }
        if (words > 1) pairs.set(single, index);
        single = -1;
      } else if (before && !behind) {
        single = index;
      }
    }
  }
  if (opened >= 0) pairs.set(opened, found.length);
  return pairs;
}

/**
 * @param {string} text
 * @param {Token[]} found
 * @param {Word} speech
 * @returns {Token[]} everything between quotation marks replaced by one token `"`
 */
function withoutSpeech(text, found, speech) {
  /** @type {Token[]} */
  const kept = [];
  const pairs = closings(text, found);
  for (let position = 0; position < found.length; ) {
    const token = found[position];
    const closing = pairs.get(position);
    if (closing === undefined) {
      kept.push(token);
      position++;
    } else {
      const end = closing < found.length ? found[closing].end : text.length;
      kept.push({ norm: '"', start: token.start, end, word: speech });
      position = closing < found.length && found[closing].norm === "\n" ? closing : closing + 1;
    }
  }
  return kept;
}

/** @param {string} letter */
function isDigit(letter) {
  return letter >= "0" && letter <= "9";
}

/**
 * @param {string} text
 * @param {Token} token
 */
function insideNumber(text, token) {
  return (
    (token.norm === "." || token.norm === ",") &&
    token.start > 0 &&
    token.end < text.length &&
    isDigit(text[token.start - 1]) &&
    isDigit(text[token.end])
  );
}

/**
 * @param {string} text
 * @param {Token} token
 */
function isQuery(text, token) {
  return (
    token.norm === "?" &&
    token.end < text.length &&
    LETTER.test(text[token.end]) &&
    (token.start === 0 || !LETTER.test(text[token.start - 1]))
  );
}

/**
 * @param {string} text
 * @param {(raw: string) => Word} wordOf
 * @returns {Clause[]}
 */
function clauses(text, wordOf) {
  /** @type {Clause[]} */
  const cut = [];
  /** @type {Token[]} */
  let words = [];
  let sentence = 0;
  let first = true;
  for (const token of withoutSpeech(text, tokens(text, wordOf), wordOf('"'))) {
    const mark = token.norm;
    if (token.word.stop && CLAUSE_ENDS.has(mark) && !insideNumber(text, token) && !isQuery(text, token)) {
      if (words.length) {
        cut.push({ words, sentence, first, after: mark });
        words = [];
        first = false;
      }
      if (SENTENCE_ENDS.has(mark)) {
        sentence++;
        first = true;
      }
    } else if (!token.word.stop || KEPT_MARKS.has(mark)) {
      if (words.length >= LONGEST_CLAUSE || (words.length >= LONG_CLAUSE && JOINING_WORDS.has(mark))) {
        cut.push({ words, sentence, first, after: "" });
        words = [];
        first = false;
      }
      words.push(token);
    }
  }
  if (words.length) cut.push({ words, sentence, first, after: "" });
  return cut;
}

// ---- what is noticed (forms/wording/reading.py)

/** @param {string} words */
const setOf = (words) => new Set(words.split(" "));

const PRONOUNS = setOf("he she they");
const FIRST_PERSON = setOf("i we me my us our");
const NEGATIONS = setOf("no not nil without never dont doesnt didnt isnt wasnt cant couldnt wont nor");
const THINKING = setOf(
  "thinks thought reckons reckoned feels felt believes believed guesses guessed wonders wondered worries worried unsure hopes hoped wants wanted would likes hates loves prefers knows understands scared",
);
const STRUCTURE = setOf(
  "i me my we us our you your he him his she her hers they them their it its this that these those there here who which what when where why how a an the some any no not all both each every be is am are was were been being do does did have has had will would can could may might must should shall to of in on at by for with from as than then so because if but and or until till while into out up down off over under about after before since again only just too very more most much many such own same other another well never always ever dont doesnt didnt isnt arent wasnt cant couldnt wont wouldnt hasnt havent like got get gets getting go goes going 's 'll 'd 're 've 'm",
);
const NAME = "name";
/** The name of a clause's length, up to eight words. */
const SIZES = ["", "words 1", "words 2", "words 3-4", "words 3-4", ...Array(4).fill("words 5-8")];
const ENDINGS = ["ing", "ed", "ly", "ish", "s"];
const FACTUAL = setOf("ok.thing ok.act ok.measure ok.source");
const KIND_ORDER =
  "ok.speaker ok.say ok.measure ok.act ok.thing ok.source gen.group gen.quant label.noun label.adj opin.neg opin.pos mind.verb reas.word hedge.sure unat.topic doubt.verb amount.word opin.intens hedge.soft reas.idiom unat.idiom mind.idiom".split(
    " ",
  );
/** How many words are kept at hand; beyond that the memory is emptied. */
const REMEMBERED_WORDS = 20_000;
const FAINT_GROUPS = setOf("hedge.soft opin.intens reas.word unat.topic gen.group");

/** @typedef {{single: string[], longer: Map<string, {rest: string[], group: string}[]>}} Entry groups by second word */
/**
 * @typedef {object} Index
 * @property {Map<string, Entry>} byFirst
 * @property {Map<string, string>} kindOf
 */

/**
 * The phrases of a group: each is packed as a capital letter (how much it shares with the one before) and its rest.
 *
 * @param {string} packed
 */
function unfronted(packed) {
  let before = "";
  return Array.from(packed.matchAll(/([A-Z])([^A-Z]*)/g), ([, shared, rest]) => {
    before = before.slice(0, shared.charCodeAt(0) - 65) + rest;
    return before;
  });
}

/**
 * @param {[string, string, string][]} groups
 * @returns {Index}
 */
function phraseIndex(groups) {
  /** @type {Index["byFirst"]} */
  const byFirst = new Map();
  const kindOf = new Map();
  const phrasesOf = new Map(groups.map(([id, , phrases]) => [id, unfronted(phrases)]));
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
function hitsIn(words) {
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
function kindOf(index, norm) {
  if (STRUCTURE.has(norm)) return norm;
  if (/[0-9]/.test(norm)) return "#";
  const group = index.kindOf.get(norm);
  if (group !== undefined) return group;
  for (const ending of ENDINGS) {
    if (norm.endsWith(ending) && norm.length > ending.length + 2) return `-${ending}`;
  }
  return norm.length === 1 ? norm : "-";
}

/**
 * @param {Clause} clause
 * @param {string[]} kinds
 */
function withNames(clause, kinds) {
  const marked = kinds.map(
    (kind, place) =>
      clause.words[place].word.capital && kind !== "ok.speaker" && kind !== "ok.measure" && kind !== "ok.say",
  );
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
  if (FIRST_PERSON.has(clause.words[0].norm)) named.add("starts with I");
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
  if (note.length === 1) named.add("only clause");
}

/**
 * @param {Clause[]} note
 * @returns {Noticed[]}
 */
function notice(note) {
  const plain = note.map((clause) => clause.words.map(({ word }) => word.kind));
  let kinds = note.map((clause, place) => withNames(clause, plain[place]));
  const all = kinds.flat();
  if (all.filter((kind) => kind === NAME).length * 2 > all.length) kinds = plain;
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
    return { hits, spoken, named: [...named], kinds: kinds[place] };
  });
}

// ---- the sum (forms/wording/weighing.py)

/**
 * 32-bit FNV-1a over UTF-16 units; a name may be hashed piece by piece.
 *
 * @param {string} name
 * @param {number} code where the piece before left off, or START
 */
function hash(name, code) {
  let mixed = code;
  for (let place = 0; place < name.length; place++) {
    mixed = Math.imul(mixed ^ name.charCodeAt(place), 0x01000193) >>> 0;
  }
  return mixed;
}

const START = 0x811c9dc5;
const PATTERN = hash("k ", START);
const FIRST_PAIR = hash("p ^ ", START);

/** @param {string} packed base64 */
function unpack(packed) {
  return Int8Array.from(atob(packed), (letter) => letter.charCodeAt(0));
}

/**
 * A phrase book ready for use: `check(text, kind)`.
 *
 * @param {StoredBook} stored
 */
export function wording(stored) {
  const { weights } = stored;
  const table = unpack(weights.table);
  const size = table.length;
  const namedWeights = new Map(Object.entries(weights.named));
  const index = phraseIndex(stored.groups);
  const classes = new Map(stored.classes.map((one) => [one.id, one]));
  const classOfGroup = new Map(stored.groups.map(([id, classId]) => [id, classId]));
  /** @type {Map<string, Word>} */
  const wordsMet = new Map();

  /**
   * @param {string} raw a word or a stop as it is written
   * @returns {Word}
   */
  function wordOf(raw) {
    let word = wordsMet.get(raw);
    if (!word) {
      const norm = normal(raw);
      word = {
        norm,
        capital: /^[A-Z][a-z]+$/.test(raw),
        stop: raw.length === 1 && !LETTER.test(norm),
        kind: kindOf(index, norm),
        entry: index.byFirst.get(norm),
        weight: weightOf(norm),
        pair: hash(`p ${norm} `, START),
      };
      if (wordsMet.size >= REMEMBERED_WORDS) wordsMet.clear();
      wordsMet.set(raw, word);
    }
    return word;
  }

  /** @param {string} norm */
  function weightOf(norm) {
    let total = table[hash(`w ${norm}`, START) % size];
    const edged = `^${norm}$`;
    for (const run of [3, 4]) {
      for (let start = 0; start + run <= edged.length; start++) {
        total += table[hash(`c ${edged.slice(start, start + run)}`, START) % size];
      }
    }
    return total;
  }

  /**
   * @param {Clause} clause
   * @param {Noticed} noticed
   */
  function ofClause(clause, noticed) {
    const { spoken } = noticed;
    let total = weights.bias;
    for (const name of noticed.named) total += namedWeights.get(name) ?? 0;
    const kinds = ["^", ...noticed.kinds.slice(0, spoken), ...(spoken < clause.words.length ? ["said"] : []), "$"];
    for (let start = 0; start < kinds.length; start++) {
      let code = hash(kinds[start], PATTERN);
      total += table[code % size];
      for (let next = start + 1; next < Math.min(start + 3, kinds.length); next++) {
        code = hash(kinds[next], hash(" ", code));
        total += table[code % size];
      }
    }
    let pair = FIRST_PAIR;
    for (let place = 0; place < spoken; place++) {
      const { word } = clause.words[place];
      total += table[hash(word.norm, pair) % size];
      pair = word.pair;
    }
    for (const word of ownWords(clause, noticed)) total += word.word.weight;
    return total;
  }

  /** @param {string[]} named */
  function likeliest(named) {
    const totals = weights.classes.map(() => 0);
    for (const name of ["", ...named]) {
      weights.class_weights[name]?.forEach((weight, place) => {
        totals[place] += weight;
      });
    }
    return weights.classes[totals.indexOf(Math.max(...totals))];
  }

  /**
   * @param {Noticed} noticed
   * @param {Kind} kind
   */
  function classOf(noticed, kind) {
    const own = noticed.hits
      .filter((hit) => hit.start < noticed.spoken)
      .map((hit) => classOfGroup.get(hit.group) ?? "")
      .filter((classId) => !weights.classes.includes(classId));
    return [...own, likeliest(noticed.named)].find((classId) => classes.get(classId)?.kinds.includes(kind));
  }

  /**
   * @param {string} text
   * @param {Clause} clause
   * @param {Noticed} noticed
   * @param {string} classId
   * @returns {Mark}
   */
  function markOf(text, clause, noticed, classId) {
    const why = classes.get(classId)?.why;
    const mine = noticed.hits.filter((hit) => classOfGroup.get(hit.group) === classId);
    const plain = mine.filter((hit) => !FAINT_GROUPS.has(hit.group));
    const found = plain.length ? plain : mine;
    if (found.length) {
      const start = clause.words[Math.min(...found.map((hit) => hit.start))].start;
      const end = clause.words[Math.max(...found.map((hit) => hit.end)) - 1].end;
      return { classId, start, end, because: `“${text.slice(start, end)}” ${why}` };
    }
    const telling = ownWords(clause, noticed).filter(({ norm }) => !STRUCTURE.has(norm) && norm.length > 2);
    const heaviest = telling.sort((one, other) => other.word.weight - one.word.weight || one.start - other.start);
    const words = heaviest.slice(0, 2).map((word) => text.slice(word.start, word.end));
    const whole = words.length ? `With “${words.join("”, “")}” this part` : "Taken as a whole, this part";
    const unquoted = clause.words.filter(({ norm }) => norm !== '"');
    return {
      classId,
      start: unquoted[0].start,
      end: unquoted[unquoted.length - 1].end,
      because: `${whole} ${why}`,
    };
  }

  /**
   * What to ask about a text written in a box of a kind. Throws a RangeError for an unknown kind.
   *
   * @param {string} text
   * @param {Kind} [kind]
   * @returns {Reading}
   */
  function check(text, kind = "O") {
    if (!"ORDFJPAX".includes(kind) || kind.length !== 1) throw new RangeError(`unknown kind of entry: ${kind}`);
    const note = clauses(text, wordOf);
    const seen = notice(note);
    /** @type {Mark[]} */
    const marks = [];
    note.forEach((clause, place) => {
      if (!saysSomething(clause) || ofClause(clause, seen[place]) <= weights.threshold) return;
      const classId = classOf(seen[place], kind);
      if (classId) marks.push(markOf(text, clause, seen[place], classId));
    });
    const ids = [...new Set(marks.map((mark) => mark.classId))];
    const codePoints = codePointsAt(
      text,
      marks.flatMap((mark) => [mark.start, mark.end]),
    );
    return {
      flag: marks.length > 0,
      classes: ids,
      spans: marks.map((_, place) => [codePoints[place * 2], codePoints[place * 2 + 1]]),
      ranges: marks.map((mark) => [mark.start, mark.end]),
      questions: ids.map((id) => classes.get(id)?.question ?? ""),
      because: marks.map((mark) => mark.because),
    };
  }

  return { version: stored.version, classes: stored.classes, check };
}

/**
 * Whether there is a word in a clause: letters standing alone and numbers are no statement.
 *
 * @param {Clause} clause
 */
function saysSomething(clause) {
  return clause.words.some(({ norm }) => norm.length > 1 && !isDigit(norm[0]));
}

/**
 * @param {Clause} clause
 * @param {Noticed} noticed
 */
function ownWords(clause, noticed) {
  return clause.words.slice(0, noticed.spoken).filter((_, place) => noticed.kinds[place] !== NAME);
}

/**
 * @param {string} text
 * @param {number[]} units positions in UTF-16 units, ascending
 * @returns {number[]} the same positions counted in code points
 */
function codePointsAt(text, units) {
  let extra = 0;
  let at = 0;
  return units.map((unit) => {
    for (; at < unit; at++) {
      const code = text.charCodeAt(at);
      const next = text.charCodeAt(at + 1);
      if (code >= 0xd800 && code < 0xdc00 && next >= 0xdc00 && next < 0xe000) extra++;
    }
    return unit - extra;
  });
}

const WARMING_TURNS = 20;

/** @type {ReturnType<typeof wording> | undefined} */
let published;

/**
 * Unpacks the phrase book and lets the engine run in on its own phrases, so that the first note is as quick as the
 * next. Takes some tens of milliseconds: call it when the page is idle. `check` calls it if nobody has.
 */
export function load() {
  if (published) return published;
  const ready = wording(BOOK);
  for (const { why, question } of BOOK.classes) {
    for (let turn = 0; turn < WARMING_TURNS; turn++) ready.check(`Mo said, "${why}" ${question} 4.2 kg, ${why}`);
  }
  published = ready;
  return ready;
}

/**
 * What to ask about `text`, written in a box of `kind` (O observed if left out), by the published phrase book.
 *
 * @param {string} text
 * @param {Kind} [kind]
 * @returns {Reading}
 */
export function check(text, kind) {
  return load().check(text, kind);
}
