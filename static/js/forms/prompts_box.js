/**
 * One place for sentences: what the language prompts ask about its words, what becomes of the three replies to each, and of
 * words that are moved to where they belong. Nothing is ever blocked or rewritten, and nobody is asked about words she is
 * still in. What stands under it is drawn by prompts_drawn.js.
 */

import { render } from "lit-html";
import { uuidv7 } from "../local/uuid.js";
import { isHalf, letGo } from "../shell/half.js";
import { check } from "../wording/index.js";
import { copiedShare, reassures } from "../wording/signs.js";
import { askedAt } from "./context.js";
import { controlsOf } from "./controls.js";
import { marksBehind } from "./marks_behind.js";
import { fits, mayBeTold, moving, movingBack, textOf } from "./moving_words.js";
import { repliesIn } from "./narrative.js";
import { editedAway, nudgesOf, sentenceAround } from "./nudges.js";
import { problemOf, questionsIn, underBox, whyOf } from "./prompts_drawn.js";

/** @typedef {import("./bind.js").Bound} Bound */
/** @typedef {import("./nudges.js").Nudge} Nudge */
/** @typedef {import("./nudges.js").Reply} Reply */
/** @typedef {import("./question.js").Question} Question */
/** @typedef {import("./narrative.js").Row} Row */

/** She has stopped for this long, in milliseconds: longer than a typist's pause between words. */
const PAUSE = 900;
/** What the rule on reassurance reads (R10). */
const ACCOUNT_OF_BABY = "baby_observed";
/** A reason or a part that is moved fits into a reply, in characters. */
const LONGEST_PHRASE = 600;

/**
 * What a box knows of the page it stands on.
 * @typedef {object} PromptsPage
 * @property {import("../local/session.js").Session} session
 * @property {Bound} section
 * @property {string} version  of the phrase book
 * @property {boolean} ready  the phrase book is read
 * @property {(key: string) => unknown} before  what was answered at the latest visit that says it, once they are read
 * @property {() => void} all  looks at every box: a move changes two
 * @property {() => void} share  gives each box its part of the room
 */

export class Box {
  /** @type {Nudge[]} what was shown last */
  #asked = [];
  /** Whose list of places to move to is open: a nudge's id. @type {string | null} */
  moving = null;
  /** Whose reason is being written: the key of a reply. @type {string | null} */
  #explaining = null;
  /** Replies given since the page was opened. @type {Set<string>} */
  #fresh = new Set();
  /** The words she has marked, in UTF-16 units. @type {{start: number, end: number} | null} */
  selection = null;
  /** What stood in both boxes before a move, by reply. @type {Map<string, import("./moving_words.js").Moved>} */
  #before = new Map();
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  /** @type {ReturnType<typeof marksBehind> | undefined} */
  #marks;
  /** What there is to ask. @type {Nudge[]} */
  #nudges = [];
  #text = "";
  /** How many replies it was drawn with: one that is altered is drawn by whoever alters it. */
  #replied = 0;
  /** Of `#text`. @type {import("../wording/types.js").Reading | undefined} */
  #reading;
  #gone = new AbortController();

  /**
   * @param {Question} question
   * @param {PromptsPage} page
   */
  constructor(question, page) {
    this.question = question;
    this.page = page;
    const control = controlsOf(question.element, "value")[0];
    this.textarea = control instanceof HTMLTextAreaElement ? control : null;
    this.place = document.createElement("div");
    this.place.className = "wv-prompts";
    this.place.id = `${question.key}--wording`;
    (question.element.querySelector("[data-note]") ?? question.element.lastElementChild)?.before(this.place);
    // A reason she is half way through stands open again.
    for (const { row } of this.#mine) {
      if (!isHalf(page.session, row)) continue;
      this.#fresh.add(row);
      this.#explaining = row;
    }
    if (!this.textarea) return;
    const listen = { signal: this.#gone.signal };
    this.textarea.addEventListener("blur", () => this.later(60), listen);
    this.textarea.addEventListener("focus", () => this.later(), listen);
  }

  stop() {
    clearTimeout(this.#timer);
    this.#gone.abort();
    this.#marks?.stop();
    this.place.remove();
  }

  /** Looks again once she has stopped. @param {number} [pause] */
  later(pause = PAUSE) {
    clearTimeout(this.#timer);
    // What is marked must not stay behind where the words have moved.
    if (this.textarea && this.#text !== this.textarea.value) this.#marks?.draw(this.textarea.value, []);
    this.#timer = setTimeout(() => this.look(), pause);
  }

  get writing() {
    return this.textarea !== null && document.activeElement === this.textarea;
  }

  get #key() {
    return this.question.key;
  }

  /** How many prompts this box would show. */
  get wanted() {
    return this.page.section.editable ? this.#nudges.length : 0;
  }

  get #mine() {
    return repliesIn(this.page.section.answers()).filter(({ on }) => on === this.#key);
  }

  /** Whether what stands under it was made of other words, or other replies, than there are now. */
  get isStale() {
    return this.writing || this.textarea?.value !== this.#text || this.#mine.length !== this.#replied;
  }

  /** Reads the box and draws what stands under it. */
  look() {
    const { textarea, page, question } = this;
    if (!textarea || !page.ready || !textarea.isConnected) return;
    const text = textarea.value;
    const mine = this.#mine;
    this.#replied = mine.length;
    const kind = /** @type {import("../wording/types.js").Kind} */ (question.field.kind);
    if (text !== this.#text || !this.#reading) this.#reading = check(text, kind);
    const reading = this.#reading;
    const nudges = nudgesOf({
      text,
      reading,
      whole: this.#whole(text, reading),
      caret: this.writing ? { start: textarea.selectionStart, end: textarea.selectionEnd } : null,
      replies: mine,
    });
    if (!this.writing) this.#noteEdited(nudges, text);
    this.#nudges = nudges;
    this.#text = text;
    this.#drawn = -1;
    page.share();
  }

  /** So many of them, the others after these. @param {number} count */
  show(count) {
    const { textarea, page, question } = this;
    if (!textarea || count === this.#drawn) return;
    this.#drawn = count;
    const replies = repliesIn(page.section.answers());
    const nudges = this.#nudges;
    const visible = nudges.slice(0, count);
    const news = visible.filter(({ id }) => !this.#asked.some((one) => one.id === id));
    this.#asked = visible;
    this.#marks ??= visible.length ? marksBehind(textarea) : undefined;
    this.#marks?.draw(
      this.#text,
      visible.flatMap(({ range }) => (range ? [range] : [])),
    );
    this.#shown = { visible, more: page.section.editable ? nudges.slice(count) : [], replies };
    this.redraw();
    if (news.length) {
      page.section.say(`${questionsIn(visible)} of ${question.field.name}, below the box`);
    }
  }

  /** @param {string} text @param {import("../wording/types.js").Reading} reading @returns {("no_evidence" | "copied")[]} */
  #whole(text, reading) {
    const { question, page } = this;
    if (!text.trim()) return [];
    const found = /** @type {("no_evidence" | "copied")[]} */ ([]);
    const comfort = reading.marked.includes("reassurance");
    if (question.id === ACCOUNT_OF_BABY && !comfort && reassures(text)) found.push("no_evidence");
    const before = page.before(this.#key);
    const { kind } = question.field;
    if ((kind === "O" || kind === "R") && typeof before === "string" && copiedShare(text, before)) found.push("copied");
    return found;
  }

  /** Words that were asked about and are gone: that was a reply too. @param {Nudge[]} now @param {string} text */
  #noteEdited(now, text) {
    const unfolded = this.place.querySelector("[data-test=more-prompts][open]") ? this.#shown.more : [];
    const edited = editedAway([...this.#asked, ...unfolded], now, text);
    if (!edited.length || !this.page.section.editable) return;
    this.#asked = this.#asked.filter((one) => !edited.includes(one));
    void this.#reply(edited.map((nudge) => this.#said(nudge, "edited")));
  }

  // -- replies ---------------------------------------------------------------------------------------------------------

  /** @param {Pick<Nudge, "classId" | "phrase">} nudge @param {Reply["reply"]} reply @param {string} [to] @returns {Reply} */
  #said({ classId, phrase }, reply, to = "") {
    return {
      on: this.#key,
      class: classId,
      phrase: [...phrase].slice(0, LONGEST_PHRASE).join(""),
      reply,
      why: "",
      to,
      book: this.page.version,
    };
  }

  /** @param {Reply[]} replies @returns {Promise<string[]>} the keys of their answers */
  async #reply(replies) {
    const rows = replies.map((reply) => /** @type {[string, Reply]} */ ([`wording/${uuidv7()}/reply`, reply]));
    await this.page.section.record(() =>
      Object.fromEntries(rows.map(([key, reply]) => [key, { value: [reply], kind: "A", base: null }])),
    );
    return rows.map(([key]) => key);
  }

  /** A reply that was given says something else now. @param {string} row @param {{value: Reply[]} | {cleared: true}} answer */
  async #alter(row, answer) {
    await this.page.section.record((answers) => ({
      [row]: { ...answer, kind: "A", base: answers[row]?.base ?? null },
    }));
    letGo(this.page.session, row);
  }

  /** @param {Nudge} nudge */
  async keep(nudge) {
    const [row] = await this.#reply([this.#said(nudge, "kept")]);
    this.#fresh.add(row);
    this.look();
    this.page.section.say(nudge.phrase ? `“${nudge.phrase}” is kept as it is` : "Kept as it is");
    this.#focus(`[data-reply="${row}"] button`);
  }

  /** Whether the reason of a reply is being written. @param {Row} reply */
  isExplaining({ row }) {
    return this.#explaining === row || isHalf(this.page.session, row);
  }

  /** @param {Row} reply */
  startExplaining(reply) {
    this.#explaining = reply.row;
    this.redraw();
    this.#focus(`[id="${whyOf(reply.row)}"]`);
  }

  /** What stands in the box for it is the reason. @param {Row} reply */
  async explain({ row, ...reply }) {
    const box = /** @type {HTMLInputElement} */ (this.place.querySelector(`[id="${whyOf(row)}"]`));
    await this.#alter(row, { value: [{ ...reply, why: box.value.trim() }] });
    this.#explaining = null;
    this.look();
    this.page.section.say("Reason saved");
    this.#focus(`[data-reply="${row}"] button`);
  }

  /** @param {Row} reply */
  async takeBack({ row }) {
    await this.#alter(row, { cleared: true });
    this.#fresh.delete(row);
    this.look();
    this.#focus("button");
  }

  /** The caret goes behind the words; nothing is selected, so that nothing can be typed or dictated over by mistake. @param {Nudge} nudge */
  edit({ range }) {
    const { textarea } = this;
    if (!textarea) return;
    textarea.focus();
    const place = range ? range[1] : textarea.value.length;
    textarea.setSelectionRange(place, place);
  }

  // -- moving ----------------------------------------------------------------------------------------------------------

  /** Opens the places a sentence may move to, or closes them. @param {Nudge} nudge */
  openPlaces({ id }) {
    this.moving = this.moving === id ? null : id;
    this.redraw();
  }

  /** @param {Nudge} nudge  about some words, not the whole answer @param {string} to */
  moveSentence({ range, classId }, to) {
    const words = /** @type {[number, number]} */ (range);
    return this.#move(sentenceAround(this.textarea?.value ?? "", words), to, classId);
  }

  /** To the place chosen in the list. */
  async moveSelected() {
    if (!this.selection) return;
    const { start, end } = this.selection;
    const list = /** @type {HTMLSelectElement} */ (this.place.querySelector("[data-move-to]"));
    await this.#move([start, end], list.value, "part");
  }

  /** @param {[number, number]} range @param {string} to @param {string} classId  of what was asked about it; "part" where she chose it herself */
  async #move(range, to, classId) {
    const { section } = this.page;
    const { definition } = section;
    const part = this.textarea?.value.slice(...range).trim() ?? "";
    if (!part) return;
    const target = askedAt(definition, to);
    if (!fits(definition, to, textOf(section.answers(), to), part)) {
      section.say(`There is no room in ${target.name}. Nothing was moved`);
      this.problem = `There is no room in “${target.name}”. Nothing was moved.`;
      return this.look();
    }
    this.problem = "";
    const row = `wording/${uuidv7()}/reply`;
    await section.record((answers) => {
      const { answers: both, moved } = moving(definition, answers, { from: this.#key, to, part, at: range[0] });
      this.#before.set(row, moved);
      return {
        ...both,
        [row]: { value: [this.#said({ classId, phrase: part }, "moved", to)], kind: "A", base: null },
      };
    });
    this.moving = null;
    this.selection = null;
    this.#fresh.add(row);
    // What was asked about the words that went is not edited away.
    this.#asked = this.#asked.filter((one) => !(one.range && one.range[0] >= range[0] && one.range[1] <= range[1]));
    this.page.all();
    section.say(`Moved to ${target.name}`);
    this.#focus(`[data-reply="${row}"] button`);
  }

  /** Of a long part only its beginning is in the reply: it is put back by the page that moved it, or not at all. @param {Row} reply */
  mayReturn({ row, phrase, to }) {
    const { editable, answers } = this.page.section;
    const whole = this.#before.has(row) || [...phrase].length < LONGEST_PHRASE;
    return editable && whole && String(answers()[to]?.value ?? "").includes(phrase);
  }

  /** @param {Row} reply */
  async moveBack(reply) {
    const { section } = this.page;
    await section.record((answers) => movingBack(section.definition, answers, reply, this.#before.get(reply.row)));
    this.page.all();
    section.say("Put back");
    this.question.focus();
  }

  /** She has marked some words in this box, or no longer. */
  selected() {
    const { textarea } = this;
    if (!textarea || !this.writing) return;
    const { selectionStart: start, selectionEnd: end } = textarea;
    const chosen = textarea.value.slice(start, end).trim().length > 2 ? { start, end } : null;
    if (chosen?.start === this.selection?.start && chosen?.end === this.selection?.end) return;
    this.selection = chosen;
    this.redraw();
  }

  // -- drawing ---------------------------------------------------------------------------------------------------------

  problem = "";
  /** How many stand open; -1 when they have to be drawn anew. */
  #drawn = -1;
  /** @type {{visible: Nudge[], more: Nudge[], replies: Row[]}} */
  #shown = { visible: [], more: [], replies: [] };

  /** The same prompts once more: what is open under them has changed, or who may overhear. */
  redraw() {
    const { visible, more, replies } = this.#shown;
    const here = this.#key;
    const { definition, answers } = this.page.section;
    const settled = mayBeTold(definition, answers(), replies).filter(
      ({ on, to, reply }) => (on === here && reply !== "edited") || to === here,
    );
    const open = (/** @type {Row} */ { row, to }) => this.#fresh.has(row) || to === here;
    render(
      underBox(this, {
        visible,
        more,
        fresh: settled.filter(open),
        older: settled.filter((reply) => !open(reply)),
      }),
      this.place,
    );
    describe(this.textarea, this.place.id, visible.length > 0);
    // Said once: where questions stand open, it is told with them.
    describe(this.textarea, problemOf(this.place.id), Boolean(this.problem) && !visible.length);
  }

  /** @param {string} selector */
  #focus(selector) {
    /** @type {HTMLElement | null} */ (this.place.querySelector(selector))?.focus();
  }

  /** The header says when something could not be saved; what stood here stays. @param {Promise<unknown>} doing */
  quietly(doing) {
    doing.catch(() => this.look());
  }
}

/** Lets a screen reader say, in the box, that there is something under it. @param {HTMLElement | null} box @param {string} id @param {boolean} there */
function describe(box, id, there) {
  if (!box) return;
  const ids = (box.getAttribute("aria-describedby") ?? "").split(" ").filter((one) => one && one !== id);
  if (there) ids.push(id);
  if (ids.length) box.setAttribute("aria-describedby", ids.join(" "));
  else box.removeAttribute("aria-describedby");
}
