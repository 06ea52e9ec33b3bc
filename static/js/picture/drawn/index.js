/**
 * The picture as it is drawn: the same on the tablet and on the manager's page. It keeps which part is open and what the
 * timeline is narrowed to; everything else is given.
 */

import { html, nothing, render } from "lit-html";
import { before } from "./before.js";
import {
  cryingPart,
  differPart,
  documentsPart,
  growthPart,
  homePart,
  peoplePart,
  servicesPart,
  unknownPart,
  viewsPart,
} from "./parts.js";
import { noFilters, timelinePart } from "./timeline.js";
import { speaking } from "./words.js";

export { merged } from "./words.js";

/** @typedef {import("./words.js").Given} Given */
/** @typedef {import("./words.js").Speaking} Speaking */

/** @type {[string, string][]} */
const TABS = [
  ["timeline", "Timeline"],
  ["people", "People"],
  ["home", "Home and moves"],
  ["growth", "Growth"],
  ["unknown", "Not known"],
  ["differ", "Said differently"],
  ["crying", "Crying plan"],
  ["services", "Services"],
  ["views", "Views"],
  ["documents", "Documents"],
];

/**
 * Draws into `root` and goes on drawing as somebody looks around. `draw(given)` draws anew with what is known now.
 * @param {HTMLElement} root
 */
export function picturePanel(root) {
  /** @type {Given} */
  let given;
  /** @type {Speaking} */
  let say;
  let tab = "timeline";
  let filters = noFilters();
  // On paper a restricted address has no name.
  /** @param {boolean} paper */
  const onto = (paper) => () => {
    if (!root.isConnected || !given) return;
    say = speaking(given, paper);
    draw();
  };
  window.addEventListener("beforeprint", onto(true));
  window.addEventListener("afterprint", onto(false));

  /** @param {string} chosen */
  function open(chosen) {
    tab = chosen;
    draw();
    const shown = root.querySelector(`#pic-tab-${chosen}`);
    shown?.scrollIntoView({ block: "start" });
    /** @type {HTMLElement | null} */ (shown)?.focus({ preventScroll: true });
  }

  /** Left and right move between the tabs, as in every list of tabs. @param {KeyboardEvent} event */
  function move(event) {
    const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!by) return;
    event.preventDefault();
    const at = TABS.findIndex(([name]) => name === tab);
    open(TABS[(at + by + TABS.length) % TABS.length][0]);
  }

  /** @param {Partial<import("./timeline.js").Filters>} changed */
  function narrow(changed) {
    filters = { ...filters, open: new Set(), ...changed };
    draw();
  }

  function part() {
    switch (tab) {
      case "people":
        return peoplePart(given, say);
      case "home":
        return homePart(given, say);
      case "growth":
        return growthPart(given);
      case "unknown":
        return unknownPart(given, say);
      case "differ":
        return differPart(given, say);
      case "crying":
        return cryingPart(given, say);
      case "services":
        return servicesPart(given, say);
      case "views":
        return viewsPart(given, say);
      case "documents":
        return documentsPart(given, say);
      default:
        return timelinePart(given, say, filters, narrow);
    }
  }

  function draw() {
    const count = { unknown: stillOpen(given), differ: given.picture.contradictions.length };
    render(
      html`
        ${before(given, say, open)}
        <div class="wv-pic-tabs wv-unprinted" role="tablist" aria-label="The whole picture" @keydown=${move}>
          ${TABS.map(([name, words]) => {
            const many = count[/** @type {keyof typeof count} */ (name)];
            return html`<button type="button" class="wv-pic-tab" role="tab" id="pic-tab-${name}" aria-controls="pic-part" aria-selected=${tab === name ? "true" : "false"} tabindex=${tab === name ? 0 : -1} @click=${() => {
              tab = name;
              draw();
            }}>${words}${many ? html` <span class="wv-pic-tab__count">${many}</span>` : nothing}</button>`;
          })}
        </div>
        <div class="wv-pic-part" role="tabpanel" id="pic-part" aria-labelledby="pic-tab-${tab}" tabindex="-1">
          <h2 class="nhsuk-heading-m">${TABS.find(([name]) => name === tab)?.[1]}</h2>
          ${part()}
        </div>
      `,
      root,
    );
  }

  return {
    /** @param {Given} fresh */
    draw(fresh) {
      given = fresh;
      say = speaking(given);
      draw();
    },
  };
}

/** How many things were asked or named and are not known: not what was never asked, nor what later lists left out. @param {Given} given */
const stillOpen = ({ picture }) =>
  picture.unknown.filter(({ what, left }) => what !== "never" && (left ?? 0) < 2).length;
