/**
 * Beside the question about the injury pathway the local pathway stays to be read: what to do, whom to ring. That it takes
 * the whole screen when a mark is recorded is rule R01's work (shell/watching.js).
 */

import { render } from "lit-html";
import { styled } from "../shell/styles.js";

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
    }

    /** @param {HTMLElement} element */
    async function beside(element) {
      if (element.querySelector("[data-pathway-beside]")) return;
      const place = document.createElement("div");
      place.dataset.pathwayBeside = "";
      (element.querySelector("[data-note]") ?? element.lastElementChild)?.before(place);
      const { pathway } = await drawing();
      render(pathway({ kind: "injury", local: await local, words: WORDS, now: new Date(), level: 2 }), place);
    }

    return { update };
  };
}
