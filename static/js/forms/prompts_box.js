/**
 * What stands under one place for sentences: what the language prompts ask about, the three replies to each, and a way to move
 * part of it to where it belongs. Nothing is ever blocked or rewritten, and nobody is asked about words she is still in.
 */

import { html, nothing, render } from "lit-html";
import { repeat } from "lit-html/directives/repeat.js";
import { uuidv7 } from "../local/uuid.js";
import { check } from "../wording/index.js";
import { copiedShare, reassures } from "../wording/signs.js";
import { controlsOf } from "./controls.js";
import { marksBehind } from "./marks_behind.js";
import { fieldOf, fits, mayBeTold, moving, movingBack, targets, textOf } from "./moving_words.js";
import { repliesIn } from "./narrative.js";
import { editedAway, nudgesOf, sentenceAround } from "./nudges.js";
import { MOST } from "./prompts_room.js";

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
const SHORT = 60;

/**
 * What a box knows of the page it stands on.
 * @typedef {object} PromptsPage
 * @property {Bound} section
 * @property {() => string} version  of the phrase book
 * @property {() => boolean} ready  the phrase book is read
 * @property {(key: string) => unknown} before  what stood there at the last contact
 * @property {() => void} all  looks at every box: a move changes two
 * @property {() => void} share  gives each box its part of the room
 */

export class Box {
  /** @type {Nudge[]} what was shown last */
  #asked = [];
  /** Whose list of places to move to is open: a nudge's id. @type {string | null} */
  #moving = null;
  /** Whose reason is being written: the key of a reply. @type {string | null} */
  #explaining = null;
  /** Replies given since the page was opened. @type {Set<string>} */
  #fresh = new Set();
  /** @type {{start: number, end: number} | null} */
  #selection = null;
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
    if (!this.textarea) return;
    const listen = { signal: this.#gone.signal };
    this.textarea.addEventListener("blur", () => this.later(60), listen);
    this.textarea.addEventListener("focus", () => this.later(), listen);
    if (page.ready()) this.look();
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
    if (!textarea || !page.ready() || !textarea.isConnected) return;
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
    const mine = repliesIn(page.section.answers());
    const nudges = this.#nudges;
    const visible = nudges.slice(0, count);
    const news = visible.filter(({ id }) => !this.#asked.some((one) => one.id === id));
    this.#asked = visible;
    this.#marks ??= visible.length ? marksBehind(textarea) : undefined;
    this.#marks?.draw(
      this.#text,
      visible.flatMap(({ range }) => (range ? [range] : [])),
    );
    this.#draw(visible, page.section.editable ? nudges.slice(count) : [], mine);
    if (news.length) {
      const count = visible.length === 1 ? "One question" : `${visible.length} questions`;
      page.section.say(`${count} about the wording of ${question.field.name}, below the box`);
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

  /** @param {Pick<Nudge, "classId" | "phrase">} nudge @param {Reply["reply"]} reply @param {Partial<Reply>} [more] @returns {Reply} */
  #said({ classId, phrase }, reply, more = {}) {
    return {
      on: this.#key,
      class: classId,
      phrase: [...phrase].slice(0, LONGEST_PHRASE).join(""),
      reply,
      why: "",
      to: "",
      book: this.page.version(),
      ...more,
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

  /** @param {Nudge} nudge */
  async #keep(nudge) {
    const [row] = await this.#reply([this.#said(nudge, "kept")]);
    this.#fresh.add(row);
    this.look();
    this.page.section.say(nudge.phrase ? `“${nudge.phrase}” is kept as it is` : "Kept as it is");
    this.#focus(`[data-reply="${row}"] button`);
  }

  /** @param {Row} reply @param {string} why */
  async #explain({ row, ...reply }, why) {
    await this.page.section.record((answers) => ({
      [row]: { value: [{ ...reply, why }], kind: "A", base: answers[row]?.base ?? null },
    }));
    this.#explaining = null;
    this.look();
    this.page.section.say("Reason saved");
    this.#focus(`[data-reply="${row}"] button`);
  }

  /** @param {Row} reply */
  async #takeBack({ row }) {
    await this.page.section.record((answers) => ({
      [row]: { cleared: true, kind: "A", base: answers[row]?.base ?? null },
    }));
    this.#fresh.delete(row);
    this.look();
    this.#focus("button");
  }

  /** The caret goes behind the words; nothing is selected, so that nothing can be typed or dictated over by mistake. @param {Nudge} nudge */
  #edit({ range }) {
    const { textarea } = this;
    if (!textarea) return;
    textarea.focus();
    const place = range ? range[1] : textarea.value.length;
    textarea.setSelectionRange(place, place);
  }

  // -- moving ----------------------------------------------------------------------------------------------------------

  /** @param {string} [only] a kind */
  #targets(only) {
    const { definition, answers } = this.page.section;
    return targets(definition, answers(), this.#key, only);
  }

  /** @param {[number, number]} range @param {string} to @param {Pick<Nudge, "classId" | "phrase">} asked */
  async #move(range, to, asked) {
    const { section } = this.page;
    const { definition } = section;
    const part = this.textarea?.value.slice(...range).trim() ?? "";
    if (!part) return;
    const target = fieldOf(definition, to);
    if (!fits(definition, to, textOf(section.answers(), to), part)) {
      section.say(`There is no room in ${target.name}. Nothing was moved`);
      this.#problem = `There is no room in “${target.name}”. Nothing was moved.`;
      return this.look();
    }
    this.#problem = "";
    const row = `wording/${uuidv7()}/reply`;
    await section.record((answers) => {
      const { answers: both, moved } = moving(definition, answers, { from: this.#key, to, part, at: range[0] });
      this.#before.set(row, moved);
      return {
        ...both,
        [row]: { value: [this.#said({ ...asked, phrase: part }, "moved", { to })], kind: "A", base: null },
      };
    });
    this.#moving = null;
    this.#selection = null;
    this.#fresh.add(row);
    // What was asked about the words that went is not edited away.
    this.#asked = this.#asked.filter((one) => !(one.range && one.range[0] >= range[0] && one.range[1] <= range[1]));
    this.page.all();
    section.say(`Moved to ${target.name}`);
    this.#focus(`[data-reply="${row}"] button`);
  }

  /** @param {Row} reply */
  async #moveBack(reply) {
    const { section } = this.page;
    await section.record((answers) => movingBack(section.definition, answers, reply, this.#before.get(reply.row)));
    this.page.all();
    section.say("Put back");
    if (this.textarea && reply.on === this.#key) this.textarea.focus();
  }

  /** She has marked some words in this box, or no longer. */
  selected() {
    const { textarea } = this;
    if (!textarea || !this.writing) return;
    const { selectionStart: start, selectionEnd: end } = textarea;
    const chosen = textarea.value.slice(start, end).trim().length > 2 ? { start, end } : null;
    if (chosen?.start === this.#selection?.start && chosen?.end === this.#selection?.end) return;
    this.#selection = chosen;
    this.#drawMover();
  }

  // -- drawing ---------------------------------------------------------------------------------------------------------

  #problem = "";
  /** How many stand open; -1 when they have to be drawn anew. */
  #drawn = -1;
  /** @type {{visible: Nudge[], more: Nudge[], replies: Row[]}} */
  #shown = { visible: [], more: [], replies: [] };

  /** The same once more: somebody may overhear from now on, or no longer. */
  redraw() {
    this.#drawMover();
  }

  #drawMover() {
    const { visible, more, replies } = this.#shown;
    this.#draw(visible, more, replies);
  }

  /** @param {Nudge[]} visible @param {Nudge[]} more @param {Row[]} replies */
  #draw(visible, more, replies) {
    this.#shown = { visible, more, replies };
    const here = this.#key;
    const { definition, answers } = this.page.section;
    const settled = mayBeTold(definition, answers(), replies).filter(
      ({ on, to, reply }) => (on === here && reply !== "edited") || to === here,
    );
    const open = (/** @type {Row} */ { row, to }) => this.#fresh.has(row) || to === here;
    const fresh = settled.filter(open);
    const older = settled.filter((reply) => !open(reply));
    const list = (/** @type {Nudge[]} */ nudges) =>
      html`<ul class="wv-prompts__list">${repeat(
        nudges,
        ({ id }) => id,
        (nudge) => this.#prompt(nudge),
      )}</ul>`;
    const lead =
      visible.length === 1 ? "One question about the wording" : `${visible.length} questions about the wording`;
    render(
      html`
        ${visible.length ? html`<p class="wv-prompts__lead">${lead}<span class="nhsuk-u-visually-hidden"> of ${this.question.field.name}</span></p>` : nothing}
        ${visible.length ? list(visible) : nothing}
        ${
          more.length
            ? html`<details class="wv-prompts__older" data-test="more-prompts"><summary>${more.length} more about the wording<span class="nhsuk-u-visually-hidden"> of ${this.question.field.name}</span></summary>${list(more.slice(0, MOST))}</details>`
            : nothing
        }
        ${this.#problem ? html`<p class="wv-note wv-note--refused">${this.#problem}</p>` : nothing}
        ${this.#mover()}
        ${repeat(
          fresh,
          ({ row }) => row,
          (reply) => this.#settled(reply),
        )}
        ${
          older.length
            ? html`<details class="wv-prompts__older"><summary>Kept or moved earlier: ${older.length}</summary>${repeat(
                older,
                ({ row }) => row,
                (reply) => this.#settled(reply),
              )}</details>`
            : nothing
        }
      `,
      this.place,
    );
    describe(this.textarea, this.place.id, visible.length > 0);
  }

  /** @param {Nudge} nudge */
  #prompt(nudge) {
    const views = nudge.range && this.question.field.kind !== "J" ? this.#targets("J") : [];
    const open = this.#moving === nudge.id;
    const about = html`<span class="nhsuk-u-visually-hidden"> ${nudge.phrase || "the whole answer"}</span>`;
    return html`
      <li class="wv-prompt" data-test="prompt" data-class=${nudge.classId}>
        <p class="wv-prompt__question">${nudge.phrase ? html`<q class="wv-prompt__phrase">${shortened(nudge.phrase)}</q> ` : nothing}${nudge.question}</p>
        <details class="wv-prompt__why"><summary>Why am I asked?</summary><p>${nudge.because}</p></details>
        <div class="wv-chips">
          <button type="button" class="wv-chip" @click=${() => this.#edit(nudge)}>Edit${about}</button>
          <button type="button" class="wv-chip" @click=${() => this.#quietly(this.#keep(nudge))}>Keep${about}</button>
          ${views.length ? html`<button type="button" class="wv-chip" aria-expanded=${open} @click=${() => this.#toggle(nudge)}>Move to “What I think”${about}</button>` : nothing}
        </div>
        ${
          open
            ? html`<div class="wv-chips" role="group" aria-label="Move the sentence to">
                <span class="wv-chips__words">The whole sentence moves to</span>
                ${views.map(
                  ({ key, field }) =>
                    html`<button type="button" class="wv-chip" @click=${() => this.#quietly(this.#move(sentenceAround(this.textarea?.value ?? "", /** @type {[number, number]} */ (nudge.range)), key, nudge))}>${field.name}</button>`,
                )}
              </div>`
            : nothing
        }
      </li>
    `;
  }

  /** @param {Nudge} nudge */
  #toggle({ id }) {
    this.#moving = this.#moving === id ? null : id;
    this.#drawMover();
  }

  #mover() {
    const chosen = this.#selection;
    const { textarea } = this;
    if (!chosen || !textarea || !this.page.section.editable) return nothing;
    const kinds = this.page.section.definition.kinds;
    const targets = this.#targets();
    if (!targets.length) return nothing;
    const id = `${this.#key}--move-to`;
    const groups = kinds
      .map(({ code, label }) => ({ label, targets: targets.filter(({ field }) => field.kind === code) }))
      .filter((one) => one.targets.length);
    const go = () => {
      const to = /** @type {HTMLSelectElement} */ (this.place.querySelector("[data-move-to]")).value;
      const part = { classId: "part", phrase: textarea.value.slice(chosen.start, chosen.end) };
      this.#quietly(this.#move([chosen.start, chosen.end], to, part));
    };
    return html`
      <div class="wv-mover" data-test="mover">
        <label class="nhsuk-label" for=${id}>Move the selected words to</label>
        <select class="nhsuk-select" id=${id} data-move-to autocomplete="off">
          ${groups.map(({ label, targets }) => html`<optgroup label=${label}>${targets.map(({ key, field }) => html`<option value=${key}>${field.name}</option>`)}</optgroup>`)}
        </select>
        <button type="button" class="wv-chip" @click=${go}>Move</button>
      </div>
    `;
  }

  /** @param {Row} reply */
  #settled(reply) {
    const { row, phrase, why, on, to } = reply;
    const { definition, editable, answers } = this.page.section;
    const nameOf = (/** @type {string} */ key) => fieldOf(definition, key)?.name ?? "";
    const words = phrase ? html`<q>${shortened(phrase)}</q>` : "The whole answer";
    if (reply.reply === "moved") {
      // Of a long part only its beginning is in the reply: it is put back by the page that moved it, or not at all.
      const whole = this.#before.has(row) || [...phrase].length < LONGEST_PHRASE;
      const stands = whole && String(answers()[to]?.value ?? "").includes(phrase);
      return html`<p class="wv-settled" data-reply=${row} data-test="moved">${words} ${to === this.#key ? `came from “${nameOf(on)}”` : `was moved to “${nameOf(to)}”`}.
        ${editable && stands ? html`<button type="button" class="wv-link-button" @click=${() => this.#quietly(this.#moveBack(reply))}>Put it back</button>` : nothing}</p>`;
    }
    const id = `${row}--why`;
    const save = () => {
      const box = /** @type {HTMLInputElement} */ (this.place.querySelector(`[id="${id}"]`));
      this.#quietly(this.#explain(reply, box.value.trim()));
    };
    const saveOnEnter = (/** @type {KeyboardEvent} */ event) => {
      if (event.key !== "Enter") return;
      event.preventDefault();
      save();
    };
    return html`
      <div class="wv-settled" data-reply=${row} data-test="kept">
        <p>${words} is kept${why ? html`: ${why}` : nothing}.
          ${
            editable && this.#explaining !== row
              ? html`<button type="button" class="wv-link-button" @click=${() => this.#startExplaining(row, id)}>${why ? "Change the reason" : "Say why"}</button>
                  <button type="button" class="wv-link-button" @click=${() => this.#quietly(this.#takeBack(reply))}>Undo<span class="nhsuk-u-visually-hidden"> ${phrase}</span></button>`
              : nothing
          }</p>
        ${
          this.#explaining === row
            ? html`<div class="wv-mover">
                <label class="nhsuk-label" for=${id}>Why do you keep it?</label>
                <input class="nhsuk-input" id=${id} autocomplete="off" maxlength="400" .value=${why} @keydown=${saveOnEnter} />
                <button type="button" class="wv-chip" @click=${save}>Save reason</button>
              </div>`
            : nothing
        }
      </div>
    `;
  }

  /** @param {string} row @param {string} id */
  #startExplaining(row, id) {
    this.#explaining = row;
    this.#drawMover();
    this.#focus(`[id="${id}"]`);
  }

  /** @param {string} selector */
  #focus(selector) {
    /** @type {HTMLElement | null} */ (this.place.querySelector(selector))?.focus();
  }

  /** The header says when something could not be saved; what stood here stays. @param {Promise<unknown>} doing */
  #quietly(doing) {
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

/** @param {string} phrase */
const shortened = (phrase) => (phrase.length > SHORT ? `${phrase.slice(0, SHORT).trimEnd()}…` : phrase);
