/**
 * The frame around the screens: unlocks, opens a screen at an address, moves between them without reloading (the key is in
 * the memory of this document), locks and hides.
 */

import { html, nothing, render } from "lit-html";
import { bar } from "../components/bar.js";
import { COVER_TITLE, makeCover } from "../components/cover.js";
import { visitHeader } from "../components/visit_header.js";
import { screens } from "../screens/index.js";
import { unlock } from "../screens/unlock.js";
import { afterPainting } from "./afterwards.js";
import { inMemoryOnly, keep, letGo, readHalves, takeUp, written } from "./half.js";
import { whenLeft } from "./idle.js";
import { keepFocusInSight } from "./in_sight.js";
import { followLinks, freshMain, keepFacts } from "./navigate.js";
import { hrefs, isScreen, routeOf } from "./route.js";
import { CLEARED } from "./state_words.js";
import { trackStuck } from "./stuck.js";

/** @typedef {import("../local/session.js").Session} Session */
/** @typedef {import("./state_words.js").TabletState} TabletState */

/** @typedef {import("../sync/runner.js").Runner} Runner */

/**
 * What a screen is given.
 * @typedef {object} Page
 * @property {HTMLElement} main  with the blank content of the server in it
 * @property {HTMLElement} root  an empty place in `main` for what is drawn here
 * @property {import("./route.js").Route} route
 * @property {Session} session
 * @property {Runner} runner
 * @property {(href: string) => Promise<void>} go
 * @property {(words: string) => void} say  to a screen reader, once
 * @property {(header: import("../components/visit_header.js").VisitHeader | null) => void} showVisit
 * @property {() => void} signIn
 * @property {(uncalled: import("./uncalled.js").Uncalled[]) => void} alarm  which visits have an urgent call nobody made
 * @property {Tablet} tablet
 * @property {string} serviceName
 * @property {() => Promise<void>} lock
 * @property {() => Promise<void>} renew  locks, for the newer Wholeview to be taken: her passphrase opens it, not a PIN
 * @property {any} kept  what this screen's `unsaved` gave when it was left last; else null
 * @property {() => void} settled  what it kept is stored now, also where she has gone on meanwhile
 */

/** @typedef {ReturnType<typeof import("../local/tablet.js").createTablet>} Tablet */

/**
 * What a screen gives back. `flush` writes down what is still only on the screen; it reads the screen at once and
 * resolves when it is stored, or with false when it could not be. `unsaved` is what then is nowhere but on the screen, as
 * JSON, or null: it is kept sealed until the screen is opened again.
 * `redraw` is told whether something was written that this screen did not write itself.
 * @typedef {{redraw: (news: {foreign: boolean}) => Promise<void> | void, flush?: () => Promise<boolean>, unsaved?: () => any}} Drawn
 * @typedef {(page: Page) => Promise<Drawn>} Screen
 */

/** Titles are written to the browser's history: they say which screen, never whose. @type {Record<string, string>} */
const TITLES = {
  today: "Today",
  child: "Child",
  growth: "Growth",
  start: "Start a visit",
  visit: "Visit",
  section: "Visit",
  check: "Check and submit",
  print: "Print",
  paper: "Paper form",
  ready: "Before you go",
  stands: "Two answers",
  newer: "Visit",
  waiting: "Waiting and sent",
  tablet: "This tablet",
};
const OF_A_VISIT = new Set(["visit", "section", "check", "stands", "newer", "print"]);
/** They hold nobody, and need no key. */
const OPEN_TO_ANYBODY = new Set(["paper"]);
/** Where she is with a family, and longer without a touch than at a desk. */
const WITH_A_FAMILY = new Set([...OF_A_VISIT, "start", "child", "growth"]);
/** In milliseconds; a save, its receipt and the news of both come close together. */
const REDRAW_AFTER = 50;
/** By then what was said has been read out, in milliseconds. */
const READ_OUT = 10_000;
/** How long a save may keep the key in memory after Hide, in milliseconds. */
const LAST_SAVE = 3_000;

/**
 * @param {{tablet: Tablet,
 *   exchange: () => Promise<typeof import("../sync/index.js") & {transport: import("../sync/transport.js").Transport}>,
 *   onLocked?: (how: {reopenable: boolean}) => void, onOutdated?: () => void,
 *   onUnlocked?: (session: Session) => void, onStatus?: (user: {id: string, initials: string}, status: TabletState) => void}} given
 */
export function createApp({ tablet, exchange, onLocked, onOutdated, onUnlocked, onStatus }) {
  const places = {
    bar: /** @type {HTMLElement} */ (document.getElementById("bar")),
    header: /** @type {HTMLElement} */ (document.getElementById("visit-header")),
    said: /** @type {HTMLElement} */ (document.getElementById("said")),
  };
  const serviceName = places.bar.textContent?.trim() ?? "";
  /** @type {Session | null} */
  let session = null;
  /** @type {Runner | null} */
  let runner = null;
  /** @type {(() => void)[]} */
  let stops = [];
  /** @type {Drawn | null} */
  let drawn = null;
  /** A drawing is on its way, and why. @type {{foreign: boolean} | null} */
  let redrawing = null;
  /** The address of what is on the screen. */
  let here = location.href;
  /** The address of the page she is on her way to, or on. */
  let toward = here;
  /** Which opening is the latest; an older one that finishes late draws nothing. */
  let turn = 0;
  /** Who was here last: where she was is nobody else's business. @type {string | null} */
  let before = null;
  let title = document.title;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let hush;
  /** @type {import("./uncalled.js").Uncalled[]} */
  let alarms = [];
  /** Read when there is such a call. @type {typeof import("./rules_at_work.js") | null} */
  let calls = null;
  /** When everything was fetched last. @type {string | null} */
  let fetched = null;
  /** The visit she is at. @type {import("../components/visit_header.js").VisitHeader | null} */
  let visit = null;
  /** Where she was when the page was covered for being out of sight. @type {{scroll: number, focus: Element | null} | null} */
  let left = null;
  /** When the page went out of sight last, in milliseconds. */
  let unseen = 0;
  /** How the lock was drawn last. A page that is covered is not loaded anew: what came then would not be covered. @type {{reopenable: boolean} | null} */
  let lockShown = null;
  /** She locked for the newer Wholeview: it does not wait for what only a PIN would lose. */
  let renewing = false;
  const cover = makeCover(() => uncover());
  places.bar.replaceChildren();
  const strip = document.createElement("div");
  strip.setAttribute("role", "status");
  places.header.before(strip);

  const main = () => /** @type {HTMLElement} */ (document.getElementById("maincontent"));
  const signIn = async () =>
    (await import("../screens/later.js")).askToSignIn({
      onSignedIn: () => runner?.kick("signed_in"),
      onHide: hide,
    });

  /** The browser's list of open pages shows it, and the history keeps it. @param {string} words */
  function entitle(words) {
    title = words;
    document.title = cover.shown ? COVER_TITLE : title;
  }

  function uncover() {
    cover.hide();
    document.title = title;
    if (left) window.scrollTo(0, left.scroll);
    if (left?.focus instanceof HTMLElement && left.focus.isConnected) left.focus.focus({ preventScroll: true });
    else focusHeading(!session);
    left = null;
    if (!session && lockShown) onLocked?.(lockShown);
  }

  /** Read out once; then it stands nowhere, for whoever reads on to the end of the page. @param {string} words */
  function say(words) {
    clearTimeout(hush);
    places.said.textContent = words;
    hush = setTimeout(() => places.said.replaceChildren(), READ_OUT);
  }

  const isCleared = () => runner?.status().state === "cleared";

  function drawBar() {
    render(
      bar({
        serviceName,
        path: location.pathname,
        status: runner?.status() ?? null,
        locked: !session,
        visit,
        onHide: hide,
      }),
      places.bar,
    );
    const onTold = () => void (calls && alarm(calls.letGone).then(() => focusHeading(false)));
    render(
      isCleared()
        ? html`<div class="wv-strip" role="alert" data-test="store-cleared">${CLEARED}</div>`
        : (calls?.strips(alarms, runner?.status().waiting ?? 0, onTold) ?? nothing),
      strip,
    );
  }

  /** Shows what is noted of urgent calls nobody made. @param {(owner: Session) => Promise<import("./uncalled.js").Uncalled[]>} noted */
  async function alarm(noted) {
    const owner = session;
    if (!owner) return;
    const now = await noted(owner);
    if (now.length) calls ??= await import("./rules_at_work.js");
    if (session !== owner) return; // locked meanwhile
    alarms = now;
    drawBar();
  }

  /** @param {import("../components/visit_header.js").VisitHeader | null} header */
  function showVisit(header) {
    visit = header;
    drawBar();
    render(header ? visitHeader(header) : nothing, places.header);
  }

  /**
   * Opens the screen at an address.
   * @param {URL} address
   * @param {{push: boolean, scroll?: number}} how
   */
  async function open(address, { push, scroll = 0 }) {
    const mine = ++turn;
    // Which question is meant is not for the history: its key can tell what it asks.
    const { id, at } = routeOf(address);
    address.hash = id;
    toward = address.href;
    if (!(await putDown())) {
      // What could not be stored stays where it was typed; the header says why.
      toward = here;
      if (!push) history.pushState(history.state, "", here);
      return;
    }
    const fresh = freshMain(address);
    drawn = null;
    if (push) {
      history.replaceState({ scroll: window.scrollY }, "");
      history.pushState({ scroll: 0 }, "", address);
    }
    here = address.href;
    entitle([serviceName, TITLES[fresh.dataset.screen ?? ""]].filter(Boolean).join(" – "));
    main().replaceWith(fresh);
    await draw(mine, at);
    if (mine !== turn) return;
    if (session && at) return; // the screen goes to the question itself
    window.scrollTo(0, scroll);
    focusHeading(scroll === 0);
  }

  /** What is wrong may hold words of hers: only its name is put down. @param {any} problem */
  const noted = (problem) => void console.error(problem?.name);

  /** @param {number} mine @param {string} [at]  the question to go to */
  async function draw(mine, at) {
    const place = main();
    await drawIn(place, mine, at).catch((problem) => {
      if (mine !== turn || main() !== place) return; // she has gone on, or locked
      noted(problem);
      notShown();
    });
  }

  /** Instead of a screen that could not be drawn: what she can do. It holds nobody, and needs no part that is read later. */
  function notShown() {
    const root = document.createElement("div");
    main().replaceChildren(root);
    showVisit(null);
    drawn = { redraw() {} };
    render(
      html`<h1 class="nhsuk-heading-l" tabindex="-1">This page could not be shown</h1>
        ${isCleared() ? nothing : html`<p>Your notes are safe: everything that was saved is still on this tablet.</p>`}
        <p>Try again. If that does not help, go to Today, or close Wholeview and open it again.</p>
        <div class="nhsuk-button-group">
          <button type="button" class="nhsuk-button" @click=${() => open(new URL(location.href), { push: false })}>Try again</button>
          <a class="nhsuk-link" href=${hrefs.today()}>Go to Today</a>
        </div>`,
      root,
    );
    focusHeading(true);
  }

  /** @param {HTMLElement} place @param {number} mine @param {string} [at] */
  async function drawIn(place, mine, at = "") {
    drawBar();
    if (OPEN_TO_ANYBODY.has(place.dataset.screen ?? "")) {
      showVisit(null);
      const shown = await screens.paper(
        /** @type {any} */ ({ main: place, root: document.createElement("div"), route: routeOf(location) }),
      );
      if (mine === turn) drawn = shown;
      return;
    }
    if (!session || !runner) {
      showVisit(null);
      const lockRoot = document.createElement("div");
      place.replaceChildren(lockRoot);
      await unlock({
        root: lockRoot,
        tablet,
        onUnlocked: begin,
        onShown: ({ reopenable }) => {
          lockShown = { reopenable: (reopenable && !renewing) || inMemoryOnly(before) !== null };
          if (!cover.shown) onLocked?.(lockShown);
        },
      });
      return;
    }
    const screen = screens[place.dataset.screen ?? ""] ?? screens.absent;
    const owner = session;
    // A screen may still be at work when she has gone on, or locked: then it says nothing in this frame.
    const isHere = () => session === owner && main() === place;
    const from = toward;
    const keptAt = placeOf(here);
    const kept = await takeUp(owner, keptAt);
    if (!isHere()) return;
    if (!OF_A_VISIT.has(place.dataset.screen ?? "")) showVisit(null);
    const root = document.createElement("div");
    const shown = await screen({
      main: place,
      root,
      route: { ...routeOf(location), at },
      session,
      runner,
      tablet,
      serviceName,
      lock: () => lock(),
      renew() {
        renewing = true;
        return lock();
      },
      kept,
      settled: () => letGo(owner, keptAt),
      say: (words) => isHere() && say(words),
      showVisit: (header) => isHere() && showVisit(header),
      signIn: () => void signIn(),
      alarm: (uncalled) => session === owner && void alarm(async () => uncalled).catch(noted),
      // What she waited for may be done when she is elsewhere: then she stays there.
      go: async (href) => {
        if (toward === from) await open(new URL(href, location.href), { push: true });
      },
    });
    if (mine === turn) drawn = shown;
  }

  /** What of a screen could not be stored is kept under its address. @param {string} address */
  const placeOf = (address) => `screen ${address}`;

  /** Writes down what is only on the screen, and keeps what could not be stored. False when there is such. */
  async function putDown() {
    const [leaving, owner, from] = [drawn, session, here];
    const stored = (await leaving?.flush?.()) !== false;
    keepUnsaved(leaving, owner, from);
    if (owner) await written(owner);
    return stored;
  }

  /** @param {Drawn | null} leaving @param {Session | null} owner @param {string} from  its address */
  function keepUnsaved(leaving, owner, from) {
    if (!leaving?.unsaved || !owner || owner.locked) return;
    const unsaved = leaving.unsaved() ?? null;
    const { pathname, hash } = new URL(from);
    if (unsaved === null) letGo(owner, placeOf(from));
    else keep(owner, placeOf(from), unsaved, pathname + hash);
  }

  /** @param {boolean} toTop */
  function focusHeading(toTop) {
    /** @type {HTMLElement | null} */ (main().querySelector("h1"))?.focus({ preventScroll: !toTop });
  }

  /** Several reasons to draw at once are one. @param {boolean} foreign  something was written elsewhere */
  function redrawSoon(foreign) {
    if (redrawing) {
      redrawing.foreign ||= foreign;
      return;
    }
    const news = { foreign };
    redrawing = news;
    setTimeout(() => {
      redrawing = null;
      if (session) void (async () => drawn?.redraw(news))().catch(noted);
    }, REDRAW_AFTER);
  }

  /** @param {Session} unlocked @param {number} [since]  when she began to unlock, in milliseconds */
  async function begin(unlocked, since = Date.now()) {
    const sync = await exchange().catch(noted);
    if (!sync || cover.shown) {
      // She pressed Hide while her passphrase was being tried: what was unlocked is locked.
      await unlocked.lock({ alone: !sync });
      return sync ? draw(++turn) : notShown();
    }
    const { createRunner, watch, transport } = sync;
    session = unlocked;
    lockShown = null;
    renewing = false;
    const running = createRunner({
      session,
      transport,
      condition: async () => ({
        persisted: (await navigator.storage?.persisted?.().catch(() => null)) ?? null,
        storage_full: unlocked.full,
      }),
      onWithdrawn: (token) => void withdrawn(unlocked.user.id, unlocked.deviceId, token),
    });
    runner = running;
    const { user } = session;
    stops = [
      watch(running, { page: document, network: window }),
      running.on((status) => {
        drawBar();
        onStatus?.(user, status);
        const { last_sync_at: at } = status;
        if (at && at > unlocked.openedAt && at !== fetched && alarms.length && calls)
          void alarm(calls.lookForVisits).catch(noted);
        fetched = at;
      }),
      running.on(() => redrawSoon(false)),
      session.on("change", ({ recorded }) => redrawSoon(!recorded)),
      session.on("leave", () => putAway()),
      session.on("lock", () => locked()),
      session.on("newer", () => {
        const stored = putDown();
        onOutdated?.();
        return stored;
      }),
      whenLeft({
        unseen: unseen < since ? null : unseen,
        channel: new BroadcastChannel(`wholeview-in-use-${user.id}`),
        where: () => (WITH_A_FAMILY.has(main().dataset.screen ?? "") ? "visit" : "elsewhere"),
        lock: () => void lock(),
        cover: () => {
          if (cover.shown) return;
          left = { scroll: drawn ? window.scrollY : (history.state?.scroll ?? 0), focus: document.activeElement };
          cover.show();
          document.title = COVER_TITLE;
        },
        uncover: () => left && uncover(),
      }),
      () => running.stop(),
    ];
    if (before !== null && before !== user.id) history.replaceState(null, "", hrefs.today());
    before = user.id;
    const uncalled = alarm(async () => (await unlocked.setting("uncalled")) ?? []);
    await Promise.all([uncalled.catch(noted), readHalves(session).catch(noted)]);
    if (session !== unlocked) return; // locked again meanwhile
    running.kick("open");
    onUnlocked?.(session);
    await open(new URL(location.href), { push: false, scroll: history.state?.scroll ?? 0 });
  }

  /**
   * This tablet was withdrawn. What is on the screen is written down, the key forgotten, the sealed work handed in; only
   * then is the vault destroyed. When that fails, it is tried again when she asks, or the app opens.
   * @param {string} user
   * @param {string} deviceId
   * @param {string | null} token
   */
  async function withdrawn(user, deviceId, token) {
    const [{ handIn }, { transport }] = await Promise.all([import("../screens/later.js"), exchange()]);
    if (session && session.user.id !== user) return; // somebody else is at work here: it is asked again at the next start
    if (session) await lock();
    turn += 1;
    // The visit she was in is not on this tablet any more; whoever begins anew begins at Today.
    history.replaceState(null, "", hrefs.today());
    const inUse = () => session !== null;
    await handIn({ tablet, transport, user, deviceId, token, main, inUse, again: () => draw(++turn), askStanding });
    if (!inUse()) focusHeading(true);
  }

  /** Asks before anybody has unlocked this tablet whether it was withdrawn. Offline there is no answer, and no harm. */
  async function askStanding() {
    const { transport } = await exchange();
    for (const { user, deviceId } of await tablet.devices()) {
      const { revoked, hand_in } = await transport.standing(deviceId);
      if (revoked && !session) await withdrawn(user, deviceId, hand_in);
    }
  }

  /** The key is gone: nothing that was drawn with it stays in the document. */
  function locked() {
    for (const stop of stops) stop();
    stops = [];
    session = null;
    runner = null;
    drawn = null;
    alarms = [];
    turn += 1;
    blank();
    // Covered for being out of sight, and locked since: what lies beneath now is only the lock.
    if (left && document.visibilityState === "visible") uncover();
    void draw(turn).then(() => focusHeading(true));
  }

  function blank() {
    entitle(serviceName);
    for (const dialog of document.querySelectorAll("dialog")) dialog.remove();
    showVisit(null);
    say("");
    // A screen that is still being drawn holds on to its own `main`: it must find nothing to draw into.
    main().replaceWith(freshMain(location));
  }

  /** @type {Promise<void> | null} */
  let puttingAway = null;

  /**
   * Empties the screen, before anything is waited for, and writes down what was only there. What cannot be stored is sealed
   * and kept in memory. Whoever locks meanwhile waits for the same: the key is needed until then.
   */
  function putAway() {
    puttingAway ??= emptied().finally(() => {
      puttingAway = null;
    });
    return puttingAway;
  }

  async function emptied() {
    const leaving = drawn;
    const owner = session;
    const from = here;
    const stored = leaving?.flush?.();
    drawn = null;
    blank();
    await Promise.race([stored, new Promise((resolve) => setTimeout(resolve, LAST_SAVE))]).catch(() => {});
    keepUnsaved(leaving, owner, from);
    if (owner && !owner.locked) await written(owner);
  }

  /** Writes down what is on the screen, then forgets the key. @param {{alone?: boolean}} [how] */
  async function lock(how) {
    const locking = session;
    await putAway();
    await locking?.lock(how);
  }

  /** The session of a tab that is unlocked. */
  async function joinAnotherTab() {
    for (const { id } of await tablet.users()) {
      const joined = await tablet.join(id);
      if (joined) return joined;
    }
    return null;
  }

  /** Covers first: whatever else is done comes after the next picture of the screen. */
  function hide() {
    history.replaceState({ scroll: window.scrollY }, "");
    left = null;
    cover.show();
    document.title = COVER_TITLE;
    for (const box of main().querySelectorAll("input[type=password]")) /** @type {HTMLInputElement} */ (box).value = "";
    if (session) afterPainting(() => void lock());
  }

  return {
    /** Draws the first screen: another tab's key, if there is one, else Unlock. */
    async start() {
      keepFacts(main());
      main().replaceWith(freshMain(location));
      keepFocusInSight();
      trackStuck(/** @type {HTMLElement} */ (document.getElementById("top")));
      followLinks({
        isOurs: (address) => isScreen(address, location.origin),
        open: (address) => void open(address, { push: true }),
        back: (address, state) => void open(address, { push: false, scroll: state?.scroll ?? 0 }),
      });
      // Gone to another site and back: the browser may have kept this page as it was, key and all.
      window.addEventListener("pagehide", ({ persisted }) => {
        if (persisted) void lock({ alone: true });
      });
      window.addEventListener("pageshow", ({ persisted }) => {
        if (persisted && session) void lock({ alone: true });
      });
      document.addEventListener("visibilitychange", () => {
        if (document.visibilityState === "hidden") unseen = Date.now();
        else if (left && !session) uncover();
      });
      const { id: about, at } = routeOf(location);
      if (at) history.replaceState(history.state, "", `${location.pathname}#${about}`);
      const joined = await joinAnotherTab().catch(noted);
      if (joined) return begin(joined);
      await draw(++turn);
      void askStanding().catch(() => {});
    },
    /** What must be on the disk before the page may go. */
    flush: () => putDown(),
    /** Writes it there, and says on which screen something would be lost with the page now; null where nothing would. */
    unstored: async () => {
      await putDown();
      return inMemoryOnly(before);
    },
    lock: () => lock(),
  };
}
