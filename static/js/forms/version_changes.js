/** What another version of the form changes for one visit. Pure. */

import { isAlone, openQuestions, sectionsShown, shown } from "./applicable.js";
import { idOf, isFurther } from "./context.js";
import { isIn } from "./next_open.js";
import { leftOut, withoutPlace } from "./submitted.js";

/** @typedef {import("../shell/definitions.js").Definition} Definition */
/** @typedef {import("./context.js").Answers} Answers */
/** @typedef {import("./context.js").FormField} FormField */

/**
 * @typedef {object} VersionChanges
 * @property {{code: string, title: string, isNew: boolean, questions: {name: string, needed: boolean}[]}[]} added  by section;
 *   `needed` before signing
 * @property {{name: string, was: string[], now: string[]}[]} reworded  lines that are in one version only
 * @property {string[]} dropped  keys of answers whose question is not asked any more
 * @property {string[]} kept  keys of answers whose question is not in the other version
 * @property {number} staying  answers that keep their place
 */

/**
 * @param {Definition} from  the version the visit stands on
 * @param {Definition} to
 * @param {Answers} answers
 * @returns {VersionChanges}
 */
export function versionChanges(from, to, answers) {
  const alone = isAlone(to, answers);
  /** @param {Definition} form */
  const visible = (form) => (/** @type {string} */ id) => alone || !(form.private ?? []).includes(id);
  const before = new Set(shown(from, answers));
  const now = shown(to, answers);
  const needed = new Set(openQuestions(to, answers));
  const hadSections = new Set(sectionsShown(from, answers));
  const hasSections = new Set(sectionsShown(to, answers));

  const added = to.sections
    .filter(({ code }) => hasSections.has(code))
    .map((section) => {
      const { code, title, group, fields } = section;
      const had = group ? new Set(from.sections.find((one) => one.group === group)?.fields) : new Set();
      const ids = group
        ? fields.filter((id) => !had.has(id))
        : now.filter((key) => isIn(section, key) && !isFurther(key) && !before.has(key));
      const questions = ids
        .filter(visible(to))
        .map((id) => ({ name: to.fields[id].name, needed: needed.has(group ?? id) }));
      return { code, title, isNew: !hadSections.has(code), questions };
    })
    .filter(({ questions }) => questions.length);

  const reworded = [...new Set(now.filter((key) => before.has(key)).map(idOf))]
    .filter(visible(to))
    .map((id) => ({ name: to.fields[id].name, ...differences(from.fields[id], to.fields[id]) }))
    .filter(({ was, now: is }) => was.length || is.length);

  /** @param {string[]} keys @param {string[]} already @param {Definition} form */
  const news = (keys, already, form) => keys.filter((key) => !already.includes(key) && visible(form)(idOf(key)));
  const dropped = news(leftOut(to, answers), leftOut(from, answers), to);
  const kept = news(withoutPlace(to, answers), withoutPlace(from, answers), from);
  const lost = new Set([...dropped, ...kept, ...withoutPlace(from, answers)]);
  const given = Object.keys(answers).filter((key) => idOf(key) in from.fields && !answers[key].cleared);
  return { added, reworded, dropped, kept, staying: given.filter((key) => !lost.has(key)).length };
}

/** @param {FormField} one @param {FormField} other */
function differences(one, other) {
  const [was, now] = [one, other].map(({ label, hint, choices = [] }) => [
    label,
    hint,
    ...choices.map(([, words]) => words),
  ]);
  /** @param {string[]} lines @param {string[]} others */
  const only = (lines, others) => lines.filter((line) => line && !others.includes(line));
  return { was: only(was, now), now: only(now, was) };
}
