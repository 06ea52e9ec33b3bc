/**
 * What lies at hand for an answer: whom and what it can point at, put among its choices, and under it what is quicker than
 * typing. All of it is offered; nothing is filled in.
 */

import { html, nothing, render } from "lit-html";
import { goOnAt } from "../shell/go_on.js";
import { controlsOf, readValue, veil } from "./controls.js";
import { offerChoices, offerEntries, offerThings } from "./copies.js";
import { offerRecord } from "./options.js";
import { quick } from "./quick.js";
import { NUMBERS } from "./surroundings.js";

/** Where one can point at somebody or something that is not on the record yet. @type {Record<string, string>} */
const ADD = { address: "Another address or place…", person: "Add a person…", people: "Add a person…" };

export class AtHand {
  #place = document.createElement("div");
  /** The box for what is not on the record stands open. */
  #adding = false;
  #question;
  #atOnce;
  #owned;

  /**
   * @param {import("./question.js").Question} question  what is tapped goes to it
   * @param {import("../shell/definitions.js").SectionDefinition | undefined} section  its own
   */
  constructor(question, section) {
    const { element, field, id } = question;
    this.#question = question;
    this.#atOnce = section?.at_once?.[id];
    this.#owned = section?.owned?.includes(id);
    offerChoices(element, field);
    element.querySelector("[data-note]")?.before(this.#place);
  }

  /** Puts in what the record and the visit itself offer to point at or to reply to. */
  offer() {
    const { key, id, field, child, element, around } = this.#question;
    const { type, choices = [] } = field;
    offerRecord(element, { key, field: id, type, child, people: type === "address" ? [] : this.#people() });
    if (type === "entry") offerEntries(element, around.entries());
    if (type === "replies") offerThings(element, around.things(), choices);
  }

  /** Whom it can point at; where something is to be done, the visitor herself first. */
  #people() {
    const { around } = this.#question;
    const me = this.#owned && around.myName();
    const others = around.people().filter(({ code }) => code !== `T:${me}`);
    return me ? [{ code: `T:${me}`, words: `${me} (me)` }, ...others] : others;
  }

  /** Under the answer: what is quicker than typing. */
  draw() {
    const question = this.#question;
    const { id, field, element, around } = question;
    veil(element, around.nobodyHears());
    const add = ADD[field.type];
    if (field.type === "unknowns") return this.#offerOwners();
    const value = readValue(element, field);
    render(
      add
        ? this.#foldTyped(add)
        : quick({
            id: question.key,
            field,
            value,
            today: around.today(),
            atOnce: this.#atOnce,
            remarks: NUMBERS.has(field.type) ? around.remarks(id, value) : null,
            onValue: (chosen) => question.choose(chosen),
          }),
      this.#place,
    );
  }

  /** The box to write a name in stays away while there are others to tap. @param {string} add  the words that open it */
  #foldTyped(add) {
    const { element } = this.#question;
    const box = controlsOf(element, "typed")[0];
    const folded = !this.#adding && !box?.value && element.querySelector("[data-options] input");
    box?.closest(".nhsuk-form-group")?.toggleAttribute("hidden", Boolean(folded));
    return folded
      ? html`<button type="button" class="wv-link-button wv-small" data-add @click=${() => this.#add()}>${add}</button>`
      : nothing;
  }

  #add() {
    this.#adding = true;
    this.draw();
    controlsOf(this.#question.element, "typed")[0]?.focus();
  }

  /** Beside each thing that nobody owns yet: who may find it out. */
  #offerOwners() {
    const question = this.#question;
    for (const box of controlsOf(question.element, "owner")) {
      const group = /** @type {HTMLElement | null} */ (box.closest(".nhsuk-form-group"));
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
                  html`<button type="button" class="wv-chip" @click=${(/** @type {Event} */ event) => {
                    goOnAt(event, group);
                    box.value = code.startsWith("T:") ? code.slice(2) : words;
                    question.dirty = true;
                    this.draw();
                    question.onChange(question);
                  }}>${words}</button>`,
              )}
            </div>`
          : nothing,
        place,
      );
    }
  }
}
