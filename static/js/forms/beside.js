/**
 * What stands beside an answer: who said so, whether another source agrees, and why it could not be recorded. Nearly always
 * folded, so its controls are made when it is first opened; what they say is kept here.
 */

import { labelIn } from "../shell/definitions.js";
import { readOne, writeOne } from "./controls.js";
import { copyItems } from "./copies.js";
import { namedIn, sourceWords } from "./said.js";

/** @typedef {import("../shell/definitions.js").Definition} Definition */
/** @typedef {Partial<import("../local/types.js").Answer>} Answer */

/** The one box beside a source names a person where somebody said it, else a document. @param {string} type */
const namedPart = (type) => (type.endsWith("_said") || type === "source_not_recorded" ? "person" : "document");

const PARTS = new Set(["missing", "source-type", "source-person", "verification"]);

export class Beside {
  /** @type {string | undefined} a missing reason */
  missing;
  /** @type {Record<string, string> | undefined} */
  source;
  /** @type {string | undefined} */
  verif;
  #element;
  #field;
  #definition;
  #child;

  /**
   * @param {HTMLElement} element  of the question
   * @param {string} field
   * @param {Definition} definition
   * @param {import("../local/types.js").Child | null} child
   */
  constructor(element, field, definition, child) {
    this.#child = child;
    this.#element = element;
    this.#field = field;
    this.#definition = definition;
  }

  /** Whether a control is one of these. @param {string | null} part */
  static owns(part) {
    return part !== null && PARTS.has(part);
  }

  /** What is said beside a value, for the answer. */
  get ofValue() {
    return { ...(this.source ? { source: this.source } : {}), ...(this.verif ? { verif: this.verif } : {}) };
  }

  /** @param {"source" | "missing"} what @returns {HTMLElement | null} */
  #disclosure(what) {
    return this.#element.querySelector(`[data-beside="${what}"]`);
  }

  /** Makes the controls of a disclosure that is opened for the first time. @param {HTMLElement} disclosure */
  open(disclosure) {
    const place = /** @type {HTMLElement} */ (disclosure.querySelector(".nhsuk-details__text"));
    if (place.childElementCount) return;
    const what = disclosure.dataset.beside;
    const blank = document.querySelector(`template[data-beside-${what}]`);
    if (!(blank instanceof HTMLTemplateElement)) return;
    const made = document.createElement("template");
    made.innerHTML = blank.innerHTML
      .replaceAll("--name--", disclosure.dataset.name ?? "")
      .replaceAll("--key--", this.#field);
    const { sources, verifications, missing_reasons } = this.#definition;
    if (what === "missing") {
      const allowed = (disclosure.dataset.reasons ?? "").split(" ");
      copyItems(
        made.content,
        missing_reasons.filter(({ code }) => allowed.includes(code)),
      );
    } else {
      copyItems(made.content, sources, "select");
      if (disclosure.hasAttribute("data-fact")) copyItems(made.content, verifications);
      else made.content.querySelector("[data-only-fact]")?.remove();
    }
    place.append(made.content);
    this.#write();
  }

  /** Shows what belongs to an answer. @param {Answer | null} answer */
  show(answer) {
    this.missing = answer?.missing;
    this.source = answer?.source;
    this.verif = answer?.verif;
    this.#write();
  }

  /** A control was used. @param {string} part */
  touched(part) {
    if (part === "missing") {
      this.missing = readOne(this.#element, "missing");
      return;
    }
    const type = readOne(this.#element, "source-type");
    // Who is on the record is named in the box, and stays the person on the record unless the name is changed.
    const before = this.source?.person ?? this.source?.document;
    const typed = this.#words()?.value.trim();
    const words = typed && typed === namedIn(this.source, this.#child) ? before : typed;
    // The wire knows no name without a sort of source.
    const named = words ? (type ?? "source_not_recorded") : type;
    this.source = named ? { type: named, ...(words ? { [namedPart(named)]: words } : {}) } : undefined;
    this.verif = readOne(this.#element, "verification");
  }

  /** @returns {HTMLInputElement | null} */
  #words() {
    return this.#element.querySelector('[data-part="source-person"]');
  }

  #write() {
    writeOne(this.#element, "missing", this.missing);
    writeOne(this.#element, "source-type", this.source?.type);
    writeOne(this.#element, "verification", this.verif);
    const box = this.#words();
    const words = namedIn(this.source, this.#child);
    if (box && box.value.trim() !== words) box.value = words;
  }

  /** Says in the folded summaries what was chosen. */
  say() {
    const { missing_reasons } = this.#definition;
    const reason = this.missing ? labelIn(missing_reasons, this.missing) : "";
    const said = [
      [this.#disclosure("missing"), reason],
      [this.#disclosure("source"), sourceWords(this.#definition, { source: this.source }, this.#child)],
    ];
    for (const [disclosure, words] of /** @type {[HTMLElement | null, string][]} */ (said)) {
      const place = disclosure?.querySelector("[data-shown]");
      if (place && place.textContent !== words) place.textContent = words;
    }
  }
}
