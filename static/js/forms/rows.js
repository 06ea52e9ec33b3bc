/** The rows of a repeat group on the screen: those recorded, and blank ones that hold nothing yet. */

import { html, nothing, render } from "lit-html";
import { uuidv7 } from "../local/uuid.js";
import { rowsOf } from "./context.js";
import { drawRow } from "./draw.js";
import { carersWithoutRow } from "./people.js";
import { saidOf } from "./said.js";

/** @typedef {import("../local/types.js").Shown} Shown */
/** @typedef {import("../shell/definitions.js").Definition} Definition */

/** What rows of a group are offered from, in one tap (actions.js). @type {Record<string, string[]>} */
const FOLLOWED = { action: ["unknowns", "must_see_next", "next_contact_date"] };

/**
 * @param {object} given
 * @param {HTMLElement} given.group  a `[data-group]`
 * @param {import("../shell/definitions.js").SectionDefinition} given.section
 * @param {Definition} given.definition
 * @param {import("../local/types.js").Child | null} given.child
 * @param {boolean} given.editable
 * @param {() => Record<string, Shown>} given.answers  of the visit, as written down
 * @param {() => import("./people.js").Known[]} given.people
 * @param {(code: string, row: string) => Promise<void>} given.onPerson  somebody known was chosen for a new row
 */
export function groupRows({ group, section, definition, child, editable, answers, people, onPerson }) {
  const groupId = section.group ?? "";
  const list = /** @type {HTMLElement} */ (group.querySelector("[data-rows]"));
  // Looked up once: looking for them walks through every row.
  const add = group.querySelector("[data-add-row]");
  const none = group.querySelector("[data-no-rows]");
  /** Each row on the screen, with the places in it and its number among them. @type {Map<string, {element: HTMLElement, head: Element | null, place: Element, number: number}>} */
  const standing = new Map();
  /** Rows that stand on the screen and hold nothing yet. @type {Set<string>} */
  const blank = new Set();
  /** What such a row begins with; written down with its first answer. @type {Map<string, Record<string, any>>} */
  const begins = new Map();
  /** Who a row of this group is about. */
  const personField = section.fields.slice(0, 1).find((id) => definition.fields[id].type === "person");
  let offered = "";

  /** @param {string} row @param {string} code */
  const aboutPerson = (row, code) => ({
    [`${groupId}/${row}/${personField}`]: { value: code, kind: definition.fields[personField ?? ""].kind },
  });

  /** What a row says of a question, or would begin with. @param {string} row @param {string} id */
  function saidIn(row, id) {
    const key = `${groupId}/${row}/${id}`;
    return answers()[key] ?? begins.get(row)?.[key];
  }

  /** Who or what a row is about: its first answer. @param {string} row */
  function nameOf(row) {
    for (const id of section.fields) {
      if (definition.fields[id].sensitivity === "H") continue;
      const [words] = saidOf(definition, id, saidIn(row, id), child);
      if (words) return words;
    }
    return "";
  }

  /** Those recorded, and then those that hold nothing yet. @returns {string[]} */
  function present() {
    const kept = rowsOf(groupId, answers());
    for (const row of kept) blank.delete(row);
    return [...kept, ...blank];
  }

  /** @param {string} row @param {number} number */
  function entitle(row, number) {
    const made = standing.get(row);
    if (!made) return;
    made.number = number;
    const words = [number + 1, nameOf(row)].filter(Boolean).join(": ");
    if (made.head && made.head.textContent !== words) made.head.textContent = words;
  }

  /** @param {string} row */
  function stand(row) {
    const element = drawRow(group, row);
    const made = {
      element,
      number: -1,
      head: element.querySelector("[data-row-number]"),
      place: /** @type {Element} */ (element.querySelector("[data-questions]")),
    };
    list.append(element);
    standing.set(row, made);
    return made;
  }

  /** Everybody known who has no row yet, to be added in one tap. @param {string[]} rows */
  function offerPeople(rows) {
    if (!add || !personField || !editable) return;
    const there = rows.map((row) => saidIn(row, personField)?.value);
    const others = people().filter(({ code }) => !there.includes(code));
    const now = JSON.stringify(others);
    if (now === offered) return;
    offered = now;
    let place = add.previousElementSibling;
    if (!(place instanceof HTMLElement && place.hasAttribute("data-offered"))) {
      place = document.createElement("div");
      place.setAttribute("data-offered", "");
      add.before(place);
    }
    render(
      others.length
        ? html`<div class="wv-chips" role="group" aria-label="Add somebody known">
            ${others.map(({ code, words }) => html`<button type="button" class="wv-chip" @click=${() => onPerson(code, uuidv7())}>Add ${words}</button>`)}
          </div>`
        : nothing,
      /** @type {HTMLElement} */ (place),
    );
  }

  return {
    aboutPerson,
    element: (/** @type {string} */ row) => standing.get(row)?.element ?? null,
    /** @param {string} row */
    begunWith: (row) => begins.get(row) ?? {},

    /** A row is asked its questions before its first answer is there. @returns {Record<string, any>} */
    withBlank() {
      if (!blank.size) return answers();
      const [first] = section.fields;
      return { ...answers(), ...Object.fromEntries([...blank].map((row) => [`${groupId}/${row}/${first}`, {}])) };
    },

    /** Blank rows to begin with: for everybody who looks after baby, or one where the section wants one. */
    begin() {
      if (!editable) return;
      for (const code of carersWithoutRow(section, child, answers())) {
        const row = uuidv7();
        blank.add(row);
        begins.set(row, aboutPerson(row, code));
      }
      // Where people or actions can be added in one tap, no empty entry stands in the way.
      const known = personField ? people().length : FOLLOWED[groupId]?.some((id) => answers()[id]?.value);
      if (!blank.size && !known && section.minimum_rows && !rowsOf(groupId, answers()).length) blank.add(uuidv7());
    },

    /** A new blank row. @returns {string} */
    add() {
      const row = uuidv7();
      blank.add(row);
      return row;
    },

    /** Rows that were on the screen and hold nothing that was stored. @param {string[]} keys  of answers, of any section */
    bringBack(keys) {
      const kept = new Set(rowsOf(groupId, answers()));
      for (const [group, row, field] of keys.map((key) => key.split("/")))
        if (field && group === groupId && !kept.has(row)) blank.add(row);
    },

    /** Takes away a row that holds nothing; false for one that was recorded. @param {string} row */
    drop: (row) => blank.delete(row),

    /**
     * Puts the rows there are on the screen and takes the others off it. A row is known by what stands before its fields in
     * an answer key.
     * @param {object} given
     * @param {(place: Element, row: string) => number} given.fill  puts its questions into a row; how many came
     * @param {(row: string) => void} given.forget  what was known of a row that is gone, by its id
     * @param {Set<string>} given.moved  rows in which questions come or go: the others are left as they are
     * @param {Set<string>} [given.touched]  rows in which something was answered; any, where it is not known
     * @returns {number} how many questions came to rows that stood already
     */
    arrange({ fill, forget, moved, touched }) {
      const rows = present();
      const there = new Set(rows);
      for (const [row, { element }] of standing) {
        if (there.has(row)) continue;
        element.remove();
        standing.delete(row);
        forget(row);
      }
      let fresh = 0;
      for (const [number, row] of rows.entries()) {
        const before = `${groupId}/${row}/`;
        const stood = standing.get(row);
        const { place } = stood ?? stand(row);
        if (stood?.number !== number || !touched || touched.has(before)) entitle(row, number);
        if (stood && !moved.has(before)) continue;
        const came = fill(place, before);
        if (stood) fresh += came;
      }
      offerPeople(rows);
      none?.toggleAttribute("hidden", rows.length > 0);
      return fresh;
    },
  };
}
