/**
 * Beside the question about the injury pathway the local pathway stays to be read: what to do, whom to ring. That it takes
 * the whole screen when a mark is recorded is rule R01's work (shell/watching.js). And a first call that was made before the
 * contact began is asked about.
 */

import { html, nothing, render } from "lit-html";
import { styled } from "../shell/styles.js";
import { date, time } from "../shell/words.js";
import { BEFORE_CONTACT, FIRST_CALL, isBefore } from "./before_contact.js";
import { readValue } from "./controls.js";
import { placeUnder } from "./place_under.js";

/** @typedef {import("./bind.js").Companion} Companion */

const ASKED = "bni_pathway";

/** What draws it is read when it is needed; it lies on the tablet. */
const drawing = async () => (await Promise.all([import("../shell/rules_at_work.js"), styled()]))[0];

const WORDS = [
  "The right doctor has to examine baby today, and children’s social care have to be rung, as your local pathway says.",
  "Ring now, before you leave if that is safe. Tell the carers what happens next.",
];

/**
 * @param {object} given
 * @param {Promise<import("./pathways.js").Local | null>} given.local
 * @returns {Companion}
 */
export function pathwayBeside({ local }) {
  return (section) => {
    function update() {
      const question = section.questions.get(ASKED);
      if (question && !question.element.hidden) void beside(question.element);
      const call = section.questions.get(FIRST_CALL);
      if (call && !call.element.hidden) doubt(call);
    }

    /** @param {import("./question.js").Question} call */
    function doubt({ element, field }) {
      const began = section.answers().contact_start?.value;
      const said = isBefore(readValue(element, field), began)
        ? html`<p class="wv-doubt">${BEFORE_CONTACT} (${date(String(began))}, ${time(String(began))}). Put the wrong time right, or leave both if you rang before you went in.</p>`
        : nothing;
      const place = placeUnder(element, "doubt");
      place.setAttribute("role", "status");
      render(said, place);
    }

    /** @param {HTMLElement} element */
    async function beside(element) {
      const place = placeUnder(element, "pathwayBeside");
      if (place.hasChildNodes()) return;
      const { pathway } = await drawing();
      render(pathway({ kind: "injury", local: await local, words: WORDS, now: new Date(), level: 2 }), place);
    }

    return { update };
  };
}
