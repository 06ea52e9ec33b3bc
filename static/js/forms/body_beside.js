/**
 * The body map beside "Where on the body is it?": a tap chooses the site and the spot, the keyboard the site. The list of
 * sites above it says the same and stays; whichever is used, the other follows.
 */

import { html, nothing, render } from "lit-html";
import { bodyMap, shownPart } from "../components/body_map.js";
import { choiceLabel } from "../shell/definitions.js";
import { DRAWINGS, HEAD, middle, placeOf, regionAt, spotAt, step, viewOf } from "./body_regions.js";
import { readValue } from "./controls.js";
import { marksOf } from "./marks.js";
import { placeUnder } from "./place_under.js";

/** @typedef {import("./bind.js").Companion} Companion */
/** @typedef {import("./body_regions.js").View} View */

const [GROUP, SITE, SPOT] = ["mark", "mark_site", "mark_xy"];
/** How far the cross goes with one key, in units of the drawing. */
const NUDGE = 6;

/**
 * @param {object} given
 * @param {Promise<string>} given.photos  what the local policy says about photographs; "" and nothing is shown
 * @returns {Companion}
 */
export function bodyBeside({ photos }) {
  return (section) => {
    /** What each row's map shows. @type {Map<string, {view: View, at: string, zoom: [number, number] | null, site: string | null}>} */
    const maps = new Map();
    let policy = "";

    /** @param {string} row @param {string} id */
    const questionOf = (row, id) => section.questions.get(`${GROUP}/${row}/${id}`);
    /** @param {string} row @param {string} id @returns {string | null} */
    function saidIn(row, id) {
      const question = questionOf(row, id);
      return (question && readValue(question.element, question.field)) ?? null;
    }
    /** @param {string} code */
    const nameOf = (code) => choiceLabel(section.definition.fields[SITE], code);

    function update() {
      for (const [key, question] of section.questions) {
        if (question.id === SITE && !question.element.hidden) draw(key.split("/")[1], question.element);
        if (question.id === SPOT) question.element.classList.add("wv-drawn");
      }
    }

    /** @param {string} row @param {HTMLElement} element */
    function draw(row, element) {
      const site = saidIn(row, SITE);
      const spot = saidIn(row, SPOT);
      const map = maps.get(row) ?? { ...startAt(site, spot), zoom: null, site };
      maps.set(row, map);
      if (map.site !== site) follow(map, site);
      const place = placeUnder(element, "bodyMap");
      const id = `map-${row}`;
      const here = { ...map, row, id, place, element };
      const others = marksOf(section.answers()).filter((mark) => mark.row !== row && (mark.site || mark.spot));
      render(
        html`
          ${bodyMap({
            ...{ id, site, nameOf, marks: others },
            ...{ view: map.view, at: map.at, zoom: map.zoom, spot: saidIn(row, SPOT) },
            onView: (view) => turn(here, view),
            onPick: (code) => pick(here, code, null),
            onTap: (x, y) => tap(here, x, y),
            onKey: (event) => key(here, event),
            onReach: (code) => reach(here, code),
            onZoom: () => show(here, { zoom: map.zoom ? null : middleOf(map.view, site ?? map.at, saidIn(row, SPOT)) }),
            onMove: (dx, dy) => move(here, dx, dy),
          })}
          ${others.length ? html`<p class="wv-small">Other marks of this visit: ${others.map(({ number, site: at }) => `${number} ${at ? nameOf(at) : "site not chosen"}`).join(", ")}.</p>` : nothing}
          ${policy ? html`<p class="wv-small" data-test="photos"><strong>Photographs:</strong> ${policy}</p>` : nothing}
        `,
        place,
      );
    }

    /** @typedef {{row: string, id: string, view: View, place: HTMLElement, element: HTMLElement}} Here */

    /** @param {Here} here @param {Partial<{view: View, at: string, zoom: [number, number] | null}>} change */
    function show({ row, element }, change) {
      Object.assign(/** @type {object} */ (maps.get(row)), change);
      draw(row, element);
    }

    /** Turns to where the site can be seen. @param {{view: View, at: string, zoom: any, site: string | null}} map @param {string | null} site */
    function follow(map, site) {
      map.site = site;
      if (!site) return;
      const shown = DRAWINGS[map.view].regions.some(({ code }) => code === site);
      if (!shown) Object.assign(map, { view: viewOf(site) ?? map.view, zoom: null });
      map.at = site;
    }

    /** A spot elsewhere is no longer right. @param {string} row @param {string} site */
    function leaveSpot(row, site) {
      const there = placeOf(saidIn(row, SPOT));
      if (there && regionAt(there.view, there.x, there.y) !== site) section.put(`${GROUP}/${row}/${SPOT}`, undefined);
    }

    /** @param {Here} here @param {View} view */
    function turn(here, view) {
      const site = saidIn(here.row, SITE);
      const { regions } = DRAWINGS[view];
      const at = regions.some(({ code }) => code === site) ? /** @type {string} */ (site) : regions[0].code;
      show(here, { view, at, zoom: null });
    }

    /**
     * @param {Here} here
     * @param {string} code
     * @param {string | null} spot
     */
    function pick(here, code, spot) {
      if (code === HEAD) {
        turn(here, here.view === "back" ? "head_back" : "head_front");
        focusOn(here.id, /** @type {any} */ (maps.get(here.row)).at);
        return;
      }
      if (!section.editable) return;
      const map = maps.get(here.row);
      if (map) Object.assign(map, { site: code, at: code });
      if (saidIn(here.row, SITE) !== code) section.put(`${GROUP}/${here.row}/${SITE}`, code);
      if (spot) section.put(`${GROUP}/${here.row}/${SPOT}`, spot);
      else leaveSpot(here.row, code);
      section.say(`${nameOf(code)} chosen`);
      draw(here.row, here.element);
    }

    /** @param {Here} here @param {number} x @param {number} y */
    function tap(here, x, y) {
      const code = regionAt(here.view, x, y);
      if (code) pick(here, code, spotAt(here.view, x, y));
      else section.say("That is beside the drawing. Tap on the baby.");
    }

    /** @param {Here} here @param {KeyboardEvent} event */
    function key(here, event) {
      const { at } = /** @type {{at: string}} */ (maps.get(here.row));
      if (event.key === "Enter" || event.key === " ") {
        event.preventDefault();
        return pick(here, at, null);
      }
      if (!event.key.startsWith("Arrow")) return;
      event.preventDefault();
      if (event.shiftKey) return nudge(here, at, event.key);
      const next = step(here.view, at, event.key);
      if (next) focusOn(here.id, next);
    }

    /** @param {Here} here @param {string} at @param {string} arrow */
    function nudge(here, at, arrow) {
      const there = placeOf(saidIn(here.row, SPOT));
      const [x, y] = there?.view === here.view ? [there.x, there.y] : middleOf(here.view, at, null);
      const dx = arrow === "ArrowLeft" ? -NUDGE : arrow === "ArrowRight" ? NUDGE : 0;
      const dy = arrow === "ArrowUp" ? -NUDGE : arrow === "ArrowDown" ? NUDGE : 0;
      const code = regionAt(here.view, x + dx, y + dy);
      if (!code || code === HEAD) return;
      pick(here, code, spotAt(here.view, x + dx, y + dy));
      focusOn(here.id, code);
    }

    /** The keyboard came to a part: it becomes the one that Tab comes back to, and is brought into what is shown. @param {Here} here @param {string} code */
    function reach(here, code) {
      const map = maps.get(here.row);
      if (!map || (map.at === code && !map.zoom)) return;
      const zoom = map.zoom && middleOf(map.view, code, null);
      if (map.at !== code || String(zoom) !== String(map.zoom)) show(here, { at: code, zoom });
    }

    /** @param {Here} here @param {number} dx @param {number} dy */
    function move(here, dx, dy) {
      const { view, zoom } = /** @type {{view: View, zoom: [number, number] | null}} */ (maps.get(here.row));
      if (!zoom) return;
      const [left, top, across, down] = shownPart(view, zoom);
      show(here, { zoom: [left + across / 2 + (dx * across) / 2, top + down / 2 + (dy * down) / 2] });
    }

    // Before the form writes the site down: both go in one change. What another tab or a colleague chose comes with its spot.
    section.form.addEventListener("change", ({ target }) => {
      const element = /** @type {Element} */ (target).closest(".wv-question");
      const [key, question] = [...section.questions].find(([, one]) => one.element === element) ?? [];
      const row = key?.split("/")[1] ?? "";
      const site = question?.id === SITE && saidIn(row, SITE);
      if (site) leaveSpot(row, site);
    });
    void photos.then((words) => {
      policy = words;
      if (words) update();
    });
    return { update };
  };
}

/** @param {string} id @param {string} code */
const focusOn = (id, code) => document.getElementById(`${id}-${code}`)?.focus();

/** @param {string | null} site @param {string | null} spot @returns {{view: View, at: string}} */
function startAt(site, spot) {
  const view = placeOf(spot)?.view ?? viewOf(site ?? "") ?? "front";
  const known = DRAWINGS[view].regions.some(({ code }) => code === site);
  return { view, at: known ? /** @type {string} */ (site) : DRAWINGS[view].regions[0].code };
}

/** @param {View} view @param {string} code @param {string | null} spot @returns {[number, number]} */
function middleOf(view, code, spot) {
  const place = placeOf(spot);
  if (place?.view === view) return [place.x, place.y];
  const region = DRAWINGS[view].regions.find((one) => one.code === code);
  return region ? middle(region) : [DRAWINGS[view].width / 2, DRAWINGS[view].height / 2];
}
