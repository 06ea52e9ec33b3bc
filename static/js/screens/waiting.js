/** Each thing the service has not taken as it is: what, since when, why, what happens next. */

import { html, nothing, render } from "lit-html";
import { stateLine } from "../components/state_line.js";
import { definitionOf } from "../shell/definitions.js";
import { hrefs } from "../shell/route.js";
import { contactWords } from "../shell/visits.js";
import { counted, date, fullName, moment } from "../shell/words.js";

/** @typedef {Awaited<ReturnType<import("../local/session.js").Session["waiting"]>>["items"][number]} WaitingItem */

/** @type {Record<string, {words: string, next: string}>} */
const STATES = {
  waiting: { words: "Saved on this tablet", next: "It is sent by itself when there is a connection." },
  sending: { words: "Handed over; no answer yet", next: "It is sent again until the service says it has it." },
  held: { words: "Kept for a manager", next: "Nothing is lost. Your manager decides what becomes of it." },
  refused: { words: "Not accepted", next: "It stays here. Open the visit, change the answer, and it is sent again." },
  damaged: {
    words: "Cannot be read on this tablet",
    next: "Do not clear this browser. Ask for help; nothing else is held up by it.",
  },
};

/** @type {import("../shell/app.js").Screen} */
export async function waiting({ main, root, session, runner, signIn }) {
  const definition = await definitionOf(Number(main.dataset.version));
  let known = await session.waiting();
  let caseload = await session.caseload();
  let visits = new Map(caseload.visits.map((visit) => [visit.visit_id, visit]));
  main.replaceChildren(root);

  function draw() {
    const now = new Date();
    const status = runner.status();
    const needsYou = known.items.filter(({ state }) => state === "refused" || state === "damaged");
    const unsent = known.items.filter(({ state }) => state === "waiting" || state === "sending");
    const held = known.items.filter(({ state }) => state === "held");
    // Whoever began the visit: the second person's value stands there too, and she has to learn of it.
    const conflicts = caseload.visits.filter((visit) => visit.conflicts && visit.status !== "signed_off");
    const names = new Map(caseload.children.map((child) => [child.child_id, child]));
    render(
      html`
        <h1 class="nhsuk-heading-l" tabindex="-1">Waiting and sent</h1>
        ${stateLine({ status, runner, signIn })}
        ${status.last_sync_at ? html`<p class="wv-small">Last sent and fetched ${moment(status.last_sync_at, now)}</p>` : nothing}
        ${needsYou.length ? part("Needs you", needsYou, now) : nothing}
        ${
          unsent.length
            ? part("Waiting to be sent", unsent, now)
            : html`<h2 class="nhsuk-heading-m">Waiting to be sent</h2><p class="wv-empty">Nothing is waiting. What you record stands here until the service has said that it holds it.</p>`
        }
        ${held.length ? part("Kept for a manager", held, now) : nothing}
        ${
          conflicts.length
            ? html`<h2 class="nhsuk-heading-m">Answers with two values</h2>
                <p>Two people recorded different answers. Both are kept, with their names and times.</p>
                <ul class="wv-rows">${conflicts.map(
                  (
                    visit,
                  ) => html`<li class="wv-row"><div class="wv-row__inner"><a class="wv-row__link" href=${hrefs.visit(visit.visit_id)}><span class="wv-row__name">${fullName(names.get(visit.child_id) ?? null)}</span></a>
                    <span class="wv-row__status">${counted(visit.conflicts, "answer")}</span>
                    <span class="wv-row__more">${contactWords(definition, visit)}${visit.contact_start ? `, ${date(visit.contact_start)}` : ""}</span></div></li>`,
                )}</ul>`
            : nothing
        }
      `,
      root,
    );
  }

  /** @param {string} title @param {WaitingItem[]} items @param {Date} now */
  const part = (title, items, now) => html`
    <h2 class="nhsuk-heading-m">${title}</h2>
    <ul class="wv-rows" data-test="items">${items.map((item) => row(item, now))}</ul>
  `;

  /** @param {WaitingItem} item @param {Date} now */
  function row(item, now) {
    const { words, next } = STATES[item.state];
    const what = [item.answers && counted(item.answers, "answer"), item.submit && "your signature"]
      .filter(Boolean)
      .join(" and ");
    // What must not be overheard must not be read here either.
    const names = item.keys
      .map((key) => definition.fields[key.slice(key.lastIndexOf("/") + 1)])
      .filter((field) => field && field.sensitivity !== "H")
      .map(({ name }) => name);
    return html`
      <li class="wv-row" data-state=${item.state}>
        <div class="wv-row__inner">
          <a class="wv-row__link" href=${hrefs.visit(item.visit_id)}><span class="wv-row__name">${fullName(item.child)}</span></a>
          <span class="wv-row__status">${words} · since ${moment(item.since, now)}</span>
          <span class="wv-row__more">${contactWords(definition, { contact_type: item.contact_type ?? visits.get(item.visit_id)?.contact_type ?? null })}: ${what}${names.length ? ` (${names.join(", ")})` : ""}</span>
          ${item.message ? html`<span class="wv-row__more"><strong>${item.message}</strong></span>` : nothing}
          <span class="wv-row__more">${next}</span>
        </div>
      </li>
    `;
  }

  draw();
  return {
    async redraw() {
      if (session.locked) return;
      [known, caseload] = await Promise.all([session.waiting(), session.caseload()]);
      visits = new Map(caseload.visits.map((visit) => [visit.visit_id, visit]));
      draw();
    },
  };
}
