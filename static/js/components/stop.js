/** What cannot wait takes the place of the page, until the call is noted or a second clinician has agreed not to. */

import { html, nothing, render } from "lit-html";
import { keyed } from "lit-html/directives/keyed.js";
import { BEFORE_CONTACT, FIRST_CALL, isBefore } from "../forms/before_contact.js";
import { callTimes } from "../forms/call_times.js";
import { dayOf, inLondon } from "../forms/uk_time.js";
import { LEAST_WORDS } from "../rules/replying.js";
import { keep, letGo, takeUp } from "../shell/half.js";
import { date, day as dayWords, time as timeWords } from "../shell/words.js";
import { errorMessage } from "./errors.js";
import { replyAnswer, stillOpen } from "./findings.js";
import { halfTyped } from "./half_typed.js";
import { pathway } from "./pathway.js";
import { rungUsually, tappable } from "./usual_words.js";

/** @typedef {import("../rules/judging.js").Finding} Finding */
/** @typedef {import("../rules/judging.js").Rule} Rule */
/** @typedef {import("./findings.js").Reply} Reply */
/** @typedef {import("./visit_frame.js").VisitFrame} VisitFrame */

/** Whom to ring, by rule. @type {Record<string, import("../forms/pathways.js").PathwayKind>} */
const PATHWAYS = { R01: "injury", R02: "emergency", R16: "crisis" };

/** `yesterday, 26 November 2026`. @param {string} iso @param {Date} now */
function named(iso, now) {
  const [near, full] = [dayWords(iso, now), date(iso)];
  return near === full ? full : `${near}, ${full}`;
}

/**
 * What the time in the box says as it stands.
 * @param {import("../forms/call_times.js").CallTime[]} times
 * @param {string | undefined} at
 * @param {Date} now
 * @param {unknown} [began]  when the contact did, where the call belongs into it
 */
function momentWords(times, at, now, began) {
  if (at)
    return `That is ${named(at, now)}, ${timeWords(at)}${isBefore(at, began) ? `. ${BEFORE_CONTACT}: look again` : ""}`;
  if (!times.length) return "For example, 14:32";
  return times.length > 1 ? "Say below on which day that was" : "That is still to come today";
}

/**
 * The whole screen, until it is acted on: what to do, whom to ring, the time of the call, or the second clinician.
 * @param {object} given
 * @param {HTMLElement} given.main
 * @param {VisitFrame} given.frame
 * @param {import("../local/session.js").Session} given.session
 * @param {Finding} given.finding
 * @param {Rule} given.rule
 * @param {Rule | null} given.offline  R30, where it fired too
 * @param {import("../forms/pathways.js").Local | null} given.local
 * @param {(answers: Record<string, any>) => Promise<unknown>} given.record
 * @param {() => void} given.onSlip  the answer was a slip
 * @returns {{close: () => void, say: (offline: Rule | null) => void}}  `say` when a connection comes or goes
 */
export function stopScreen({ main, frame, session, finding, rule, offline: first, local, record, onSlip }) {
  const kind = PATHWAYS[rule.id] ?? "safeguarding";
  const place = document.createElement("section");
  place.className = "wv-stop";
  place.setAttribute("aria-label", "Act now");
  const covered = [...main.children].filter((element) => element instanceof HTMLElement && !element.hidden);
  /** What is wrong, at which box. @type {{id: string, words: string} | null} */
  let problem = null;
  /** How often something was wrong: the same words are read out again. */
  let refusals = 0;
  /** The day of the call, where she has said it. */
  let picked = "";
  let offline = first;
  /** @param {string} name */
  const box = (name) => `${frame.view.visit_id}/${rule.id}/${name}`;

  /** @param {string} id  of the box @param {string} words */
  function refuse(id, words) {
    problem = { id, words };
    refusals += 1;
    draw();
    document.getElementById(id)?.focus();
  }

  /** What can be stored of the call as it stands on the screen. @param {Date} now */
  function call(now) {
    const typed = /** @type {HTMLInputElement | null} */ (place.querySelector("#stop-time"))?.value.trim() ?? "";
    const { times, sure } = callTimes(typed, dayOf(frame.view.answers.contact_start?.value), now);
    return { typed, times, sure, at: times.find(({ day }) => day === picked)?.at ?? sure?.at };
  }

  /** Without a time there is no day of it. */
  function timed() {
    if (!call(new Date()).typed) {
      picked = "";
      letGo(session, box("day"));
    }
    draw();
  }

  /** @param {string} day */
  function pick(day) {
    picked = day;
    keep(session, box("day"), day);
    draw();
  }

  /** She has just rung: the time, and its day. */
  function putNow() {
    const { day, time } = inLondon(Date.now());
    const typed = /** @type {HTMLInputElement} */ (place.querySelector("#stop-time"));
    typed.value = time;
    typed.dispatchEvent(new Event("input"));
    pick(day);
  }

  /** @param {SubmitEvent} event */
  async function rung(event) {
    event.preventDefault();
    const { typed, times, at } = call(new Date());
    const who = String(new FormData(/** @type {HTMLFormElement} */ (event.currentTarget)).get("who") ?? "").trim();
    if (!times.length) return refuse("stop-time", "Enter the time you spoke to a person, such as 14:32");
    if (!at && times.length === 1)
      return refuse("stop-time", `${typed} is still to come today. Change it, or say below that it was yesterday`);
    if (!at) return refuse("stop-day", "Say on which day you spoke to a person");
    if (!who) return refuse("stop-who", "Put down whom you spoke to");
    problem = null;
    draw();
    const said = calledAnswers(frame, rule, finding, { reply: "called", at, words: who }, who, at);
    await record(said).then(
      () => letGo(session, box("time"), box("day"), box("who")),
      () => {},
    );
  }

  /** @param {SubmitEvent} event */
  async function excepted(event) {
    event.preventDefault();
    const given = new FormData(/** @type {HTMLFormElement} */ (event.currentTarget));
    const clinician = String(given.get("clinician") ?? "").trim();
    const words = String(given.get("words") ?? "").trim();
    if (!clinician) return refuse("stop-clinician", "Put down the name of the second clinician who agreed");
    if (words.split(/\s+/).length < LEAST_WORDS)
      return refuse("stop-why", "Say why in three words or more, so that the next reader understands");
    problem = null;
    draw();
    const reply = { reply: "excepted", clinician, words };
    const said = rule.each_parent
      ? calledAnswers(frame, rule, finding, reply, `Agreed with ${clinician}`.slice(0, 160))
      : replyAnswer(frame, finding, reply);
    await record(said).then(
      () => letGo(session, box("clinician"), box("why")),
      () => {},
    );
  }

  /** What is wrong with this box, read out at once. @param {string} id */
  const wrong = (id) =>
    problem?.id === id
      ? keyed(refusals, html`<div role="alert">${errorMessage(`${id}-error`, problem.words)}</div>`)
      : nothing;

  /** A box below its words. @param {string} id @param {string} label @param {unknown} control @param {unknown} [hint] */
  const group = (id, label, control, hint = nothing) => html`
    <div class="nhsuk-form-group ${problem?.id === id ? "nhsuk-form-group--error" : ""}">
      <label class="nhsuk-label" for=${id}>${label}</label>${hint}${wrong(id)}${control}
    </div>
  `;
  const red = (/** @type {string} */ id) => (problem?.id === id ? "nhsuk-input--error" : "");
  const invalid = (/** @type {string} */ id) => (problem?.id === id ? "true" : nothing);
  const described = (/** @type {string} */ id) => (problem?.id === id ? `${id}-error` : nothing);

  /** A name. @param {string} name  of the box @param {string} label */
  const nameBox = (name, label) => {
    const id = `stop-${name}`;
    return group(
      id,
      label,
      html`<input class="nhsuk-input ${red(id)}" id=${id} name=${name} autocomplete="off" maxlength="160" aria-invalid=${invalid(id)} aria-describedby=${described(id)} ${halfTyped(session, box(name))} />`,
    );
  };

  /** @param {ReturnType<typeof call>} given @param {Date} now */
  const callBoxes = ({ times, sure, at }, now) => html`
    ${group(
      "stop-time",
      "At what time did you speak to a person?",
      html`<input class="nhsuk-input nhsuk-input--width-5 ${red("stop-time")}" id="stop-time" name="time" inputmode="numeric" autocomplete="off" aria-invalid=${invalid("stop-time")} aria-describedby="stop-moment ${problem?.id === "stop-time" ? "stop-time-error" : ""}" @input=${timed} ${halfTyped(session, box("time"), draw)} />
        <button type="button" class="nhsuk-button nhsuk-button--secondary wv-small-button wv-now" @click=${putNow}>Now</button>`,
      html`<p class="nhsuk-hint" id="stop-moment" role="status">${momentWords(times, at, now, rule.call === FIRST_CALL ? frame.view.answers.contact_start?.value : "")}</p>`,
    )}
    ${times.length && !sure ? days(times, now) : nothing}
  `;

  /** @param {import("../forms/call_times.js").CallTime[]} times @param {Date} now */
  const days = (times, now) => html`
    <div class="nhsuk-form-group ${problem?.id === "stop-day" ? "nhsuk-form-group--error" : ""}">
      <fieldset class="nhsuk-fieldset" aria-describedby=${described("stop-day")}>
        <legend class="nhsuk-fieldset__legend">On which day was that?</legend>
        ${wrong("stop-day")}
        <div class="nhsuk-radios">${times.map(({ day }, at) => {
          const id = at ? `stop-day-${at}` : "stop-day";
          const words = named(day, now);
          return html`<div class="nhsuk-radios__item">
            <input class="nhsuk-radios__input" type="radio" autocomplete="off" id=${id} name="day" .checked=${day === picked} @change=${() => pick(day)} />
            <label class="nhsuk-label nhsuk-radios__label" for=${id}>${words[0].toUpperCase()}${words.slice(1)}</label>
          </div>`;
        })}</div>
      </fieldset>
    </div>
  `;

  function draw() {
    const now = new Date();
    render(
      html`
        ${offline ? html`<p class="wv-stop__offline" role="alert" data-test="not-sent">${offline.message}</p>` : nothing}
        ${pathway({ kind, local, heading: rule.name, words: rule.message, now })}
        ${stillOpen(frame, finding, rule)}
        <form autocomplete="off" novalidate @submit=${rung} data-test="rung">
          <h2 class="nhsuk-heading-m">I have rung</h2>
          ${callBoxes(call(now), now)}
          ${nameBox("who", "Whom did you speak to?")}
          ${tappable(rungUsually(kind, local, now), () => place.querySelector("#stop-who"))}
          <button class="nhsuk-button">I have rung. Go on</button>
        </form>
        <details class="nhsuk-details"><summary class="nhsuk-details__summary"><span class="nhsuk-details__summary-text">A second clinician agreed not to</span></summary>
          <div class="nhsuk-details__text"><form autocomplete="off" novalidate @submit=${excepted}>
            ${nameBox("clinician", "Who agreed?")}
            ${group("stop-why", "Why?", html`<textarea class="nhsuk-textarea" id="stop-why" name="words" rows="3" maxlength="1000" autocomplete="off" aria-invalid=${invalid("stop-why")} aria-describedby=${described("stop-why")} ${halfTyped(session, box("why"))}></textarea>`)}
            <button class="nhsuk-button nhsuk-button--secondary">Put this down. Your manager will see it</button>
          </form></div></details>
        <p><button type="button" class="wv-plain-button" @click=${onSlip}>That was a slip: change the answer</button></p>
      `,
      place,
    );
  }
  draw();
  for (const element of covered) /** @type {HTMLElement} */ (element).hidden = true;
  main.append(place);
  void takeUp(session, box("day")).then((kept) => {
    if (!kept || picked) return;
    picked = kept;
    draw();
  });
  window.scrollTo(0, 0);
  /** @type {HTMLElement | null} */ (place.querySelector("h1"))?.focus();
  return {
    close() {
      const within = place.contains(document.activeElement);
      place.remove();
      for (const element of covered) /** @type {HTMLElement} */ (element).hidden = false;
      if (within) main.querySelector("h1")?.focus();
    },
    say(now) {
      if (now === offline) return;
      offline = now;
      draw();
    },
  };
}

/**
 * What was done, as the reply and in the form's own questions: of parents, for each who has no call of their own yet.
 * @param {VisitFrame} frame
 * @param {Rule} rule
 * @param {Finding} finding
 * @param {Partial<Reply>} said
 * @param {string} who
 * @param {string} [at]  without it nobody was rung
 */
function calledAnswers(frame, rule, finding, said, who, at) {
  const { definition, view } = frame;
  /** @type {Record<string, any>} */
  const answers = replyAnswer(frame, finding, said);
  const put = (/** @type {string} */ name, /** @type {any} */ value) => {
    const field = definition.fields[name];
    if (field && value) answers[name] = { value, kind: field.kind, base: view.answers[name]?.base ?? null };
  };
  const calls = (rule.each_parent ? finding.about : [""]).map((prefix) => rule.call.replaceAll("{p}", prefix));
  const whom = (/** @type {string} */ call) => call.replace(/_at$/, "_who");
  const own = calls.filter((call) => !view.answers[call]?.value && !view.answers[whom(call)]?.value);
  for (const call of own.length ? own : calls) {
    put(call, at);
    if (call.endsWith("_at")) put(whom(call), who);
  }
  if (at && rule.id === "R01") {
    put("bni_pathway", "started_now");
    put("bni_reference", who.slice(0, 120));
  }
  return answers;
}
