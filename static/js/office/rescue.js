/**
 * The page on which an administrator brings in what a withdrawn tablet handed in, or a rescue file. It is opened here: the
 * key or passphrase does not leave the browser, and the page shows counts only.
 */

import { bytesOf } from "../local/bytes.js";
import { FORMAT } from "../local/sealed.js";
import { keysFrom, Vault } from "../local/vault.js";
import { openByPassphrase, openByRecovery } from "../local/wraps.js";
import { counted } from "../shell/words.js";
import { sealedForTravel } from "../sync/canonical.js";
import { keyBytes } from "./approve.js";

/** As many changes, and as many characters, as the service takes at once. */
const AT_ONCE = { changes: 50, length: 500_000 };

/** The file is not what it should be, or the service does not take it; `message` is for the page. */
export class NotOpened extends Error {}

/** The page's session has ended or is another: nothing that is tried from this page can help. */
const ENDED = "Your sign-in has ended or changed. Load this page again and sign in; nothing is lost";

/**
 * The changes in a sealed file, in the order of their numbers, and how many records did not open. NotOpened when it is no
 * such file, or when neither secret fits.
 * @param {string} text
 * @param {{pkcs8?: Uint8Array<ArrayBuffer> | null, passphrase?: string}} secret
 * @returns {Promise<{user: string, deviceId: string, changes: any[], damaged: number}>}
 */
export async function openSealedFile(text, { pkcs8, passphrase }) {
  const file = parsed(text);
  if (file?.format !== FORMAT || file.version !== 1) throw new NotOpened("This is not a rescue file of Wholeview");
  /** @param {string} by */
  const wrapBy = (by) => decoded(file.wraps.find((/** @type {any} */ wrap) => wrap.by === by));
  const [recovery, phrase] = [wrapBy("recovery"), wrapBy("passphrase")];
  /** @type {Uint8Array<ArrayBuffer>} */
  let dataKey;
  try {
    if (pkcs8 && recovery) dataKey = await openByRecovery(file.user, pkcs8, recovery);
    else if (passphrase && phrase) dataKey = await openByPassphrase(file.user, passphrase, phrase);
    else throw new NotOpened("That tablet knew of no recovery key: only the visitor’s passphrase opens this");
  } catch (problem) {
    if (problem instanceof NotOpened) throw problem;
    throw new NotOpened("This key or passphrase does not open it. Nothing was sent");
  }
  const vault = new Vault(await keysFrom(file.user, dataKey));
  dataKey.fill(0);
  /** @type {any[]} */
  const changes = [];
  let damaged = 0;
  for (const { store, name, iv, sealed } of file.records) {
    try {
      const value = await vault.open(store, name, { iv: bytesOf(iv), sealed: bytesOf(sealed) });
      const change = value.change ?? value;
      changes.push(change.body_sha256 ? change : await sealedForTravel(change));
    } catch {
      damaged++;
    }
  }
  vault.lock();
  changes.sort((a, b) => a.device_seq - b.device_seq);
  return { user: file.user, deviceId: file.device_id, changes, damaged };
}

/** @param {string} text */
function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** @param {any} wrap @returns {any} */
const decoded = (wrap) =>
  wrap && {
    ...wrap,
    ...Object.fromEntries(
      ["salt", "iv", "sealed"].filter((part) => wrap[part]).map((part) => [part, bytesOf(wrap[part])]),
    ),
  };

/**
 * In parts the service takes, and which of them is the last.
 * @param {any[]} changes
 * @returns {{changes: any[], last: boolean}[]}
 */
export function batches(changes) {
  /** @type {any[][]} */
  const parts = [];
  let length = 0;
  for (const change of changes) {
    const size = JSON.stringify(change).length;
    const part = parts.at(-1);
    if (part && part.length < AT_ONCE.changes && length + size < AT_ONCE.length) part.push(change);
    else {
      parts.push([change]);
      length = 0;
    }
    length += size;
  }
  return parts.map((changes, at) => ({ changes, last: at === parts.length - 1 }));
}

/** What became of them, for people. @type {[string, string][]} */
const OUTCOMES = [
  ["stored", "stored"],
  ["held", "kept for a manager"],
  ["rejected", "not accepted; managers find them under Entries that could not be accepted"],
  ["id_reuse", "refused: their numbers were used for something else"],
  ["corrupt", "damaged on the way; bring the file in once more"],
  ["too_long", "too long for this page; the command “flask bring-in” takes them, from the file or what was handed in"],
];

/** @param {HTMLFormElement} form */
export function bindRescue(form) {
  /** @param {string} id */
  const box = (id) => /** @type {HTMLInputElement} */ (form.querySelector(`#${id}`));
  const said = /** @type {HTMLElement} */ (form.querySelector("#rescue-said"));
  /** @param {string} words */
  const say = (words) => said.replaceChildren(Object.assign(document.createElement("p"), { textContent: words }));

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const what = /** @type {HTMLInputElement | null} */ (form.querySelector("input[name=what]:checked"));
    if (!what) return say("Choose what to open.");
    say("Opening…");
    let through = "";
    try {
      const text = what.value === "file" ? await box("rescue-file").files?.[0]?.text() : await handedIn(what.value);
      if (!text) return say("Choose the rescue file.");
      const pem = await box("recovery-key").files?.[0]?.text();
      const opened = await openSealedFile(text, {
        pkcs8: pem ? keyBytes(pem) : null,
        passphrase: box("passphrase").value,
      });
      const whose = box("whose").value;
      if (whose) await vouch(opened, whose);
      const counts = await send(opened, what.dataset.handIn ?? null, (count) => {
        through = `${count} of ${counted(opened.changes.length, "entry", "entries")} brought in`;
        say(`${through}…`);
      });
      const words = OUTCOMES.filter(([code]) => counts[code]).map(([code, name]) => `${counts[code]} ${name}`);
      say(
        `${counted(opened.changes.length, "entry", "entries")} opened: ${words.join(", ") || "nothing to bring in"}.${opened.damaged ? ` ${opened.damaged} could not be read.` : ""} Bringing the same in again changes nothing.`,
      );
    } catch (problem) {
      const brought = through && `${through}. `;
      say(
        problem instanceof NotOpened
          ? `${brought}${problem.message}.`
          : `That did not work. ${brought}Nothing is lost; try again.`,
      );
    } finally {
      box("passphrase").value = "";
      box("recovery-key").value = "";
    }
  });

  /** What a tablet handed in; never the page for signing in, to which the service leads on. @param {string} address */
  async function handedIn(address) {
    const reply = await fetch(address, { redirect: "manual" });
    if (reply.type === "opaqueredirect") throw new NotOpened(ENDED);
    if (!reply.ok) throw new Error(String(reply.status));
    return reply.text();
  }

  /**
   * Says whose a tablet is of which the service has never heard.
   * @param {{user: string, deviceId: string}} opened
   * @param {string} whose  whom the administrator has named; who made the file may have named anybody
   */
  async function vouch({ user, deviceId }, whose) {
    if (whose !== user) throw new NotOpened("This file is of somebody else’s account. Nothing was sent: keep the file");
    await post(`devices/${encodeURIComponent(deviceId)}/vouched`, { user_id: user });
  }

  /** @param {string} path @param {object} body @returns {Promise<any>} null for what is longer than the service takes */
  async function post(path, body) {
    const reply = await fetch(`/api/v1/${path}`, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRFToken": form.dataset.csrf ?? "" },
      body: JSON.stringify(body),
    });
    if (reply.status === 413) return null; // in no words of the service's where a proxy says so
    const told = reply.status === 204 ? {} : await reply.json();
    if (reply.status === 401 || told.code === "csrf") throw new NotOpened(ENDED);
    if (!reply.ok) throw new NotOpened(told.title?.replace(/\.$/, "") ?? "The service did not take it");
    return told;
  }

  /**
   * What is too long for the service keeps back no other; with it left out, a hand-in does not count as brought in.
   * @param {{user: string, deviceId: string, changes: any[]}} opened
   * @param {string | null} handIn
   * @param {(count: number) => void} sent  told after each part how many have gone
   */
  async function send({ user, deviceId, changes }, handIn, sent) {
    /** @type {Record<string, number>} */
    const counts = {};
    let gone = 0;
    const parts = batches(changes);
    for (let next = parts.shift(); next; next = parts.shift()) {
      const { changes: some, last } = next;
      const part = { changes: some, first: gone === 0, last: last && !counts.too_long };
      const told = await post("rescued", { user_id: user, device_id: deviceId, hand_in_id: handIn, ...part });
      if (!told) {
        if (some.length === 1) counts.too_long = (counts.too_long ?? 0) + 1;
        else parts.unshift(...some.map((change, at) => ({ changes: [change], last: last && at === some.length - 1 })));
        continue;
      }
      for (const [outcome, count] of Object.entries(told.outcomes)) counts[outcome] = (counts[outcome] ?? 0) + count;
      gone += some.length;
      sent(gone);
    }
    return counts;
  }
}
