/** The published versions of the form, as the browser knows them. Fetched from what the tablet keeps, read once. */

import { unpacked } from "../forms/unpack.js";

/**
 * @typedef {import("../forms/context.js").FormField} FieldDefinition
 * @typedef {import("../forms/context.js").FormSection} SectionDefinition
 * @typedef {import("../forms/context.js").Form & {title: string, missing_reasons: {code: string, label: string}[],
 *   kinds: {code: string, label: string}[]}} Definition
 */

/** @type {Map<number, Promise<any>>} */
const read = new Map();

/** A version as it lies on the tablet, read once. @param {number} version */
function packed(version) {
  const asked =
    read.get(version) ??
    fetch(`/app/forms/${version}.json`).then((reply) => {
      if (!reply.ok) throw new Error(`Version ${version} of the form is not on this tablet`);
      return reply.json();
    });
  read.set(version, asked);
  asked.catch(() => read.delete(version));
  return asked;
}

/** @type {Map<number, Definition>} */
const known = new Map();

/**
 * A published version; an Error when it is not on this tablet.
 * @param {number} version
 * @returns {Promise<Definition>}
 */
export async function definitionOf(version) {
  const own = await packed(version);
  const definition = known.get(version) ?? (own.after ? unpacked(await packed(own.after), own) : unpacked(own));
  known.set(version, definition);
  return definition;
}

/** The words of a choice. @param {FieldDefinition | undefined} field @param {unknown} code */
export const choiceLabel = (field, code) => field?.choices?.find(([one]) => one === code)?.[1] ?? String(code ?? "");

/** The words of a code in one of the form's lists. @param {{code: string, label: string}[]} list @param {unknown} code */
export const labelIn = (list, code) => list.find((one) => one.code === code)?.label ?? String(code ?? "");
