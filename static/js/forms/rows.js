/** The rows of a repeat group on the screen: those recorded, and blank ones that hold nothing yet. */

import { html, nothing, render } from "lit-html";
import { uuidv7 } from "../local/uuid.js";
import { shownHere } from "./applicable.js";
import { idOf, isPrivate, rowsOf } from "./context.js";
import { drawRow } from "./draw.js";
import { carersWithoutRow } from "./people.js";
import { rowHands } from "./row_hands.js";
import { A_PRIVATE_ENTRY, saidOf } from "./said.js";
import { needsALook } from "./sight.js";

/** @typedef {import("../local/types.js").Shown} Shown */
/** @typedef {import("../shell/definitions.js").Definition} Definition */

/** In a longer list only the rows in use stand open: fifty open ones are forty screens to go through. */
const MOST_OPEN = 6;

/** Rows stand in blocks of so many: of a block out of sight nothing is laid out, and few blocks are watched for it. */
const IN_A_BLOCK = 5;

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
 * @param {() => import("../local/types.js").Comment[]} given.comments  of the manager
 * @param {Map<string, import("./question.js").Question>} given.questions  on the page, by answer key
 * @param {(row: string) => void} given.forget  what was known of the questions of a row, which are gone
 * @param {import("./row_hands.js").Screen} given.screen
 */
export function groupRows(given) {
  const { group, section, definition, child, editable, answers, people, comments, questions, forget, screen } = given;
  const groupId = section.group ?? "";
  const list = /** @type {HTMLElement} */ (group.querySelector("[data-rows]"));
  // Looked up once: looking for them walks through every row.
  const add = group.querySelector("[data-add-row]");
  const none = group.querySelector("[data-no-rows]");
  /**
   * Each row on the screen, with the places in it and its number among them. A folded one has no questions in the document.
   * @typedef {{element: HTMLElement, head: Element, says: Element, fold: HTMLButtonElement, place: Element, number: number, folded: boolean}} Standing
   * @type {Map<string, Standing>}
   */
  const standing = new Map();
  /** Rows that stand open however long the list is. @type {Set<string>} */
  const open = new Set();
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

  /** Who or what a row is about: its first answer that may stand there whoever reads along. @param {string} row */
  function nameOf(row) {
    for (const id of section.fields) {
      if (isPrivate(definition, id)) continue;
      const [words] = saidOf(definition, id, saidIn(row, id), child, false);
      if (words && words !== A_PRIVATE_ENTRY) return words;
    }
    return "";
  }

  /** Those recorded and those that hold nothing yet, in the order they were added. @returns {string[]} */
  function present() {
    const kept = rowsOf(groupId, answers());
    for (const row of kept) blank.delete(row);
    return [...kept, ...blank].sort();
  }

  /** @param {string} row @param {number} number */
  function entitle(row, number) {
    const made = standing.get(row);
    if (!made) return;
    made.number = number;
    write(made.head, [number + 1, nameOf(row)].filter(Boolean).join(": "));
    write(made.says, made.folded ? openIn(row) : "");
  }

  /** What a folded row still asks, in words. @param {string} row */
  function openIn(row) {
    const before = `${groupId}/${row}/`;
    const asked = shownHere(definition, section, answers()).filter((key) => key.startsWith(before));
    const left = asked.filter((key) => {
      const answer = answers()[key];
      const given = answer && !answer.cleared && (answer.missing || answer.value !== undefined);
      return !given && definition.fields[idOf(key)].requirement !== "O";
    });
    return left.length ? `${left.length} open` : "";
  }

  /** The block there is still room in. */
  function lastBlock() {
    const last = list.lastElementChild;
    if (last && last.childElementCount < IN_A_BLOCK) return last;
    const block = document.createElement("div");
    block.className = "wv-rows-block";
    list.append(block);
    return block;
  }

  /** @param {string} row @param {string | undefined} next  the row below, where one stands already */
  function stand(row, next) {
    const element = drawRow(group, row);
    /** @param {string} selector */
    const part = (selector) => /** @type {any} */ (element.querySelector(selector));
    /** @type {Standing} */
    const made = {
      element,
      number: -1,
      folded: false,
      head: part("[data-row-number]"),
      says: part("[data-row-says]"),
      fold: part("[data-fold-row]"),
      place: part("[data-questions]"),
    };
    if (next) standing.get(next)?.element.before(element);
    else lastBlock().append(element);
    standing.set(row, made);
    return made;
  }

  /** @param {string} row @param {Standing} made @param {boolean} folded */
  function fold(row, made, folded) {
    made.folded = folded;
    made.element.classList.toggle("wv-group-row--folded", folded);
    made.fold.setAttribute("aria-expanded", String(!folded));
    write(/** @type {Element} */ (made.fold.firstElementChild), folded ? "Open" : "Close");
    if (!folded) return;
    made.place.replaceChildren();
    forget(row);
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
            ${others.map(({ code, words }) => html`<button type="button" class="wv-chip" @click=${() => hands.addPerson(code, uuidv7())}>Add ${words}</button>`)}
          </div>`
        : nothing,
      /** @type {HTMLElement} */ (place),
    );
  }

  /** Rows with something in them that must not be folded away. @returns {Set<string>} */
  function toLookAt() {
    const keys = Object.keys(answers()).filter((key) => key.startsWith(`${groupId}/`));
    return new Set(keys.filter((key) => needsALook(key, answers()[key], comments())).map((key) => key.split("/")[1]));
  }

  /** She is in the middle of it, or something in it is not written down. @param {string} row */
  const inUse = (row) => [...questions].some(([key, { busy }]) => busy && key.startsWith(`${groupId}/${row}/`));

  /** @param {string} row @param {Standing} made */
  function close(row, made) {
    open.delete(row);
    fold(row, made, true);
  }

  /** The row she goes on with; in a long list those she is through with are folded. @param {string} row */
  function makeRoomFor(row) {
    open.add(row);
    if (standing.size < MOST_OPEN) return;
    for (const [other, made] of standing)
      if (other !== row && !made.folded && !blank.has(other) && !inUse(other)) close(other, made);
  }

  const rows = {
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
      makeRoomFor(row);
      return row;
    },

    makeRoomFor,
    /** @param {string} row */
    unstored: (row) => [...questions].some(([key, { dirty }]) => dirty && key.startsWith(`${groupId}/${row}/`)),

    /** A folded row opens at the next `arrange`. @param {string} row @returns {boolean} whether it was folded */
    unfold(row) {
      open.add(row);
      return standing.get(row)?.folded ?? false;
    },

    /** Folds a row, which `arrange` then says of it. @param {string} row @returns {boolean} not while it is in use */
    fold(row) {
      const made = standing.get(row);
      if (!made || inUse(row)) return false;
      close(row, made);
      return true;
    },

    /** Rows that were on the screen and hold nothing that was stored. @param {string[]} keys  of answers, of any section */
    bringBack(keys) {
      const kept = new Set(rowsOf(groupId, answers()));
      for (const [group, row, field] of keys.map((key) => key.split("/"))) {
        if (!field || group !== groupId) continue;
        open.add(row);
        if (!kept.has(row)) blank.add(row);
      }
    },

    /** Takes away a row that holds nothing; false for one that was recorded. @param {string} row */
    drop: (row) => blank.delete(row),

    /**
     * Puts the rows there are on the screen and takes the others off it. A row is known by what stands before its fields in
     * an answer key.
     * @param {object} given
     * @param {(place: Element, row: string) => number} given.fill  puts its questions into a row; how many came
     * @param {Set<string>} given.moved  rows in which questions come or go: the others are left as they are
     * @param {Set<string>} [given.touched]  rows in which something was answered; any, where it is not known
     * @returns {number} how many questions came to rows that stood already
     */
    arrange({ fill, moved, touched }) {
      const rows = present();
      const long = rows.length > MOST_OPEN;
      // An answer changes neither which rows there are nor what needs a look.
      const looks = touched && rows.every((row) => standing.has(row)) ? null : toLookAt();
      const there = new Set(rows);
      for (const [row, { element }] of standing) {
        if (there.has(row)) continue;
        const block = element.parentElement;
        element.remove();
        if (!block?.childElementCount) block?.remove();
        standing.delete(row);
        forget(row);
      }
      let fresh = 0;
      for (const [number, row] of rows.entries()) {
        const before = `${groupId}/${row}/`;
        const stood = standing.get(row);
        const made =
          stood ??
          stand(
            row,
            rows.slice(number).find((one) => standing.has(one)),
          );
        const wanted = open.has(row) || blank.has(row) || looks?.has(row);
        if (!stood && long && !wanted) fold(row, made, true);
        const opens = made.folded && wanted;
        if (opens) fold(row, made, false);
        if (looks) made.fold.hidden = looks.has(row) || !(long || made.folded);
        if (stood?.number !== number || opens || !touched || touched.has(before)) entitle(row, number);
        if (made.folded || (stood && !opens && !moved.has(before))) continue;
        const came = fill(made.place, before);
        if (stood && !opens) fresh += came;
      }
      offerPeople(rows);
      none?.toggleAttribute("hidden", rows.length > 0);
      return fresh;
    },
  };
  const hands = rowHands({ group, groupId, answers, screen, rows });
  return { ...rows, ...hands };
}

/** @param {Element} element @param {string} words */
function write(element, words) {
  if (element.textContent !== words) element.textContent = words;
}
