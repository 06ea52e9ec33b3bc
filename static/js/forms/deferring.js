/** Leaving a question to somebody else: the action that goes with the reason, and how it is taken back. */

import { html } from "lit-html";
import { uuidv7 } from "../local/uuid.js";
import { date } from "../shell/words.js";
import { actionRow, GROUP, keepsActions, rowsFor } from "./actions.js";
import { idOf } from "./context.js";
import { soon } from "./days.js";
import { dueDays, NOBODY, ownerBox } from "./deferral.js";
import { referenceWords } from "./said.js";

/** @typedef {import("../shell/definitions.js").Definition} Definition */
/**
 * What is needed to leave a question to somebody else.
 * @typedef {object} Deferring
 * @property {(on: {redraw: () => void, lacking: () => void, named: () => void}) => void} begin  `lacking`: a day was chosen
 *   and nobody named; `named`: both were, and the action is about to be written
 * @property {() => unknown} panel
 * @property {(owner: string, due: string) => void} defer  writes the action; `owner` as on the wire
 * @property {() => string} deferred  who does it and by when, in words
 * @property {() => void} takeBack  takes the action away again
 */

/**
 * @param {Definition} definition
 * @param {string} key
 * @param {import("./context.js").FormField} field
 * @param {object} around
 * @param {() => Record<string, any>} around.answers
 * @param {() => import("./people.js").Known[]} around.people
 * @param {string} around.today
 * @param {import("../local/types.js").Child | null} around.child
 * @param {(answers: Record<string, any>) => void} around.put
 * @param {import("./question.js").Memory["half"]} around.half  who was named, while there is no day
 * @returns {Deferring | null}  null where the form keeps no actions, or the action would give the question away
 */
export function deferringOf(definition, key, field, { answers, people, today, child, put, half }) {
  const id = idOf(key);
  // An action stands where everybody may read it: it must not name what must not be seen.
  if (!keepsActions(definition) || field.group === GROUP || definition.private.includes(id)) return null;
  const what = `Complete: ${field.name}`;
  const rows = () => rowsFor(answers(), key, what);
  const place = `${key}/owner`;
  let owner = NOBODY;
  let lacking = false;
  /** @type {Parameters<Deferring["begin"]>[0]} */
  let on;

  /** @param {string} due */
  function until(due) {
    lacking = !owner.code;
    if (lacking) {
      on.redraw();
      return on.lacking();
    }
    on.named();
    half.keep(place, null);
    defer(owner.code, due);
  }

  /** @param {string} owner @param {string} due */
  const defer = (owner, due) => put(actionRow(definition, { what, why: key, owner, due }, uuidv7()));

  return {
    defer,
    begin: (told) => {
      on = told;
      void half.takeUp(place).then((named) => {
        if (!named || owner.code) return;
        owner = named;
        on.redraw();
      });
    },
    panel: () => html`<div class="wv-panel" role="group" aria-label="Someone else will do this: ${field.name}">
      ${ownerBox({
        id: `${key}__owner`,
        owner,
        people: people(),
        lacking,
        onOwner: (chosen) => {
          owner = chosen;
          lacking = false;
          half.keep(place, owner.code ? owner : null);
          on.redraw();
        },
      })}
      ${dueDays(soon(today, child?.next_contact?.due), until)}
    </div>`,
    deferred: () => {
      const [row] = rows();
      const said = (/** @type {string} */ part) => answers()[`${GROUP}/${row}/${part}`]?.value;
      return row && said("act_owner")
        ? [referenceWords(said("act_owner"), child), said("act_due") && `by ${date(said("act_due"))}`]
            .filter(Boolean)
            .join(", ")
        : "";
    },
    takeBack: () =>
      put(Object.fromEntries(rows().map((row) => [`${GROUP}/${row}/removed`, { value: true, kind: "A" }]))),
  };
}
