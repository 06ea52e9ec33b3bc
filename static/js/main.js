/** The visitor's app begins here. */

import conditions from "../dist/conditions.js";
import { know } from "./forms/conditions.js";
import { createTablet } from "./local/index.js";
import { createApp } from "./shell/app.js";
import { lose, mark } from "./shell/marker.js";

know(conditions);
const tablet = createTablet({ onLost: lose });
/** @type {import("./sync/transport.js").Transport | undefined} */
let transport;
const app = createApp({
  tablet,
  // Recording needs none of it: it is read once the first screen stands.
  exchange: async () => {
    const sync = await import("./shell/with_first_screen.js");
    transport ??= sync.createTransport({
      fetch: (...request) => sync.signedOut().then(() => fetch(...request)),
      base: "/api/v1",
      shellVersion: document.documentElement.dataset.shell ?? "",
    });
    return { ...sync, transport };
  },
  onLocked: async (how) => (await shell).atLock(how),
  onOutdated: async () => (await shell).outdated(),
  onUnlocked: ({ user }) => {
    // No connection, or nobody signed in: the key that is known goes on to be used.
    import("./shell/with_first_screen.js")
      .then(({ recoveryKey }) => recoveryKey())
      .then((key) => key && tablet.knowRecoveryKey(user.id, key))
      .catch(() => {});
  },
  onStatus: ({ id, initials }, { waiting, needs_you, unsigned }) => {
    const unsent = waiting + needs_you - unsigned;
    mark({ user: id, initials, unsent, at: new Date().toISOString() });
    void tablet.noteUnsent(id, unsent).catch(() => {});
  },
});
/** Where a newer Wholeview is announced; nothing on the first screen waits for it. */
const shell = import("./shell/with_first_screen.js").then(({ createShell }) =>
  createShell(/** @type {HTMLElement} */ (document.getElementById("strip")), app),
);

// The last moments at which a browser lets a page write.
document.addEventListener("visibilitychange", () => void app.flush());
window.addEventListener("pagehide", () => void app.flush());
app.start();
void shell.then(({ keep }) => keep());
