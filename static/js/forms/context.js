/**
 * What conditions see of a visit's answers. Twin of `context_of` and `rows_of` in forms/conditions.py; the contract cases
 * hold the two together.
 */

/** @typedef {Record<string, {value?: any, missing?: string | null, cleared?: boolean | null}>} Answers  by answer key */
/** @typedef {Record<string, any>} Context */

/**
 * @typedef {object} FormField  a question in the browser bundle (docs/forms.md)
 * @property {string} label
 * @property {string} name
 * @property {string} type
 * @property {string} kind
 * @property {string[]} kinds
 * @property {string} requirement
 * @property {boolean} core
 * @property {string[]} contacts
 * @property {string | null} show_if
 * @property {string} sensitivity
 * @property {string[]} missing
 * @property {string | null} group
 * @property {string} section
 * @property {Record<string, any>} limits
 * @property {Record<string, string>} messages
 * @property {[string, string][]} [choices]
 * @property {string[]} [exclusive]
 *
 * @typedef {object} FormSection
 * @property {string} code
 * @property {string} title
 * @property {string | null} group
 * @property {string} row_name
 * @property {number} minimum_rows
 * @property {string[]} fields
 *
 * @typedef {object} Form
 * @property {string} form
 * @property {number} version
 * @property {FormSection[]} sections
 * @property {Record<string, FormField>} fields
 * @property {{code: string, label: string}[]} sources
 * @property {{code: string, label: string}[]} verifications
 * @property {Record<string, string>} sentences  about an answer as a whole; `{name}` stands for the question
 */

/**
 * The ids of the rows of a repeat group that are not taken away, in order. A cleared answer alone makes no row.
 * @param {string} group
 * @param {Answers} answers
 * @returns {string[]}
 */
export function rowsOf(group, answers) {
  const rows = new Set();
  const removed = new Set();
  for (const [key, answer] of Object.entries(answers)) {
    const parts = key.split("/");
    if (parts.length !== 3 || parts[0] !== group) continue;
    if (parts[2] === "removed") {
      if (answer.value === true) removed.add(parts[1]);
    } else if (!answer.cleared) rows.add(parts[1]);
  }
  return [...rows].filter((row) => !removed.has(row)).sort();
}

/**
 * Every field outside the groups by its id, null unless it has a value; every group as a list of rows with every field of
 * the group in each. Nothing is ever undefined, so that a condition can't stumble over a name.
 * @param {Form} form
 * @param {Answers} answers
 * @returns {Context}
 */
export function contextOf(form, answers) {
  /** @type {Context} */
  const context = {};
  for (const [id, { group }] of Object.entries(form.fields)) {
    if (!group) context[id] = answers[id]?.value ?? null;
  }
  for (const { group, fields } of form.sections) {
    if (!group) continue;
    context[group] = rowsOf(group, answers).map((row) =>
      Object.fromEntries(fields.map((id) => [id, answers[`${group}/${row}/${id}`]?.value ?? null])),
    );
  }
  return context;
}
