/** What makes the tablet try to sync, apart from a save and the button. */

/** With the app open and everything sent, colleagues' work is fetched this often, in milliseconds. */
const EVERY = 5 * 60_000;

/**
 * @param {import("./runner.js").Runner} runner
 * @param {{page: EventTarget & {visibilityState: string}, network: EventTarget}} where  the document and the window
 * @returns {() => void} stop
 */
export function watch(runner, { page, network }) {
  const ended = new AbortController();
  /** @param {EventTarget} on @param {string} event @param {() => void} work */
  const hear = (on, event, work) => on.addEventListener(event, work, { signal: ended.signal });
  hear(page, "visibilitychange", () => {
    if (page.visibilityState === "visible") runner.kick("visible");
  });
  hear(network, "online", () => runner.kick("online"));
  hear(network, "offline", () => runner.cutOff());
  const timer = setInterval(() => runner.kick("timer"), EVERY);
  runner.kick("open");
  return () => {
    ended.abort();
    clearInterval(timer);
  };
}
