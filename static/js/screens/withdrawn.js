/** This tablet was withdrawn: what it held was handed in, and its key is gone. */

import { html, render } from "lit-html";
import { unmark } from "../shell/marker.js";
import { counted } from "../shell/words.js";
import { withdraw } from "../sync/withdraw.js";

/**
 * Hands the sealed work in and destroys the vault, and says so on the screen. When it fails, it is tried again when she asks.
 * @param {Parameters<typeof withdraw>[0] & {tablet: import("../shell/app.js").Tablet, main: () => HTMLElement,
 *   inUse: () => boolean, again: () => Promise<void>, askStanding: () => Promise<void>}} given  `again`: the app begins
 *   anew; `inUse`: somebody else has unlocked meanwhile, and the screen is hers
 */
export async function handIn({ main, inUse, again, askStanding, ...of }) {
  drawWithdrawn(main(), null);
  try {
    const handedIn = await withdraw(of);
    unmark(of.user);
    if (!inUse()) drawWithdrawn(main(), handedIn, again);
  } catch (/** @type {any} */ problem) {
    if (inUse()) return;
    // Another tab may have been quicker.
    if (!(await of.tablet.users()).some(({ id }) => id === of.user)) return again();
    const anew = () =>
      again()
        .then(askStanding)
        .catch(() => {});
    drawWithdrawn(main(), problem, anew);
  }
}

/**
 * @param {HTMLElement} place
 * @param {number | null | {why?: string, entries?: number}} handedIn  how many entries; null while it is under way; why not
 * @param {() => void} [onAgain]  to begin anew; after a failure, to try again
 */
function drawWithdrawn(place, handedIn, onAgain) {
  const root = document.createElement("div");
  place.replaceChildren(root);
  render(
    html`<h1 class="nhsuk-heading-l" tabindex="-1">This tablet was withdrawn</h1>
      <div role="status">${said(handedIn)}</div>
      <p>Tablets are withdrawn by the person who looks after Wholeview in your organisation, for example when one is lost or given back. If you did not expect it, ask your manager or that person.</p>
      ${onAgain && html`<p><button type="button" class="nhsuk-button nhsuk-button--secondary" @click=${onAgain}>${typeof handedIn === "object" ? "Try again" : "Use Wholeview on this tablet again"}</button></p>`}`,
    root,
  );
}

/** It was nobody's answer, and went with the key. */
const BEGUN = html`<p>If you had begun something and not finished it, such as half a reply, it is gone: write down what you remember.</p>`;

/** @param {number | null | {why?: string, entries?: number}} handedIn */
function said(handedIn) {
  if (handedIn === null)
    return html`<p>What you had not sent is being handed in, sealed. Leave Wholeview open for a moment.</p>`;
  if (typeof handedIn === "object" && handedIn.why)
    return html`<p>${
      handedIn.why === "long"
        ? `${counted(handedIn.entries ?? 0, "entry is", "entries are")} too long to be handed in. All else was.`
        : "What you had not sent cannot be handed in before the service has been brought up to date."
    } Nothing is lost: it is still here, sealed. Do not clear this browser. Tell your administrator.</p>`;
  if (typeof handedIn === "object")
    return html`<p>What you had not sent could not be handed in yet. Nothing is lost: it is still here, sealed. Try again when there is a connection.</p>`;
  if (handedIn === 0)
    return html`<p>Every answer you had saved was sent before. Nothing here can be read any more.</p>${BEGUN}`;
  const [was, it] = handedIn === 1 ? ["was", "it"] : ["were", "them"];
  return html`<p>${counted(handedIn, "entry", "entries")} you had not sent ${was} handed in, sealed. Nothing here can be read any more.</p>
    <p>Tell your manager. An administrator opens ${it} with the organisation’s recovery key, or with the passphrase you used here: keep it in mind until then. Your manager then takes ${it} into the record.</p>${BEGUN}`;
}
