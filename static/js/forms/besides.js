/**
 * What stands beside the questions of some sections and is heavy: read from the tablet only where it is needed.
 */

import { styled } from "../shell/styles.js";
import { MEASURED_BY } from "./measured.js";
import { isNarrative } from "./narrative.js";

/** @typedef {import("./bind.js").Companion} Companion */

/**
 * The words of the indicators, where this section asks for a reply to each: they come with the safety rules.
 * @param {import("./context.js").Form} definition
 * @param {{fields: string[]}} section
 * @returns {Promise<import("./surroundings.js").Indicator[]>}
 */
export const indicatorsFor = async (definition, { fields }) =>
  fields.some((id) => definition.fields[id].type === "replies")
    ? (await import("../shell/rules_at_work.js")).BOOK.indicators
    : [];

/**
 * @param {import("./context.js").Form} definition
 * @param {string} code  of the section
 * @param {object} about
 * @param {{sex?: string | null, dob: string | null} | null} about.child
 * @param {import("../local/session.js").Session} about.session
 * @param {string} about.visitId
 * @param {() => Promise<import("./growth_inputs.js").Seen[]>} about.others  the child's visits on this tablet
 * @param {() => Promise<import("./pathways.js").Local | null>} about.local  what the team does when something is urgent
 * @param {import("./prompts_room.js").PromptsRoom} about.room
 * @returns {Promise<Companion[]>}
 */
export async function besides(definition, code, { child, session, visitId, others, local, room }) {
  const asked = definition.sections.find((section) => section.code === code)?.fields ?? [];
  /** @type {Companion[]} */
  const made = [];
  if (asked.includes("bni_pathway")) {
    const { pathwayBeside } = await import("./measures.js");
    made.push(pathwayBeside({ local: local() }));
  }
  if (asked.some((id) => id in MEASURED_BY)) {
    const [{ growthBeside }] = await Promise.all([import("./measures.js"), styled()]);
    made.push(growthBeside({ child, visitId, others: others() }));
  }
  if (asked.includes("mark_site")) {
    const [{ bodyBeside }] = await Promise.all([import("./measures.js"), styled()]);
    made.push(bodyBeside({ photos: local().then((state) => state?.pathways.injury?.photos ?? "") }));
  }
  if (asked.some((id) => isNarrative(definition.fields[id]))) {
    const [{ promptsBeside }] = await Promise.all([import("./prompts_beside.js"), styled()]);
    const changes = local().then((state) => state?.wording);
    made.push(promptsBeside({ session, visitId, others: others(), changes, room }));
  }
  return made;
}
