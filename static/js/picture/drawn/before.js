/**
 * Before the door: what one wants to know first, in the order one wants to know it. Where the baby is and who says so; what
 * to see and do; who has not been met; what changed; where two say different things; what nobody knows; whom to ring.
 */

import { html, nothing } from "lit-html";
import { claimLine, lateFlag, marksOf, printClass, withNumbers } from "./words.js";

/** @typedef {import("./words.js").Given} Given */
/** @typedef {import("./words.js").Speaking} Speaking */
/** @typedef {import("../entries.js").Claim} Claim */

/** What differs in these stands in the first card already. */
const IN_FIRST_CARD = ["sleeps_tonight", "lives_with", "overnight_carer"];
/** More than this is read in the part it comes from. */
const AT_MOST = 4;

/**
 * @param {Given} given
 * @param {Speaking} say
 * @param {(tab: string) => void} open  shows a part
 */
export function before(given, say, open) {
  return html`
    <div class="wv-pic-cards">
      ${where(given, say, open)} ${toDo(given, say)} ${met(given, say)} ${changed(given, say, open)}
      ${differently(given, say, open)} ${unknown(given, say, open)} ${ring(given, say)}
    </div>
  `;
}

/**
 * @param {string} id
 * @param {string} title
 * @param {unknown} content
 * @param {{mark?: string, more?: unknown}} [beside]
 */
const card = (id, title, content, { mark = "", more = nothing } = {}) => html`
  <section class="wv-pic-card" data-test="picture-${id}" aria-labelledby="pic-${id}">
    <h2 class="wv-pic-card__title" id="pic-${id}">${title}${mark ? html` <span class="wv-pic-flag">${mark}</span>` : nothing}</h2>
    ${content}${more}
  </section>
`;

/** @param {string} words @param {() => void} act */
const more = (words, act) =>
  html`<button type="button" class="wv-pic-more wv-unprinted" @click=${act}>${words}</button>`;

/** @param {Given} given @param {Speaking} say @param {(tab: string) => void} open */
function where({ picture }, say, open) {
  const { claims, latest, disagreements, overnight, gaps } = picture.residence;
  const newest = latest.map((at) => claims[at]);
  const where = newest.filter(({ says }) => says !== "lives_with");
  const withWhom = newest.filter(({ says }) => says === "lives_with");
  const shown = new Set(latest);
  const differ = disagreements.some(([one, other]) => shown.has(one) && shown.has(other));
  const nights = overnight.filter(({ visit }) => visit === overnight.at(-1)?.visit);
  const asked = picture.visits.at(-1)?.on;
  const gap = gaps.findLast(({ visit }) => visit !== undefined && visit === picture.visits.length - 1);
  return card(
    "where",
    "Where baby lives and sleeps",
    html`
      ${
        where.length
          ? html`<ul class="wv-pic-claims">${where.slice(0, AT_MOST).map((one) => claimLine(say, one, placeLead(say, one)))}</ul>`
          : html`<p>Nobody has said where baby sleeps.</p>`
      }
      ${withWhom.length ? html`<ul class="wv-pic-claims">${withWhom.slice(0, AT_MOST).map((one) => claimLine(say, one, html`Lives with: <strong>${say.words(one)}</strong>`))}</ul>` : nothing}
      ${nights.map((night) => html`<p class="wv-pic-line"><strong>At night:</strong> ${night.missing ? html`<span class="wv-pic-none">${say.words(night)}</span>` : say.words(night)}${marksOf(night)} <span class="wv-pic-by">${say.source(night)}, ${say.when(night.on)}</span></p>`)}
      ${nights.length ? nothing : html`<p class="wv-pic-line"><strong>At night:</strong> <span class="wv-pic-none">nobody has said who cares for baby</span></p>`}
      ${gap && asked ? html`<p class="wv-pic-line wv-pic-none">Last contact, ${say.day(asked)}: where baby sleeps was ${say.reason(gap.reason)}.</p>` : nothing}
    `,
    { mark: differ ? "Sources differ" : "", more: more("All that was said, and since when", () => open("home")) },
  );
}

/** @param {Speaking} say @param {Claim} one */
export function placeLead(say, one) {
  const says = {
    lives_there: "Lives at",
    sleeps_there_tonight: "Sleeps at",
    stays_sometimes: "Sometimes at",
    does_not_live_there: "Does not live at",
    has_moved_out: "Has moved out of",
  };
  const words = says[/** @type {keyof typeof says} */ (one.says)] ?? "At";
  const visited = one.field === "visit_address" ? "Visited as home:" : words;
  return html`${visited} <strong>${say.place(one.value ?? "")}</strong>${marksOf(one)}`;
}

/** @param {Given} given @param {Speaking} say */
function toDo({ picture, mustSee = [], late = [] }, say) {
  const wanted = [...new Set([...picture.must_see, ...mustSee])];
  const open = picture.actions.filter((one) => one.open);
  const waits = picture.shares.flatMap((one, at) => (one.open ? [{ ...one, late: late[at] }] : []));
  const any = wanted.length + open.length + waits.length;
  return card(
    "to-do",
    "To see and do this time",
    any
      ? html`<ul class="wv-pic-list">
          ${wanted.map((code) => html`<li><strong>${say.choice("must_see_next", code)}</strong></li>`)}
          ${open.map((one) => html`<li class=${printClass(one.why ?? {})}>${one.what} <span class="wv-pic-by">${one.owner ? say.name(one.owner) : "nobody named"}${one.due ? html`, by ${say.day(one.due)}` : nothing}</span>${say.overdue(one.due) ? html` <span class="wv-pic-flag">overdue</span>` : nothing}${marksOf(one)}</li>`)}
          ${waits.map((one) => html`<li>No answer yet from ${one.with ?? "an agency"} <span class="wv-pic-by">${one.direction === "we_asked" ? "asked" : "told"} ${say.when(String(one.when ?? one.on).slice(0, 10))}</span>${lateFlag(one.late)}${marksOf(one)}</li>`)}
        </ul>`
      : html`<p>Nothing was left open.</p>`,
  );
}

/** @param {string} block */
const isParent = (block) => block === "mother" || block === "father";

/** @param {Given} given @param {Speaking} say */
function met({ picture }, say) {
  const { baby } = picture;
  const missed = picture.people
    .filter(({ gone, block, alone_with_baby, since }) => !gone && since > 0 && (isParent(block) || alone_with_baby))
    .sort((a, b) => Number(isParent(b.block)) - Number(isParent(a.block)));
  const awake = baby.awake;
  const born = picture.visits.some(({ type }) => type && type !== "antenatal");
  const unseen = born && awake.since > 0;
  const words = missed.length || (unseen && anybodyMet(picture)) ? "" : seenWords(picture, say);
  if (!missed.length && !unseen && !words) return nothing;
  return card(
    "met",
    "Not met",
    html`<ul class="wv-pic-list">
      ${words ? html`<li>${words}</li>` : nothing}
      ${
        unseen
          ? html`<li><strong>Baby</strong> ${awake.on ? `last seen awake ${say.when(awake.on)}` : "never seen awake"}, ${say.times(awake.since, "contact")} since</li>`
          : nothing
      }
      ${missed.map(
        (person) => html`<li><strong>${say.who(person.ref)}</strong>
          ${person.last_seen ? `last seen ${say.when(person.last_seen)}, ${say.times(person.since, "contact")} since` : `never seen in ${say.times(person.contacts, "contact")}`}${person.alone_with_baby ? html` · <strong>cares for baby alone</strong>` : nothing}
          ${person.why_not?.value ? html`<span class="wv-pic-by">“${person.why_not.value}”</span>` : nothing}</li>`,
      )}
    </ul>`,
  );
}

/** @param {Pick<Given["picture"], "visits">} picture */
const anybodyMet = ({ visits }) => visits.some(({ met }) => met);

/**
 * Who was seen when somebody was last met, where nobody was missed since: only who really was. "" where that is nobody.
 * @param {Given["picture"]} picture
 * @param {Pick<Speaking, "name" | "relationWords">} say
 */
export function seenWords(picture, say) {
  if (!anybodyMet(picture)) return "Nobody has been met yet.";
  const { visits, people, baby } = picture;
  const parents = people
    .filter(({ block, gone, last_seen, since }) => isParent(block) && !gone && last_seen && !since)
    .map(({ ref, name, block }) => (name ? say.name(ref) : say.relationWords(block)));
  const both = parents.length > 1;
  const who = [...(baby.awake.on && !baby.awake.since ? ["baby"] : []), ...(both ? ["both parents"] : parents)];
  if (!who.length) return "";
  const words = who.join(" and ");
  return `${words[0].toUpperCase()}${words.slice(1)} ${both || who.length > 1 ? "were" : "was"} seen ${visits.at(-1)?.met ? "at the last contact" : "when somebody was last met"}.`;
}

/** @param {Given} given @param {Speaking} say @param {(tab: string) => void} open */
function changed({ picture }, say, open) {
  const { since, visits, unknown } = picture;
  if (since.visit === null) return nothing;
  const last = visits[since.visit];
  const head = html`<p class="wv-pic-by">${say.contactType(last.type)}, ${say.when(last.on)}, ${last.author || "on this tablet"}${last.unsent ? html` <span class="wv-mark">not sent yet</span>` : nothing}</p>`;
  if (since.before === null)
    return card("since", "Last time", html`${head}<p>This was the first contact. What changes later stands here.</p>`);
  const all = [
    ...since.changed.map((/** @type {any} */ one) => pairLine(say, one)),
    ...since.resolved.map((/** @type {any} */ one) => pairLine(say, one)),
    ...since.new.map(
      (/** @type {Claim} */ one) =>
        html`<li class=${printClass(one)}><strong>New:</strong> ${say.question(one.field)}: ${say.words(one)}${marksOf(one)}</li>`,
    ),
  ];
  const stillOpen = since.open_unknown.filter((/** @type {number} */ at) => (unknown[at].left ?? 0) < 2).length;
  return card(
    "since",
    "What changed last time",
    html`${head}
      ${all.length ? html`<ul class="wv-pic-list">${all.slice(0, AT_MOST + 2)}</ul>` : html`<p>No fact changed from the contact before.</p>`}
      ${all.length > AT_MOST + 2 ? html`<details class="wv-pic-details"><summary>${all.length - AT_MOST - 2} more changes</summary><ul class="wv-pic-list">${all.slice(AT_MOST + 2)}</ul></details>` : nothing}
      ${stillOpen ? more(`${say.times(stillOpen, "question")} open before, still open`, () => open("unknown")) : nothing}`,
  );
}

/** @param {Speaking} say @param {{before: Claim, after: Claim}} pair */
const pairLine = (say, { before, after }) =>
  html`<li class=${printClass(after)}><strong>${say.question(after.field)}:</strong> <s class="wv-pic-was">${say.words(before)}</s> <span aria-hidden="true">→</span><span class="nhsuk-u-visually-hidden"> now </span> ${say.words(after)} <span class="wv-pic-by">${say.source(after)}</span>${marksOf(after)}</li>`;

/** @param {Given} given @param {Speaking} say @param {(tab: string) => void} open */
function differently({ picture }, say, open) {
  const others = picture.contradictions.filter(
    ({ what, about, field }) => !(what === "residence" && about === "baby") && !IN_FIRST_CARD.includes(field),
  );
  if (!others.length) return nothing;
  return card("differ", "Said differently", html`${others.slice(0, 2).map((one) => sideBySide(say, one))}`, {
    more: others.length > 2 ? more(`All ${others.length}, side by side`, () => open("differ")) : nothing,
  });
}

/** Claims that differ, beside one another, with dates. @param {Speaking} say @param {Record<string, any>} one */
export function sideBySide(say, one) {
  const listed =
    one.listed === undefined
      ? nothing
      : html`<li class="wv-pic-claim"><p>${one.listed} listed by name, baby included</p></li>`;
  const title =
    one.about && one.about !== "baby" ? `${say.about(one.about)}: ${say.question(one.field)}` : say.question(one.field);
  return html`<div class="wv-pic-differ" role="group" aria-label=${title}>
    <p class="wv-pic-differ__what">${title}</p>
    <ul class="wv-pic-beside">${one.claims.map((/** @type {Claim} */ claim) => claimLine(say, claim, claim.field === one.field ? undefined : html`${say.question(claim.field)}: ${say.words(claim)}`))}${listed}</ul>
  </div>`;
}

/** @param {Given} given @param {Speaking} say @param {(tab: string) => void} open */
function unknown({ picture }, say, open) {
  const listed = picture.unknown.filter(({ what, left }) => what === "listed" && (left ?? 0) < 2);
  const closed = picture.unknown.filter(({ what }) => what === "closed");
  const never = picture.unknown.filter(({ what, core }) => what === "never" && core);
  const rest = [
    closed.length &&
      say.times(closed.length, "question was closed with a reason", "questions were closed with a reason"),
    never.length && say.times(never.length, "core question was never asked", "core questions were never asked"),
  ].filter(Boolean);
  return card(
    "unknown",
    "Still not known",
    html`
      ${
        listed.length
          ? html`<ul class="wv-pic-list">${listed.slice(0, AT_MOST).map((one) => html`<li>${one.text} <span class="wv-pic-by">${one.owner || "nobody named"}${one.due ? `, by ${say.day(one.due)}` : ""}; since ${say.when(one.since)}</span>${say.overdue(one.due) ? html` <span class="wv-pic-flag">overdue</span>` : nothing}${marksOf(one)}</li>`)}</ul>`
          : html`<p>No visitor has named anything that is not known.</p>`
      }
      ${rest.length ? html`<p class="wv-pic-by">${rest.join("; ")}.</p>` : nothing}
    `,
    { more: listed.length > AT_MOST || rest.length ? more("All that is not known", () => open("unknown")) : nothing },
  );
}

/** @param {Given} given @param {Speaking} say */
function ring({ picture }, say) {
  const family = picture.people.filter(({ contact }) => contact?.value);
  const workers = picture.agencies.filter(({ status, worker }) => worker && status !== "past");
  if (!family.length && !workers.length) return nothing;
  return card(
    "ring",
    "Whom to ring",
    html`<ul class="wv-pic-list">
      ${family.map((person) => html`<li><strong>${say.name(person.ref)}</strong> ${withNumbers(String(person.contact.value))} <span class="wv-pic-by">${say.source(person.contact)}, ${say.when(person.contact.on)}</span></li>`)}
      ${workers.map((one) => html`<li><strong>${say.choice("ag_type", one.type)}</strong> ${withNumbers(one.worker)} <span class="wv-pic-by">${say.when(one.on)}</span></li>`)}
    </ul>`,
  );
}
