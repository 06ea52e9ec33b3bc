/**
 * One question on the page and what is known of its answer: read it, show it, say what is wrong with it. What the visitor
 * has under her hands is never written over. What is offered to the answer is in at_hand.js, who said so in beside.js.
 */

import { html, render } from "lit-html";
import { errorWords } from "../components/errors.js";
import { AtHand } from "./at_hand.js";
import { readList } from "./basis.js";
import { Beside } from "./beside.js";
import { askedAt, hasSeveralClaims, idOf, isFurther, isPrivate } from "./context.js";
import { addItem, controlsOf, keepAlone, keepOne, readValue, writeNow, writeValue } from "./controls.js";
import { note } from "./notes.js";
import { refuseValue, unfinished } from "./refuse.js";
import { saidOf } from "./said.js";

/** @typedef {import("../local/types.js").Answer} Answer */
/** @typedef {import("../local/types.js").Shown} Shown */
/** @typedef {import("../shell/definitions.js").Definition} Definition */

/**
 * What is remembered while a visit is open, so that it can be offered again: never written down.
 * @typedef {object} Memory
 * @property {Record<string, string> | null} source  of the answer before
 * @property {string[] | null} basis  of the view before
 * @property {boolean} views  the visitor has begun to write her views
 * @property {{keep: (place: string, value: unknown) => void, takeUp: (place: string) => Promise<any>}} half  what is begun
 *   beside the questions and is no answer yet; null takes it away
 */

/**
 * What a question knows of the visit around it.
 * @typedef {object} Around
 * @property {Memory} memory
 * @property {() => boolean} nobodyHears
 * @property {() => import("./people.js").Known[]} people
 * @property {() => string} myName  "" until it is known
 * @property {(id: string, value: any) => {before: string | null, doubts: string[]}} remarks  on a number
 * @property {() => string} today
 * @property {() => {key: string, words: string}[]} entries  of the visit, to point at
 * @property {() => {code: string, words: string, hidden: boolean}[]} things  to reply to
 * @property {() => void} viewsOpened
 * @property {(key: string, field: import("./context.js").FormField) => Promise<import("./deferring.js").Deferring | null>} deferring
 * @property {(presets: Record<string, string>) => void} onClaim  in a row of its own
 * @property {(key: string) => void} onFurther  beside the answer of this key
 * @property {(key: string, said: boolean) => void} onRemoved  a further claim; whether something was said in it
 * @property {(id: string) => string[]} claims  what others say instead, a line each
 */

const CLOSED = "wv-question--closed";
/** Each row of it is one source's word already. */
const CLAIMS = "residence_claim";
/** From this part of the limit on, the characters left are said. */
const NEARLY_FULL = 0.8;

export class Question {
  /** The answer it was last drawn with; its `base` is what an edit stands on. @type {Shown | null} */
  drawn = null;
  /** Something is on the screen that is not written down. */
  dirty = false;
  /** How many readings of it are being written down: while one is, what stands on the screen may be newer than what is. */
  saving = 0;
  /** @type {string | null} why what stands here can't be an answer */
  problem = null;
  /** @type {Answer | null} what a slip of the hand took away */
  #taken = null;
  /** @type {string[]} */
  #basis = [];
  #picking = { open: false, filter: { kind: "", text: "" } };
  /** @type {{comments: import("../local/types.js").Comment[], basis: import("./basis.js").Entry[] | null}} */
  #about = { comments: [], basis: null };
  #atHand;

  /**
   * Nothing stands in it before it is shown (`show`).
   * @param {HTMLElement} element  a `.wv-question`
   * @param {{key: string, definition: Definition, child: import("../local/types.js").Child | null,
   *   me: string, around: Around, onChange: (question: Question, how?: {typing: boolean}) => void}} about
   *   `onChange`: something was chosen under the question and is to be written down
   */
  constructor(element, { key, definition, child, me, around, onChange }) {
    this.element = element;
    this.key = key;
    this.id = idOf(key);
    this.further = isFurther(key);
    this.definition = definition;
    this.field = askedAt(definition, key);
    this.child = child;
    this.me = me;
    this.around = around;
    const section = definition.sections.find(({ code }) => code === this.field.section);
    /** A view that is written after the visit. */
    this.afterwards = Boolean(section?.afterwards?.includes(this.id));
    this.onChange = onChange;
    const presets = section?.claims?.[this.id];
    this.beside = new Beside(element, {
      key,
      field: this.field,
      definition,
      child,
      nobodyHears: around.nobodyHears,
      // Whoever said the answer is not who says otherwise; and the next question is answered by the first again.
      lastSource: () => (this.further ? null : around.memory.source),
      further: this.further,
      onClaim: presets
        ? () => around.onClaim(presets)
        : hasSeveralClaims(this.field) && !this.further && this.field.group !== CLAIMS
          ? () => around.onFurther(key)
          : null,
      deferring: () => around.deferring(key, this.field),
      on: {
        changed: (typing) => this.#besideChanged(typing),
        missing: () => this.#closed(),
        clear: () => this.#cleared(),
      },
    });
    this.#atHand = new AtHand(this, section);
    for (const now of element.querySelectorAll("[data-now]")) now.removeAttribute("hidden");
  }

  /**
   * Whether the visitor is in the middle of it, or what she did is on its way to the disk. In a tab she has left the caret
   * stays in its box: there it would keep out what she writes in another.
   */
  get busy() {
    return this.dirty || this.saving > 0 || (document.hasFocus() && this.element.contains(document.activeElement));
  }

  /** What stands in its controls; undefined for nothing. */
  get #value() {
    return readValue(this.element, this.field);
  }

  /** It was drawn with a value, or with why there is none. */
  get #given() {
    const { drawn } = this;
    return Boolean(drawn && !drawn.cleared && (drawn.missing || drawn.value !== undefined));
  }

  /** Whether it still asks for something, and whether it says something: for the words of what is folded. */
  get standing() {
    const given = this.#given;
    return { given, open: !given && this.field.requirement !== "O" };
  }

  /** What it was last drawn with, in words. */
  get words() {
    return this.drawn ? saidOf(this.definition, this.id, this.drawn, this.child).join(", ") : "";
  }

  /** The control was used: exclusive choices, the reason for a gap and the value go together. @param {Element} control */
  touched(control) {
    const part = control.getAttribute("data-part");
    const { type } = this.field;
    this.dirty = true;
    if (control instanceof HTMLInputElement && control.type === "checkbox") keepAlone(this.element, control);
    if (type === "address" || type === "person") keepOne(this.element, part === "typed");
    if (this.#value !== undefined) {
      this.#taken = null;
      this.beside.answered();
    }
    this.#drawBeside();
    this.#count();
  }

  /** @param {boolean} typing */
  #besideChanged(typing) {
    const { source } = this.beside;
    // Who told a private answer is not offered beside the next question, where somebody may read along.
    if (source && !typing && !this.further && !isPrivate(this.definition, this.key)) this.around.memory.source = source;
    this.dirty = true;
    this.#drawBeside();
    this.onChange(this, { typing });
  }

  /** A reason was chosen: it takes the place of a value. */
  #closed() {
    this.#taken = this.#valueAnswer() ?? this.#taken;
    writeValue(this.element, this.field, undefined);
    this.#chosen();
  }

  /** Empties the question; what stood here can be put back. */
  #cleared() {
    const given = this.#onScreen();
    const said = Boolean(given) || this.#given;
    if (this.further) this.around.onRemoved(this.key, said);
    if (this.further && !said) return;
    this.#taken = given ?? this.#taken;
    writeValue(this.element, this.field, undefined);
    this.beside.show(null);
    this.#count();
    this.#chosen();
    if (!this.further) this.focus();
  }

  focus() {
    /** @type {HTMLElement | null} */ (this.element.querySelector("[data-key]"))?.focus();
  }

  /** What stands beside the answer, and what lies at hand. */
  #drawBeside() {
    this.beside.draw(this.#value !== undefined);
    this.#atHand.draw();
  }

  /** Something was chosen, not typed: it is drawn and written down at once. */
  #chosen() {
    this.dirty = true;
    this.#drawBeside();
    this.onChange(this);
  }

  /** What lay at hand was tapped. @param {unknown} value */
  choose(value) {
    writeValue(this.element, this.field, value);
    this.beside.answered();
    this.#chosen();
  }

  /** A view of this page stays closed until its visitor opens one, or has written one. */
  get #closedView() {
    return this.afterwards && !this.around.memory.views && !this.#given && !this.dirty;
  }

  /** @returns {unknown} what stands in place of a view that is written after the visit */
  #later() {
    return html`<p class="wv-later"><span>${this.field.name}<br /><span class="wv-small wv-quiet">best written after the visit</span></span>
      <button type="button" class="wv-chip" data-open-view @click=${() => this.openView()}>Write it now<span class="nhsuk-u-visually-hidden">: ${this.field.name}</span></button></p>`;
  }

  /** One tap opens the views of the page. */
  openView() {
    this.around.memory.views = true;
    this.around.viewsOpened();
    this.focus();
  }

  /** The list of what a view may rest on opens when its box is entered. */
  entered() {
    if (this.#picking.open || this.field.type !== "text" || !this.#about.basis?.length) return;
    this.#openList(true);
  }

  /** An answer that came by another way than its control: a tap on a drawing, something worked out. @param {unknown} value */
  write(value) {
    writeValue(this.element, this.field, value);
    this.dirty = true;
    this.#count();
  }

  now() {
    writeNow(this.element);
    this.dirty = true;
  }

  addItem() {
    const item = addItem(this.element);
    this.#atHand.draw();
    /** @type {HTMLElement | null} */ (item.querySelector("textarea, input"))?.focus();
  }

  /** It can be put back: one slip of the thumb takes away all that was written in it. @param {Element} item */
  removeItem(item) {
    this.#taken = this.#onScreen() ?? this.#taken;
    item.remove();
    this.dirty = true;
    /** @type {HTMLElement | null} */ (this.element.querySelector("[data-add-item]"))?.focus();
  }

  /** @returns {Answer | null} */
  #valueAnswer() {
    const value = this.#value;
    if (value === undefined) return null;
    return {
      value,
      kind: this.field.kind,
      ...this.beside.ofValue,
      ...(this.#basis.length ? { basis: this.#basis } : {}),
    };
  }

  /** What stands on the screen, a value or why there is none; null for neither. @returns {Answer | null} */
  #onScreen() {
    const { missing } = this.beside;
    return this.#valueAnswer() ?? (missing ? { missing, kind: this.field.kind } : null);
  }

  /**
   * What stands on the screen as an answer, or null when it says nothing new. Says under the question what is wrong with it.
   * @param {{earshot: string | null, typing: boolean}} now  while she is typing, what is not yet right is not written down
   * @returns {(Answer & {base: string | null}) | null}
   */
  take({ earshot, typing }) {
    const given = this.#onScreen();
    const refusal = given?.value === undefined ? null : refuseValue(this.field, given.value, new Date());
    if (refusal && typing) return null;
    this.dirty = false;
    const lacking = typing || refusal || given?.value === undefined ? null : unfinished(this.field, given.value);
    this.problem = (refusal ?? lacking)?.message ?? null;
    sayProblem(this.element, this.problem);
    const { drawn } = this;
    // What is being written down may be another value than the one that was drawn.
    if (!this.saving && !given && (!drawn || drawn.cleared)) return null;
    /** @type {Answer} */
    const answer = given ?? { cleared: true, kind: this.field.kind };
    if (!this.saving && drawn && alike(answer, drawn)) return null;
    return { ...answer, ...(earshot && this.id !== "earshot" ? { earshot } : {}), base: drawn?.base ?? null };
  }

  /** What stands on the screen and could not be stored, with the base she saw. */
  get unsaved() {
    const answer = this.#onScreen() ?? { cleared: true, kind: this.field.kind };
    return { ...answer, base: this.drawn?.base ?? null };
  }

  /** Puts that back on the screen; it is still not stored. @param {Answer & {base: string | null}} answer */
  resume({ base, ...answer }) {
    if (this.drawn) this.drawn = { ...this.drawn, base };
    this.#putBack(/** @type {Answer} */ (answer));
  }

  /** @param {Answer} answer */
  #putBack(answer) {
    this.beside.show(answer);
    this.#basis = answer.basis ?? [];
    this.write(answer.value);
  }

  /**
   * Shows an answer. Where she is busy, only what stands under the question is renewed and the base stays the one she saw.
   * @param {Shown | null} shown
   * @param {{comments: import("../local/types.js").Comment[], basis: import("./basis.js").Entry[] | null, force?: boolean}} about
   */
  show(shown, about) {
    if (!this.busy || about.force) {
      this.drawn = shown;
      this.#atHand.offer();
      writeValue(this.element, this.field, shown?.value);
      const stands = shown?.cleared ? null : shown;
      this.beside.show(stands);
      // What the short form answered by itself rests on who overheard; an answer of hers does not.
      // What the app filled in says what it was worked out of; what she chooses instead is hers.
      this.#basis = this.field.kind === "J" ? (stands?.basis ?? []) : [];
      this.problem = shown?.value === undefined ? null : (refuseValue(this.field, shown.value)?.message ?? null);
    } else if (this.drawn && shown) this.drawn = { ...this.drawn, cands: shown.cands };
    sayProblem(this.element, this.problem);
    this.redraw(about);
  }

  /** It was written down. @param {Shown} stored */
  stored(stored) {
    this.drawn = stored;
  }

  /** Only what stands under the question. @param {{comments: import("../local/types.js").Comment[], basis: import("./basis.js").Entry[] | null}} about */
  redraw(about) {
    this.#about = about;
    const place = /** @type {HTMLElement | null} */ (this.element.querySelector("[data-note]"));
    if (!place) return;
    const closed = this.#closedView;
    // Once it is written down that it is out: what is put back before that would be no change.
    const out = this.further && this.#taken !== null && !this.saving && !this.#onScreen();
    const stood = !this.element.classList.contains(CLOSED);
    this.element.classList.toggle(CLOSED, closed || out);
    this.element.classList.toggle("wv-question--based", !closed && Boolean(about.basis));
    if (closed) {
      render(this.#later(), place);
      return;
    }
    render(
      note({
        field: this.id,
        drawn: this.drawn,
        definition: this.definition,
        child: this.child,
        me: this.me,
        nobodyHears: this.around.nobodyHears(),
        comments: about.comments,
        claims: this.around.claims(this.id),
        // "Nobody hears" is said anew, and asked once more: somebody may have come in since.
        undo: this.#taken && this.id !== "earshot" ? () => this.#undo() : null,
        basis: about.basis && this.#pickingFrom(about.basis),
      }),
      place,
    );
    this.#drawBeside();
    this.#count();
    if (out && stood) /** @type {HTMLElement | null} */ (place.querySelector("button"))?.focus();
  }

  /** @param {boolean} open */
  #openList(open) {
    this.#picking.open = open;
    this.redraw(this.#about);
    if (open) void readList().then(() => this.redraw(this.#about));
  }

  /** @param {import("./basis.js").Entry[]} entries @returns {import("./basis.js").Picking} */
  #pickingFrom(entries) {
    const again = () => this.redraw(this.#about);
    return {
      id: this.element.id,
      name: this.field.name,
      definition: this.definition,
      entries,
      chosen: this.#basis,
      before: this.around.memory.basis,
      ...this.#picking,
      onChosen: (keys) => {
        this.#basis = keys;
        this.around.memory.basis = keys;
        this.dirty = true;
        again();
        this.onChange(this);
      },
      onOpen: (open) => this.#openList(open),
      onFilter: (filter) => {
        this.#picking.filter = filter;
        again();
      },
    };
  }

  /** What a slip took away stands here again. */
  #undo() {
    const taken = this.#taken;
    if (!taken) return;
    this.#taken = null;
    this.#putBack(taken);
    this.redraw(this.#about);
    this.focus();
    this.onChange(this);
  }

  /** How many characters are left, when it matters. */
  #count() {
    const count = /** @type {HTMLElement | null} */ (this.element.querySelector("[data-count]"));
    if (!count) return;
    const length = [...(controlsOf(this.element, "value")[0]?.value ?? "")].length;
    const longest = Number(count.dataset.longest);
    const shortest = Number(count.dataset.shortest);
    const words =
      length > longest
        ? `${length - longest} characters too many`
        : length > longest * NEARLY_FULL
          ? `${longest - length} characters left`
          : length && length < shortest
            ? `${shortest - length} more characters needed`
            : "";
    if (count.textContent !== words) count.textContent = words;
    count.hidden = !words;
  }
}

/** Says under a question why what stands there can't be an answer. @param {Element} element @param {string | null} problem */
export function sayProblem(element, problem) {
  const slot = /** @type {HTMLElement | null} */ (element.querySelector("[data-error]"));
  if (!slot || (!problem && slot.hidden)) return;
  // A description is read out even where it is hidden: without a problem there is not a word in it.
  render(errorWords(problem), slot);
  slot.hidden = !problem;
  element.querySelector(".nhsuk-form-group")?.classList.toggle("nhsuk-form-group--error", Boolean(problem));
  for (const box of element.querySelectorAll("[data-key]:not([type=radio])"))
    box.setAttribute("aria-invalid", String(Boolean(problem)));
}

/** Whether two answers say the same. @param {Answer} one @param {Partial<Answer>} other */
export function alike(one, other) {
  for (const part of /** @type {const} */ (["value", "missing", "cleared", "source", "verif", "basis"])) {
    if (JSON.stringify(one[part] ?? null) !== JSON.stringify(other[part] ?? null)) return false;
  }
  return true;
}
