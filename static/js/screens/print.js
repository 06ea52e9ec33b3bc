/**
 * A visit for paper. What may only be asked while nobody can overhear is not in it, whoever is in the room now: paper is
 * read later, by others. Nor are restricted addresses.
 */

import { html, nothing, render } from "lit-html";
import { bodyPicture, viewsWith } from "../components/body_map.js";
import { sheet } from "../components/sheet.js";
import { openVisit } from "../components/visit_frame.js";
import { sectionsShown, shown } from "../forms/applicable.js";
import { saidByHand } from "../forms/by_hand.js";
import { calledAt, idOf, isPrivate } from "../forms/context.js";
import { AS_IT_WAS } from "../forms/counting.js";
import { marksOf } from "../forms/marks.js";
import { restsOnWords } from "../forms/rests_on.js";
import { gapWords, saidOf, sourceWords } from "../forms/said.js";
import { said as readByRules } from "../rules/said.js";
import { notesToShow } from "../shell/comments.js";
import { labelIn } from "../shell/definitions.js";
import { hrefs } from "../shell/route.js";
import { contactWords, standing } from "../shell/visits.js";
import { moment } from "../shell/words.js";
import { noVisit } from "./absent.js";

/** @typedef {import("../shell/definitions.js").Definition} Definition */

/**
 * The answers that may stand on paper, in the order of the form: asked and answered, and nothing of the hidden class nor
 * what would give it away.
 * @param {Definition} definition
 * @param {Record<string, import("../local/types.js").Shown>} answers
 */
export function printable(definition, answers) {
  return shown(definition, { ...answers, ...AS_IT_WAS }).filter((key) => {
    const answer = answers[key];
    return answer && !answer.cleared && !isPrivate(definition, key);
  });
}

/** What parents are given a copy of; it may repeat nothing that is kept from them (R29). */
const FOR_PARENTS = "safe_summary";

/** Whether an answer is refused on paper. @param {Definition} definition @param {string} id @param {Record<string, import("../local/types.js").Shown>} answers */
export const keptBack = (definition, id, answers) =>
  id === FOR_PARENTS &&
  [answers[id], ...answers[id].cands].some(
    (one) => readByRules(definition, { ...answers, [id]: one }, "").leaks.length > 0,
  );

/** As on the record, but no restricted address is named. @param {import("../local/types.js").Child | null} child */
export const onPaper = (child) =>
  child && {
    ...child,
    addresses: child.addresses.map((address) =>
      address.restricted
        ? { ...address, label: "", line: "On record, not printed", postcode: "", restricted: false }
        : address,
    ),
  };

/**
 * The entries beside a visit as they may stand on paper. A summary for parents among them is not: nobody has read it beside
 * what is kept from them.
 * @param {Definition} definition
 * @param {Parameters<typeof notesToShow>[1]} view
 * @param {import("../local/types.js").Child | null} child  as `onPaper`
 */
export const notesOnPaper = (definition, view, child) =>
  notesToShow(definition, view, false).map(({ answers, ...note }) => ({
    ...note,
    entries: answers.map(({ name, field, answer }) => ({
      name,
      words: field === FOR_PARENTS ? [NOT_HERE] : saidOf(definition, field, answer, child, false),
    })),
  }));

const NOT_HERE = "Not available in this output.";

/** @type {import("../shell/app.js").Screen} */
export async function print(page) {
  const { main, root, session } = page;
  const opened = await openVisit(page);
  if (!opened) return noVisit(main);
  const frame = opened;
  main.replaceChildren(root);

  function draw() {
    const { view, definition } = frame;
    const child = onPaper(frame.child);
    const now = new Date();
    const keys = printable(definition, view.answers);
    const sections = new Set(sectionsShown(definition, view.answers));
    const marks = marksOf(view.answers).filter(({ site, spot }) => site || spot);
    render(
      html`
        <div class="wv-unprinted">
          <a class="nhsuk-back-link" href=${hrefs.visit(view.visit_id)}>All sections</a>
          <h1 class="nhsuk-heading-l" tabindex="-1">Print this visit</h1>
          <p>Some answers and any restricted address are left out, because paper is read by others. Keep the copy with you, and hand it in.</p>
          <button type="button" class="nhsuk-button" data-test="print" @click=${() => window.print()}>Print</button>
        </div>
        ${sheet({
          child: frame.who,
          by: session.user.initials,
          now,
          content: html`
            <h2 class="nhsuk-heading-m">${contactWords(definition, view)}${view.contact_start ? `, ${moment(view.contact_start, now)}` : ""}</h2>
            <p>${view.author ? `Recorded by ${view.author.name}. ` : ""}${standing(view, now, session.user.id)}.</p>
            ${definition.sections.filter(({ code }) => sections.has(code)).map((section) => part(section, keys, child, marks))}
            ${keys.length ? nothing : html`<p>Nothing has been recorded yet.</p>`}
            ${besideIt(child, now)}
          `,
        })}
      `,
      root,
    );
  }

  /**
   * @param {import("../shell/definitions.js").SectionDefinition} section
   * @param {string[]} keys
   * @param {import("../local/types.js").Child | null} child
   * @param {import("../components/body_map.js").Mark[]} marks
   */
  function part({ title, group, row_name, fields }, keys, child, marks) {
    const own = keys.filter((key) => (group ? key.startsWith(`${group}/`) : fields.includes(idOf(key))));
    if (!own.length) return nothing;
    const rows = [...new Set(own.map((key) => (group ? key.split("/")[1] : "")))];
    return html`
      <section>
        <h3 class="nhsuk-heading-s">${title}</h3>
        ${group === "mark" ? html`<div class="wv-sheet__bodies">${viewsWith(marks).map((view) => bodyPicture(view, marks))}</div>` : nothing}
        ${rows.map(
          (row, at) => html`
            ${group ? html`<h4 class="nhsuk-heading-s">${row_name} ${at + 1}</h4>` : nothing}
            <dl class="wv-sheet__entries">${own.filter((key) => !group || key.split("/")[1] === row).map((key) => entry(key, child))}</dl>
          `,
        )}
      </section>
    `;
  }

  /** @param {import("../local/types.js").Child | null} child @param {Date} now */
  function besideIt(child, now) {
    const notes = notesOnPaper(frame.definition, frame.view, child);
    if (!notes.length) return nothing;
    return html`
      <section>
        <h2 class="nhsuk-heading-m">Kept beside this visit</h2>
        <p>These entries arrived when they could not become part of the visit.</p>
        ${notes.map(
          ({ by, at, noted, entries }) => html`
            <p><strong>${by.name}${at ? `, ${moment(at, now)}` : ""}</strong><br />put here by ${noted.by}, ${moment(noted.at, now)}: ${noted.reason}</p>
            <dl class="wv-sheet__entries">${entries.map(({ name, words }) => html`<div><dt>${name}</dt><dd>${words.map((line) => html`<p>${line}</p>`)}</dd></div>`)}</dl>
          `,
        )}
      </section>
    `;
  }

  /** @param {string} key @param {import("../local/types.js").Child | null} child */
  function entry(key, child) {
    const { view, definition } = frame;
    const id = idOf(key);
    const answer = view.answers[key];
    const field = definition.fields[id];
    if (keptBack(definition, id, view.answers))
      return html`<div><dt>${field.name}</dt><dd><p>${NOT_HERE}</p></dd></div>`;
    const rests = restsOnWords(definition, field, answer, (one) => !isPrivate(definition, one));
    return html`
      <div>
        <dt>${calledAt(definition, key)}<br /><span class="wv-small">${labelIn(definition.kinds, answer.kind)}</span></dt>
        <dd>
          ${[answer, ...answer.cands].map((one) => {
            const said = saidOf(definition, id, one, child, false);
            const source = saidByHand(key, one) || sourceWords(definition, one, child);
            return html`<p>${one.missing ? html`<strong>${gapWords(said[0])}</strong>` : said.map((words) => html`${words}<br />`)}${source ? html`<span class="wv-small">Source: ${source}</span>` : nothing}</p>`;
          })}
          ${rests ? html`<p class="wv-small">${rests}</p>` : nothing}
          ${answer.cands.length ? html`<p class="wv-small"><strong>Two people recorded different things. Both are kept.</strong></p>` : nothing}
        </dd>
      </div>
    `;
  }

  draw();
  return {
    async redraw() {
      await frame.refresh();
      draw();
    },
  };
}
