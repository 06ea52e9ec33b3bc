/** Why the lock did not open, in words: read when it did not. */

import { counted } from "../shell/words.js";

/** @param {any} refusal @returns {string} */
export function whyLocked(refusal) {
  if (refusal.name === "Wait")
    return `Too many wrong tries. Wait ${counted(refusal.seconds, "second")}, then try again`;
  if (refusal.name === "WrongPin")
    return refusal.left
      ? `That is not the right PIN. ${counted(refusal.left, "try", "tries")} left`
      : "That is not the right PIN. Enter your passphrase";
  return (
    WHY[refusal.name] ?? "This tablet’s store could not be opened. Nothing was changed. Ask for help before you go on."
  );
}

/** @type {Record<string, string>} */
const WHY = {
  WrongPassphrase: "That is not the right passphrase. Check capital letters and try again",
  NoPin: "The PIN works only shortly after locking. Enter your passphrase",
  NoSecret: "The passkey did not answer. Use your passphrase",
  PasskeyFailed: "This passkey does not open your work any more. Use your passphrase",
  Newer: "What is on this tablet was written by a newer Wholeview. Connect to the internet and load this page again",
  Blocked: "Another tab with an older Wholeview is open. Close it, then unlock again",
  Damaged: "What is on this tablet cannot be read. Nothing was changed. Do not clear this browser; ask for help",
  StorageFull: "This tablet is full. Remove photos or apps, then unlock again",
};
