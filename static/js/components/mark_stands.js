/** A mark that is written down, beside an answer that says there can be none: said where she gives that answer, and before she signs. */

import { html, nothing } from "lit-html";
import { sectionsShown } from "../forms/applicable.js";
import { hrefs } from "../shell/route.js";

/**
 * Nothing where no mark is written down, or what is would be left out.
 * @param {import("../shell/definitions.js").Definition} definition
 * @param {import("./visit_frame.js").VisitView} view
 */
export function markStands(definition, { answers, visit_id, editable }) {
  const { fields, version } = definition;
  const unseen = answers.baby_seen?.value === "not_seen";
  const against = unseen || answers.mark_seen?.value === "none_seen";
  if (!editable || !against || !sectionsShown(definition, answers).includes(fields.mark_site.section)) return nothing;
  /** @param {string} id */
  const link = (id, words = fields[id].name) =>
    html`<a class="nhsuk-link" href=${hrefs.section(version, fields[id].section, visit_id, id)}>${words}</a>`;
  return html`<div class="wv-note" data-test="mark-stands"><p><strong>A mark is written down, and ${unseen ? "baby was not seen. Was baby seen?" : "you say that none was seen."}</strong>
    It stays part of what you sign. Change ${unseen ? html`${link("baby_seen")} or ` : nothing}${link("mark_seen")}, and remove a mark that is wrong under ${link("mark_site", "Marks")}.
    What you were only told belongs under ${link("injury_reported")}.</p></div>`;
}
