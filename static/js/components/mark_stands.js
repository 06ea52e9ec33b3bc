/** A mark that is written down, beside an answer that says there can be none: said where she gives that answer, and before she signs. */

import { html, nothing } from "lit-html";
import { sectionsShown } from "../forms/applicable.js";
import { rowsOf } from "../forms/context.js";
import { hrefs } from "../shell/route.js";
import { counted } from "../shell/words.js";

/** @typedef {import("../shell/definitions.js").Definition} Definition */

const [BABY, SEEN, GROUP] = ["baby_seen", "mark_seen", "mark"];
/** @type {Record<string, string>} */
const SAID_NONE = { [BABY]: "not_seen", [SEEN]: "none_seen" };

/** The questions in whose place it is said. */
export const BESIDE = [BABY, SEEN];

/**
 * The answers that speak against it; none where nothing is written down, or what is would be left out.
 * @param {Definition} definition
 * @param {Record<string, {value?: any}>} answers
 */
export function againstMark(definition, answers) {
  const marks = definition.sections.find(({ group }) => group === GROUP);
  return marks && sectionsShown(definition, answers).includes(marks.code)
    ? BESIDE.filter((id) => answers[id]?.value === SAID_NONE[id])
    : [];
}

/**
 * @param {Definition} definition
 * @param {import("./visit_frame.js").VisitView} view
 */
export function markStands(definition, { answers, visit_id, editable }) {
  const [against] = editable ? againstMark(definition, answers) : [];
  if (!against) return nothing;
  const rows = rowsOf(GROUP, answers).length;
  const written = rows
    ? `${counted(rows, "mark is", "marks are")} written down`
    : answers[SEEN]?.value === "unsure"
      ? "That there may be a mark is written down"
      : "That you saw a mark is written down";
  /** @param {string} id  of a question, or of the group */
  const link = (id) => {
    const at = definition.sections.find(({ group, fields }) => group === id || (!group && fields.includes(id)));
    const words = at?.group ? at.title : definition.fields[id].name;
    return html`<a class="nhsuk-link" href=${hrefs.section(definition.version, at?.code ?? "", visit_id, id === GROUP ? undefined : id)}>${words}</a>`;
  };
  return html`<div class="wv-note" data-test="mark-stands">
    <p><strong>${written}, and ${against === BABY ? "baby was not seen. Was baby seen?" : "you say that none was seen. Which is right?"}</strong>
      What is written stays part of what you sign until you change one of them: ${link(against)}, or ${link(rows ? GROUP : SEEN)}${rows ? " (remove it there)" : ""}.
      What you were only told belongs under ${link("injury_reported")}.</p></div>`;
}
