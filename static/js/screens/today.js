/** Home: the state of the tablet in a line, the visits that are open, and the caseload. */

import { html, nothing, render } from "lit-html";
import { stateLine } from "../components/state_line.js";
import { inLondon } from "../forms/uk_time.js";
import { afterPainting } from "../shell/afterwards.js";
import { choiceLabel, definitionOf } from "../shell/definitions.js";
import { halvesOf } from "../shell/half.js";
import { missing } from "../shell/marker.js";
import { hrefs } from "../shell/route.js";
import { freshness } from "../shell/state_words.js";
import { contactWords, isOpen, marks, neverSeenAwake, standing, withBirth } from "../shell/visits.js";
import { ageOf, date, day, fits, fullName, nhsNumber } from "../shell/words.js";

/** What fits on any screen is drawn at once, and what one scrolls through in the next moment; more when it is asked for. */
const IN_SIGHT = 20;
const FIRST_ROWS = 60;

/** @type {import("../shell/app.js").Screen} */
export async function today({ main, root, session, runner, tablet, signIn, renew, go }) {
  const definition = await definitionOf(Number(main.dataset.version));
  let caseload = await session.caseload();
  let wanted = "";
  let rows = IN_SIGHT;
  const here = await tablet.users();
  const later = halvesOf(session.user.id).length || missing(here).length ? await import("./later.js") : null;
  main.replaceChildren(root);

  function draw() {
    const now = new Date();
    const status = runner.status();
    const names = new Map(caseload.children.map((child) => [child.child_id, child]));
    const open = caseload.visits.filter((visit) => isOpen(visit, session.user.id));
    const unseen = neverSeenAwake(caseload.visits);
    const found = caseload.children.filter((child) => fits(child, wanted));
    const shown = found.slice(0, rows);
    render(
      html`
        <h1 class="nhsuk-heading-l" tabindex="-1">Today</h1>
        ${later?.clearedNotice(here)}
        ${stateLine({ status, runner, signIn, renew, linked: true })}
        ${halvesOf(session.user.id).length && later ? later.unfinished({ session, caseload, definition, redraw: draw }) : nothing}
        <p class="wv-go"><a class="nhsuk-link" href=${hrefs.ready()}>Before you go</a></p>
        <h2 class="nhsuk-heading-m">Open visits</h2>
        ${
          open.length
            ? html`<ul class="wv-rows" data-test="open-visits">${open.map((visit) => visitRow(visit, names.get(visit.child_id) ?? null, now))}</ul>`
            : html`<p class="wv-empty">No open visits. A visit you start stands here until you submit it.</p>`
        }
        <h2 class="nhsuk-heading-m" id="caseload">Your caseload</h2>
        <p class="wv-small" data-test="freshness">${freshness(status, now)}</p>
        <p class="wv-go"><a class="nhsuk-link" data-test="meet" href=${hrefs.start("new")}>A child who is not on your list</a></p>
        ${caseload.children.length ? search(found.length) : nothing}
        ${
          caseload.children.length
            ? html`<ul class="wv-rows" data-test="caseload">${shown.map((child) => childRow(child, unseen.has(child.child_id), now))}</ul>`
            : html`<p class="wv-empty">${status.last_sync_at ? "No children are on your caseload yet. They appear here when they are placed with your team." : "Your children appear here once they have been fetched. That needs a connection."}</p>`
        }
        ${
          found.length > shown.length && rows > IN_SIGHT
            ? html`<button type="button" class="nhsuk-button nhsuk-button--secondary" @click=${() => {
                rows = Number.POSITIVE_INFINITY;
                draw();
                /** @type {NodeListOf<HTMLElement>} */ (root.querySelectorAll("[data-test=caseload] a"))[
                  shown.length
                ]?.focus();
              }}>Show the other ${found.length - shown.length}</button>`
            : nothing
        }
        <p class="wv-go"><a class="nhsuk-link" href=${hrefs.tablet()}>This tablet: passphrase, PIN, signing out</a></p>
      `,
      root,
    );
  }

  /** @param {number} found */
  const search = (found) => html`
    <form class="wv-search" role="search" autocomplete="off" @submit=${first}>
      <label class="nhsuk-label" for="search">Find a child by name or NHS number</label>
      <input class="nhsuk-input" id="search" type="search" autocomplete="off" autocapitalize="none" spellcheck="false" @input=${look} />
      <p class="wv-small" role="status">${wanted ? (found === 1 ? "1 child" : `${found} children`) : ""}</p>
    </form>
  `;

  /** @param {InputEvent} event */
  function look(event) {
    wanted = /** @type {HTMLInputElement} */ (event.currentTarget).value;
    draw();
  }

  /** Enter opens the one that is left. @param {SubmitEvent} event */
  function first(event) {
    event.preventDefault();
    const found = caseload.children.filter((child) => fits(child, wanted));
    if (wanted && found.length === 1) go(hrefs.child(found[0].child_id));
  }

  /** @param {import("../local/types.js").VisitLine} visit @param {import("../local/types.js").ChildLine | null} child @param {Date} now */
  const visitRow = (visit, child, now) => html`
    <li class="wv-row">
      <div class="wv-row__inner">
        <a class="wv-row__link" href=${hrefs.visit(visit.visit_id)}><span class="wv-row__name">${fullName(child)}</span></a>
        <span class="wv-row__status">${standing(visit, now)}</span>
        <span class="wv-row__more">${contactWords(definition, visit)}${visit.contact_start ? `, ${date(visit.contact_start)}` : ""}
          ${marks(definition, visit).map((mark) => html`<span class="wv-mark">${mark}</span> `)}</span>
      </div>
    </li>
  `;

  /** @param {import("../local/types.js").ChildLine} child @param {boolean} unseen @param {Date} now */
  const childRow = (child, unseen, now) => html`
    <li class="wv-row">
      <div class="wv-row__inner">
        <a class="wv-row__link" href=${hrefs.child(child.child_id)}><span class="wv-row__name">${fullName(child)}</span></a>
        <span class="wv-row__status">${ageOf(withBirth(child, caseload.visits), now)}</span>
        <span class="wv-row__more">NHS ${nhsNumber(child.nhs_number)}${child.also_known_as ? ` · also ${child.also_known_as}` : ""} ·
          ${nextContact(child.next_contact, now)}${unseen ? html` <span class="wv-mark">never seen awake</span>` : nothing}</span>
      </div>
    </li>
  `;

  /** @param {{type: string, due: string} | null} next @param {Date} now */
  function nextContact(next, now) {
    if (!next) return "no next contact planned";
    const type = choiceLabel(definition.fields.contact_type, next.type);
    const overdue = next.due < inLondon(now).day;
    return `${type} ${overdue ? "was due" : "due"} ${day(next.due, now)}`;
  }

  draw();
  afterPainting(() => {
    rows = Math.max(rows, FIRST_ROWS);
    if (root.isConnected) draw();
  });
  return {
    async redraw() {
      if (session.locked) return;
      caseload = await session.caseload();
      draw();
    },
  };
}
