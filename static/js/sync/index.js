/**
 * How the tablet and the server come to agree (docs/protocol.md).
 *
 *     const transport = createTransport({fetch, base: "/api/v1", shellVersion})
 *     const runner = createRunner({session, transport})       // clock, random, locks and timers can be injected
 *     const stop = watch(runner, {page: document, network: window})   // visible, online, and every five minutes
 *     runner.kick("open")                                     // "open" | "save" | "submit" | "button" | "visible" | "online" | "timer" | "signed_in"
 *     runner.on((status) => …)                                // -> off
 *     runner.status()
 *     runner.stop()
 *
 * `kick("save")` waits a moment, so that a visit is not sent letter by letter; `kick("button")` and `kick("signed_in")`
 * start at once, whatever the back-off. A saved answer kicks the runner by itself.
 *
 * `Status` {state, waiting, oldest_at, needs_you, unsigned, held, behind, last_sync_at, next_try_at, message}
 *   state: "idle"          everything is sent, or nothing has been tried yet (see `waiting`)
 *          "sending"       a run is under way (in this tab or another)
 *          "offline"       the service could not be reached, or what answered was not the service
 *          "sign_in"       the service asks who you are; sign in in place, then `kick("signed_in")`
 *          "other_user"    somebody else is signed in on this tablet; nothing was sent under her name
 *          "busy"          the service asked this tablet to come back later
 *          "later"         the service cannot answer now; the back-off runs
 *          "no_receipt"    the service answered a push and took nothing of it; the back-off runs
 *          "service_behind" the service was put back to an earlier state and does not know it yet; nothing is sent
 *          "withdrawn"     this tablet was withdrawn; `onWithdrawn` was called with the token to hand in with
 *          "update_needed" the service speaks a newer protocol; the page must be loaded anew
 *          "storage_full"  a reply could not be stored here; nothing is lost
 *          "cleared"       the store was cleared under this page; nothing is saved or sent any more
 *   waiting: changes without a receipt; oldest_at: since when; needs_you: refused, damaged or untaken, and
 *   the signatures that were not taken, which are `unsigned`; held: with a manager;
 *   behind: of an older vault of hers, never arrived, until she has read of it
 *   last_sync_at: the end of the last run that sent and fetched everything. Times are ISO strings or null.
 */

export { createRunner } from "./runner.js";
export { createTransport } from "./transport.js";
export { watch } from "./watch.js";
