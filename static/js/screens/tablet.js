/** This tablet: how it is opened, whether it keeps what is written, and how to leave it. */

import { html, nothing, render } from "lit-html";
import { errorSummary, focusErrors } from "../components/errors.js";
import { homeScreenHelp } from "../components/home_screen.js";
import { textInput, typed } from "../components/text_input.js";
import { MIN_PASSPHRASE } from "../local/errors.js";
import { signOut } from "../shell/account.js";
import { goOnAt } from "../shell/go_on.js";
import { halvesOf, readHalves } from "../shell/half.js";
import { missing, unmark } from "../shell/marker.js";
import { canHavePasskey, makePasskey } from "../shell/passkey.js";
import { hrefs } from "../shell/route.js";
import { counted, tabletCode } from "../shell/words.js";
import { DIFFER, TOO_SHORT } from "./new_passphrase.js";

/** @type {import("../shell/app.js").Screen} */
export async function tablet({ main, root, session, runner, tablet, say, lock, serviceName }) {
  const me = session.user;
  /** Which form an error belongs to, and its words. @type {{form: string, id: string, words: string} | null} */
  let problem = null;
  let busy = "";
  let told = "";
  let hasPin = (await session.setting("pin")) !== undefined;
  let passkeys = await tablet.passkeys(me.id);
  const able = await canHavePasskey();
  const recoverable = await tablet.recoverable(me.id);
  let kept = await persisted();
  const here = await tablet.users();
  /** Work of somebody else, or of a store that is gone: that there is some, not whose or how much. */
  const others = [...here.filter(({ id }) => id !== me.id), ...missing(here)].some(({ unsent }) => unsent);
  main.replaceChildren(root);

  /**
   * @param {SubmitEvent} event
   * @param {string} form
   * @param {string} meanwhile
   * @param {() => Promise<string>} work  gives what to say
   * @param {Record<string, [string, string]>} whys  by the name of a failure: the box it is about, and the words
   */
  async function submit(event, form, meanwhile, work, whys) {
    event.preventDefault();
    if (busy) return;
    problem = null;
    told = "";
    busy = meanwhile;
    const element = /** @type {HTMLFormElement} */ (event.currentTarget);
    draw();
    try {
      told = await work();
      element.reset();
      goesOn(element.closest("details"));
    } catch (/** @type {any} */ refusal) {
      const [id, words] = whys[refusal.name] ?? COMMON[refusal.name] ?? ["present", NOTHING_CHANGED];
      problem = {
        form,
        id: `${form}-${id}`,
        words: refusal.name === "Wait" ? `Too many wrong tries. Wait ${counted(refusal.seconds, "second")}` : words,
      };
    }
    busy = "";
    if (session.locked) return;
    draw();
    if (problem) focusErrors(root);
    else say(told);
  }

  /** @param {SubmitEvent} event */
  function changePassphrase(event) {
    const [present, fresh, again] = ["passphrase-present", "passphrase-fresh", "passphrase-again"].map((id) =>
      typed(event, id),
    );
    return submit(
      event,
      "passphrase",
      "Changing your passphrase. This takes a moment…",
      async () => {
        if (fresh !== again) throw Object.assign(new Error(), { name: "Differ" });
        await tablet.changePassphrase(me.id, present, fresh);
        return "Your passphrase is changed. Nothing else is different.";
      },
      {
        Differ: ["again", DIFFER],
        WeakPassphrase: ["fresh", TOO_SHORT],
      },
    );
  }

  /** @param {SubmitEvent} event */
  function choosePin(event) {
    const [present, pin, again] = ["pin-present", "pin-fresh", "pin-again"].map((id) => typed(event, id));
    return submit(
      event,
      "pin",
      "Setting your PIN…",
      async () => {
        if (pin !== again) throw Object.assign(new Error(), { name: "Differ" });
        await tablet.setPin(session, present, pin);
        hasPin = true;
        return "Your PIN is set.";
      },
      {
        Differ: ["again", "The two do not match. Type the same PIN in both boxes"],
        WeakPin: ["fresh", "Your PIN must have four to eight figures, not all alike and not in a row like 1234"],
      },
    );
  }

  /** @param {SubmitEvent} event */
  function addPasskey(event) {
    const present = typed(event, "passkey-present");
    return submit(
      event,
      "passkey",
      "Follow what the tablet asks…",
      async () => {
        await tablet.addPasskey(me.id, present, await makePasskey({ name: serviceName, initials: me.initials }));
        passkeys = await tablet.passkeys(me.id);
        return "Your passkey opens this tablet now. Your passphrase goes on opening it too.";
      },
      {
        NoSecret: [
          "present",
          "This tablet’s passkey cannot be used for this, or it was called off. Your passphrase goes on working",
        ],
      },
    );
  }

  /**
   * @param {string} form
   * @param {() => Promise<string>} work  gives what to say
   */
  async function remove(form, work) {
    problem = null;
    told = "";
    try {
      told = await work();
    } catch (/** @type {any} */ refusal) {
      problem = { form, id: `${form}-remove`, words: COMMON[refusal.name]?.[1] ?? NOTHING_CHANGED };
    }
    if (session.locked) return;
    if (!problem) goesOn(document.getElementById(`${form}-remove`)?.closest("details") ?? null);
    draw();
    if (problem) focusErrors(root);
    else say(told);
  }

  /** What she pressed goes with what it did: she goes on at the name of the part. @param {HTMLDetailsElement | null} done */
  function goesOn(done) {
    done?.removeAttribute("open");
    done?.querySelector("summary")?.focus();
  }

  const removePin = () =>
    remove("pin", async () => {
      await tablet.removePin(session);
      hasPin = false;
      return "Your PIN is removed.";
    });

  const removePasskeys = () =>
    remove("passkey", async () => {
      await tablet.removePasskeys(me.id);
      passkeys = [];
      return "Your passkey does not open this tablet any more.";
    });

  /** @param {Event} event */
  async function keep(event) {
    goOnAt(event, document.getElementById("kept-here"));
    await navigator.storage?.persist?.().catch(() => false);
    kept = await persisted();
    draw();
  }

  /** The lock waits for no network: what is not heard now is the first thing that is said when there is one. */
  const endSession = () => void signOut().catch(() => {});

  /** What is not sent is never destroyed: it stays sealed, and she is told. */
  async function leave() {
    const { waiting, needsYou } = await session.waiting();
    await readHalves(session);
    if (halvesOf(me.id).length) return stays();
    endSession();
    if (waiting + needsYou > 0) {
      await lock();
      return;
    }
    try {
      await session.leave();
    } catch (problem) {
      if (session.locked) throw problem;
      await readHalves(session);
      return stays();
    }
    unmark(me.id);
    // The lock was drawn while the vault was still listed.
    location.replace(hrefs.today());
  }

  /** Another tab has begun something since this was drawn. */
  function stays() {
    told = "Nothing was taken off: something is begun and not finished. See Today.";
    draw();
    root.querySelector("h1")?.focus();
    say(told);
  }

  async function signOutOnly() {
    endSession();
    await lock();
  }

  function draw() {
    const { waiting, needs_you, unsigned, behind = 0 } = runner.status();
    const unsent = waiting + needs_you - unsigned;
    const begun = halvesOf(me.id).length > 0;
    render(
      html`
        ${errorSummary(problem ? [{ href: `#${problem.id}`, words: problem.words }] : [])}
        <a class="nhsuk-back-link" href=${hrefs.today()}>Today</a>
        <h1 class="nhsuk-heading-l" tabindex="-1">This tablet</h1>
        <p>Tablet code <strong data-test="code">${tabletCode(session.deviceId)}</strong>. Opened by ${me.initials}. Everything you write here is sealed with your passphrase.</p>
        <p role="status" data-test="told">${busy || told}</p>

        <h2 class="nhsuk-heading-m">Ways in</h2>
        ${part("Change your passphrase", "passphrase", passphraseForm())}
        ${part(hasPin ? "Your PIN is set: change or remove it" : "Set a short PIN", "pin", pinForm())}
        ${able || passkeys.length ? part(passkeys.length ? "Your passkey is set: remove it" : "Use this tablet’s fingerprint or face", "passkey", passkeyForm()) : nothing}
        <p class="wv-small" data-test="recoverable">${
          recoverable
            ? "If you forget your passphrase, your organisation can help you back in. Nothing is lost then."
            : "Your organisation has no recovery key on this tablet yet: a forgotten passphrase could not be got over. Keep yours safe."
        }</p>

        <h2 class="nhsuk-heading-m" id="kept-here">What is kept here</h2>
        ${
          kept
            ? html`<p data-test="kept">The browser keeps what you write until it is sent, even when the tablet is nearly full.</p>`
            : html`<div class="wv-note" data-test="not-kept"><p><strong>The browser may clear what is kept here</strong> when the tablet is full or not used for some days.
                Send often, and put Wholeview on the home screen.</p>
                <button type="button" class="nhsuk-button nhsuk-button--secondary" @click=${keep}>Ask the browser to keep it</button></div>`
        }
        ${homeScreenHelp()}

        <h2 class="nhsuk-heading-m">Signing out</h2>
        <p data-test="sent">${unsent ? html`<strong>${counted(unsent, "entry is", "entries are")} not sent.</strong> If you sign out now, what is not sent stays sealed here for you, and nobody else can open it.` : behind ? html`<strong>${counted(behind, "earlier entry", "earlier entries")} never arrived.</strong> <a class="nhsuk-link" href=${hrefs.waiting()}>See what needs you</a>. Everything else of yours is sent.` : "Everything of yours is sent."}</p>
        ${others ? html`<p data-test="others"><strong>Work of somebody else on this tablet is not sent yet,</strong> or was not when the tablet last knew. What is still here stays sealed for whoever wrote it. Do not clear this browser, and do not hand this tablet on.</p>` : nothing}
        ${begun && !unsent ? html`<p>What you have begun and not finished stays sealed here as well: it stands on <a class="nhsuk-link" href=${hrefs.today()}>Today</a>.</p>` : nothing}
        <button type="button" class="nhsuk-button nhsuk-button--secondary" data-test="sign-out" @click=${signOutOnly}>Sign out and lock</button>
        ${
          unsent || begun
            ? nothing
            : part(
                "I will not use this tablet any more",
                "leave",
                html`<p>Your key on this tablet is destroyed. What was sent stays with the service; nothing of it can be read here afterwards.</p>
                  <button type="button" class="nhsuk-button nhsuk-button--secondary" data-test="leave" @click=${leave}>Take me off this tablet</button>`,
              )
        }
      `,
      root,
    );
  }

  /** @param {string} words @param {string} id @param {unknown} content */
  const part = (words, id, content) => html`
    <details class="nhsuk-details" ?open=${problem?.form === id}>
      <summary class="nhsuk-details__summary"><span class="nhsuk-details__summary-text">${words}</span></summary>
      <div class="nhsuk-details__text">${content}</div>
    </details>
  `;

  /** @param {string} form @param {string} id */
  const errorAt = (form, id) => (problem?.id === `${form}-${id}` ? problem.words : undefined);
  /** @param {string} form @param {string} id @param {string} label @param {{hint?: string, numeric?: boolean}} [more] */
  const box = (form, id, label, more = {}) =>
    textInput({ id: `${form}-${id}`, label, type: "password", error: errorAt(form, id), ...more });

  const passphraseForm = () => html`
    <form autocomplete="off" novalidate @submit=${changePassphrase}>
      ${box("passphrase", "present", "The passphrase you use now")}
      ${box("passphrase", "fresh", "New passphrase", { hint: `Four words you will remember, or ${MIN_PASSPHRASE} characters or more.` })}
      ${box("passphrase", "again", "The new passphrase again")}
      <button class="nhsuk-button nhsuk-button--secondary">Change passphrase</button>
    </form>`;

  const pinForm = () => html`
    <p>A PIN opens Wholeview again for 15 minutes after it was locked or hidden. Later, or after five wrong tries, or when the
      page was closed, your passphrase is needed.</p>
    <form autocomplete="off" novalidate @submit=${choosePin} data-test="set-pin">
      ${box("pin", "present", "Your passphrase")}
      ${box("pin", "fresh", "PIN", { hint: "Four to eight figures.", numeric: true })} ${box("pin", "again", "The same PIN again", { numeric: true })}
      <div class="nhsuk-button-group">
        <button class="nhsuk-button nhsuk-button--secondary">${hasPin ? "Change PIN" : "Set PIN"}</button>
        ${hasPin ? html`<button type="button" class="nhsuk-button nhsuk-button--secondary" id="pin-remove" @click=${removePin}>Remove PIN</button>` : nothing}
      </div>
    </form>`;

  const passkeyForm = () =>
    passkeys.length
      ? html`<button type="button" class="nhsuk-button nhsuk-button--secondary" id="passkey-remove" @click=${removePasskeys}>Remove passkey</button>`
      : html`<p>Your fingerprint, face or screen lock then opens Wholeview as well. Your passphrase goes on working, and is still needed
            if the passkey fails. Do not use it on a tablet whose screen lock others know.</p>
          <form autocomplete="off" novalidate @submit=${addPasskey} data-test="add-passkey">
            ${box("passkey", "present", "Your passphrase")}
            <button class="nhsuk-button nhsuk-button--secondary">Add passkey</button>
          </form>`;

  draw();
  return {
    redraw() {
      if (!session.locked && !busy) draw();
    },
  };
}

const NOTHING_CHANGED = "That did not work. Nothing was changed. Try again";

/** @type {Record<string, [string, string]>} */
const COMMON = {
  WrongPassphrase: ["present", "That is not the passphrase you use now"],
  Wait: ["present", ""],
  StorageFull: ["present", "This tablet is full. Nothing was changed. Remove photos or apps, then try again"],
};

/** Whether the browser has promised not to clear what is kept here. */
const persisted = async () => (await navigator.storage?.persisted?.().catch(() => false)) ?? false;
