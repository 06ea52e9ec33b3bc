/**
 * One question on the page and what is known of its answer: read it, show it, say what is wrong with it. What the visitor
 * has under her hands is never written over.
 */

import { html, nothing, render } from "lit-html";
import { readList } from "./basis.js";
import { Beside } from "./beside.js";
import { addItem, controlsOf, keepAlone, keepOne, readValue, writeNow, writeValue } from "./controls.js";
import { offerChoices, offerEntries, offerThings } from "./copies.js";
import { isLeftUnasked } from "./earshot.js";
import { note } from "./notes.js";
import { offerRecord } from "./options.js";
import { quick } from "./quick.js";
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
 */

/**
 * What a question knows of the visit around it.
 * @typedef {object} Around
 * @property {Memory} memory
 * @property {() => import("./people.js").Known[]} people
 * @property {() => string} myName  "" until it is known
 * @property {(id: string, value: any) => {before: string | null, doubts: string[]}} remarks  on a number
 * @property {() => string} today
 * @property {() => {key: string, words: string}[]} entries  of the visit, to point at
 * @property {() => {code: string, words: string, hidden: boolean}[]} things  to reply to
 * @property {() => void} viewsOpened
 * @property {(key: string, field: import("./context.js").FormField) => Promise<import("./deferring.js").Deferring | null>} deferring
 * @property {(presets: Record<string, string>) => void} onClaim
 * @property {(id: string) => string[]} claims  what others say instead, a line each
 */

/** Where one can point at somebody or something that is not on the record yet. @type {Record<string, string>} */
const ADD = { address: "Another address or place…", person: "Add a person…", people: "Add a person…" };
const NUMBERS = new Set(["int", "decimal"]);

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
  #owned;
  #quickPlace = document.createElement("div");
  /** The box for what is not on the record stands open. */
  #adding = false;

  /**
   * @param {HTMLElement} element  a `.wv-question`
   * @param {{key: string, field: string, definition: Definition, child: import("../local/types.js").Child | null,
   *   me: string, around: Around, onChange: (question: Question, how?: {typing: boolean}) => void}} about
   *   `onChange`: something was chosen under the question and is to be written down
   */
  constructor(element, { key, field, definition, child, me, around, onChange }) {
    this.element = element;
    this.key = key;
    this.id = field;
    this.definition = definition;
    this.field = definition.fields[field];
    this.child = child;
    this.me = me;
    this.around = around;
    const section = definition.sections.find(({ code }) => code === this.field.section);
    this.atOnce = section?.at_once?.[field];
    this.#owned = Boolean(section?.owned?.includes(field));
    /** A view that is written after the visit. */
    this.afterwards = Boolean(section?.afterwards?.includes(field));
    this.onChange = onChange;
    const presets = section?.claims?.[field];
    this.beside = new Beside(element, {
      key,
      field: this.field,
      definition,
      child,
      lastSource: () => around.memory.source,
      onClaim: presets ? () => around.onClaim(presets) : null,
      deferring: () => around.deferring(key, this.field),
      on: {
        changed: (typing) => this.#besideChanged(typing),
        missing: () => this.#closed(),
        clear: () => this.#cleared(),
      },
    });
    offerChoices(element, this.field);
    element.querySelector("[data-note]")?.before(this.#quickPlace);
    this.#offerRecord();
    if (this.field.type === "unknowns") writeValue(element, this.field, undefined);
    for (const now of element.querySelectorAll("[data-now]")) now.removeAttribute("hidden");
  }

  /** Whether the visitor is in the middle of it, or what she did is on its way to the disk. */
  get busy() {
    return this.dirty || this.saving > 0 || this.element.contains(document.activeElement);
  }

  /** Whether it still asks for something, and whether it says something: for the words of what is folded. */
  get standing() {
    const given = Boolean(this.drawn && !this.drawn.cleared && (this.drawn.missing || this.drawn.value !== undefined));
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
    const answered = readValue(this.element, this.field) !== undefined;
    if (answered) {
      this.#taken = null;
      if (this.beside.missing) this.beside.show({ ...this.beside.ofValue });
    }
    this.beside.draw(answered);
    this.#drawQuick();
    this.#count();
  }

  /** @param {boolean} typing */
  #besideChanged(typing) {
    const { source } = this.beside;
    if (source && !typing) this.around.memory.source = source;
    this.dirty = true;
    this.#drawBeside();
    this.onChange(this, { typing });
  }

  /** A reason was chosen: it takes the place of a value. */
  #closed() {
    this.#take(this.#valueAnswer());
    writeValue(this.element, this.field, undefined);
    this.dirty = true;
    this.#drawBeside();
    this.onChange(this);
  }

  /** Empties the question; what stood here can be put back. */
  #cleared() {
    this.#take(this.#valueAnswer() ?? this.#missingAnswer());
    writeValue(this.element, this.field, undefined);
    this.beside.show(null);
    this.dirty = true;
    this.#count();
    this.#drawBeside();
    this.onChange(this);
    /** @type {HTMLElement | null} */ (this.element.querySelector("[data-key]"))?.focus();
  }

  #drawBeside() {
    this.beside.draw(readValue(this.element, this.field) !== undefined);
    this.#drawQuick();
  }

  #offerRecord() {
    const { key, id, field, child } = this;
    const people = field.type === "address" ? [] : this.#people();
    offerRecord(this.element, { key, field: id, type: field.type, child, people });
  }

  /** Whom it can point at; where something is to be done, the visitor herself first. */
  #people() {
    const me = this.#owned && this.around.myName();
    const others = this.around.people().filter(({ code }) => code !== `T:${me}`);
    return me ? [{ code: `T:${me}`, words: `${me} (me)` }, ...others] : others;
  }

  /** Under the answer: what is quicker than typing. */
  #drawQuick() {
    const { id, field, element } = this;
    const value = readValue(element, field);
    const add = ADD[field.type];
    if (add) {
      const box = controlsOf(element, "typed")[0];
      const folded = !this.#adding && !box?.value && Boolean(element.querySelector("[data-options] input"));
      box?.closest(".nhsuk-form-group")?.toggleAttribute("hidden", folded);
      render(
        folded
          ? html`<button type="button" class="wv-link-button wv-small" data-add @click=${() => this.#add()}>${add}</button>`
          : nothing,
        this.#quickPlace,
      );
      return;
    }
    if (field.type === "unknowns") {
      this.#offerOwners();
      return;
    }
    render(
      quick({
        id: this.key,
        field,
        value,
        today: this.around.today(),
        atOnce: this.atOnce,
        remarks: NUMBERS.has(field.type) ? this.around.remarks(id, value) : null,
        onValue: (chosen) => {
          writeValue(element, field, chosen);
          if (this.beside.missing) this.beside.show({ ...this.beside.ofValue });
          this.dirty = true;
          this.#drawBeside();
          this.onChange(this);
        },
      }),
      this.#quickPlace,
    );
  }

  /** Beside each thing that nobody owns yet: who may find it out. */
  #offerOwners() {
    for (const box of controlsOf(this.element, "owner")) {
      const group = box.closest(".nhsuk-form-group");
      let place = /** @type {HTMLElement | null} */ (group?.querySelector("[data-owners]") ?? null);
      if (!place) {
        place = document.createElement("div");
        place.dataset.owners = "";
        group?.append(place);
      }
      const people = box.value.trim() || !this.#owned ? [] : this.#people();
      render(
        people.length
          ? html`<div class="wv-chips" role="group" aria-label="Tap a name">
              ${people.map(
                ({ code, words }) =>
                  html`<button type="button" class="wv-chip" @click=${() => {
                    box.value = code.startsWith("T:") ? code.slice(2) : words;
                    this.dirty = true;
                    this.#drawQuick();
                    this.onChange(this);
                  }}>${words}</button>`,
              )}
            </div>`
          : nothing,
        place,
      );
    }
  }

  #add() {
    this.#adding = true;
    this.#drawQuick();
    controlsOf(this.element, "typed")[0]?.focus();
  }

  /** A view of this page stays closed until its visitor opens one, or has written one. */
  get #closedView() {
    const given = this.drawn && !this.drawn.cleared && (this.drawn.value !== undefined || this.drawn.missing);
    return this.afterwards && !this.around.memory.views && !given && !this.dirty;
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
    /** @type {HTMLElement | null} */ (this.element.querySelector("[data-key]"))?.focus();
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
    this.#drawQuick();
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

  /** What stands on the screen and could not be stored, with the base she saw. */
  get unsaved() {
    const answer = this.#valueAnswer() ?? this.#missingAnswer() ?? { cleared: true, kind: this.field.kind };
    return { ...answer, base: this.drawn?.base ?? null };
  }

  /** Puts that back on the screen; it is still not stored. @param {Answer & {base: string | null}} answer */
  resume({ base, ...answer }) {
    if (this.drawn) this.drawn = { ...this.drawn, base };
    writeValue(this.element, this.field, answer.value);
    this.beside.show(/** @type {Answer} */ (answer));
    this.#basis = answer.basis ?? [];
    this.dirty = true;
    this.#count();
  }

  /**
   * Shows an answer. Where she is busy, only what stands under the question is renewed and the base stays the one she saw.
   * @param {Shown | null} shown
   * @param {{comments: import("../local/types.js").Comment[], basis: import("./basis.js").Entry[] | null, force?: boolean}} about
   */
  show(shown, about) {
    if (!this.busy || about.force) {
      this.drawn = shown;
      this.#offerRecord();
      this.#offer(shown?.value);
      writeValue(this.element, this.field, shown?.value);
      this.beside.show(shown);
      // What the short form answered by itself rests on who overheard; an answer of hers does not.
      this.#basis = isLeftUnasked(shown) ? [] : (shown?.basis ?? []);
      this.problem = shown?.value === undefined ? null : (refuseValue(this.field, shown.value)?.message ?? null);
    } else if (this.drawn && shown) this.drawn = { ...this.drawn, cands: shown.cands };
    sayProblem(this.element, this.problem);
    this.redraw(about);
  }

  /** Puts in what the visit itself offers to point at or to reply to. @param {any} value  what is there already stays */
  #offer(value) {
    const { type, choices = [] } = this.field;
    if (type === "entry") offerEntries(this.element, this.around.entries(), value);
    if (type === "replies") offerThings(this.element, this.around.things(), choices);
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
    this.element.classList.toggle("wv-question--closed", closed);
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
        comments: about.comments,
        claims: this.around.claims(this.id),
        undo: this.#taken
          ? () => {
              const taken = this.#taken;
              this.#taken = null;
              if (taken) this.#putBack(taken);
            }
          : null,
        basis: about.basis && this.#pickingFrom(about.basis),
      }),
      place,
    );
    this.#drawBeside();
    this.#count();
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

  /** @param {Answer} taken */
  #putBack(taken) {
    writeValue(this.element, this.field, taken.value);
    this.beside.show(taken);
    this.#basis = taken.basis ?? [];
    this.dirty = true;
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
