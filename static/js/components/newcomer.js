/** Who a child is who is not on the caseload: as much as is known on a doorstep. */

import { html } from "lit-html";
import { isNhsNumber } from "../forms/refuse.js";
import { textInput } from "./text_input.js";

/** @type {[string, string][]} */
const SEXES = [
  ["female", "Female"],
  ["male", "Male"],
  ["indeterminate", "Indeterminate"],
  ["not_known", "Not known"],
];

/** @typedef {Record<"given" | "family" | "dob" | "edd" | "nhs" | "sex" | "team", string> & {unborn: boolean}} Typed */

/** @returns {Typed} */
export const nothingTyped = () => ({
  given: "",
  family: "",
  dob: "",
  edd: "",
  unborn: false,
  nhs: "",
  sex: "not_known",
  team: "",
});

/**
 * @param {Typed} typed  changed in place as she types
 * @param {{id: string, name: string}[]} teams
 * @param {Record<string, string>} problems  by field
 * @param {Element} day  the question when the child was born, or is due
 * @param {() => void} redraw
 */
export function newcomer(typed, teams, problems, day, redraw) {
  /** @param {Exclude<keyof Typed, "unborn">} name @returns {(event: Event) => void} */
  const keep = (name) => (event) => {
    typed[name] = /** @type {HTMLInputElement} */ (event.currentTarget).value;
  };
  /** @param {Exclude<keyof Typed, "unborn">} name @param {string} label @param {string} [hint] */
  const box = (name, label, hint) =>
    textInput({ id: `met-${name}`, label, hint, error: problems[name], value: typed[name], onInput: keep(name) });
  return html`
    <p>Wholeview may know this child elsewhere. Your manager is shown who it may be; nothing is joined by itself.</p>
    ${box("given", "Given name, if there is one")} ${box("family", "Family name")}
    <div class="nhsuk-checkboxes nhsuk-form-group"><div class="nhsuk-checkboxes__item">
      <input class="nhsuk-checkboxes__input" id="met-unborn" type="checkbox" autocomplete="off" .checked=${typed.unborn} @change=${() => {
        typed.unborn = !typed.unborn;
        redraw();
      }} />
      <label class="nhsuk-label nhsuk-checkboxes__label" for="met-unborn">Not born yet</label>
    </div></div>
    ${day}
    ${box("nhs", "NHS number, if you have it", "Ten figures, from the red book")}
    <div class="nhsuk-form-group">
      <label class="nhsuk-label" for="met-sex">Sex</label>
      <select class="nhsuk-select" autocomplete="off" id="met-sex" @change=${keep("sex")}>
        ${SEXES.map(([code, words]) => html`<option value=${code} ?selected=${typed.sex === code}>${words}</option>`)}
      </select>
    </div>
    ${
      teams.length > 1
        ? html`<div class="nhsuk-form-group">
            <label class="nhsuk-label" for="met-team">Whose caseload?</label>
            <select class="nhsuk-select" autocomplete="off" id="met-team" @change=${keep("team")}>
              ${teams.map(({ id, name }) => html`<option value=${id} ?selected=${typed.team === id}>${name}</option>`)}
            </select>
          </div>`
        : ""
    }
  `;
}

/**
 * A name as the service takes it: any space is a plain one, and what cannot be seen is gone, but for the joiners that Persian and
 * Indic names are written with.
 * @param {string} text
 */
const nameOf = (text) =>
  text
    .toWellFormed()
    .replace(/[\s\p{Z}]/gu, " ")
    .replace(/(?![\u200c\u200d])[\p{Cc}\p{Cf}]/gu, "")
    .trim();

/**
 * What travels of the child, or what is wrong by field. The day is refused as the form refuses it.
 * @param {Typed} typed
 * @param {{id: string, name: string}[]} teams
 * @returns {{newcomer: import("../local/types.js").Newcomer | null, problems: Record<string, string>}}
 */
export function readNewcomer({ given, family, dob, edd, unborn, nhs, sex, team }, teams) {
  /** @type {Record<string, string>} */
  const problems = {};
  const figures = nhs.replace(/\s/g, "");
  const names = { given: nameOf(given), family: nameOf(family) };
  if (!/\P{Cf}/u.test(names.family)) problems.family = "Enter the family name; “Unknown” will do";
  for (const [name, text] of Object.entries(names))
    if (text.length > 120) problems[name] = "Enter 120 characters or fewer";
  if (figures && !isNhsNumber(figures)) problems.nhs = "This cannot be an NHS number. Check it, or leave it empty";
  if (Object.keys(problems).length) return { newcomer: null, problems };
  return {
    newcomer: {
      team_id: team || (teams[0]?.id ?? ""),
      given_name: names.given,
      family_name: names.family,
      dob: (!unborn && dob) || null,
      ...(unborn && edd ? { edd } : {}),
      nhs_number: figures || null,
      sex,
    },
    problems,
  };
}
