/** Each thing the service has not taken as it is: what, since when, why, what happens next. */

import { html, nothing, render } from "lit-html";
import { stateLine } from "../components/state_line.js";
import { askedAt, idOf, isPrivate } from "../forms/context.js";
import { inLondon } from "../forms/uk_time.js";
import { acknowledge } from "../local/acknowledge.js";
import { definitionOf } from "../shell/definitions.js";
import { goOnAt } from "../shell/go_on.js";
import { hrefs } from "../shell/route.js";
import { contactWords, countOf } from "../shell/visits.js";
import { ageWords, DECIDED, explained } from "../shell/waiting_words.js";
import { counted, date, fullName, moment, tabletCode } from "../shell/words.js";
import { closeUnsent } from "../sync/core.js";

/** @typedef {Awaited<ReturnType<import("../local/session.js").Session["waiting"]>>["items"][number]} WaitingItem */

/** @type {import("../shell/app.js").Screen} */
export async function waiting({ main, root, session, runner, signIn, renew, tablet, say }) {
  const definition = await definitionOf(Number(main.dataset.version));
  let known = await session.waiting();
  let caseload = await session.caseload();
  let visits = new Map(caseload.visits.map((visit) => [visit.visit_id, visit]));
  const recoverable = (await tablet.waysIn(session.user.id)).includes("recovery");
  /** What came of a press, said where it was pressed. */
  let told = { at: "", words: "" };
  main.replaceChildren(root);

  function draw() {
    const now = new Date();
    const status = runner.status();
    const needsYou = known.items.filter(({ state }) => /refused|damaged|untaken/.test(state));
    const unsent = known.items.filter(({ state }) => state === "waiting" || state === "sending");
    const held = known.items.filter(({ state }) => state === "held");
    // Whoever began the visit: the second person's value stands there too, and she has to learn of it.
    const conflicts = caseload.visits.filter(
      (visit) => countOf(definition, visit, "contested") && visit.status !== "signed_off",
    );
    const unsigned = caseload.visits.filter(({ mine }) => mine.unsigned);
    const names = new Map(caseload.children.map((child) => [child.child_id, child]));
    /** @param {import("../local/types.js").VisitLine} visit @param {string} href @param {string} words */
    const visitRow = (visit, href, words) =>
      html`<li class="wv-row"><div class="wv-row__inner"><a class="wv-row__link" href=${href}><span class="wv-row__name">${fullName(names.get(visit.child_id) ?? null)}</span></a>
        <span class="wv-row__status">${words}</span>
        <span class="wv-row__more">${contactWords(definition, visit)}${visit.contact_start ? `, ${date(visit.contact_start)}` : ""}</span></div></li>`;
    render(
      html`
        <h1 class="nhsuk-heading-l" tabindex="-1">Waiting and sent</h1>
        ${stateLine({ status, runner, signIn, renew, tries: !unsent.length })}
        ${status.last_sync_at ? html`<p class="wv-small">Last sent and fetched ${moment(status.last_sync_at, now)}</p>` : nothing}
        ${unsent.length ? html`<button type="button" class="nhsuk-button nhsuk-button--secondary" data-test="try-now" @click=${tryNow}>Try now</button>` : nothing}
        ${needsYou.length ? part("Needs you", needsYou, now) : nothing}
        ${
          unsigned.length
            ? html`<h2 class="nhsuk-heading-m">Signature not taken</h2>
                <p>Something was still open, so your manager does not have it. Answer what is open and submit again.</p>
                <ul class="wv-rows" data-test="unsigned">${unsigned.map((visit) => visitRow(visit, hrefs.check(visit.visit_id), "Open"))}</ul>`
            : nothing
        }
        ${
          unsent.length
            ? part("Waiting to be sent", unsent, now)
            : html`<h2 class="nhsuk-heading-m">Waiting to be sent</h2><p class="wv-empty">Nothing is waiting. What you record stands here until the service has said that it holds it.</p>`
        }
        ${known.told.length ? html`<h2 class="nhsuk-heading-m">Decided by a manager</h2><ul class="wv-rows" data-test="told">${known.told.map((entry) => decided(entry, now))}</ul>` : nothing}
        ${held.length ? part("Kept for a manager", held, now) : nothing}
        ${known.lost.length ? html`<div class="wv-note wv-note--refused" data-test="lost"><p><strong>${counted(known.lost.length, "entry", "entries")} made on this tablet ${known.lost.length === 1 ? "is" : "are"} neither here nor with the service.</strong> Tell your manager: its numbers are ${known.lost.join(", ")}.</p>${known.lostRead ? nothing : acknowledging(session.deviceId, "entries that are nowhere")}</div>` : nothing}
        ${known.leftBehind.map((left) => {
          const called = `Your tablet ${tabletCode(left.device_id)}`;
          return html`<div class="wv-note wv-note--refused" data-test="left-behind"><p><strong>${called} had ${counted(left.missing, "unsent entry", "unsent entries")}</strong> when it was last heard of, ${moment(left.last_seen_at, now)}${left.oldest_unsent_at ? `; the oldest from ${moment(left.oldest_unsent_at, now)}` : ""}. If it was this tablet, its memory has been cleared since: tell your manager, and write down what you remember. If it is another one, open Wholeview there.</p>
              ${left.read ? nothing : acknowledging(left.device_id, called)}</div>`;
        })}
        ${
          conflicts.length
            ? html`<h2 class="nhsuk-heading-m">Answers with two values</h2>
                <p>Two people recorded different answers. Both are kept, with their names and times. Somebody who knows says which one stands.</p>
                <ul class="wv-rows">${conflicts.map((visit) => visitRow(visit, hrefs.stands(visit.visit_id), counted(countOf(definition, visit, "contested"), "answer")))}</ul>`
            : nothing
        }
        ${unsent.length || needsYou.length ? rescue() : nothing}
      `,
      root,
    );
  }

  /** @param {Event} event */
  function tryNow(event) {
    goOnAt(event, root.querySelector(".wv-state"));
    runner.kick("button");
  }

  /** For a tablet that cannot send for long. */
  const rescue = () => html`
    <details class="nhsuk-details">
      <summary class="nhsuk-details__summary"><span class="nhsuk-details__summary-text">If this tablet cannot send for a long time</span></summary>
      <div class="nhsuk-details__text">
        <p>Save what is not sent into a rescue file and give it to an administrator, on a memory stick for example. It is sealed: only your passphrase opens it${recoverable ? ", or the organisation’s recovery key" : ""}. Nothing is taken away here, and nothing is stored twice when the tablet sends after all.</p>
        <button type="button" class="nhsuk-button nhsuk-button--secondary" data-test="rescue" @click=${saveRescueFile}>Save a rescue file</button>
        ${toldAt("rescue")}
      </div>
    </details>
  `;

  /** @param {string} at */
  const toldAt = (at) =>
    told.at === at ? html`<p class="wv-note wv-note--refused" role="alert">${told.words}</p>` : nothing;

  /** @param {string} at @param {string} words */
  function tell(at, words) {
    told = { at, words };
    if (!session.locked) draw();
  }

  async function saveRescueFile() {
    tell("", "");
    // On a full tablet the file is all there is: it is handed out whether that can be noted or not.
    const noted = await session.transact(closeUnsent, (visits) => visits).catch(() => null);
    const found = await tablet.sealedWork(session.user.id).catch(() => null);
    if (!found) return tell("rescue", "NOT saved: there is no file. Try again.");
    const [{ text, records }] = found;
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([text], { type: "application/json" }));
    // Whose it is and of whom it speaks must not stand in a name.
    link.download = `rescue-${inLondon(new Date()).day}.wholeview`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
    const words = `A rescue file with ${counted(records, "entry", "entries")} was saved`;
    if (noted) say(words);
    else
      tell(
        "rescue",
        `${words}. This tablet could not note it: it may be full. Remove photos or apps, and save the file once more before you write on.`,
      );
  }

  /** @param {string} id @param {string} about */
  const acknowledging = (id, about) =>
    html`<button type="button" class="wv-link-button" @click=${() => hasRead(id)}>I have read this<span class="nhsuk-u-visually-hidden">: ${about}</span></button>${toldAt(id)}`;

  /** What she pressed goes with it: she goes on at the heading. @param {string} id */
  async function hasRead(id) {
    tell("", "");
    try {
      await acknowledge(session, id);
    } catch {
      return tell(id, "NOT noted: this tablet may be full. Remove photos or apps, then try again.");
    }
    root.querySelector("h1")?.focus({ preventScroll: true });
  }

  /** @param {string} title @param {WaitingItem[]} items @param {Date} now */
  const part = (title, items, now) => html`
    <h2 class="nhsuk-heading-m">${title}</h2>
    <ul class="wv-rows" data-test="items">${items.map((item) => row(item, now))}</ul>
  `;

  /** @param {WaitingItem} item @param {Date} now */
  function row(item, now) {
    const what = [item.answers && counted(item.answers, "answer"), item.submit && "your signature"]
      .filter(Boolean)
      .join(" and ");
    // What must not be overheard must not be read here either, nor in the words of a refusal.
    const asked = item.keys.filter((key) => idOf(key) in definition.fields);
    const names = asked.filter((key) => !isPrivate(definition, key)).map((key) => askedAt(definition, key).name);
    const message = names.length < asked.length ? null : item.message;
    const { state, reason, next } = explained({ ...item, message }, runner.status(), now);
    return html`
      <li class="wv-row">
        <div class="wv-row__inner">
          <a class="wv-row__link" href=${hrefs.visit(item.visit_id)}><span class="wv-row__name">${fullName(item.child)}</span></a>
          <span class="wv-row__status">${state}${item.since ? ` · since ${moment(item.since, now)} (${ageWords(item.since, now)})` : ""}</span>
          <span class="wv-row__more">${contactWords(definition, { contact_type: item.contact_type ?? visits.get(item.visit_id)?.contact_type ?? null })}: ${what}${names.length ? ` (${names.join(", ")})` : ""}</span>
          <span class="wv-row__more"><strong>${reason}</strong> ${next}</span>
        </div>
      </li>
    `;
  }

  /** @param {Awaited<ReturnType<import("../local/session.js").Session["waiting"]>>["told"][number]} entry @param {Date} now */
  function decided(entry, now) {
    const name = entry.child ? fullName(entry.child) : "A child no longer on your caseload";
    return html`
    <li class="wv-row">
      <div class="wv-row__inner">
        <span class="wv-row__name">${name}</span>
        <span class="wv-row__status">${DECIDED[entry.decision]}</span>
        <span class="wv-row__more">${counted(entry.answers, "answer")} from ${moment(entry.since, now)}. Decided by ${entry.by}, ${moment(entry.at, now)}${entry.reason ? `: ${entry.reason}` : "."}</span>
        ${acknowledging(entry.change_id, name)}
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
