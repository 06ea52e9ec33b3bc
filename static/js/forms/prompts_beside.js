/** The language prompts of a section's page: a box's under each place for sentences, and together no more than there is room for. */

import { saidBefore } from "../shell/earlier.js";
import { load } from "../wording/index.js";
import { isAlone } from "./applicable.js";
import { isNarrative } from "./narrative.js";
import { Box } from "./prompts_box.js";
import { shared } from "./prompts_room.js";

/**
 * @param {object} given
 * @param {import("../local/session.js").Session} given.session
 * @param {string} given.visitId
 * @param {Promise<import("./growth_inputs.js").Seen[]>} given.others  the child's visits
 * @param {Promise<import("../wording/types.js").Changes | undefined>} given.changes  what the organisation published
 * @param {import("./prompts_room.js").PromptsRoom} given.room
 * @returns {import("./bind.js").Companion}
 */
export function promptsBeside({ session, visitId, others, changes, room }) {
  return (section) => {
    /** @type {Map<string, Box>} */
    const boxes = new Map();

    void Promise.all([changes.catch(() => undefined), idle()]).then(([published]) => {
      if (!section.form.isConnected) return;
      page.version = load(published).version;
      page.ready = true;
      page.all();
    });
    void others.then((visits) => {
      page.before = (key) => {
        const contact_start = section.answers().contact_start?.value;
        return saidBefore(visits, { visit_id: visitId, contact_start }, key);
      };
      page.all();
    });

    /** @type {import("./prompts_box.js").PromptsPage} */
    const page = {
      session,
      section,
      version: "",
      ready: false,
      before: () => undefined,
      all: () => {
        for (const box of boxes.values()) box.look();
      },
      /** The box she writes in comes first, then those from above. */
      share: () => {
        const inTurn = [...boxes.values()].sort((one, other) => Number(other.writing) - Number(one.writing));
        const given = shared(
          inTurn.map((box) => box.wanted),
          room.left,
        );
        for (const [at, box] of inTurn.entries()) box.show(given[at]);
      },
    };
    room.onChange(() => {
      if (page.ready && section.form.isConnected) page.share();
    });

    if (section.editable) {
      const listening = new AbortController();
      document.addEventListener(
        "selectionchange",
        () => {
          if (!section.form.isConnected) return listening.abort();
          for (const box of boxes.values()) box.selected();
        },
        { signal: listening.signal },
      );
    }

    let alone = isAlone(section.definition, section.answers());
    return {
      update() {
        const now = isAlone(section.definition, section.answers());
        // What was moved, and where to, may name a question that must not be seen any more: that does not wait for a pause.
        if (now !== alone) for (const box of boxes.values()) box.redraw();
        alone = now;
        for (const [key, question] of section.questions) {
          const known = boxes.get(key);
          if (known?.question === question) {
            if (known.isStale) known.later();
          } else if (isNarrative(question.field)) {
            known?.stop();
            const box = new Box(question, page);
            boxes.set(key, box);
            box.look(); // it has a part of the room only once it is among them
          }
        }
        for (const [key, box] of boxes) {
          if (section.questions.get(key) === box.question) continue;
          box.stop();
          boxes.delete(key);
        }
      },
    };
  };
}

/** When the page has drawn itself: reading the phrase book takes a moment. */
const idle = () =>
  new Promise((done) => {
    if ("requestIdleCallback" in window) requestIdleCallback(() => done(undefined), { timeout: 1500 });
    else setTimeout(done, 300);
  });
