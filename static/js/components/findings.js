/** What the safety rules say, on a screen of the visit: each finding with what it rests on, and its answer. */

import { html, nothing } from "lit-html";
import { repeat } from "lit-html/directives/repeat.js";
import { shown } from "../forms/applicable.js";
import { MOST } from "../forms/prompts_room.js";
import { LEAST_WORDS } from "../rules/replying.js";
import { letGo } from "../shell/half.js";
import { hrefs } from "../shell/route.js";
import { counted, date } from "../shell/words.js";
import { halfTyped } from "./half_typed.js";

/** @typedef {import("../rules/judging.js").Finding} Finding */
/** @typedef {import("../rules/judging.js").Rule} Rule */
/** @typedef {import("./visit_frame.js").VisitFrame} VisitFrame */
/** @typedef {{reply: string, words: string, clinician: string, at: string, given_for?: string}} Reply */

/** The rule that lists the indicators on one page. */
const SIDE_BY_SIDE = "R11";
/** @type {Record<string, [string, string]>} what she can answer, by severity: the code and the words */
const DONE = { WARN: ["acted", "Done"], URGENT: ["acted", "Done"], PROMPT: ["acted", "Done"] };

/** @type {Record<string, string>} */
const MARKS = {
  "STOP-ACT": "Act now",
  "STOP-BLOCK": "Kept back",
  "STOP-SIGN": "Before you sign",
  URGENT: "Urgent",
  WARN: "Needs an answer",
  PROMPT: "A thought",
};

/** @param {string} rule */
const replyKey = (rule) => `rule/${rule}/reply`;

/**
 * @param {object} given
 * @param {VisitFrame} given.frame
 * @param {import("../local/session.js").Session} given.session
 * @param {Finding[]} given.findings  as they may be shown now
 * @param {(id: string) => Rule} given.rule
 * @param {(reply: Record<string, any>) => Promise<unknown>} given.record
 * @param {(redraw?: unknown) => void} given.redraw
 * @param {{name: string, because: string[]}[]} given.indicators  that are present and may be shown now
 * @param {boolean} [given.editable]
 * @param {string} [given.title]
 * @param {string} [given.overdue]  that the numbers the rules are set with should have been looked at again
 */
export function findingList({
  frame,
  session,
  findings,
  rule,
  record,
  redraw,
  indicators,
  editable = true,
  title = "To look at",
  overdue = "",
}) {
  const visible = findings.filter((one) => one.rule !== "R30");
  if (!visible.length) return nothing;
  const open = visible.filter(({ answered }) => !answered);
  const settled = visible.filter(({ answered }) => answered);
  const more = open.slice(MOST);
  // In the order of their urgency, each with its own box: what is typed never moves to another.
  const drawn = (/** @type {Finding[]} */ some) =>
    repeat(
      some,
      (finding) => finding.rule,
      (finding) => one({ frame, session, finding, rule: rule(finding.rule), record, redraw, indicators, editable }),
    );
  return html`
    <section class="wv-findings" aria-label=${title} data-test="findings">
      <h2 class="nhsuk-heading-m" tabindex="-1">${title}</h2>
      ${overdue ? html`<p class="wv-small" data-test="overdue">${overdue}</p>` : nothing}
      ${drawn(open.slice(0, MOST))}
      ${
        more.length
          ? html`<details class="nhsuk-details" data-test="more-findings"><summary class="nhsuk-details__summary"><span class="nhsuk-details__summary-text">${more.length} more to look at</span></summary>
            ${drawn(more)}</details>`
          : nothing
      }
      ${
        settled.length
          ? html`<details class="nhsuk-details"><summary class="nhsuk-details__summary"><span class="nhsuk-details__summary-text">${counted(settled.length, "answered already", "answered already")}</span></summary>
            <div class="nhsuk-details__text">${drawn(settled)}</div></details>`
          : nothing
      }
    </section>
  `;
}

/**
 * @param {{frame: VisitFrame, session: import("../local/session.js").Session, finding: Finding, rule: Rule,
 *   record: (reply: Record<string, any>) => Promise<unknown>, redraw: () => void,
 *   indicators: {name: string, because: string[]}[], editable: boolean}} given
 */
function one({ frame, session, finding, rule, record, redraw, indicators, editable }) {
  const { severity, answered } = finding;
  return html`
    <article class="wv-finding wv-finding--${severity.toLowerCase()}" id="finding-${rule.id}" data-rule=${rule.id}>
      <h3 class="nhsuk-heading-s"><span class="wv-finding__mark">${MARKS[severity]}</span> ${rule.name}</h3>
      <p>${rule.message}${named(frame, finding)}</p>
      ${finding.escalated && rule.further ? html`<p data-test="further"><strong>${rule.further}</strong></p>` : nothing}
      ${rule.follows ? html`<p class="wv-small">${rule.follows}</p>` : nothing}
      ${finding.times > 1 ? html`<p class="wv-small">At ${finding.times} contacts in a row, since ${date(finding.since)}.</p>` : nothing}
      ${
        rule.id === SIDE_BY_SIDE
          ? html`<ul class="nhsuk-list nhsuk-list--bullet" data-test="indicators">${indicators.map(({ name, because }) => html`<li>${name} <span class="wv-small">${links(frame, because)}</span></li>`)}</ul>
            <p class="wv-small">A prompt to think, not a score.</p>`
          : html`<p class="wv-small">Because of: ${links(frame, finding.because)}</p>`
      }
      ${asks(frame, rule, finding)}
      ${editable ? answer({ frame, finding, rule, record, redraw, session }) : nothing}
      ${stillOpen(frame, finding, rule)}
      ${answered ? html`<p class="wv-finding__answered" data-test="answered">${answeredWords(frame, finding)}</p>` : nothing}
    </article>
  `;
}

/**
 * What was replied to a finding that is open all the same: no reply settles it yet, or something has come to it since.
 * @param {VisitFrame} frame @param {Finding} finding @param {Rule} rule
 */
export function stillOpen({ view }, { answered, reopened, hushed }, rule) {
  const words = (!hushed && /** @type {any} */ (view.answers[replyKey(rule.id)]?.value)?.[0]?.words) || "";
  if (answered || !(reopened || (words && rule.closed_when !== undefined))) return nothing;
  return html`<p class="wv-finding__answered" data-test="still-open">${
    reopened
      ? `Answered before${words && `: ${words}`}. Something has come to it since.`
      : `You wrote: ${words}. It stays open until what is named above is in the visit.`
  }</p>`;
}

/** Whom it names beyond a parent block: people by name, agencies as written. @param {VisitFrame} frame @param {Finding} finding */
function named(frame, { about }) {
  const names = about.map((one) => nameOf(frame, one)).filter(Boolean);
  return names.length ? html` <strong>${names.join(", ")}.</strong>` : nothing;
}

/** @param {VisitFrame} frame @param {string} reference */
function nameOf({ child, view, definition }, reference) {
  const block = definition.sections.find(({ code }) => code === `PA_${reference}`);
  if (block) return view.answers[`${reference}_name`]?.value ?? block.title;
  if (reference.startsWith("P:"))
    return child?.people.find(({ id }) => `P:${id}` === reference)?.name ?? "somebody on the record";
  if (reference.startsWith("T:")) return reference.slice(2);
  return reference.startsWith("row:") ? "somebody without a name" : reference;
}

/** Links to the answers a finding rests on. @param {VisitFrame} frame @param {string[]} because */
function links({ definition, view }, because) {
  const found = because.map((name) => {
    const section = definition.sections.find(({ group }) => group === name);
    const field = definition.fields[name];
    if (!section && !field) return name === "baby_dob" ? "baby’s age" : null;
    if (name === "baby_dob") return "baby’s age";
    const href = hrefs.section(
      view.form_version,
      section?.code ?? field.section,
      view.visit_id,
      section || field.group ? undefined : name,
    );
    return html`<a class="nhsuk-link" href=${href}>${section ? section.title : field.name}</a>`;
  });
  return found.filter(Boolean).map((words, at) => (at ? html`, ${words}` : words));
}

/** What to fill in, where the form has a question for it. @param {VisitFrame} frame @param {Rule} rule @param {Finding} finding */
function asks({ definition, view }, rule, { about, because, answered }) {
  if (answered) return nothing;
  const prefixes = rule.each_parent ? about : [""];
  const names = [...new Set(rule.asks.flatMap((name) => prefixes.map((prefix) => name.replaceAll("{p}", prefix))))];
  // A question that is not asked in this visit would be a way to nowhere; a group may have no row yet.
  const asked = new Set(shown(definition, view.answers));
  const open = names.filter(
    (name) => !because.includes(name) && (asked.has(name) || Boolean(definition.fields[name]?.group)),
  );
  if (!open.length) return nothing;
  return html`<p class="wv-small">Answer here: ${open.map((name, at) => {
    const field = definition.fields[name];
    const href = hrefs.section(view.form_version, field.section, view.visit_id, field.group ? undefined : name);
    return html`${at ? ", " : ""}<a class="nhsuk-link" href=${href}>${field.name}</a>`;
  })}</p>`;
}

/** What was replied, by whom. @param {VisitFrame} frame @param {Finding} finding */
export function answeredWords({ view }, { rule, answered, hushed }) {
  if (answered === "form") return "Answered in the form.";
  const said = /** @type {any} */ (view.answers[replyKey(rule)]?.value)?.[0] ?? {};
  const words = {
    acted: "Done",
    explained: "Explained",
    confirmed: "Checked: it stands",
    kept: "Kept as it is",
    called: "Rung",
    excepted: "Not done",
  }[/** @type {string} */ (answered)];
  return [
    `${words}${said.words && !hushed ? `: ${said.words}` : ""}`,
    said.clinician && `Agreed with ${said.clinician}`,
  ]
    .filter(Boolean)
    .join(". ");
}

/**
 * The reply: one press where that is enough, else words.
 * @param {{frame: VisitFrame, finding: Finding, rule: Rule, record: (reply: Record<string, any>) => Promise<unknown>,
 *   redraw: () => void, session: import("../local/session.js").Session}} given
 */
function answer({ frame, finding, rule, record, redraw, session }) {
  const { severity, answered } = finding;
  if (answered || severity === "STOP-SIGN" || severity === "STOP-ACT" || severity === "STOP-BLOCK") return nothing;
  const key = replyKey(rule.id);
  const box = `${frame.view.visit_id}/reply/${rule.id}`;
  /** She goes on at the head of the list: what she pressed goes with the reply. */
  const settled = () => {
    const list = document.getElementById(`finding-${rule.id}`)?.closest("section");
    redraw();
    list?.querySelector("h2")?.focus();
  };
  /** @param {Partial<Reply>} said */
  const reply = (said) => record(replyAnswer(frame, finding, said)).then(settled, redraw);
  if (severity === "PROMPT")
    return html`<button type="button" class="nhsuk-button nhsuk-button--secondary nhsuk-button--small" data-test="keep" @click=${() => reply({ reply: "kept" })}>Keep as it is</button>`;
  /** @param {SubmitEvent} event */
  const submitted = (event) => {
    event.preventDefault();
    const form = /** @type {HTMLFormElement} */ (event.currentTarget);
    const words = String(new FormData(form).get("words") ?? "").trim();
    const pressed = /** @type {HTMLButtonElement} */ (event.submitter).value;
    const error = /** @type {HTMLElement} */ (form.querySelector("[data-error-text]"));
    if (words.split(/\s+/).filter(Boolean).length < LEAST_WORDS) {
      error.hidden = false;
      const box = /** @type {HTMLElement} */ (form.querySelector("textarea"));
      // Only now: what describes a box is read out even where it is hidden.
      box.setAttribute("aria-describedby", error.id);
      box.setAttribute("aria-invalid", "true");
      box.focus();
      return;
    }
    const said = replyAnswer(frame, finding, { reply: pressed, words });
    void record(said)
      .then(() => letGo(session, box))
      .then(settled, redraw);
  };
  /** @param {Event} event */
  const opened = ({ currentTarget }) => {
    const details = /** @type {HTMLDetailsElement} */ (currentTarget);
    const box = details.querySelector("textarea");
    // One with words in it was opened for her, with the page: she is at its heading.
    if (details.open && !box?.value) box?.focus();
  };
  return html`
    <details class="nhsuk-details" data-test="answer" @toggle=${opened}><summary class="nhsuk-details__summary"><span class="nhsuk-details__summary-text">Answer this<span class="nhsuk-u-visually-hidden">: ${rule.name}</span></span></summary>
    <form autocomplete="off" novalidate @submit=${submitted}>
      ${rule.id === "R18" && severity === "WARN" ? html`<button type="button" class="nhsuk-button nhsuk-button--secondary nhsuk-button--small" data-test="confirm" @click=${() => reply({ reply: "confirmed" })}>I checked: it stands</button>` : nothing}
      <label class="nhsuk-label" for="reply-${rule.id}">What did you do about it, or why is nothing needed?</label>
      <span class="nhsuk-error-message" id="reply-${rule.id}-error" data-error-text hidden>Say it in a few words, so that the next reader understands</span>
      <textarea class="nhsuk-textarea" id="reply-${rule.id}" name="words" rows="2" maxlength="1000" autocomplete="off" ${halfTyped(session, box)}></textarea>
      <div class="nhsuk-button-group">
        <button class="nhsuk-button nhsuk-button--secondary nhsuk-button--small" value=${DONE[severity][0]} data-test="acted">${DONE[severity][1]}</button>
        <button class="nhsuk-button nhsuk-button--secondary nhsuk-button--small" value="explained" data-test="explained">Nothing needed, because …</button>
      </div>
    </form></details>
    ${frame.view.answers[key]?.from === "refused" ? html`<p class="wv-small">${frame.view.answers[key].message}</p>` : nothing}
  `;
}

/**
 * A reply as an answer of the visit, given for what the finding rested on when she saw it.
 * @param {VisitFrame} frame
 * @param {Finding} finding
 * @param {Partial<Reply>} said
 */
export function replyAnswer({ view }, { rule, grounds }, { reply = "", words = "", clinician = "", at = "" }) {
  const key = replyKey(rule);
  const said = { reply, words, clinician, at, given_for: grounds.join(" ") };
  return { [key]: { value: [said], kind: "A", base: view.answers[key]?.base ?? null } };
}
