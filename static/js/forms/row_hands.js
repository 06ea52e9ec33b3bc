/** What her hands do with the rows of a repeat group: add one, open it or fold it, take it away. */

import { html, nothing, render } from "lit-html";

/**
 * What the section around the rows does.
 * @typedef {object} Screen
 * @property {(tell: boolean) => void} arrange  puts what applies on the screen
 * @property {() => void} tellBeside
 * @property {(fresh: Record<string, any>) => Promise<unknown>} write  writes answers down
 * @property {() => Promise<void>} save  writes down what is new on the screen
 * @property {(fresh: Record<string, any>) => Promise<void>} put  the same, and shows them
 * @property {(words: string) => void} say
 */

/**
 * @param {object} given
 * @param {HTMLElement} given.group  a `[data-group]`
 * @param {string} given.groupId
 * @param {() => Record<string, import("../local/types.js").Shown>} given.answers  of the visit, as written down
 * @param {Screen} given.screen
 * @param {object} given.rows  that stand on it
 * @param {() => string} given.rows.add  a new blank row
 * @param {(row: string) => boolean} given.rows.drop  takes away one that holds nothing; false for one that was recorded
 * @param {(row: string) => boolean} given.rows.unfold  at the next `arrange`; whether it was folded
 * @param {(row: string) => boolean} given.rows.fold  false while it is in use
 * @param {(row: string) => boolean} given.rows.unstored  something in it stands on the screen alone
 * @param {(row: string) => void} given.rows.makeRoomFor
 * @param {(row: string, code: string) => Record<string, any>} given.rows.aboutPerson
 * @param {(row: string) => HTMLElement | null} given.rows.element
 */
export function rowHands({ group, groupId, answers, screen, rows }) {
  const add = /** @type {HTMLElement} */ (group.querySelector("[data-add-row]"));
  /** Where the way back from the last removal is offered. */
  const place = document.createElement("p");
  /** @param {unknown} words */
  function offer(words) {
    if (!place.isConnected) group.querySelector("[data-rows]")?.after(place);
    render(words, place);
  }

  /** @param {string} row */
  const goTo = (row) => rows.element(row)?.querySelector("h2")?.focus();

  /** @param {Element} button  in a row */
  const rowAt = (button) => /** @type {HTMLElement} */ (button.closest("[data-row-id]")).dataset.rowId ?? "";

  /** @param {string} row @returns {boolean} whether it was folded and now stands open */
  function open(row) {
    const folded = rows.unfold(row);
    if (folded) {
      screen.arrange(false);
      screen.tellBeside();
    }
    return folded;
  }

  /** Whether it is taken away. @param {string} row @param {{value: true} | {cleared: true}} said */
  function write(row, said) {
    const key = `${groupId}/${row}/removed`;
    return screen.write({ [key]: { ...said, kind: "A", base: answers()[key]?.base ?? null } });
  }

  /** @param {string} row */
  async function bringBack(row) {
    await write(row, { cleared: true });
    offer(nothing);
    rows.makeRoomFor(row);
    screen.arrange(false);
    screen.tellBeside();
    goTo(row);
  }

  return {
    open,

    /** A new row about somebody who is known. @param {string} code @param {string} row */
    async addPerson(code, row) {
      rows.makeRoomFor(row);
      await screen.put(rows.aboutPerson(row, code)).catch(() => {});
      goTo(row);
    },

    addRow() {
      const row = rows.add();
      screen.arrange(false);
      screen.tellBeside();
      goTo(row);
    },

    /** The button in the head of a row was pressed. @param {Element} button */
    turn(button) {
      const row = rowAt(button);
      if (open(row)) return;
      if (rows.fold(row)) screen.arrange(false);
      else screen.say("It is not saved yet");
    },

    /** One press takes it away, one more brings back what stood in it, to the last letter. @param {Element} button */
    async remove(button) {
      const row = rowAt(button);
      await screen.save();
      const head = rows.element(row)?.querySelector("h2");
      // A second press on it, while the first was at work.
      if (!head) return;
      if (rows.unstored(row)) return screen.say("It is not saved yet");
      const words = head.textContent;
      const recorded = !rows.drop(row);
      if (recorded) await write(row, { value: true });
      screen.arrange(false);
      screen.say(`${words} is removed`);
      if (!recorded) return void add.focus();
      const undo = () => void bringBack(row).catch(() => {});
      offer(html`${words} is removed. <button type="button" class="wv-link-button" @click=${undo}>Undo</button>`);
      place.querySelector("button")?.focus();
    },
  };
}
