/**
 * Before you go: whether this tablet can be relied on for a day without a network, and what was left open with the children
 * who are due. Each line says how it stands and, where something is wrong, what to do about it.
 */

import { html, nothing, render } from "lit-html";
import { atTheDoor } from "../components/at_the_door.js";
import { homeScreenHelp } from "../components/home_screen.js";
import { stateLine } from "../components/state_line.js";
import { pathwayOf } from "../forms/pathways.js";
import { spokenOf } from "../forms/spoken_of.js";
import { submittedOnly } from "../forms/submitted.js";
import { dayOf, inLondon } from "../forms/uk_time.js";
import { merged } from "../picture/drawn/words.js";
import { pictureOf, recordOf } from "../picture/index.js";
import { definitionOf } from "../shell/definitions.js";
import { goOnAt } from "../shell/go_on.js";
import { hrefs } from "../shell/route.js";
import { freshness } from "../shell/state_words.js";
import { contactWords, withBirth } from "../shell/visits.js";
import { ageOf, date, day, fullName, moment } from "../shell/words.js";

/** A caseload older than this is worth fetching again before the day begins, in hours. */
const FRESH = 12;
/** Fuller than this, the tablet may run out during the day: share of its room. */
const FULL = 0.9;
/** A day has not more. */
const MOST_CHILDREN = 12;

/** @type {import("../shell/app.js").Screen} */
export async function ready({ main, root, session, runner, signIn, lock, renew }) {
  const definition = await definitionOf(Number(main.dataset.version));
  let known = await look();
  let stores = await stored();
  main.replaceChildren(root);

  /** Whether what is written here can be read again: how much room there is, as the browser says, tells little of that. */
  async function stored() {
    const mark = new Date().toISOString();
    try {
      await session.setSetting("tried", mark);
      return (await session.setting("tried")) === mark;
    } catch {
      return false;
    }
  }

  async function storeAgain() {
    stores = await stored();
    if (!session.locked) draw();
  }

  async function look() {
    const now = new Date();
    const { children } = await session.caseload();
    const due = children
      .filter(({ next_contact }) => next_contact && next_contact.due <= inLondon(now).day)
      .slice(0, MOST_CHILDREN);
    const teams = new Map(children.map(({ team }) => [team.id, team.name]));
    const storage = navigator.storage;
    const [kept, room, registration, histories, numbers] = await Promise.all([
      storage?.persisted?.().catch(() => false) ?? false,
      storage?.estimate?.().catch(() => null) ?? null,
      navigator.serviceWorker?.getRegistration().catch(() => undefined),
      Promise.all(due.map(({ child_id }) => session.history(child_id))),
      Promise.all([...teams].map(async ([id, name]) => ({ name, local: await session.local(id) }))),
    ]);
    const versions = new Set(
      histories.flatMap((history) => history?.visits.map(({ form_version }) => form_version) ?? []),
    );
    const forms = await Promise.all([...versions].map((version) => definitionOf(version).catch(() => definition)));
    const byVersion = new Map(forms.map((form) => [form.version, form]));
    return {
      kept,
      used: room?.quota ? (room.usage ?? 0) / room.quota : null,
      newer: Boolean(registration?.waiting),
      offline: Boolean(navigator.serviceWorker?.controller),
      numbers,
      due: histories.flatMap((history) => {
        if (!history) return [];
        /** @param {number} version */
        const formOf = (version) => byVersion.get(version) ?? definition;
        const record = recordOf(history.child, submittedOnly(history.visits, formOf), formOf, false);
        return [{ child: withBirth(history.child, history.visits), picture: pictureOf(record) }];
      }),
      words: merged([definition, ...forms]),
    };
  }

  async function keep() {
    await navigator.storage?.persist?.();
    await redraw();
  }

  function draw() {
    const now = new Date();
    const status = runner.status();
    const { kept, used, newer, offline, numbers, due, words } = known;
    const hours = status.last_sync_at ? (now.getTime() - Date.parse(status.last_sync_at)) / 3_600_000 : null;
    const opened = dayOf(session.openedAt) === inLondon(now).day;
    render(
      html`
        <a class="nhsuk-back-link" href=${hrefs.today()}>Today</a>
        <h1 class="nhsuk-heading-l" tabindex="-1">Before you go</h1>
        <h2 class="nhsuk-heading-m">This tablet</h2>
        ${stateLine({ status, runner, signIn, renew, linked: true })}
        <ul class="wv-ready">
          ${line(
            hours !== null && hours <= FRESH,
            `${freshness(status, now)}.`,
            "Fetch it while you have a signal.",
            press("Fetch now", () => runner.kick("button")),
          )}
          ${line(
            offline,
            offline ? "Wholeview opens without a network." : "Wholeview is not stored for use without a network yet.",
            "Load this page once more while you have a signal.",
            press("Load again", () => location.reload()),
          )}
          ${line(
            !newer,
            newer ? "A newer Wholeview is ready." : "Wholeview is up to date, as far as is known here.",
            "It is used the next time you unlock with your passphrase. Nothing is lost.",
            press("Lock now", () => void renew()),
          )}
          ${line(
            opened,
            `Last unlocked: ${moment(session.openedAt, now)}.`,
            "Lock and unlock it once: then you know your passphrase works.",
            press("Lock now", () => void lock()),
          )}
          ${line(
            stores,
            stores ? "An entry was stored and read back just now." : "Nothing can be stored on this tablet now.",
            "Remove photos or apps before you go, then try again.",
            press("Try again", () => void storeAgain()),
          )}
          ${line(
            kept,
            kept
              ? "The browser has promised to keep what you write."
              : "The browser has not promised to keep what you write.",
            "Ask it now. Send what waits before the tablet lies unused for days.",
            press("Ask it to keep it", () => void keep()),
          )}
          ${used === null ? nothing : line(used < FULL, `${Math.max(1, Math.round(used * 100))}% of the room Wholeview may use is taken.`, "Remove photos or apps before you go.")}
          ${numbers.map(({ name, local: team }) => numbersLine(name, team, now))}
        </ul>
        ${homeScreenHelp()}
        <p class="wv-go"><a class="nhsuk-link" href=${hrefs.paper()}>A blank paper form, in case the tablet fails</a></p>
        <h2 class="nhsuk-heading-m">At the door</h2>
        ${
          due.length
            ? due.map(
                ({ child, picture }) => html`
                  <h3 class="nhsuk-heading-s wv-door__name">${fullName(child)}<span class="wv-quiet"> · ${ageOf(child, now)}${child.next_contact ? ` · ${contactWords(words, { contact_type: child.next_contact.type })}, ${day(child.next_contact.due, now)}` : ""}</span></h3>
                  ${atTheDoor({ child, picture, definition: spokenOf(words, child, {}, ""), now })}
                `,
              )
            : html`<p class="wv-empty">No contact is due today. Children who are due or overdue stand here, with what was left open.</p>`
        }
      `,
      root,
    );
  }

  /** Whether there is somebody to ring, and how old the numbers are. @param {string} team @param {import("../forms/pathways.js").Local | null} state @param {Date} now */
  function numbersLine(team, state, now) {
    const { configured, overdue } = pathwayOf("injury", state, inLondon(now).day);
    const words = configured
      ? `Numbers to ring in ${team}: confirmed ${date(configured.confirmed_on)}.`
      : `Numbers to ring in ${team}: no local number is configured.`;
    return line(
      configured !== null && !overdue,
      words,
      "Take the numbers of your safeguarding procedures with you. Tell your administrator.",
    );
  }

  async function redraw() {
    if (session.locked) return;
    known = await look();
    draw();
  }

  draw();
  return { redraw };
}

/** @param {boolean} fine @param {string} words @param {string} what  to do when it is not @param {unknown} [how] */
const line = (fine, words, what, how = nothing) => html`
  <li class=${fine ? nothing : "wv-ready__not"}>
    <span aria-hidden="true">${fine ? "✓" : "!"}</span>
    <div><strong class="nhsuk-u-visually-hidden">${fine ? "Fine:" : "Look at this:"}</strong> ${words} ${fine ? nothing : html`<br />${what}`}</div>
    ${fine ? nothing : how}
  </li>
`;

/** Its button goes once the line is fine. @param {string} words @param {() => void} press */
const press = (words, press) =>
  html`<button type="button" class="nhsuk-button nhsuk-button--secondary nhsuk-button--small" @click=${(
    /** @type {Event} */ event,
  ) => {
    goOnAt(event, /** @type {HTMLElement} */ (event.currentTarget).closest("li"));
    press();
  }}>${words}</button>`;
