/** The shapes of the language prompts: what is stored, read and answered. */

/** @typedef {"O" | "R" | "D" | "F" | "J" | "P" | "A" | "X"} Kind */
/** @typedef {{id: string, name: string, question: string, why: string, kinds: string}} PhraseClass */
/**
 * @typedef {object} StoredBook what `book.js` holds
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
 * @property {string} named  names with their weights (packed: see `weightsOf`)
 * @property {string} table  a character a place (packed: see `unpack`)
 * @property {string[]} classes
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
 * @property {string[]} marked the class of each span
 */

/** @typedef {{single: string[], longer: Map<string, {rest: string[], group: string}[]>}} Entry groups by second word */
/**
 * @typedef {object} Index
 * @property {Map<string, Entry>} byFirst
 * @property {Map<string, string>} kindOf
 */

/**
 * What an organisation changed of the phrase list (forms/wording/changes.py): phrases by group, questions by class.
 *
 * @typedef {object} Changes
 * @property {string} version  of the list with these changes
 * @property {Record<string, string[]>} add
 * @property {Record<string, string[]>} remove
 * @property {Record<string, string>} questions
 */

export {};
