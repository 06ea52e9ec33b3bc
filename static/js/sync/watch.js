/** What makes the tablet try to sync, apart from a save and the button. */

/** With the app open and everything sent, colleagues' work is fetched this often, in milliseconds. */
const EVERY = 5 * 60_000;

/**
 * @param {import("./runner.js").Runner} runner
 * @param {{page: EventTarget & {visibilityState: string}, network: EventTarget}} where  the document and the window
 * @returns {() => void} stop
 */
export function watch(runner, { page, network }) {
  const seen = () => page.visibilityState === "visible" && runner.kick("visible");
  const online = () => runner.kick("online");
  const offline = () => runner.cutOff();
  page.addEventListener("visibilitychange", seen);
  network.addEventListener("online", online);
  network.addEventListener("offline", offline);
  const timer = setInterval(() => runner.kick("timer"), EVERY);
  runner.kick("open");
  return () => {
    page.removeEventListener("visibilitychange", seen);
    network.removeEventListener("online", online);
    network.removeEventListener("offline", offline);
    clearInterval(timer);
  };
}
