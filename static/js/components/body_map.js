/**
 * The drawn baby: parts to tap or to walk through with the arrow keys, and the marks that are there as numbers. It draws;
 * what a choice means is decided by whoever uses it. Left and right are baby's own, and said so.
 */

import { html, nothing, svg } from "lit-html";
import { DRAWINGS, GROUND, HEAD, LINES, middle, outline, placeOf, VIEWS, viewOf } from "../forms/body_regions.js";

/** @typedef {import("../forms/body_regions.js").View} View */
/**
 * A mark: its number, its site, and where exactly, if that was said.
 * @typedef {{number: number, site: string | null, spot: string | null}} Mark
 */

/**
 * Where a mark is drawn in a view: at its spot, else in the middle of its part. Null where this view does not show it.
 * @param {View} view
 * @param {Mark} mark
 * @returns {[number, number] | null}
 */
export function markAt(view, { site, spot }) {
  const place = placeOf(spot);
  if (place) return place.view === view ? [place.x, place.y] : null;
  if (!site || viewOf(site) !== view) return null;
  const region = DRAWINGS[view].regions.find(({ code }) => code === site);
  return region ? middle(region) : null;
}

/** @param {View} view @param {Mark[]} marks */
const numbers = (view, marks) =>
  marks.map((mark) => {
    const at = markAt(view, mark);
    return at
      ? svg`<g class="wv-body__mark"><circle cx=${at[0]} cy=${at[1]} r="15" /><text x=${at[0]} y=${at[1] + 6} text-anchor="middle">${mark.number}</text></g>`
      : nothing;
  });

/**
 * A drawing to look at: for print, and for pages where nothing is chosen.
 * @param {View} view
 * @param {Mark[]} marks
 */
export function bodyPicture(view, marks) {
  const { width, height, words, regions } = DRAWINGS[view];
  const shown = marks.filter((mark) => markAt(view, mark));
  const said = shown.length ? `Marks ${shown.map(({ number }) => number).join(", ")}.` : "No mark.";
  return html`<figure class="wv-body wv-body--picture">
    <svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${words} ${said}">
      ${svg`<path class="wv-body__ground" d=${GROUND[view]} />`} ${regions.map(({ parts }) => parts.map((capsule) => svg`<path d=${outline(capsule)} />`))} ${svg`<path class="wv-body__lines" d=${LINES[view]} />`} ${numbers(view, marks)}
    </svg>
    <figcaption class="wv-small">${words}</figcaption>
  </figure>`;
}

/** The views in which any of these marks can be seen. @param {Mark[]} marks */
export const viewsWith = (marks) => VIEWS.filter((view) => marks.some((mark) => markAt(view, mark)));

/**
 * A drawing to choose from.
 * @param {object} given
 * @param {string} given.id  of this map on the page
 * @param {View} given.view
 * @param {string | null} given.site  what is chosen
 * @param {string | null} given.spot  where exactly
 * @param {string} given.at  the part the keyboard is on
 * @param {Mark[]} given.marks  the other marks of the visit
 * @param {[number, number] | null} given.zoom  the middle of what is shown larger
 * @param {(code: string) => string} given.nameOf
 * @param {(view: View) => void} given.onView
 * @param {(code: string) => void} given.onPick  by keyboard
 * @param {(x: number, y: number) => void} given.onTap  in units of the drawing
 * @param {(event: KeyboardEvent) => void} given.onKey
 * @param {(code: string) => void} given.onReach  the keyboard came to a part
 * @param {() => void} given.onZoom
 * @param {(dx: number, dy: number) => void} given.onMove  of what is shown larger
 */
export function bodyMap(given) {
  const { id, view, site, spot, at, marks, zoom, nameOf } = given;
  const { width, height, words, regions } = DRAWINGS[view];
  const place = placeOf(spot);
  const [left, top, across, down] = zoom ? shownPart(view, zoom) : [0, 0, width, height];

  /** @param {MouseEvent} event */
  function tapped(event) {
    if (event.detail === 0) return; // a screen reader's press on a part, below
    const box = /** @type {SVGSVGElement} */ (event.currentTarget).getBoundingClientRect();
    given.onTap(
      left + ((event.clientX - box.left) / box.width) * across,
      top + ((event.clientY - box.top) / box.height) * down,
    );
  }

  return html`
    <div class="wv-body">
      <div class="wv-body__views" role="group" aria-label="Which side of baby">
        ${VIEWS.map((one) => html`<button type="button" class="wv-chip" aria-pressed=${one === view ? "true" : "false"} @click=${() => given.onView(one)}>${DRAWINGS[one].short}</button>`)}
      </div>
      <p class="wv-small" id="${id}-words">${words}</p>
      <svg
        id="${id}-drawing" viewBox="${left} ${top} ${across} ${down}" role="listbox" aria-label=${words}
        aria-describedby="${id}-how" @click=${tapped} @keydown=${given.onKey}
      >
        ${svg`<path class="wv-body__ground" aria-hidden="true" d=${GROUND[view]} />`}
        ${regions.map(
          ({ code, parts }) => svg`<g
            role="option" id="${id}-${code}" class="wv-body__part" aria-label=${code === HEAD ? "Head: show it larger" : nameOf(code)}
            aria-selected=${code === site ? "true" : "false"} tabindex=${code === at ? 0 : -1} @focus=${() => given.onReach(code)}
            @click=${(/** @type {MouseEvent} */ event) => event.detail === 0 && given.onPick(code)}
          >${parts.map((capsule) => svg`<path d=${outline(capsule)} />`)}</g>`,
        )}
        ${svg`<path class="wv-body__lines" aria-hidden="true" d=${LINES[view]} />`} ${numbers(view, marks)}
        ${place?.view === view ? svg`<g class="wv-body__spot"><circle cx=${place.x} cy=${place.y} r="13" /><path d="M${place.x - 9} ${place.y}h18M${place.x} ${place.y - 9}v18" /></g>` : nothing}
      </svg>
      <div class="wv-body__tools">
        <button type="button" class="wv-chip" @click=${given.onZoom}>${zoom ? "Whole drawing" : "Larger"}</button>
        ${
          zoom
            ? /** @type {[string, number, number][]} */ ([
                ["Up", 0, -1],
                ["Down", 0, 1],
                ["To your left", -1, 0],
                ["To your right", 1, 0],
              ]).map(
                ([to, dx, dy]) =>
                  html`<button type="button" class="wv-chip" @click=${() => given.onMove(dx, dy)}>${to}</button>`,
              )
            : nothing
        }
      </div>
      <p class="wv-small" id="${id}-how">Tap where it is. With a keyboard: arrow keys go from part to part, Enter chooses, Shift and an arrow moves the cross.</p>
    </div>
  `;
}

/** Half of the drawing either way, kept inside of it. @param {View} view @param {[number, number]} zoom */
export function shownPart(view, [x, y]) {
  const { width, height } = DRAWINGS[view];
  const [across, down] = [width / 2, height / 2];
  /** @param {number} start @param {number} most */
  const within = (start, most) => Math.min(Math.max(start, 0), most);
  return [within(x - across / 2, width - across), within(y - down / 2, height - down), across, down];
}
