/**
 * The sum of what is noticed, and what is asked about it: `wording(stored, changes).check(text, kind)`. The twin of
 * `forms/wording/checking.py`: the same steps in the same order on the same data, so the same answer.
 */

import { kindOf, phraseIndex, STRUCTURE, setOf } from "./phrases.js";
import { NAME, namesEverywhere, notice } from "./reading.js";
import { clauses, isDigit, LETTER, normal } from "./tokens.js";
import { FIRST_PAIR, hash, mixed, PATTERN, RUN, START, unpack, weightsOf } from "./weighing.js";

/** @typedef {import("./types.js").Changes} Changes */
/** @typedef {import("./types.js").Clause} Clause */
/** @typedef {import("./types.js").Kind} Kind */
/** @typedef {import("./types.js").Mark} Mark */
/** @typedef {import("./types.js").Noticed} Noticed */
/** @typedef {import("./types.js").Reading} Reading */
/** @typedef {import("./types.js").StoredBook} StoredBook */
/** @typedef {import("./types.js").Word} Word */

/** How many words are kept at hand; beyond that the memory is emptied. */
const REMEMBERED_WORDS = 20_000;
const REMEMBERED_SENTENCES = 4_000;
/** Longer sentences are read anew each time, in UTF-16 units. */
const LONGEST_KEPT = 600;
const FAINT_GROUPS = setOf("hedge.soft opin.intens opin.both label.both reas.word unat.topic gen.group");

/** @type {Changes} */
const UNCHANGED = { version: "", add: {}, remove: {}, questions: {} };

/**
 * A phrase book ready for use: `check(text, kind)`.
 *
 * @param {StoredBook} stored
 * @param {Changes} [changes]
 */
export function wording(stored, changes = UNCHANGED) {
  const { weights } = stored;
  const table = unpack(weights.table);
  const size = table.length;
  const namedWeights = weightsOf(weights.named);
  const index = phraseIndex(stored.groups, changes);
  const classes = new Map(
    stored.classes.map((one) => [one.id, { ...one, question: changes.questions[one.id] ?? one.question }]),
  );
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
    for (let start = 0; start + 3 <= edged.length; start++) {
      let code = RUN;
      for (let place = start; place < start + 3; place++) code = mixed(code, edged.charCodeAt(place));
      total += table[code % size];
      if (start + 4 <= edged.length) total += table[mixed(code, edged.charCodeAt(start + 3)) % size];
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
    for (const name of noticed.named) total += namedWeights.get(name)?.[0] ?? 0;
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
      const [, ...ofClasses] = namedWeights.get(name) ?? [];
      ofClasses.forEach((weight, place) => {
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

  /** A sentence's marks depend on nothing outside of it but these few things; while she types, all others stay the same.
   * @type {Map<string, Mark[]>} */
  const read = new Map();

  /**
   * @param {string} text
   * @param {Clause[]} sentence
   * @param {Kind} kind
   * @param {boolean} plainly
   * @param {boolean} only
   * @returns {Mark[]}
   */
  function marksOf(text, sentence, kind, plainly, only) {
    const begins = sentence[0].words[0].start;
    const last = sentence[sentence.length - 1];
    const ends = last.words[last.words.length - 1].end;
    const kept = ends - begins <= LONGEST_KEPT;
    const key = kept
      ? `${kind}${plainly}${only}${sentence[0].sentence > 0}${last.after}|${text.slice(begins, ends)}`
      : "";
    let marks = kept ? read.get(key) : undefined;
    if (!marks) {
      marks = [];
      const seen = notice(sentence, plainly, only);
      for (let place = 0; place < sentence.length; place++) {
        const clause = sentence[place];
        if (!saysSomething(clause) || ofClause(clause, seen[place]) <= weights.threshold) continue;
        const classId = classOf(seen[place], kind);
        if (!classId) continue;
        const mark = markOf(text, clause, seen[place], classId);
        marks.push({ ...mark, start: mark.start - begins, end: mark.end - begins });
      }
      if (kept) {
        if (read.size >= REMEMBERED_SENTENCES) read.clear();
        read.set(key, marks);
      }
    }
    return marks.map((mark) => ({ ...mark, start: mark.start + begins, end: mark.end + begins }));
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
    const plainly = namesEverywhere(note);
    /** @type {Mark[]} */
    const marks = [];
    for (let from = 0; from < note.length; ) {
      let to = from + 1;
      while (to < note.length && note[to].sentence === note[from].sentence) to++;
      marks.push(...marksOf(text, note.slice(from, to), kind, plainly, note.length === 1));
      from = to;
    }
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
      marked: marks.map((mark) => mark.classId),
    };
  }

  /** Nothing that was read stays in memory: at lock. */
  function forget() {
    read.clear();
    wordsMet.clear();
  }

  return { version: changes.version || stored.version, classes: [...classes.values()], check, forget };
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
