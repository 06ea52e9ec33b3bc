/**
 * One question on the page and what is known of its answer: read it, show it, say what is wrong with it. What the visitor
 * has under her hands is never written over.
 */

import { render } from "lit-html";
import { Beside } from "./beside.js";
import { addItem, controlsOf, keepAlone, keepOne, readValue, writeNow, writeValue } from "./controls.js";
import { offerChoices } from "./copies.js";
import { note } from "./notes.js";
import { offerRecord } from "./options.js";
import { refuseValue, unfinished } from "./refuse.js";

/** @typedef {import("../local/types.js").Answer} Answer */
/** @typedef {import("../local/types.js").Shown} Shown */
/** @typedef {import("../shell/definitions.js").Definition} Definition */

/** From this part of the limit on, the characters left are said. */
const NEARLY_FULL = 0.8;

export class Question {
  /** The answer it was last drawn with; its `base` is what an edit stands on. @type {Shown | null} */
  drawn = null;
  /** Something is on the screen that is not written down. */
  dirty = false;
  /** @type {string | null} why what stands here can't be an answer */
  problem = null;
  /** @type {Answer | null} what a slip of the hand took away */
  #taken = null;
  /** @type {string[]} */
  #basis = [];

  /**
   * @param {HTMLElement} element  a `.wv-question`
   * @param {{key: string, field: string, definition: Definition, child: import("../local/types.js").Child | null,
   *   me: string, onPutBack: (question: Question) => void}} about
   */
  constructor(element, { key, field, definition, child, me, onPutBack }) {
    this.element = element;
    this.key = key;
    this.id = field;
    this.definition = definition;
    this.field = definition.fields[field];
    this.child = child;
    this.me = me;
    this.onPutBack = onPutBack;
    this.beside = new Beside(element, field, definition, child);
    offerChoices(element, this.field);
    offerRecord(element, { key, field, type: this.field.type, child });
    if (this.field.type === "unknowns") writeValue(element, this.field, undefined);
    for (const now of element.querySelectorAll("[data-now]")) now.removeAttribute("hidden");
  }

  /** Whether the visitor is in the middle of it. */
  get busy() {
    return this.dirty || this.element.contains(document.activeElement);
  }

  /** The control was used: exclusive choices, the reason for a gap and the value go together. @param {Element} control */
  touched(control) {
    const part = control.getAttribute("data-part");
    const { type } = this.field;
    this.dirty = true;
    if (Beside.owns(part)) {
      this.beside.touched(/** @type {string} */ (part));
      if (part === "missing") {
        this.#take(this.#valueAnswer());
        writeValue(this.element, this.field, undefined);
      }
    } else {
      if (control instanceof HTMLInputElement && control.type === "checkbox") keepAlone(this.element, control);
      if (type === "address" || type === "person") keepOne(this.element, part === "typed");
      if (readValue(this.element, this.field) !== undefined) {
        this.#taken = null;
        if (this.beside.missing) this.beside.show({ ...this.beside.ofValue });
      }
    }
    this.#count();
  }

  /** Empties the question; what stood here can be put back. */
  clear() {
    this.#take(this.#valueAnswer() ?? this.#missingAnswer());
    writeValue(this.element, this.field, undefined);
    this.beside.show(null);
    this.dirty = true;
    this.#count();
  }

  now() {
    writeNow(this.element);
    this.dirty = true;
  }

  addItem() {
    const item = addItem(this.element);
    /** @type {HTMLElement | null} */ (item.querySelector("textarea, input"))?.focus();
  }

  /** @param {Element} item */
  removeItem(item) {
    item.remove();
    this.dirty = true;
  }

  /** @param {Answer | null} answer */
  #take(answer) {
    if (answer) this.#taken = answer;
  }

  /** @returns {Answer | null} */
  #valueAnswer() {
    const value = readValue(this.element, this.field);
    if (value === undefined) return null;
    return {
      value,
      kind: this.field.kind,
      ...this.beside.ofValue,
      ...(this.#basis.length ? { basis: this.#basis } : {}),
    };
  }

  /** @returns {Answer | null} */
  #missingAnswer() {
    const { missing } = this.beside;
    return missing ? { missing, kind: this.field.kind } : null;
  }

  /**
   * What stands on the screen as an answer, or null when it says nothing new. Says under the question what is wrong with it.
   * @param {{earshot: string | null, typing: boolean}} now  while she is typing, what is not yet right is not written down
   * @returns {(Answer & {base: string | null}) | null}
   */
  take({ earshot, typing }) {
    const given = this.#valueAnswer() ?? this.#missingAnswer();
    const refusal = given?.value === undefined ? null : refuseValue(this.field, given.value, new Date());
    if (refusal && typing) return null;
    this.dirty = false;
    const lacking = typing || refusal || given?.value === undefined ? null : unfinished(this.field, given.value);
    this.problem = (refusal ?? lacking)?.message ?? null;
    sayProblem(this.element, this.problem);
    const { drawn } = this;
    if (!given && (!drawn || drawn.cleared)) return null;
    /** @type {Answer} */
    const answer = given ?? { cleared: true, kind: this.field.kind };
    if (drawn && alike(answer, drawn)) return null;
    return { ...answer, ...(earshot && this.id !== "earshot" ? { earshot } : {}), base: drawn?.base ?? null };
  }

  /**
   * Shows an answer. Where she is busy, only what stands under the question is renewed and the base stays the one she saw.
   * @param {Shown | null} shown
   * @param {{comments: import("../local/types.js").Comment[], basis: {key: string, words: string}[] | null, force?: boolean}} about
   */
  show(shown, about) {
    if (!this.busy || about.force) {
      this.drawn = shown;
      writeValue(this.element, this.field, shown?.value);
      this.beside.show(shown);
      this.#basis = shown?.basis ?? [];
      this.problem = shown?.value === undefined ? null : (refuseValue(this.field, shown.value)?.message ?? null);
    } else if (this.drawn && shown) this.drawn = { ...this.drawn, cands: shown.cands };
    sayProblem(this.element, this.problem);
    this.redraw(about);
  }

  /** It was written down. @param {Shown} stored */
  stored(stored) {
    this.drawn = stored;
  }

  /** Only what stands under the question. @param {{comments: import("../local/types.js").Comment[], basis: {key: string, words: string}[] | null}} about */
  redraw({ comments, basis }) {
    const place = /** @type {HTMLElement | null} */ (this.element.querySelector("[data-note]"));
    if (!place) return;
    render(
      note({
        id: this.element.id,
        field: this.id,
        drawn: this.drawn,
        definition: this.definition,
        child: this.child,
        me: this.me,
        comments,
        undo: this.#taken
          ? () => {
              const taken = this.#taken;
              this.#taken = null;
              if (taken) this.#putBack(taken);
            }
          : null,
        basis: basis?.map(({ key, words }) => ({ key, words, chosen: this.#basis.includes(key) })) ?? null,
        onBasis: (keys) => {
          this.#basis = keys;
          this.dirty = true;
          this.onPutBack(this);
        },
      }),
      place,
    );
    this.beside.say();
    const anything = this.beside.missing || readValue(this.element, this.field) !== undefined;
    this.element.querySelector("[data-clear]")?.toggleAttribute("hidden", !anything);
    this.#count();
  }

  /** @param {Answer} taken */
  #putBack(taken) {
    writeValue(this.element, this.field, taken.value);
    this.beside.show(taken);
    this.#basis = taken.basis ?? [];
    this.dirty = true;
    this.onPutBack(this);
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
  const slot = element.querySelector("[data-error]");
  if (!slot) return;
  const words = slot.querySelector("[data-error-text]") ?? slot;
  words.textContent = problem ?? "";
  slot.toggleAttribute("hidden", !problem);
  element.querySelector(".nhsuk-form-group")?.classList.toggle("nhsuk-form-group--error", Boolean(problem));
}

/** Whether two answers say the same. @param {Answer} one @param {Partial<Answer>} other */
function alike(one, other) {
  for (const part of /** @type {const} */ (["value", "missing", "cleared", "source", "verif", "basis"])) {
    if (JSON.stringify(one[part] ?? null) !== JSON.stringify(other[part] ?? null)) return false;
  }
  return true;
}
