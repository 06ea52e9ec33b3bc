/** What is read once the first screen stands, in one part: the exchange, who is signed in, the news of an update. */

export { createRunner, createTransport, watch } from "../sync/index.js";
export { recoveryKey, signedOut, whoIsSignedIn } from "./account.js";
export { createShell } from "./update.js";
