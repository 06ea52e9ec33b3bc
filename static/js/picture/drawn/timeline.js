/** Everything that was recorded, the newest contact first, to be narrowed by person, topic, kind and time. Pure. */

import { html, nothing } from "lit-html";
import { idOf } from "../../forms/context.js";
import { into } from "../entries.js";
import { KIND_ORDER, kindMark, kindWord, marksOf, printClass } from "./words.js";

/** @typedef {import("./words.js").Given} Given */
/** @typedef {import("./words.js").Speaking} Speaking */
/** @typedef {import("../entries.js").Claim} Claim */
/** @typedef {{person: string, topic: string, kind: string, since: string, open: Set<string>}} Filters */

/** How many contacts stand open at first (none: ninety answers are in each), and while something is looked for. */
const [OPEN, OPEN_FOUND] = [0, 12];

/** @returns {Filters} */
export const noFilters = () => ({ person: "", topic: "", kind: "", since: "", open: new Set() });

/**
 * @param {Given} given
 * @param {Speaking} say
 * @param {Filters} filters
 * @param {(changed: Partial<Filters>) => void} narrow
 */
export function timelinePart({ picture, timeline, visitLink }, say, filters, narrow) {
  const blocks = new Map(picture.people.map((person) => [person.ref, person.block]));
  const { person, topic, kind, since } = filters;
  const narrowed = Boolean(person || topic || kind || since);
  const fits = (/** @type {Claim} */ one) =>
    (!topic || one.topic === topic) &&
    (!kind || one.kind === kind) &&
    (!since || one.on >= since) &&
    (!person || speaksOf(one, person, blocks.get(person) ?? ""));
  const found = narrowed ? timeline.filter(fits) : timeline;
  /** @type {Map<number, Claim[]>} */
  const byVisit = new Map();
  for (const one of found) into(byVisit, one.visit, () => []).push(one);
  const contacts = [...picture.visits.keys()].reverse().filter((at) => !narrowed || byVisit.has(at));
  return html`
    <form class="wv-pic-filters wv-unprinted" autocomplete="off" @submit=${(/** @type {Event} */ event) => event.preventDefault()}>
      ${choose("person", "About or by", person, [["baby", say.name("baby")], ...picture.people.map(({ ref }) => [ref, say.name(ref)])], narrow)}
      ${choose(
        "topic",
        "Topic",
        topic,
        topics(timeline).map((code) => [code, say.topic(code)]),
        narrow,
      )}
      ${choose(
        "kind",
        "Kind",
        kind,
        KIND_ORDER.map((code) => [code, kindWord(code)]),
        narrow,
      )}
      ${choose(
        "since",
        "Since",
        since,
        days(picture.visits).map((on) => [on, say.day(on)]),
        narrow,
      )}
    </form>
    <p class="wv-small" role="status">${narrowed ? html`${say.times(found.length, "entry", "entries")} in ${say.times(contacts.length, "contact")}. <button type="button" class="wv-pic-more wv-unprinted" @click=${() => narrow({ person: "", topic: "", kind: "", since: "" })}>Show everything</button>` : nothing}</p>
    ${contacts.length ? nothing : html`<p class="wv-empty">${narrowed ? "Nothing recorded fits." : "Nothing has been recorded yet. Each contact stands here once its first answer is written."}</p>`}
    ${contacts.map((at, place) => {
      const visit = picture.visits[at];
      const key = visit.visit_id;
      const first = place < (narrowed ? OPEN_FOUND : OPEN);
      const open = first !== filters.open.has(key);
      const link = visitLink(key);
      return html`<section class="wv-pic-contact">
        <h3 class="wv-pic-contact__title"><button type="button" class="wv-pic-contact__toggle" aria-expanded=${open ? "true" : "false"} @click=${() => narrow({ open: toggled(filters.open, key) })}>
          <span>${say.day(visit.on)}</span> <span class="wv-pic-contact__more">${say.contactType(visit.type)}, ${visit.author || "this tablet"}${visit.unsent ? ", not sent yet" : ""}</span>
        </button></h3>
        ${open ? html`${link ? html`<p><a class="nhsuk-link" href=${link}>Open this visit</a></p>` : nothing}<ul class="wv-pic-entries">${(byVisit.get(at) ?? []).map((one) => entry(one, say))}</ul>` : nothing}
      </section>`;
    })}
  `;
}

/** @param {Set<string>} open @param {string} visitId */
function toggled(open, visitId) {
  const next = new Set(open);
  if (!next.delete(visitId)) next.add(visitId);
  return next;
}

/** @param {Claim} one @param {string} ref @param {string} block */
function speaksOf({ about = "", value, source }, ref, block) {
  if (about === ref || (block && about === block) || source?.person === ref) return true;
  if (block && source?.type === { mother: "mother_said", father: "father_or_partner_said" }[block]) return true;
  return Array.isArray(value) ? value.includes(ref) : value === ref;
}

/** @param {Claim[]} timeline */
const topics = (timeline) => [...new Set(timeline.map(({ topic }) => topic))];

/** @param {Given["picture"]["visits"]} visits */
const days = (visits) => [...new Set(visits.map(({ on }) => on))].filter(Boolean).reverse();

/**
 * @param {string} name
 * @param {string} label
 * @param {string} value
 * @param {string[][]} options
 * @param {(changed: Partial<Filters>) => void} narrow
 */
const choose = (name, label, value, options, narrow) => html`
  <div class="nhsuk-form-group">
    <label class="nhsuk-label" for="pic-${name}">${label}</label>
    <select class="nhsuk-select" id="pic-${name}" autocomplete="off" @change=${(/** @type {Event} */ event) => narrow({ [name]: /** @type {HTMLSelectElement} */ (event.currentTarget).value })}>
      <option value="" .selected=${!value}>All</option>
      ${options.map(([code, words]) => html`<option value=${code} .selected=${value === code}>${words}</option>`)}
    </select>
  </div>
`;

/** @param {Claim} one @param {Speaking} say */
const entry = (one, say) => html`
  <li class="wv-pic-entry ${printClass(one)}">
    ${kindMark(one.kind)}
    <div>
      <p class="wv-pic-entry__question">${one.about?.includes(":") ? html`${say.name(one.about)}: ` : nothing}${say.question(one.field)}${one.second ? html` <span class="wv-mark">second value</span>` : nothing}${one.further ? html` <span class="wv-mark">another account</span>` : nothing}${marksOf(one)}</p>
      ${one.missing ? html`<p class="wv-pic-none">${say.words(one)}</p>` : say.lines(one).map((line) => html`<p>${line}</p>`)}
      <p class="wv-pic-by">${say.source(one)}${one.source?.words ? html`: <q>${one.source.words}</q>` : nothing}${one.basis?.length ? html` · rests on ${one.basis.map((/** @type {string} */ key) => say.question(idOf(key))).join(", ")}` : nothing}</p>
    </div>
  </li>
`;
