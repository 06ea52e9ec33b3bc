/**
 * Beside the question what must be seen next time: what this visit and the ones before give a reason for. One tap takes it
 * onto the list; to leave it out takes a reason, which the manager reads.
 */

import { html, nothing, render } from "lit-html";
import { repeat } from "lit-html/directives/repeat.js";
import { LEAST_WORDS } from "../rules/replying.js";
import { choiceLabel } from "../shell/definitions.js";
import { isHalf, letGo } from "../shell/half.js";
import { halfTyped } from "./half_typed.js";

/** The question all this is about. */
const ASKED = "must_see_next";

/** @param {string} code */
const leftOutKey = (code) => `next/${code}/reply`;

/**
 * @param {object} given
 * @param {import("./visit_frame.js").VisitFrame} given.frame
 * @param {Element} given.element  of the question
 * @param {import("../local/session.js").Session} given.session
 * @param {(answers: Record<string, any>) => Promise<unknown>} given.put  answers without base and earshot
 */
export function nextTime({ frame, element, session, put }) {
  const place = document.createElement("div");
  element.prepend(place);
  /** Which is being left out: its reason is being written. */
  let leaving = "";
  /** Which reason is too short. */
  let wrong = "";
  /** Which was pressed last: its button goes when what it does is done. */
  let pressed = "";
  /** @type {import("../shell/judge.js").Judge | null} */
  let judge = null;
  /** @type {import("../rules/judging.js").Result | null} */
  let result = null;

  /** @param {string} code */
  const box = (code) => `${frame.view.visit_id}/leave/${code}`;

  /** @param {string[]} codes */
  function take(codes) {
    pressed = codes[0];
    const { definition, view } = frame;
    const listed = /** @type {string[]} */ (view.answers[ASKED]?.value ?? []);
    const value = (definition.fields[ASKED].choices ?? [])
      .map(([code]) => code)
      .filter((code) => code !== "none" && (listed.includes(code) || codes.includes(code)));
    void put({ [ASKED]: { value, kind: definition.fields[ASKED].kind } }).catch(() => {});
  }

  /** @param {string} code @param {SubmitEvent} event */
  function leave(code, event) {
    event.preventDefault();
    const words = String(new FormData(/** @type {HTMLFormElement} */ (event.currentTarget)).get("words") ?? "").trim();
    wrong = words.split(/\s+/).length < LEAST_WORDS ? code : "";
    if (wrong) {
      redraw();
      document.getElementById(`leave-${code}`)?.focus();
      return;
    }
    leaving = "";
    pressed = code;
    void put({ [leftOutKey(code)]: { value: [{ reply: "left_out", words }], kind: "A" } }).then(
      () => letGo(session, box(code)),
      () => {},
    );
  }

  /** @param {string} code */
  function comeBack(code) {
    pressed = code;
    void put({ [leftOutKey(code)]: { cleared: true, kind: "A" } }).catch(() => {});
  }

  /** @param {string} code */
  function open(code) {
    leaving = leaving === code ? "" : code;
    wrong = "";
    redraw();
    document.getElementById(`leave-${code}`)?.focus();
  }

  function redraw() {
    if (!judge || !result) return;
    const now = judge;
    const { proposed } = result;
    const { view, definition } = frame;
    const codes = now.mayShow(Object.keys(proposed), view.answers);
    const listed = /** @type {string[]} */ (view.answers[ASKED]?.value ?? []);
    const open = codes.filter((code) => !listed.includes(code) && !leftOut(code));
    render(
      codes.length && view.editable
        ? html`<div class="wv-next" role="group" tabindex="-1" aria-label="Proposed for next time" data-test="next-time">
            <p><strong>Proposed for next time</strong>
              ${open.length > 1 ? html`<button type="button" class="wv-chip" data-test="take-all" @click=${() => take(open)}>Take all ${open.length}</button>` : nothing}</p>
            <ul>${repeat(
              codes, // each with its own box: one may go from the screen, and the words in it must not pass to the next
              (code) => code,
              (code) =>
                line(
                  code,
                  choiceLabel(definition.fields[ASKED], code),
                  listed.includes(code),
                  now.reasons(proposed[code], view.answers),
                ),
            )}</ul>
          </div>`
        : nothing,
      place,
    );
    if (pressed && document.activeElement === document.body) goOn();
  }

  /** To what follows from what was pressed, else to what is still to be done here. */
  function goOn() {
    const at = [`[data-code="${pressed}"] button`, "button", "[tabindex]"];
    const next = at.map((one) => /** @type {HTMLElement | null} */ (place.querySelector(one))).find(Boolean);
    pressed = "";
    next?.focus({ preventScroll: true });
  }

  /** @param {string} code @returns {string} the reason, or "" */
  const leftOut = (code) => /** @type {any} */ (frame.view.answers[leftOutKey(code)]?.value)?.[0]?.words ?? "";

  /** @param {string} code @param {string} words @param {boolean} listed @param {string[]} reasons */
  function line(code, words, listed, reasons) {
    const why = leftOut(code);
    const writing = leaving === code || isHalf(session, box(code));
    return html`<li data-code=${code}>
      <p><strong>${words}</strong> <span class="wv-small">${reasons.join("; ")}</span></p>
      ${
        listed
          ? html`<p class="wv-small">On the list.</p>`
          : why
            ? html`<p class="wv-small">Left out: ${why} <button type="button" class="wv-link-button" @click=${() => comeBack(code)}>Undo<span class="nhsuk-u-visually-hidden">: ${words}</span></button></p>`
            : html`<div class="wv-chips">
              <button type="button" class="wv-chip" @click=${() => take([code])}>Take<span class="nhsuk-u-visually-hidden">: ${words}</span></button>
              <button type="button" class="wv-chip wv-chip--quiet" aria-expanded=${writing} @click=${() => open(code)}>Leave out…<span class="nhsuk-u-visually-hidden"> ${words}</span></button>
            </div>`
      }
      ${
        writing && !listed && !why
          ? html`<form autocomplete="off" novalidate @submit=${(/** @type {SubmitEvent} */ event) => leave(code, event)}>
            <label class="nhsuk-label" for="leave-${code}">Why not next time?<span class="nhsuk-u-visually-hidden"> ${words}</span></label>
            ${wrong === code ? html`<span class="nhsuk-error-message" id="leave-${code}-error">Say it in a few words, so that the next visitor understands</span>` : nothing}
            <textarea class="nhsuk-textarea" id="leave-${code}" name="words" rows="2" maxlength="600" autocomplete="off" aria-describedby=${wrong === code ? `leave-${code}-error` : nothing} aria-invalid=${wrong === code ? "true" : nothing} ${halfTyped(session, box(code))}></textarea>
            <button class="nhsuk-button nhsuk-button--secondary nhsuk-button--small">Leave it out</button>
          </form>`
          : nothing
      }
    </li>`;
  }

  return {
    /** @param {import("../shell/judge.js").Judge | null} now @param {import("../rules/judging.js").Result | null} found */
    draw(now, found) {
      judge = now;
      result = found;
      redraw();
    },
  };
}

/**
 * What earlier visits left for this one, at the head of it: what is done of it already, and what the manager said in signing
 * the last one off.
 * @param {object} given
 * @param {import("./visit_frame.js").VisitFrame} given.frame
 * @param {import("../shell/judge.js").Judge} given.judge
 * @param {import("../rules/judging.js").Result} given.result
 * @param {(field: string) => string} given.href  where a question is answered
 */
export function leftForThisVisit({ frame: { view, definition }, judge, result, href }) {
  const codes = judge.mayShow(judge.past.must_see, view.answers);
  const comments = judge.comments(view.answers);
  if (!(codes.length || comments.length) || !view.editable) return nothing;
  return html`<div class="wv-note" data-test="must-see"><h2 class="nhsuk-heading-s">Left for this visit</h2>
    <ul class="nhsuk-list nhsuk-list--bullet">
      ${codes.map((code) => {
        const words = choiceLabel(definition.fields[ASKED], code);
        const field = DONE_BY[code] ?? toBeAsked(judge.past.not_asked, view.answers);
        if (!result.proposed[code]?.includes("before")) return html`<li>${words}: <strong>done</strong></li>`;
        return html`<li>${definition.fields[field] ? html`<a class="nhsuk-link" href=${href(field)}>${words}</a>` : words}</li>`;
      })}
      ${comments.map(({ name, text, by }) => html`<li>${by.name}${name ? `, on “${name}”` : ""}: ${text}</li>`)}
    </ul></div>`;
}

/** The enquiry of whoever could not be asked when last seen, and is not asked here yet. @param {Record<string, number>} notAsked @param {Record<string, any>} answers */
const toBeAsked = (notAsked, answers) =>
  [...Object.keys(notAsked).filter((block) => notAsked[block]), "mother"]
    .map((block) => `${block}_da_asked`)
    .find((field) => answers[field]?.value !== "asked_alone");

/** Which question an item is done by. @type {Record<string, string>} */
const DONE_BY = {
  baby_awake: "baby_seen",
  baby_undressed: "baby_undressed",
  mother_alone: "mother_alone",
  father: "father_seen",
  father_alone: "father_alone",
  paternal_family: "paternal_family",
  sleep_space: "sleep_space_seen",
  other_address: "visit_address",
  icon_other_carer: "icon_person",
};
