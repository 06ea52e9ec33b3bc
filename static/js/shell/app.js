/**
 * The frame around the screens: unlocks, opens a screen at an address, moves between them without reloading (the key is in
 * the memory of this document), locks and hides.
 */

import { nothing, render } from "lit-html";
import { bar, uncalled } from "../components/bar.js";
import { COVER_TITLE, makeCover } from "../components/cover.js";
import { visitHeader } from "../components/visit_header.js";
import { screens } from "../screens/index.js";
import { unlock } from "../screens/unlock.js";
import { afterPainting } from "./afterwards.js";
import { whenLeft } from "./idle.js";
import { followLinks, freshMain, keepFacts } from "./navigate.js";
import { hrefs, isScreen, routeOf } from "./route.js";
import { trackStuck } from "./stuck.js";
import { uncalledOf } from "./uncalled.js";

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
 * @property {any} kept  what this screen's `unsaved` gave before it was locked; else null
 */

/** @typedef {ReturnType<typeof import("../local/tablet.js").createTablet>} Tablet */

/**
 * What a screen gives back. `flush` writes down what is still only on the screen; it reads the screen at once and
 * resolves when it is stored, or with false when it could not be. `unsaved` is what then is nowhere but on the screen, as
 * JSON, or null: it is kept sealed in memory while the tablet is locked.
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
  /** Which opening is the latest; an older one that finishes late draws nothing. */
  let turn = 0;
  /** What a locked screen could not store, sealed. @type {{user: string, href: string, sealed: any} | null} */
  let setAside = null;
  /** @type {any} */
  let takenUp = null;
  /** Who was here last: where she was is nobody else's business. @type {string | null} */
  let before = null;
  let title = document.title;
  /** @type {import("./uncalled.js").Uncalled[]} */
  let alarms = [];
  /** Where she was when the page was covered for being out of sight. @type {{scroll: number, focus: Element | null} | null} */
  let left = null;
  /** How the lock was drawn last. A page that is covered is not loaded anew: what came then would not be covered. @type {{reopenable: boolean} | null} */
  let lockShown = null;
  const cover = makeCover(() => uncover());
  places.bar.replaceChildren();
  const strip = document.createElement("div");
  places.bar.parentElement?.append(strip);

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
    else if (!session) focusHeading(true);
    left = null;
    if (!session && lockShown) onLocked?.(lockShown);
  }

  /** @param {string} words */
  function say(words) {
    places.said.textContent = words;
  }

  function drawBar() {
    render(
      bar({
        serviceName,
        path: location.pathname,
        status: session ? (runner?.status() ?? null) : null,
        locked: !session,
        onHide: hide,
      }),
      places.bar,
    );
    const alarm = alarms.find((one) => !one.private) ?? alarms[0];
    render(alarm ? uncalled(alarm, runner?.status().waiting ?? 0) : nothing, strip);
  }

  /** @param {import("../components/visit_header.js").VisitHeader | null} header */
  function showVisit(header) {
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
    if ((await drawn?.flush?.()) === false) {
      // What could not be stored stays where it was typed; the header says why.
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

  /** @param {number} mine @param {string} [at]  the question to go to */
  async function draw(mine, at = "") {
    const place = main();
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
          // What is set aside is in the memory of this page only.
          lockShown = { reopenable: reopenable || setAside !== null };
          if (!cover.shown) onLocked?.(lockShown);
        },
      });
      return;
    }
    const screen = screens[place.dataset.screen ?? ""] ?? screens.absent;
    const owner = session;
    // A screen may still be at work when she has gone on, or locked: then it says nothing in this frame.
    const isHere = () => session === owner && main() === place;
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
      kept: takenUp,
      say: (words) => isHere() && say(words),
      showVisit: (header) => isHere() && showVisit(header),
      signIn: () => void signIn(),
      alarm: (uncalled) => {
        if (session !== owner) return;
        alarms = uncalled;
        drawBar();
      },
      go: (href) => open(new URL(href, location.href), { push: true }),
    });
    takenUp = null;
    if (mine === turn) drawn = shown;
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
      if (session) void drawn?.redraw(news);
    }, REDRAW_AFTER);
  }

  /** @param {Session} unlocked */
  async function begin(unlocked) {
    const { createRunner, watch, transport } = await exchange();
    if (cover.shown) {
      // She pressed Hide while her passphrase was being tried: what was unlocked is locked.
      await unlocked.lock();
      await draw(++turn);
      return;
    }
    session = unlocked;
    lockShown = null;
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
      }),
      running.on(() => redrawSoon(false)),
      session.on("change", ({ recorded }) => redrawSoon(!recorded)),
      session.on("leave", () => putAway()),
      session.on("lock", () => locked()),
      session.on("newer", () => {
        const stored = drawn?.flush?.();
        onOutdated?.();
        return stored;
      }),
      whenLeft({
        where: () => (WITH_A_FAMILY.has(main().dataset.screen ?? "") ? "visit" : "elsewhere"),
        lock: () => void lock(),
        cover: () => {
          if (cover.shown) return;
          left = { scroll: window.scrollY, focus: document.activeElement };
          cover.show();
          document.title = COVER_TITLE;
        },
        uncover: () => left && uncover(),
      }),
      () => running.stop(),
    ];
    if (before !== null && before !== user.id) history.replaceState(null, "", hrefs.today());
    before = user.id;
    const waiting = setAside;
    setAside = null;
    if (waiting?.user === user.id && waiting.href === location.href)
      takenUp = await session.takeUp(waiting.sealed).catch(() => null);
    alarms = await uncalledOf(session).catch(() => []);
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
    if (session?.user.id === user) await lock();
    turn += 1;
    // The visit she was in is not on this tablet any more; whoever begins anew begins at Today.
    history.replaceState(null, "", hrefs.today());
    await handIn({ tablet, transport, user, deviceId, token, main, again: () => draw(++turn), askStanding });
    focusHeading(true);
  }

  /** Asks before anybody has unlocked this tablet whether it was withdrawn. Offline there is no answer, and no harm. */
  async function askStanding() {
    const { transport } = await exchange();
    for (const { user, deviceId } of await tablet.devices()) {
      const { revoked, hand_in } = await transport.standing(deviceId);
      if (revoked && session?.user.id !== user) await withdrawn(user, deviceId, hand_in);
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

  /**
   * Empties the screen, before anything is waited for, and writes down what was only there. What cannot be stored is sealed
   * and kept in memory.
   */
  async function putAway() {
    const leaving = drawn;
    const owner = session;
    const stored = leaving?.flush?.();
    drawn = null;
    blank();
    await Promise.race([stored, new Promise((resolve) => setTimeout(resolve, LAST_SAVE))]).catch(() => {});
    const unsaved = leaving?.unsaved?.() ?? null;
    if (unsaved !== null && owner && !owner.locked)
      setAside = { user: owner.user.id, href: location.href, sealed: await owner.setAside(unsaved) };
  }

  /** Writes down what is on the screen, then forgets the key. @param {{alone?: boolean}} [how] */
  async function lock(how) {
    const locking = session;
    await putAway();
    await locking?.lock(how);
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
        if (document.visibilityState === "visible" && left && !session) uncover();
      });
      const { id: about, at } = routeOf(location);
      if (at) history.replaceState(history.state, "", `${location.pathname}#${about}`);
      for (const { id } of await tablet.users()) {
        const joined = await tablet.join(id);
        if (joined) return begin(joined);
      }
      await draw(++turn);
      void askStanding().catch(() => {});
    },
    /** What must be on the disk before the page may go. */
    flush: () => drawn?.flush?.(),
    lock: () => lock(),
  };
}
