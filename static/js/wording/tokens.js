/** Words and clauses. The twin of `forms/wording/tokens.py`. */

/** @typedef {import("./types.js").Token} Token */
/** @typedef {import("./types.js").Clause} Clause */
/** @typedef {import("./types.js").Word} Word */

const WORD =
  /[A-Za-z0-9\u00c0-\u024f]{1,40}(?:['\u2019]t(?![A-Za-z0-9\u00c0-\u024f]))?|['\u2019](?:s|ll|d|re|ve|m)(?![A-Za-z0-9\u00c0-\u024f])|["\u201c\u201d'\u2018\u2019.,;:!?()\n\u2013\u2014/&@-]/g;
export const LETTER = /^[A-Za-z0-9\u00c0-\u024f]/;
const DOUBLE_QUOTES = new Set('"\u201c\u201d');
const SINGLE_QUOTES = new Set("'\u2018\u2019");
const SENTENCE_ENDS = new Set(".!?\n");
const CLAUSE_ENDS = new Set(".!?\n,;()\u2013\u2014");
const KEPT_MARKS = new Set(':?"');
const JOINING_WORDS = new Set("and but so because then when while which".split(" "));
const LONG_CLAUSE = 20;
const LONGEST_CLAUSE = 60;

/** @param {string} raw */
export function normal(raw) {
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
export function isDigit(letter) {
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
export function clauses(text, wordOf) {
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
