/**
 * Binds a section of the form, as the server drew it blank, to the visit on this tablet. Every change is written down at
 * once, typing when it pauses; questions come and go as the answers decide; a question that must not be overheard is not
 * even in the document while somebody may.
 */

import { uuidv7 } from "uuidv7";
import { mayShowHidden, shown } from "./applicable.js";
import { contextOf, rowsOf } from "./context.js";
import { Question } from "./question.js";
import { saidOf } from "./said.js";

/** @typedef {import("../local/types.js").Shown} Shown */
/** @typedef {import("../shell/definitions.js").Definition} Definition */

/** Typing is written down when it pauses this long, in milliseconds. */
const PAUSE = 400;
/** What a view may rest on. */
const GROUNDS = new Set(["O", "R", "D", "F"]);
/** A line of an entry that is enough to know it again, in characters. */
const GLANCE = 90;

/**
 * @param {object} given
 * @param {HTMLFormElement} given.form
 * @param {Definition} given.definition
 * @param {import("../local/types.js").Child | null} given.child
 * @param {string} given.me  who is unlocked here
 * @param {{answers: Record<string, Shown>, comments: import("../local/types.js").Comment[], editable: boolean}} given.view
 * @param {(answers: Record<string, any>) => Promise<{answers: Record<string, Shown>}>} given.record
 * @param {(words: string) => void} given.say
 */
export function bindSection({ form, definition, child, me, view, record, say }) {
  let { answers, comments } = view;
  /** @type {Map<string, Question>} */
  const questions = new Map();
  const gone = new AbortController();
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let pause;
  /** Writes go one after the other; the next takes what the last one returned as its base. @type {Promise<void>} */
  let last = Promise.resolve();

  const group = form.querySelector("[data-group]");
  const groupId = group?.getAttribute("data-group") ?? null;

  // -- questions in the document ---------------------------------------------------------------------------------------

  /** @param {ParentNode} place */
  function adopt(place) {
    for (const element of place.querySelectorAll(".wv-question")) {
      if (!(element instanceof HTMLElement)) continue;
      const key = element.id.slice("q-".length);
      const field = element.dataset.question ?? "";
      if (questions.has(key) || !definition.fields[field]) continue;
      const question = new Question(element, { key, field, definition, child, me, onPutBack: () => void save() });
      questions.set(key, question);
      question.show(answers[key] ?? null, about(question));
    }
  }

  /** @param {Question} question */
  const about = ({ key, field }) => ({
    comments: comments.filter((comment) => comment.key === key),
    basis: field.kind === "J" && field.type === "text" ? grounds() : null,
  });

  /** The visit's own entries, each in a line, for a view to rest on. */
  function grounds() {
    return Object.entries(answers).flatMap(([key, answer]) => {
      const id = key.slice(key.lastIndexOf("/") + 1);
      const field = definition.fields[id];
      if (!field || !GROUNDS.has(answer.kind) || answer.value === undefined || id === "earshot") return [];
      if (field.sensitivity === "H" && !mayShowHidden(contextOf(definition, answers))) return [];
      const words = `${field.name}: ${saidOf(definition, id, answer, child).join("; ")}`;
      return [{ key, words: words.length > GLANCE ? `${words.slice(0, GLANCE)}…` : words }];
    });
  }

  /** Puts the questions that apply on the screen and takes the others off it. @param {boolean} tell */
  function arrange(tell) {
    if (groupId) arrangeRows();
    const wanted = new Set(shown(definition, withBlankRows()));
    let fresh = 0;
    for (const template of form.querySelectorAll("template[data-sensitive]")) {
      const inside = /** @type {HTMLTemplateElement} */ (template);
      const key = inside.content.querySelector(".wv-question")?.id.slice("q-".length) ?? "";
      if (wanted.has(key) && !questions.has(key)) {
        inside.after(inside.content.cloneNode(true));
        fresh += 1;
      }
    }
    adopt(form);
    freeze();
    for (const [key, { element, field }] of questions) {
      const applies = wanted.has(key);
      if (field.sensitivity === "H") {
        if (!applies) forget(key);
        continue;
      }
      if (applies && element.hidden && tell) fresh += 1;
      element.hidden = !applies;
    }
    const none = form.querySelector("[data-nothing-asked]");
    if (none)
      none.toggleAttribute(
        "hidden",
        [...questions.values()].some(({ element }) => !element.hidden),
      );
    if (tell && fresh) say(fresh === 1 ? "One more question on this page" : `${fresh} more questions on this page`);
  }

  /** A visit that was signed off is read, not written. */
  function freeze() {
    if (view.editable) return;
    for (const control of form.querySelectorAll("input, select, textarea, button"))
      control.setAttribute("disabled", "");
  }

  /** @param {string} key */
  function forget(key) {
    questions.get(key)?.element.remove();
    questions.delete(key);
  }

  // -- rows of a repeat group ------------------------------------------------------------------------------------------

  /** Rows that stand on the screen and hold nothing yet. @type {Set<string>} */
  const blankRows = new Set();

  /** A row is asked its questions before its first answer is there. */
  function withBlankRows() {
    if (!groupId || !blankRows.size) return answers;
    const [first] = definition.sections.find((section) => section.group === groupId)?.fields ?? [];
    return { ...answers, ...Object.fromEntries([...blankRows].map((row) => [`${groupId}/${row}/${first}`, {}])) };
  }

  function arrangeRows() {
    if (!group || !groupId) return;
    const list = /** @type {HTMLElement} */ (group.querySelector("[data-rows]"));
    const kept = rowsOf(groupId, answers);
    for (const row of kept) blankRows.delete(row);
    const rows = [...kept, ...blankRows];
    for (const standing of list.querySelectorAll(":scope > [data-row-id]")) {
      const id = standing.getAttribute("data-row-id") ?? "";
      if (rows.includes(id)) continue;
      for (const key of [...questions.keys()]) if (key.split("/")[1] === id) questions.delete(key);
      standing.remove();
    }
    for (const row of rows) if (!rowElement(row)) list.append(newRow(row));
    for (const [number, row] of rows.entries()) {
      const words = rowElement(row)?.querySelector("[data-row-number]");
      if (words) words.textContent = String(number + 1);
    }
    group.querySelector("[data-no-rows]")?.toggleAttribute("hidden", rows.length > 0);
  }

  /** @param {string} row @returns {HTMLElement | null} */
  const rowElement = (row) => form.querySelector(`[data-row-id="${CSS.escape(row)}"]`);

  /** @param {string} row */
  function newRow(row) {
    const empty = /** @type {HTMLTemplateElement} */ (group?.querySelector("template[data-row]"));
    const made = document.createElement("template");
    made.innerHTML = empty.innerHTML.replaceAll("--row--", row);
    return made.content;
  }

  function addRow() {
    const row = uuidv7();
    blankRows.add(row);
    arrange(false);
    /** @type {HTMLElement | null} */ (rowElement(row)?.querySelector("h2"))?.focus();
  }

  /** The second press takes it away. @param {HTMLButtonElement} button */
  async function removeRow(button) {
    const element = /** @type {HTMLElement} */ (button.closest("[data-row-id]"));
    const row = element.dataset.rowId ?? "";
    if (!blankRows.delete(row)) {
      if (!button.dataset.sure) {
        button.dataset.sure = "asked";
        button.textContent = `${button.textContent?.trim()}? Press again to remove`;
        return;
      }
      const key = `${groupId}/${row}/removed`;
      await write({ [key]: { value: true, kind: "A", base: answers[key]?.base ?? null } });
    }
    arrange(false);
    say("Removed");
    /** @type {HTMLElement | null} */ (form.querySelector("[data-add-row]"))?.focus();
  }

  // -- writing down ----------------------------------------------------------------------------------------------------

  /** @param {Record<string, any>} fresh */
  async function write(fresh) {
    const stored = await record(fresh);
    answers = { ...answers, ...stored.answers };
    for (const [key, answer] of Object.entries(stored.answers)) questions.get(key)?.stored(answer);
  }

  /**
   * Writes down what is new on the screen. The screen is read at once.
   * @param {{typing?: boolean}} [how]
   */
  function save({ typing = false } = {}) {
    clearTimeout(pause);
    const earshot = answers.earshot?.value;
    /** @type {Map<string, import("../local/types.js").BasedAnswer>} */
    const taken = new Map();
    const touched = [...questions.values()].filter(({ dirty }) => dirty);
    for (const question of touched) {
      const answer = question.take({ earshot: typeof earshot === "string" ? earshot : null, typing });
      if (answer) taken.set(question.key, answer);
    }
    const saving = last.then(async () => {
      if (taken.size) {
        // What an earlier write returned is what she saw: its base is newer than the one read above.
        const fresh = Object.fromEntries(
          [...taken].map(([key, answer]) => [key, { ...answer, base: questions.get(key)?.drawn?.base ?? answer.base }]),
        );
        try {
          await write(fresh);
          arrange(true);
        } catch {
          for (const key of taken.keys()) {
            const question = questions.get(key);
            if (question) question.dirty = true;
          }
        }
      }
      for (const question of touched) question.redraw(about(question));
    });
    last = saving.catch(() => {});
    return saving;
  }

  /** @param {Event} event @returns {Question | undefined} */
  const questionOf = (event) => {
    const element = /** @type {Element} */ (event.target).closest(".wv-question");
    return element ? questions.get(element.id.slice("q-".length)) : undefined;
  };

  const listen = { signal: gone.signal };
  form.addEventListener(
    "input",
    (event) => {
      const control = /** @type {Element} */ (event.target);
      if (!control.hasAttribute("data-key")) return;
      questionOf(event)?.touched(control);
      clearTimeout(pause);
      pause = setTimeout(() => save({ typing: true }), PAUSE);
    },
    listen,
  );
  form.addEventListener(
    "change",
    (event) => {
      const control = /** @type {Element} */ (event.target);
      if (!control.hasAttribute("data-key")) return;
      questionOf(event)?.touched(control);
      // A box of several (day, month, year) is left for the next one; the question is judged when it is left.
      const several =
        control instanceof HTMLInputElement && control.type === "text" && control.closest(".nhsuk-date-input");
      void save({ typing: Boolean(several) });
    },
    listen,
  );
  form.addEventListener(
    "focusout",
    (event) => {
      const left = questionOf(event);
      const next = /** @type {FocusEvent} */ (event).relatedTarget;
      if (left?.dirty && !(next instanceof Node && left.element.contains(next))) void save();
    },
    listen,
  );
  form.addEventListener(
    "click",
    (event) => {
      const pressed = /** @type {Element} */ (event.target);
      const disclosure = pressed.closest("summary")?.closest("[data-beside]");
      if (disclosure instanceof HTMLElement) {
        questionOf(event)?.beside.open(disclosure);
        freeze();
        return;
      }
      const button = pressed.closest("button");
      if (!(button instanceof HTMLButtonElement)) return;
      const question = questionOf(event);
      if (button.hasAttribute("data-add-row")) addRow();
      else if (button.hasAttribute("data-remove-row")) void removeRow(button).catch(() => {});
      else if (button.hasAttribute("data-add-item")) question?.addItem();
      else if (button.hasAttribute("data-remove-item") && question) {
        question.removeItem(/** @type {Element} */ (button.closest("[data-items] > *")));
        void save();
      } else if (button.hasAttribute("data-clear") && question) {
        question.clear();
        void save();
        /** @type {HTMLElement | null} */ (question.element.querySelector("[data-key]"))?.focus();
      } else if (button.hasAttribute("data-now") && question) {
        question.now();
        void save();
      }
    },
    listen,
  );
  form.addEventListener("submit", (event) => event.preventDefault(), listen);

  const part = definition.sections.find(({ group }) => group && group === groupId);
  if (part?.minimum_rows && view.editable && !rowsOf(part.group ?? "", answers).length) blankRows.add(uuidv7());
  arrange(false);

  return {
    /** Another tab, a colleague or the service changed the visit. @param {typeof view} fresh */
    refresh(fresh) {
      ({ answers, comments } = fresh);
      arrange(true);
      for (const question of questions.values()) question.show(answers[question.key] ?? null, about(question));
    },

    /** Somebody may overhear from now on, or no longer: at once, before it is written down. @param {string} earshot */
    heard(earshot) {
      void save();
      answers = { ...answers, earshot: { .../** @type {Shown} */ (answers.earshot ?? {}), value: earshot } };
      arrange(true);
    },

    /** The question of an answer key, the row's or the group's where it has none. @param {string} key @returns {HTMLElement | null} */
    find: (key) => questions.get(key)?.element ?? rowElement(key.split("/")[1] ?? "") ?? null,

    /** Writes down everything that is only on the screen, right or not. False when some of it could not be stored. */
    async flush() {
      await save();
      return [...questions.values()].every(({ dirty }) => !dirty);
    },

    stop: () => gone.abort(),
  };
}
