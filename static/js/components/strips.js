/** The strips above every screen: urgent calls of which nobody has put down that they were made. */

import { html, nothing } from "lit-html";
import { hrefs } from "../shell/route.js";

/**
 * They stand on every screen until their time is put down: the newest in words, a link to each further one. Where all rest only
 * on what nobody may overhear, it says no more than that there is a call to make or to note. Their place is a status, so that they
 * are read out after what took the screen.
 * @param {import("../shell/uncalled.js").Uncalled[]} calls
 * @param {number} unsent
 * @param {() => void} onTold  the manager knows of those whose visit has left this tablet
 */
export function strips(calls, unsent, onTold) {
  const here = calls.filter(({ gone }) => !gone);
  const first = here.findLast((one) => !one.private) ?? here.at(-1);
  return html`${
    first
      ? toMake(
          first,
          unsent,
          here.filter((one) => one !== first),
        )
      : nothing
  }${here.length < calls.length ? moved(onTold) : nothing}`;
}

/** @param {import("../shell/uncalled.js").Uncalled} call @param {number} unsent @param {import("../shell/uncalled.js").Uncalled[]} others */
function toMake({ visit_id, private: hidden }, unsent, others) {
  const further = others.map(
    (one, at) =>
      html` <a href=${hrefs.visit(one.visit_id)}>${others.length > 1 ? `Call ${at + 2}` : "Another call"}: open the visit</a>`,
  );
  return hidden
    ? html`
  <div class="wv-alarm wv-alarm--quiet" data-test="alarm">
    <p>A call is still to be made or noted. <a href=${hrefs.visit(visit_id)}>Open the visit</a>${further}</p>
  </div>
`
    : html`
  <div class="wv-alarm" data-test="alarm">
    <p><strong>${unsent ? "NOT SENT. Phone now." : "No call is noted. Phone now."}</strong>
      ${unsent ? "This tablet has told nobody." : "What you wrote was sent, and that rings nobody."}
      <a href=${hrefs.visit(visit_id)}>Whom to ring, and note the call</a>${further}</p>
  </div>
`;
}

/** @param {() => void} onTold */
const moved = (onTold) => html`
  <div class="wv-alarm wv-alarm--quiet" data-test="alarm-moved">
    <p>A call is still to be noted, and the visit is not on this tablet any more: the child may have moved. Tell your manager now.
      <button type="button" class="wv-plain-button" @click=${onTold}>I have told my manager</button></p>
  </div>
`;
