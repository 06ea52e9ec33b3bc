/**
 * Everything that can be said of a source: of somebody who told it, who else was there and what was asked; of a record,
 * which one and its date. What a parent says of home beside her partner is not what she says alone, and an answer is only
 * as open as the question was. Read when it is first opened.
 */

import { html, nothing } from "lit-html";
import { namedIn } from "./said.js";

/** @typedef {import("./beside.js").Source} Source */
/** @typedef {{part: string, label: string, longest: number, type?: "date"}} Part */

/** @type {Part[]} */
const TOLD = [
  { part: "person", label: "Who said it?", longest: 160 },
  { part: "present", label: "Who else was there?", longest: 200 },
  { part: "asked", label: "What was asked?", longest: 300 },
];
/** @type {Part[]} */
const RECORDED = [
  { part: "document", label: "Which record?", longest: 200 },
  { part: "date", label: "Date of the record", longest: 10, type: "date" },
];

/** What there is to say of a source of this sort. @param {string} type */
const partsOf = (type) => (type.endsWith("_said") || type === "source_not_recorded" ? TOLD : RECORDED);

/**
 * The source with another sort: its name goes along, what only the old sort had does not.
 * @param {Source | undefined} source
 * @param {string} type  "" for none
 * @returns {Source | undefined}
 */
export function ofType(source, type) {
  if (!type) return undefined;
  const wanted = partsOf(type);
  const kept = Object.fromEntries(wanted.flatMap(({ part }) => (source?.[part] ? [[part, source[part]]] : [])));
  const name = source?.person ?? source?.document;
  return { type, ...(name ? { [wanted[0].part]: name } : {}), ...kept };
}

/**
 * The source with one part of it written anew; without the part when it is blank.
 * @param {Source | undefined} source
 * @param {string} part
 * @param {string} typed
 * @returns {Source | undefined}
 */
export function withPart(source, part, typed) {
  const words = typed.trim();
  if (!words && !source) return undefined;
  // The wire knows no name without a sort of source.
  const { [part]: _, ...others } = source ?? { type: "source_not_recorded" };
  return /** @type {Source} */ (words ? { ...others, [part]: words } : others);
}

/**
 * @param {object} given
 * @param {string} given.id
 * @param {Source | undefined} given.source
 * @param {string | undefined} given.verif
 * @param {boolean} given.claimed  whether another source may agree or not
 * @param {import("../shell/definitions.js").Definition} given.definition
 * @param {import("../local/types.js").Child | null} given.child
 * @param {(source: Source | undefined, typing: boolean) => void} given.onSource
 * @param {(code: string) => void} given.onVerified
 */
export function sourcePanel({ id, source, verif, claimed, definition, child, onSource, onVerified }) {
  /** Who is on the record stays the person on the record unless the name is changed. @param {Part} one @param {Event} event @param {boolean} typing */
  const write = ({ part }, event, typing) => {
    const typed = typedIn(event);
    if (typed.trim() !== shown(part)) onSource(withPart(source, part, typed), typing);
  };
  /** @param {string} part */
  const shown = (part) => (part === "person" || part === "document" ? namedIn(source, child) : (source?.[part] ?? ""));

  return html`<div class="wv-panel">
    <label class="nhsuk-label" for=${id}>Source</label>
    <select class="nhsuk-select" id=${id} autocomplete="off" @change=${(/** @type {Event} */ event) => onSource(ofType(source, typedIn(event)), false)}>
      <option value="">Choose</option>
      ${definition.sources.map(({ code, label }) => html`<option value=${code} ?selected=${code === source?.type}>${label}</option>`)}
    </select>
    ${partsOf(source?.type ?? "source_not_recorded").map(
      (one) => html`
        <label class="nhsuk-label" for="${id}-${one.part}">${one.label}</label>
        <input class="nhsuk-input" id="${id}-${one.part}" type=${one.type ?? "text"} maxlength=${one.longest} autocomplete="off" spellcheck="false" .value=${shown(one.part)}
          @input=${(/** @type {Event} */ event) => write(one, event, true)} @change=${(/** @type {Event} */ event) => write(one, event, false)} />`,
    )}
    ${
      claimed
        ? html`<div class="wv-chips" role="group" aria-label="Does another source agree?">
            <span class="wv-chips__words" aria-hidden="true">Does another source agree?</span>
            ${definition.verifications.map(
              ({ code, label }) =>
                html`<button type="button" class="wv-chip" aria-pressed=${code === verif} @click=${() => onVerified(code)}>${label}</button>`,
            )}
          </div>`
        : nothing
    }
  </div>`;
}

/** @param {Event} event */
const typedIn = (event) => /** @type {HTMLInputElement | HTMLSelectElement} */ (event.currentTarget).value;
