/** Before the door: the picture of a child, what a manager said, and the way into a visit. Two minutes in a car. */

import { html, nothing, render } from "lit-html";
import { calledAt } from "../forms/context.js";
import { addressWords } from "../forms/said.js";
import { spokenOf } from "../forms/spoken_of.js";
import { inLondon } from "../forms/uk_time.js";
import { merged, picturePanel } from "../picture/drawn/index.js";
import { pictureOnce } from "../picture/index.js";
import { commentsLeft, mayShowComment } from "../shell/comments.js";
import { definitionOf } from "../shell/definitions.js";
import { hrefs } from "../shell/route.js";
import { contactWords, isOpen, marks, standing, withBirth } from "../shell/visits.js";
import { ageOf, bornWords, date, day, fullName, nhsNumber } from "../shell/words.js";
import { noChild } from "./absent.js";

/** @type {import("../shell/app.js").Screen} */
export async function child({ main, root, route, session }) {
  const newest = Number(main.dataset.version);
  const load = async () => {
    const [history, lines] = await Promise.all([session.history(route.id), session.child(route.id)]);
    return history && lines && { ...history, lines: lines.visits };
  };
  let known = await load();
  if (!known) return noChild(main);
  const [definitions, local] = await Promise.all([
    versionsOf(known.visits, newest),
    session.local(known.child.team.id),
  ]);
  const thresholds = local?.thresholds ?? {};
  /** Shown on purpose by somebody who is alone; gone with this screen. */
  let hidden = false;
  main.replaceChildren(root);
  const [head, picture, foot] = [0, 1, 2].map(() => root.appendChild(document.createElement("div")));
  const panel = picturePanel(picture);

  /** What the rules want seen next, and of which drawing: the rules take their time, and a newer drawing asks again. */
  let wanted = /** @type {string[]} */ ([]);
  let late = /** @type {number[]} */ ([]);
  let asked = 0;

  /**
   * The rules are read after the first look is drawn: it must not wait for them.
   * @param {import("../picture/entries.js").Record_} record
   * @param {import("../picture/entries.js").Record_} written  with what no longer counts: the rules hear that, too
   * @param {import("../picture/index.js").Picture} picture
   */
  async function askTheRules(record, written, { shares }) {
    const mine = ++asked;
    const { lateShares, mustSeeNext } = await import("../shell/rules_at_work.js");
    const found = await mustSeeNext(written, thresholds);
    if (mine !== asked || session.locked || !root.isConnected) return;
    const behind = lateShares(record, shares, inLondon(new Date()).day, thresholds);
    if (found.join() === wanted.join() && behind.join() === late.join()) return;
    [wanted, late] = [found, behind];
    draw();
  }

  function draw() {
    if (!known) return;
    const now = new Date();
    const { child, visits, lines } = known;
    const definition = spokenOf(merged([...definitions.values()]), child, {}, "");
    const begun = visits
      .flatMap((visit) => (visit.contact_start ? [{ visit, at: visit.contact_start }] : []))
      .sort((one, other) => Date.parse(one.at) - Date.parse(other.at));
    const left = commentsLeft(begun).filter((comment) => mayShowComment(definition, comment, hidden));
    drawHead(head, { child: withBirth(child, visits), visits: lines, left, now, me: session.user.id, definition });
    /** @param {number} version */
    const formOf = (version) => definitions.get(version) ?? first(definitions);
    const { record, written, picture, timeline } = pictureOnce(child, visits, formOf, hidden);
    panel.draw({
      picture,
      timeline,
      child,
      definition,
      now,
      visitLink: hrefs.visit,
      mustSee: wanted,
      late,
    });
    void askTheRules(record, written, picture);
    render(
      html`
        <div class="wv-pic-hidden wv-unprinted">
          <p>Answers that were given where nobody could overhear are left out, with everything that rests on them.</p>
          <button type="button" class="nhsuk-button nhsuk-button--secondary" @click=${turn}>${hidden ? "Leave private entries out again" : "Show private entries"}</button>
          <p class="wv-small">Only where you are alone. They go again when you leave this page, hide it or start a visit.</p>
        </div>
        <div class="wv-reach"><a class="nhsuk-button" href=${hrefs.start(child.child_id)}>Start visit</a></div>
      `,
      foot,
    );
  }

  function turn() {
    hidden = !hidden;
    [wanted, late] = [[], []];
    draw();
  }

  draw();
  return {
    async redraw() {
      if (session.locked) return;
      const fresh = await load();
      // Most reasons to draw again are about the connection: what was recorded is the same then.
      if (!fresh || (known && alike(fresh, known))) return;
      known = fresh;
      late = []; // by their places among the shares, which may have changed
      for (const [version, definition] of await versionsOf(known.visits, newest)) definitions.set(version, definition);
      draw();
    },
  };
}

/**
 * Whether two readings say the same. What the service said is the same object as long as it stands; the rest is compared.
 * @template {{child: unknown, lines: unknown, visits: {answers: unknown}[]}} K
 * @param {K} one
 * @param {K} other
 */
const alike = (one, other) =>
  same(one.child, other.child) &&
  same(one.lines, other.lines) &&
  one.visits.length === other.visits.length &&
  one.visits.every((visit, at) => visit.answers === other.visits[at].answers || same(visit, other.visits[at]));

/** @param {unknown} one @param {unknown} other */
const same = (one, other) => one === other || JSON.stringify(one) === JSON.stringify(other);

/** @template T @param {Map<number, T>} definitions */
const first = (definitions) => /** @type {T} */ (definitions.values().next().value);

/**
 * The form in every version these visits were recorded on, and the one that new ones are. A version that is not on this
 * tablet is read by the newest.
 * @param {{form_version: number}[]} visits
 * @param {number} newest
 */
async function versionsOf(visits, newest) {
  /** @type {Map<number, import("../shell/definitions.js").Definition>} */
  const found = new Map();
  for (const version of new Set([newest, ...visits.map(({ form_version }) => form_version)])) {
    const definition = await definitionOf(version).catch(() => null);
    if (definition) found.set(version, definition);
  }
  return found;
}

/**
 * Who the child is, and what waits for the visitor.
 * @param {HTMLElement} place
 * @param {{child: import("../local/types.js").Child, visits: import("../local/types.js").VisitLine[],
 *   left: import("../local/types.js").Comment[], now: Date, me: string,
 *   definition: import("../shell/definitions.js").Definition}} of
 */
function drawHead(place, { child, visits, left, now, me, definition }) {
  const waiting = visits.filter((visit) => marks(definition, visit).length || isOpen(visit, me));
  const next = child.next_contact;
  render(
    html`
      <a class="nhsuk-back-link" href=${hrefs.today()}>Today</a>
      <h1 class="nhsuk-heading-l wv-pic-name" tabindex="-1">${fullName(child)}</h1>
        ${child.provisional ? html`<p class="wv-note" data-test="provisional">Met on a visit. Your manager looks whether this child was known already.</p>` : nothing}
      <p class="wv-pic-who">
        <strong>${ageOf(child, now)}</strong> · ${bornWords(child, date)} · NHS ${nhsNumber(child.nhs_number)}
        · ${SEX[child.sex ?? ""] ?? "sex not recorded"}${child.also_known_as ? html` · also ${child.also_known_as}` : nothing} · ${child.team.name}
        ${next ? html`<br />Next: ${contactWords(definition, { contact_type: next.type })}, ${day(next.due, now)}` : nothing}
      </p>
      ${
        waiting.length
          ? html`<div class="wv-note wv-note--comment" data-test="comments"><p><strong>For you to look at</strong></p>
            ${waiting.map((visit) => html`<p class="wv-go"><a class="nhsuk-link" href=${hrefs.visit(visit.visit_id)}>${contactWords(definition, visit)}, ${date(visit.contact_start ?? visit.created_at ?? "")}</a>: ${[standing(visit, now, me), ...marks(definition, visit)].join(", ")}</p>`)}</div>`
          : nothing
      }
      ${
        left.length
          ? html`<div class="wv-note wv-note--comment" data-test="left-by-manager"><p><strong>From your manager, for the next visit</strong></p>
            ${left.map(({ key, text, by, at }) => html`<p>${key ? `${calledAt(definition, key)}: ` : nothing}${text} <span class="wv-small">${by.name}, ${day(at, now)}</span></p>`)}</div>`
          : nothing
      }
      <p class="wv-go"><a class="nhsuk-link" href=${hrefs.growth(child.child_id)}>Growth charts</a></p>
      ${
        child.addresses.length
          ? html`<details class="wv-pic-details"><summary>Addresses on record (${child.addresses.length})</summary><ul class="wv-pic-list">${child.addresses.map((address) => html`<li>${addressWords(address)}</li>`)}</ul></details>`
          : nothing
      }
    `,
    place,
  );
}

/** The NHS codes of the record. @type {Record<string, string>} */
const SEX = {
  female: "girl",
  male: "boy",
  indeterminate: "sex indeterminate",
  F: "girl",
  M: "boy",
  I: "sex indeterminate",
  1: "boy",
  2: "girl",
  9: "sex indeterminate",
};
