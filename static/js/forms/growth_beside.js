/**
 * Beside the measurements on a section page: between which centiles they lie, how they have changed and what to check, as
 * one types. The two questions for a centile band are filled in, anew when baby's age, sex or weeks of pregnancy were put right
 * meanwhile, and left alone once the visitor has chosen otherwise: then they ask why, and say what is worked out.
 * Nothing here says what a number means for the child.
 */

import { html, nothing, render } from "lit-html";
import { comparedWith, growthChart } from "../components/growth_chart.js";
import { shortDate } from "../shell/words.js";
import { BAND_OF, isFilledIn, readReason, reasonOf } from "./by_hand.js";
import { readValue } from "./controls.js";
import { REASONS } from "./growth.js";
import { amount, BIRTH, bandWords, changeWords, growthOf, told, weeks } from "./growth_inputs.js";
import { MEASURED_BY } from "./measured.js";
import { placeUnder } from "./place_under.js";

/** @typedef {import("./bind.js").Companion} Companion */
/** @typedef {import("./growth_inputs.js").Seen} Seen */

/** In milliseconds. */
const PAUSE = 400;
/** Why a band is another one, to tap. */
const USUAL_REASONS = ["Plotted on the UK preterm chart", "Plotted in the red book"];
/** In characters; what was worked out stands behind it in the same part of the source. */
const LONGEST_REASON = 120;

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
      const place = placeUnder(element, "growth");
      const here = known.measurements.find(({ measure, visit }) => measure === MEASURED_BY[id] && visit === visitId);
      const before = { ...known, measurements: known.measurements.filter(({ visit }) => visit !== visitId) };
      const said = here ? told(before, here) : null;
      render(said && here ? words(known, here, said) : nothing, place);
      const slip = said?.doubts.some(({ code }) => code === "unit_slip");
      if (!here) unfill(id);
      else if (said && !slip) fill(id, said.place.band);
      askWhy(
        id,
        here && said && !slip ? { band: said.place.band, amount: amount(here.value ?? 0, here.measure) } : null,
      );
    }

    /**
     * Under a band that she chose herself: what is worked out, and her reason. It holds nothing back.
     * @param {string} id
     * @param {{band: string, amount: string} | null} now  as it is worked out; null while it is not
     */
    function askWhy(id, now) {
      const question = section.questions.get(BAND_OF[id] ?? "");
      if (!question) return;
      const { drawn, beside: by } = question;
      const chosen = now && drawn?.value !== undefined && !isFilledIn(drawn, id);
      const asks = chosen && (drawn.value !== now.band || by.source);
      render(asks ? why(question, id, now) : nothing, placeUnder(question.element, "growth"));
    }

    /** @param {import("./question.js").Question} question @param {string} id @param {{band: string, amount: string}} now */
    function why(question, id, now) {
      const found = `worked out for ${now.amount}: ${bandWords(now.band)}`;
      const { why: given, against } = readReason(question.beside.source);
      const changed = against && against !== found;
      const box = `${question.key}__why`;
      /** @param {string} words @param {boolean} [typing] */
      const give = (words, typing = false) => {
        question.beside.source = reasonOf(words, found);
        question.dirty = true;
        question.onChange(question, { typing });
      };
      /** @param {Event} event */
      const typed = ({ type, currentTarget }) =>
        give(/** @type {HTMLInputElement} */ (currentTarget).value, type === "input");
      return html`<div class="wv-note">
        <p role="status">${capital(found)}.${changed ? html` <strong>It was ${against} when you chose yours. Look whether yours still holds.</strong>` : nothing}</p>
        <label class="nhsuk-label" for=${box}>Why is yours another?</label>
        <input class="nhsuk-input" id=${box} maxlength=${LONGEST_REASON} autocomplete="off" ?disabled=${!section.editable} .value=${given} @input=${typed} @change=${typed} />
        ${
          section.editable
            ? html`<div class="wv-chips">
                ${(given ? [] : USUAL_REASONS).map((words) => chip(words, () => give(words)))} ${changed ? chip("It still holds", () => give(given)) : nothing}
                ${chip("Take what was worked out", () => write(question, id, now.band))}
              </div>`
            : nothing
        }
      </div>`;
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

/** @param {string} words @param {() => void} press */
const chip = (words, press) => html`<button type="button" class="wv-chip" @click=${press}>${words}</button>`;

/** @param {string} text */
const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);
