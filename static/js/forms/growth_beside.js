/**
 * Beside the measurements on a section page: between which centiles they lie, how they have changed and what to check, as
 * one types. The two questions for a centile band are filled in, anew when baby's age, sex or weeks of pregnancy were put right
 * meanwhile, and left alone once the visitor has chosen otherwise.
 * Nothing here says what a number means for the child.
 */

import { html, nothing, render } from "lit-html";
import { comparedWith, growthChart } from "../components/growth_chart.js";
import { shortDate } from "../shell/words.js";
import { readValue } from "./controls.js";
import { REASONS } from "./growth.js";
import { amount, BIRTH, bandWords, changeWords, growthOf, told, weeks } from "./growth_inputs.js";
import { BAND_OF, MEASURED_BY } from "./measured.js";

/** @typedef {import("./bind.js").Companion} Companion */
/** @typedef {import("./growth_inputs.js").Seen} Seen */

/** In milliseconds. */
const PAUSE = 400;

/**
 * @param {object} given
 * @param {{sex?: string | null, dob: string | null} | null} given.child
 * @param {string} given.visitId
 * @param {Promise<Seen[]>} given.others  the child's other visits; what is typed is placed before they are read
 * @returns {Companion}
 */
export function growthBeside({ child, visitId, others }) {
  return (section) => {
    /** @type {Seen[]} */
    let earlier = [];
    /** The bands that are being written down, by question. @type {Map<string, string | undefined>} */
    const writing = new Map();
    let opened = false;

    /** What is on the screen, and what the visit says besides. */
    function growth() {
      const answers = { ...section.answers() };
      for (const id of Object.keys(MEASURED_BY)) {
        const question = section.questions.get(id);
        if (!question || question.element.hidden) continue;
        const value = readValue(question.element, question.field);
        const from = question.dirty ? "own" : answers[id]?.from;
        answers[id] = /** @type {any} */ ({ ...answers[id], value, from });
      }
      const today = new Date().toISOString();
      return growthOf(child, [...earlier, { visit_id: visitId, created_at: today, answers }]);
    }

    /** @type {ReturnType<typeof setTimeout> | undefined} */
    let pause;

    /** Half a number is not judged: while she types, it waits for her to pause. */
    function update() {
      clearTimeout(pause);
      const typing = Object.keys(MEASURED_BY).some((id) => section.questions.get(id)?.dirty);
      if (typing) pause = setTimeout(draw, PAUSE);
      else draw();
    }

    function draw() {
      const known = growth();
      for (const id of Object.keys(MEASURED_BY)) {
        const question = section.questions.get(id);
        if (question && !question.element.hidden) beside(id, question.element, known);
      }
    }

    /** @param {string} id @param {HTMLElement} element @param {import("./growth_inputs.js").Growth} known */
    function beside(id, element, known) {
      let place = /** @type {HTMLElement | null} */ (element.querySelector("[data-growth]"));
      if (!place) {
        place = document.createElement("div");
        place.dataset.growth = id;
        (element.querySelector("[data-note]") ?? element.lastElementChild)?.before(place);
      }
      const here = known.measurements.find(({ measure, visit }) => measure === MEASURED_BY[id] && visit === visitId);
      const before = { ...known, measurements: known.measurements.filter(({ visit }) => visit !== visitId) };
      const said = here ? told(before, here) : null;
      render(said && here ? words(known, here, said) : nothing, place);
      if (!here) unfill(id);
      else if (said && !said.doubts.some(({ code }) => code === "unit_slip")) fill(id, said.place.band);
    }

    /** The number was taken out: the band the app put in for it goes with it. @param {string} id */
    function unfill(id) {
      const question = bandOf(id);
      if (question && isFilledIn(question.drawn, id)) write(question, id, undefined);
    }

    /** @param {string} id @param {string} band */
    function fill(id, band) {
      const question = bandOf(id);
      if (!question) return;
      const { drawn } = question;
      if (drawn?.value === band) return;
      if (drawn?.value === undefined ? !drawn?.missing : isFilledIn(drawn, id)) write(question, id, band);
    }

    /** The question for the band of a measurement, while neither is being answered. @param {string} id */
    function bandOf(id) {
      const question = section.questions.get(BAND_OF[id] ?? "");
      const busy = !section.editable || question?.dirty || section.questions.get(id)?.dirty;
      return busy ? undefined : question;
    }

    /** @param {import("./question.js").Question} question @param {string} id @param {string | undefined} band */
    function write({ key, field: { kind } }, id, band) {
      if (writing.has(key) && writing.get(key) === band) return;
      writing.set(key, band);
      const said = band === undefined ? { cleared: true } : { value: band, basis: [id] };
      section
        .record((answers) => ({ [key]: { ...said, kind, base: answers[key]?.base ?? null } }))
        .catch(() => {}) // there was no room: tried again with the next number
        .finally(() => writing.delete(key));
    }

    /**
     * @param {import("./growth_inputs.js").Growth} known
     * @param {import("./growth_inputs.js").Measured} here
     * @param {NonNullable<ReturnType<typeof told>>} said
     */
    function words(known, here, said) {
      const { measure, value } = here;
      const { place, earlier: last, change, sinceBirth, doubts } = said;
      const birth = known.baby?.birth_weight_g;
      const slip = doubts.find(({ code }) => code === "unit_slip");
      const lines = slip
        ? html`<p><strong>${slip.text}</strong></p>`
        : html`
            ${doubts.map(({ text }) => html`<p><strong>${text}</strong></p>`)}
            <p>${place.reason ? REASONS[place.reason] : html`<strong>${capital(bandWords(place.band))}</strong> centile, at ${place.corrected && place.used_days !== null ? `${weeks(place.used_days)} from the due date` : weeks(place.age_days)}.`}</p>
            ${last && change && last.visit !== BIRTH ? html`<p>Since ${shortDate(last.on)} (${amount(last.value ?? 0, measure)}): ${changeWords(change, (value ?? 0) - (last.value ?? 0), measure)}.</p>` : nothing}
            ${sinceBirth && birth ? html`<p>Since birth (${amount(birth, measure)}): ${changeWords(sinceBirth, (value ?? 0) - birth, measure)}.</p>` : nothing}
          `;
      return html`
        <div class="wv-note wv-growth-note" data-test="growth-${measure}">
          <div role="status">${lines}</div>
          ${comparedWith(known)}
          <details class="nhsuk-details wv-beside" @toggle=${toggled}>
            <summary class="nhsuk-details__summary"><span class="nhsuk-details__summary-text">Growth chart</span></summary>
            <div class="nhsuk-details__text">${opened && known.baby ? growthChart(known.baby, measure, known.measurements) : nothing}</div>
          </details>
        </div>
      `;
    }

    /** A chart is drawn once it is looked at. @param {Event} event */
    function toggled(event) {
      if (opened || !(/** @type {HTMLDetailsElement} */ (event.currentTarget).open)) return;
      opened = true;
      update();
    }

    others
      .then((read) => {
        earlier = read.filter(({ visit_id }) => visit_id !== visitId);
        update();
      })
      .catch(() => {}); // locked meanwhile: there is nothing to draw on
    return { update };
  };
}

/**
 * Whether the band that stands was put in by the app: it says what it was worked out of.
 * @param {{basis?: string[]} | null} standing
 * @param {string} id
 */
const isFilledIn = (standing, id) => standing?.basis?.length === 1 && standing.basis[0] === id;

/** @param {string} text */
const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);
