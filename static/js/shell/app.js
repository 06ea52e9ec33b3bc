/**
 * The frame around the screens: unlocks, opens a screen at an address, moves between them without reloading (the key is in
 * the memory of this document), locks and hides.
 */

import { nothing, render } from "lit-html";
import { bar } from "../components/bar.js";
import { cover } from "../components/cover.js";
import { askToSignIn } from "../components/sign_in.js";
import { visitHeader } from "../components/visit_header.js";
import { screens } from "../screens/index.js";
import { unlock } from "../screens/unlock.js";
import { createRunner, watch } from "../sync/index.js";
import { afterIdle } from "./idle.js";
import { followLinks, freshMain, keepPage } from "./navigate.js";
import { isScreen, routeOf } from "./route.js";
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
 */

/**
 * What a screen gives back. `flush` writes down what is still only on the screen; it reads the screen at once and
 * resolves when it is stored, or with false when it could not be.
 * @typedef {{redraw: () => Promise<void> | void, flush?: () => Promise<boolean>}} Drawn
 * @typedef {(page: Page) => Promise<Drawn>} Screen
 */

/** Titles are written to the browser's history: they say which screen, never whose. @type {Record<string, string>} */
const TITLES = {
  today: "Today",
  child: "Child",
  start: "Start a visit",
  visit: "Visit",
  section: "Visit",
  check: "Check and submit",
  waiting: "Waiting and sent",
};
const OF_A_VISIT = new Set(["visit", "section", "check"]);
/** In milliseconds; a save, its receipt and the news of both come close together. */
const REDRAW_AFTER = 50;
/** How long a save may keep the key in memory after Hide, in milliseconds. */
const LAST_SAVE = 3_000;

/**
 * @param {{tablet: ReturnType<typeof import("../local/tablet.js").createTablet>,
 *   transport: import("../sync/transport.js").Transport}} given
 */
export function createApp({ tablet, transport }) {
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
  let redrawing = false;
  /** The address of what is on the screen. */
  let here = location.href;
  /** Which opening is the latest; an older one that finishes late draws nothing. */
  let turn = 0;
  places.bar.replaceChildren();

  const main = () => /** @type {HTMLElement} */ (document.getElementById("maincontent"));
  const signIn = () => askToSignIn({ onSignedIn: () => runner?.kick("signed_in") });

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
    if ((await drawn?.flush?.()) === false) {
      // What could not be stored stays where it was typed; the header says why.
      if (!push) history.pushState(history.state, "", here);
      return;
    }
    const fresh = await freshMain(address);
    if (mine !== turn) return;
    drawn = null;
    if (push) {
      history.replaceState({ scroll: window.scrollY }, "");
      history.pushState({ scroll: 0 }, "", address);
    }
    here = address.href;
    document.title = [serviceName, TITLES[fresh.dataset.screen ?? ""]].filter(Boolean).join(" – ");
    main().replaceWith(fresh);
    await draw(mine);
    if (mine !== turn) return;
    if (session && routeOf(location).at) return; // the screen goes to the question itself
    window.scrollTo(0, scroll);
    focusHeading(scroll === 0);
  }

  /** @param {number} mine */
  async function draw(mine) {
    const place = main();
    drawBar();
    if (!session || !runner) {
      showVisit(null);
      const lockRoot = document.createElement("div");
      place.replaceChildren(lockRoot);
      await unlock({ root: lockRoot, tablet, onUnlocked: begin });
      return;
    }
    const screen = screens[place.dataset.screen ?? ""] ?? screens.absent;
    if (!OF_A_VISIT.has(place.dataset.screen ?? "")) showVisit(null);
    const root = document.createElement("div");
    const shown = await screen({
      main: place,
      root,
      route: routeOf(location),
      session,
      runner,
      say,
      showVisit,
      signIn,
      go: (href) => open(new URL(href, location.href), { push: true }),
    });
    if (mine === turn) drawn = shown;
  }

  /** @param {boolean} toTop */
  function focusHeading(toTop) {
    /** @type {HTMLElement | null} */ (main().querySelector("h1"))?.focus({ preventScroll: !toTop });
  }

  /** Several reasons to draw at once are one. */
  function redrawSoon() {
    if (redrawing) return;
    redrawing = true;
    setTimeout(() => {
      redrawing = false;
      if (session) void drawn?.redraw();
    }, REDRAW_AFTER);
  }

  /** @param {Session} unlocked */
  async function begin(unlocked) {
    session = unlocked;
    const running = createRunner({ session, transport });
    runner = running;
    stops = [
      watch(running, { page: document, network: window }),
      running.on(() => drawBar()),
      running.on(redrawSoon),
      session.on("change", redrawSoon),
      session.on("lock", () => locked()),
      afterIdle(() => void lock()),
      () => running.stop(),
    ];
    running.kick("open");
    await open(new URL(location.href), { push: false, scroll: history.state?.scroll ?? 0 });
  }

  /** The key is gone: nothing that was drawn with it stays in the document. */
  function locked() {
    for (const stop of stops) stop();
    stops = [];
    session = null;
    runner = null;
    drawn = null;
    turn += 1;
    blank();
    void draw(turn).then(() => focusHeading(true));
  }

  function blank() {
    document.title = serviceName;
    for (const dialog of document.querySelectorAll("dialog")) dialog.remove();
    showVisit(null);
    say("");
    main().replaceChildren();
  }

  /** Writes down what is on the screen, then forgets the key. The screen is empty before anything is waited for. */
  async function lock() {
    const locking = session;
    const stored = drawn?.flush?.();
    drawn = null;
    blank();
    await Promise.race([stored, new Promise((resolve) => setTimeout(resolve, LAST_SAVE))]).catch(() => {});
    await locking?.lock();
  }

  function hide() {
    history.replaceState({ scroll: window.scrollY }, "");
    cover();
    void lock();
  }

  return {
    /** Draws the first screen: another tab's key, if there is one, else Unlock. */
    async start() {
      keepPage(location.pathname, main());
      main().replaceWith(await freshMain(location));
      trackStuck(/** @type {HTMLElement} */ (document.getElementById("top")));
      followLinks({
        isOurs: (address) => isScreen(address, location.origin),
        open: (address) => void open(address, { push: true }),
        back: (address, state) => void open(address, { push: false, scroll: state?.scroll ?? 0 }),
      });
      for (const { id } of await tablet.users()) {
        const joined = await tablet.join(id);
        if (joined) return begin(joined);
      }
      return draw(++turn);
    },
    /** What must be on the disk before the page may go. */
    flush: () => drawn?.flush?.(),
  };
}
