/**
 * Makes questions from the blank controls the server drew once (app/templates/forms/blanks.jinja) and the words of the form's
 * bundle. Words are put in as text, never as markup.
 */

import { askedAt, idOf, isFurther } from "./context.js";

/** @typedef {import("../shell/definitions.js").Definition} Definition */
/** @typedef {import("../shell/definitions.js").SectionDefinition} SectionDefinition */

const PLACE = /--([a-z]+(?:-[a-z]+)*?)--/g;

/** @param {string} selector */
function blank(selector) {
  const found = document.querySelector(`template[${selector}]`);
  if (!(found instanceof HTMLTemplateElement)) throw new Error(`There is no blank ${selector} on this page`);
  return document.importNode(found.content, true);
}

/**
 * Puts words where a blank says `--what--`, also in the templates inside it. What is not among the words stays as it is.
 * @template {DocumentFragment | Element} T
 * @param {T} root
 * @param {Record<string, string>} words
 * @returns {T}
 */
export function fill(root, words) {
  /** @param {string} text */
  const filled = (text) => text.replace(PLACE, (as, what) => words[what] ?? as);
  for (const element of [...(root instanceof Element ? [root] : []), ...root.querySelectorAll("*")]) {
    for (const attribute of element.attributes) {
      if (attribute.value.includes("--")) attribute.value = filled(attribute.value);
    }
    for (const node of element.childNodes) {
      if (node instanceof Text && node.data.includes("--")) node.data = filled(node.data);
    }
    if (element instanceof HTMLTemplateElement) fill(element.content, words);
  }
  return root;
}

/** Rows of a box for sentences, by the longest text there may be. @param {number} longest */
const heightFor = (longest) => (longest > 1500 ? 8 : longest > 600 ? 5 : 3);

/**
 * A blank question, ready to be bound.
 * @param {Definition} definition
 * @param {string} key  the answer key: `weight_g`, or `icon/<row>/icon_how`
 * @returns {HTMLElement}
 */
export function drawQuestion(definition, key) {
  const id = idOf(key);
  const field = askedAt(definition, key);
  const { limits } = field;
  const words = { name: key, key: id, question: field.label, called: field.name, hint: field.hint };
  const frame = fill(blank(`data-frame="${field.kind}"`), words);
  const question = /** @type {HTMLElement} */ (frame.querySelector(".wv-question"));
  question.dataset.type = field.type;
  question.classList.toggle("wv-question--further", isFurther(key));
  if (field.type !== "text") question.querySelector(".wv-question__kind")?.remove();
  const control = fill(blank(`data-control="${field.control}"`), { ...words, unit: limits.unit ?? "" });
  const box = control.querySelector("textarea");
  if (box && field.control === "textarea") box.rows = heightFor(limits.longest);
  const count = /** @type {HTMLElement | null} */ (control.querySelector("[data-count]"));
  if (count) Object.assign(count.dataset, { longest: limits.longest, shortest: limits.shortest });
  for (const hint of control.querySelectorAll(".nhsuk-hint:not([data-count]), .nhsuk-input-wrapper__suffix"))
    if (!hint.textContent?.trim()) hint.remove();
  for (const described of control.querySelectorAll("[aria-describedby]")) describeOnly(control, described);
  const kind = question.querySelector(".wv-question__kind");
  if (box && kind) {
    // Seen or told is a matter of the words that are asked for, not of the picture beside them.
    kind.id = `${key}-kind`;
    box.setAttribute("aria-describedby", [kind.id, box.getAttribute("aria-describedby")].filter(Boolean).join(" "));
  }
  question.querySelector("[data-answer]")?.replaceWith(control);
  return question;
}

/** Lets an element be described only by what is there. @param {ParentNode} place @param {Element} element */
function describeOnly(place, element) {
  const there = (element.getAttribute("aria-describedby") ?? "")
    .split(/\s+/)
    .filter((id) => place.querySelector(`[id="${CSS.escape(id)}"]`));
  if (there.length) element.setAttribute("aria-describedby", there.join(" "));
  else element.removeAttribute("aria-describedby");
}

/**
 * The page of a section, without its questions: heading, note and form.
 * @param {SectionDefinition} section
 * @returns {DocumentFragment}
 */
export function drawPage({ code, title, note, group, row_name }) {
  const page = fill(blank("data-page"), { code, title, note });
  if (!note) page.querySelector("[data-section-note]")?.remove();
  if (group) page.querySelector("form")?.append(drawGroup(group, row_name));
  return page;
}

/** What a row is called in a sentence: "ICON" and such keep their capitals. @param {string} name */
const inSentence = (name) => (/^[A-Z]{2}/.test(name) ? name : name[0].toLowerCase() + name.slice(1));

/** @param {string} group @param {string} rowName */
function drawGroup(group, rowName) {
  const thing = inSentence(rowName);
  const one = `${/^[aeiou]/i.test(thing) ? "an" : "a"} ${thing}`;
  return fill(blank("data-rows-of"), { group, "row-name": rowName, thing, one });
}

/** An empty row of a group. @param {Element} group a `[data-group]` @param {string} row @returns {HTMLElement} */
export function drawRow(group, row) {
  const empty = /** @type {HTMLTemplateElement} */ (group.querySelector("template[data-row]"));
  const made = fill(document.importNode(empty.content, true), { row });
  return /** @type {HTMLElement} */ (made.firstElementChild);
}
