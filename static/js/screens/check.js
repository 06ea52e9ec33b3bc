/** Everything recorded, in one list to read through, with what is still open; then the signature. */

import { html, nothing, render } from "lit-html";
import { errorSummary, focusErrors } from "../components/errors.js";
import { openVisit } from "../components/visit_frame.js";
import { openQuestions, sectionsShown, shown } from "../forms/applicable.js";
import { BEFORE_CONTACT, isBeforeContact } from "../forms/before_contact.js";
import { saidByHand } from "../forms/by_hand.js";
import { askedAt, calledAt, EARSHOT_NOW, idOf, isPrivate, rowsOf } from "../forms/context.js";
import { isShort } from "../forms/earshot.js";
import { refuseAnswer } from "../forms/refuse_answer.js";
import { restsOnWords } from "../forms/rests_on.js";
import { gapWords, saidOf, sourceWords } from "../forms/said.js";
import { leftOut, withoutPlace } from "../forms/submitted.js";
import { choiceLabel, definitionOf } from "../shell/definitions.js";
import { hrefs } from "../shell/route.js";
import { together } from "../shell/together.js";
import { isSigned, standing } from "../shell/visits.js";
import { watchVisit } from "../shell/watching.js";
import { counted } from "../shell/words.js";
import { noVisit } from "./absent.js";

const NEXT_TIME = "must_see_next";
/** Fewer are not worth a tap. */
const FOLDED = 3;
/** More that hold back a signature are no longer read one by one. */
const MANY = 10;

/**
 * @typedef {import("../components/errors.js").FoundError & {named?: [string, string]}} Holding  `named`: its section, and
 *   its own name
 */

/** @type {import("../shell/app.js").Screen} */
export async function check(page) {
  const { main, root, session, runner, go, say } = page;
  const [opened, { markStands, placesToSay, withoutSource }] = await Promise.all([
    openVisit(page),
    import("../components/section_aids.js"),
  ]);
  if (!opened) return noVisit(main);
  const frame = opened;
  frame.onEarshot(draw);
  const watching = watchVisit(page, frame, () => draw());
  let pressed = false;
  /** Why it was not signed. */
  let failed = "";
  /** What other versions have questions for. @type {Awaited<ReturnType<typeof keptElsewhere>>} */
  let elsewhere = [];
  const look = async () => {
    elsewhere = await keptElsewhere(frame.definition, frame.view.answers, Number(main.dataset.version));
  };
  /** What is open, as last drawn. @type {Set<string>} */
  let open = new Set();

  /** @param {string} key */
  const fieldOf = (key) => askedAt(frame.definition, key);

  /** @param {string} key */
  const hrefOf = (key) => hrefs.section(frame.view.form_version, fieldOf(key).section, frame.view.visit_id, key);

  /** Which answers hold the signature back, as links to the questions. @param {Record<string, any>} answers @returns {Holding[]} */
  function lacking(answers) {
    const { view, definition } = frame;
    const open = openQuestions(definition, answers).map((key) => {
      const section = definition.sections.find((one) => one.group === key);
      const words = section
        ? `${section.title}: add at least one ${section.row_name.toLowerCase()}`
        : `${fieldOf(key).name} is still open`;
      return {
        href: section ? hrefs.section(view.form_version, section.code, view.visit_id) : hrefOf(key),
        words,
        named: section ? undefined : namedIn(key),
      };
    });
    const refused = shown(definition, answers).flatMap((key) => {
      const words = refusalOf(key);
      return words === null ? [] : [{ href: hrefOf(key), words }];
    });
    return [...open, ...refused];
  }

  /** What the signature is for: the form as it is recorded, though less of it may be on the screen. */
  function asRecorded() {
    const { answers } = frame.view;
    const recorded = { ...answers, [EARSHOT_NOW]: { value: null } };
    const { result } = watching;
    return isShort(recorded) || !result ? recorded : { ...recorded, indicators: { value: result.to_reply } };
  }

  /** What holds the signature back. What may not be seen now is said to be there, and not named. @returns {Holding[]} */
  function problems() {
    const { view } = frame;
    const { named, unnamed } = ruled();
    const open = lacking(view.answers);
    const more = unnamed || (isShort(view.answers) && lacking(asRecorded()).length > open.length);
    return [
      ...open,
      ...named,
      ...(more ? [{ href: hrefs.visit(view.visit_id), words: "Something more is open" }] : []),
    ];
  }

  /** What is wrong with the answer, as the service said or would say. @param {string} key @returns {string | null} */
  function refusalOf(key) {
    const { view, definition } = frame;
    const answer = view.answers[key];
    if (answer?.value === undefined) return null;
    if (answer.from === "refused") return answer.message ?? "";
    return refuseAnswer(definition, key, wire(answer))?.message ?? null;
  }

  /** Its section and its name. @param {string} key @returns {[string, string]} */
  function namedIn(key) {
    const field = fieldOf(key);
    const section = frame.definition.sections.find(({ code }) => code === field.section);
    return [section?.title ?? "", field.name];
  }

  /** What the safety rules hold the signature for. */
  function ruled() {
    const { judge, result } = watching;
    if (!judge || !result) return { named: [], unnamed: false };
    const held = judge.holding(result);
    const shownNow = new Set(judge.shown(result, frame.view.answers).map(({ rule }) => rule));
    const { view, definition } = frame;
    const proposed = judge.mayShow(judge.passedOver(result), view.answers);
    const named = [
      ...held
        .filter(({ rule }) => shownNow.has(rule))
        .map(({ rule }) => ({ href: `#finding-${rule}`, words: judge.rule(rule).name })),
      ...proposed.map((code) => ({
        href: hrefOf(NEXT_TIME),
        words: `For next time, “${choiceLabel(definition.fields[NEXT_TIME], code)}”: take it, or say why not`,
      })),
    ];
    return { named, unnamed: held.length + judge.passedOver(result).length > named.length };
  }

  async function submit() {
    pressed = true;
    failed = "";
    await watching.ready;
    draw();
    if (problems().length) return focusErrors(root);
    try {
      await session.submit(frame.view.visit_id, frame.view);
    } catch (/** @type {any} */ problem) {
      const full = problem.name === "StorageFull";
      failed = full
        ? "NOT signed: this tablet is full. What you wrote is kept. Remove photos or apps, then press Submit again."
        : "NOT signed. What you wrote is kept. Press Submit again.";
      return draw();
    }
    say("Signed on this tablet");
    await go(hrefs.visit(frame.view.visit_id));
  }

  function draw() {
    const findings = watching.look();
    const { view, definition } = frame;
    const found = problems();
    open = new Set(openQuestions(definition, view.answers));
    const sections = new Set(sectionsShown(definition, view.answers));
    const asked = shown(definition, view.answers);
    const unsaid = view.editable ? withoutSource(definition, view.answers) : [];
    const out = leftOut(definition, view.answers).filter((key) => mayName(definition, key));
    const offline = runner.status().state === "offline";
    const signed = isSigned(view);
    render(
      html`
        ${pressed ? errorSummary(found, `${counted(found.length, "question holds", "questions hold")} back your signature`, found.length > MANY ? bySection(found) : undefined) : nothing}
        <a class="nhsuk-back-link" href=${hrefs.visit(view.visit_id)}>All sections</a>
        <h1 class="nhsuk-heading-l" tabindex="-1">Check and submit</h1>
        ${signed ? html`<p class="nhsuk-inset-text" data-test="standing">${standing(view, new Date())}</p>` : nothing}
        ${markStands(definition, view)} ${watching.list(findings) ?? nothing}
        ${definition.sections.filter(({ code }) => sections.has(code)).map((section) => summary(section, asked))}
        ${out.length ? notPart(out) : nothing} ${elsewhere.map(keptFrom)}
        ${whoSaysSo(placesToSay(definition, unsaid, asked, nobodyHears()))}
        ${view.editable && !signed ? signature(found.length, offline) : nothing}
      `,
      root,
    );
  }

  const nobodyHears = () => !isShort(frame.view.answers);

  /** What must not be seen while somebody could overhear is not even counted. @param {import("../shell/definitions.js").Definition} form @param {string} key */
  const mayName = (form, key) => nobodyHears() || !isPrivate(form, key);

  /** @param {string[]} keys */
  function notPart(keys) {
    // What decides on what is asked has left with the visit: her own words are read all the same.
    if (frame.view.left)
      return html`<div class="wv-note" data-test="left-out"><h2 class="nhsuk-heading-s">What you wrote</h2>${values(frame.definition, keys)}</div>`;
    return html`<div class="wv-note" data-test="left-out"><h2 class="nhsuk-heading-s">Left out of what you sign</h2>
      <p>${counted(keys.length, "answer")} to questions that are not asked any more: ${keys.map(nameOf).join(", ")}. Kept in this visit, and left out of what your manager reads and of every export.</p></div>`;
  }

  /** @param {string} key */
  function nameOf(key) {
    const { definition, view } = frame;
    const [group, row] = key.split("/");
    const section = definition.sections.find((one) => one.group && key !== group && one.group === group);
    const name = calledAt(definition, key);
    return section ? `${section.row_name} ${rowsOf(group, view.answers).indexOf(row) + 1}: ${name}` : name;
  }

  /** @param {{form: import("../shell/definitions.js").Definition, keys: string[]}} kept */
  function keptFrom({ form, keys }) {
    const { view } = frame;
    const named = keys.filter((key) => mayName(form, key));
    if (!named.length) return nothing;
    return html`<div class="wv-note" data-test="kept"><h2 class="nhsuk-heading-s">Kept from another version of the form</h2>
      <p>This visit is on version ${view.form_version}, which does not ask these. They are kept, and not part of what you sign.</p>
      ${values(form, named)}</div>`;
  }

  /** @param {import("../shell/definitions.js").Definition} form @param {string[]} keys */
  const values = (form, keys) =>
    html`<dl class="wv-both">${keys.map((key) => html`<div><dt>${calledAt(form, key)}</dt>${saidOf(form, idOf(key), frame.view.answers[key], frame.child, nobodyHears()).map((words) => html`<dd>${words}</dd>`)}</div>`)}</dl>`;

  /** Told and listed, and in nobody's way: a signature waits for none of them. @param {ReturnType<typeof placesToSay>} unsaid */
  function whoSaysSo({ keys, places }) {
    if (!keys.length) return nothing;
    const one = keys.length === 1;
    const found = [...places].map(([key, many]) => {
      const name = many > 1 ? `${nameOf(key)}, for ${counted(many, "answer")}` : nameOf(key);
      return { href: hrefOf(key), words: "", named: /** @type {[string, string]} */ ([namedIn(key)[0], name]) };
    });
    const list = bySection(found, "");
    return html`<div class="wv-note wv-unprinted" data-test="no-source"><h2 class="nhsuk-heading-s">Who says so?</h2>
      <p>${counted(keys.length, "answer names", "answers name")} no source. Whoever reads ${one ? "it cannot tell where it comes" : "them cannot tell where they come"} from. ${isSigned(frame.view) ? nothing : "You can submit all the same."}</p>
      ${found.length > FOLDED ? html`<details class="nhsuk-details"><summary class="nhsuk-details__summary"><span class="nhsuk-details__summary-text">Which ones</span></summary>${list}</details>` : list}</div>`;
  }

  /** @param {number} left @param {boolean} offline */
  const signature = (left, offline) => html`
    <h2 class="nhsuk-heading-m">Submit</h2>
    <p>Submitting puts your name to this visit and hands it to your manager. ${offline ? "There is no connection now: it is signed on this tablet at once and sent by itself when there is a signal." : "It is signed on this tablet at once and sent from there."}
      Later changes are added with their date; nothing is overwritten.</p>
    <div class="wv-reach">
      ${failed ? html`<p class="wv-note wv-note--refused" role="alert">${failed}</p>` : nothing}
      <button type="button" class="nhsuk-button" data-test="submit" @click=${submit}>Submit</button>
      <span class="wv-small">${left ? `${counted(left, "question")} still open` : "Nothing is open"}</span></div>
  `;

  /** @param {import("../shell/definitions.js").SectionDefinition} section @param {string[]} asked */
  function summary({ code, title, group, row_name, fields }, asked) {
    const { view } = frame;
    const keys = asked.filter((key) => (group ? key.startsWith(`${group}/`) : fields.includes(idOf(key))));
    const rows = [...new Set(keys.map((key) => key.split("/")[1]))];
    return html`
      <h2 class="nhsuk-heading-m">${title}</h2>
      ${
        group && !keys.length
          ? html`<p class="wv-empty">No entries. <a class="nhsuk-link" href=${hrefs.section(view.form_version, code, view.visit_id)}>Add one</a></p>`
          : nothing
      }
      ${
        group
          ? rows.map(
              (row, number) =>
                html`<h3 class="nhsuk-heading-s">${row_name} ${number + 1}</h3>${list(keys.filter((key) => key.split("/")[1] === row))}`,
            )
          : list(keys)
      }
    `;
  }

  /** Whether there is nothing to read and nothing to do. @param {string} key */
  const isSilent = (key) => {
    const answer = frame.view.answers[key];
    const given = answer && !answer.cleared && (answer.missing || answer.value !== undefined);
    return !given && !answer?.cands.length && !open.has(key);
  };

  /** What nobody answered and nothing waits for does not stand between the answers. @param {string[]} keys */
  function list(keys) {
    const silent = keys.filter(isSilent);
    const fold = silent.length >= FOLDED;
    return html`
      ${lines(fold ? keys.filter((key) => !isSilent(key)) : keys)}
      ${
        fold
          ? html`<details class="nhsuk-details wv-silent" data-test="silent"><summary class="nhsuk-details__summary"><span class="nhsuk-details__summary-text">${counted(silent.length, "question")} without an answer, not needed for signing</span></summary>
            ${lines(silent)}</details>`
          : nothing
      }
    `;
  }

  /** @param {string[]} keys */
  const lines = (keys) =>
    keys.length ? html`<dl class="nhsuk-summary-list wv-summary">${keys.map(line)}</dl>` : nothing;

  /** @param {string} key */
  function line(key) {
    const { view, definition, child } = frame;
    const field = fieldOf(key);
    const answer = view.answers[key];
    const said = saidOf(definition, field ? idOf(key) : key, answer, child, nobodyHears());
    const source = saidByHand(key, answer) || sourceWords(definition, answer, child);
    const rests = restsOnWords(definition, field, answer, (one) => mayName(definition, one));
    const others = answer?.cands.length ?? 0;
    const refusal = refusalOf(key);
    return html`
      <div class="nhsuk-summary-list__row ${isPrivate(definition, key) ? "wv-unprinted" : ""}">
        <dt class="nhsuk-summary-list__key">${field.name}</dt>
        <dd class="nhsuk-summary-list__value">
          ${answer?.missing ? html`<span class="wv-mark">${gapWords(said[0])}</span>` : said.length ? said.map((words) => html`<div>${words}</div>`) : html`<span class="wv-quiet">No answer</span>`}
          ${source ? html`<div class="wv-small">${source}</div>` : nothing}
          ${isBeforeContact(key, view.answers) ? html`<div class="wv-small"><strong>${BEFORE_CONTACT}</strong></div>` : nothing}
          ${rests ? html`<div class="wv-small">${rests}</div>` : nothing}
          ${others ? html`<div class="wv-small"><strong>${counted(others, "other value stands", "other values stand")} beside this one</strong></div>` : nothing}
          ${refusal === null ? nothing : html`<div class="wv-small"><strong>${answer?.from === "refused" ? "Not accepted" : "Not right yet"}: ${refusal}</strong></div>`}
        </dd>
        ${
          view.editable
            ? html`<dd class="nhsuk-summary-list__actions"><a class="nhsuk-link" href=${hrefOf(key)}>${said.length ? "Change" : "Answer"}<span class="nhsuk-u-visually-hidden"> ${field.name}</span></a></dd>`
            : nothing
        }
      </div>
    `;
  }

  await look();
  await together(watching.ready);
  main.replaceChildren(root); // what takes the whole screen is drawn into it
  draw();
  return {
    async redraw() {
      await frame.refresh();
      await look();
      draw();
    },
  };
}

/**
 * The answers that this version has no question for, by the newest version that has one.
 * @param {import("../shell/definitions.js").Definition} definition
 * @param {Record<string, any>} answers
 * @param {number} newest
 */
async function keptElsewhere(definition, answers, newest) {
  let keys = withoutPlace(definition, answers);
  const found = [];
  for (let version = newest; version > 0 && keys.length; version -= 1) {
    const form = await definitionOf(version);
    const left = new Set(withoutPlace(form, answers));
    found.push({ form, keys: keys.filter((key) => !left.has(key)) });
    keys = keys.filter((key) => left.has(key));
  }
  return found;
}

/** A line for each section; what is no question stands before them. @param {Holding[]} found @param {string} [still]  what is said of each to whoever cannot see the list */
function bySection(found, still = " is still open") {
  /** @type {Map<string, Holding[]>} */
  const sections = new Map();
  for (const one of found) {
    const title = one.named?.[0] ?? "";
    sections.set(title, [...(sections.get(title) ?? []), one]);
  }
  const others = sections.get("") ?? [];
  sections.delete("");
  return html`
    ${others.length ? html`<ul class="nhsuk-list nhsuk-error-summary__list">${others.map(({ href, words }) => html`<li><a href=${href}>${words}</a></li>`)}</ul>` : nothing}
    <dl class="wv-held">
      ${[...sections].map(
        ([title, inside]) => html`<div><dt>${title}</dt>
          ${inside.map(({ href, named }) => html`<dd><a href=${href}>${named?.[1]}${still ? html`<span class="nhsuk-u-visually-hidden">${still}</span>` : nothing}</a></dd>`)}</div>`,
      )}
    </dl>
  `;
}

/** Only what travels of an answer. @param {import("../local/types.js").Shown} shown */
const wire = ({ value, kind }) => ({ value, kind });
