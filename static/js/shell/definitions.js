/** The published versions of the form, as the browser knows them. Fetched from what the tablet keeps, read once. */

/**
 * @typedef {import("../forms/context.js").FormField} FieldDefinition
 * @typedef {import("../forms/context.js").FormSection & {note?: string}} SectionDefinition
 * @typedef {import("../forms/context.js").Form & {title: string, missing_reasons: {code: string, label: string}[],
 *   kinds: {code: string, label: string}[], sections: SectionDefinition[]}} Definition
 */

/** @type {Map<number, Promise<Definition>>} */
const known = new Map();

/**
 * @param {number} version
 * @returns {Promise<Definition>}
 */
export function definitionOf(version) {
  let fetched = known.get(version);
  if (!fetched) {
    fetched = fetch(`/app/forms/${version}.json`).then((reply) => {
      if (!reply.ok) throw new Error(`Version ${version} of the form is not on this tablet`);
      return reply.json().then(named);
    });
    fetched.catch(() => known.delete(version));
    known.set(version, fetched);
  }
  return fetched;
}

/** Puts each question's name back into its sentences. @param {Definition} definition */
function named(definition) {
  for (const field of Object.values(definition.fields)) {
    for (const [code, sentence] of Object.entries(field.messages)) {
      field.messages[code] = sentence.replaceAll("{name}", field.name);
    }
  }
  return definition;
}

/** The words of a choice. @param {FieldDefinition | undefined} field @param {unknown} code */
export const choiceLabel = (field, code) => field?.choices?.find(([one]) => one === code)?.[1] ?? String(code ?? "");

/** The words of a code in one of the form's lists. @param {{code: string, label: string}[]} list @param {unknown} code */
export const labelIn = (list, code) => list.find((one) => one.code === code)?.label ?? String(code ?? "");
