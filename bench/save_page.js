/**
 * Row 12: what a sealed, strict save costs, beside the least that sealing and storing the same bytes can cost. Row 13: from
 * the key to the list.
 */

import { html, nothing, render } from "lit-html";
import { createTablet } from "../static/js/local/index.js";
import { inOrder } from "../static/js/local/lines.js";
import { ITERATIONS } from "../static/js/local/wraps.js";
import { ageOf, fullName, nhsNumber } from "../static/js/shell/words.js";

const PASSPHRASE = "three wet ducks on a hill";
const SENTENCE = "Awake for twenty minutes, fixed on her mother's face, turned to her voice twice, pink, warm hands. ";
/** A visit of about 6 kB. */
const answers = Object.fromEntries(
  Array.from({ length: 40 }, (_, at) => [`note_${at}`, { value: SENTENCE + at, kind: "O" }]),
);

const percentile = (times, part) =>
  [...times].sort((a, b) => a - b)[Math.min(times.length - 1, Math.floor(times.length * part))];
const told = (times) => ({ p50: percentile(times, 0.5), p95: percentile(times, 0.95) });

async function timed(rounds, once) {
  const times = [];
  for (let round = 0; round < rounds; round++) {
    const start = performance.now();
    await once(round);
    times.push(performance.now() - start);
  }
  return told(times);
}

/** `rounds` saves of one answer of a visit of 6 kB, while `queued` other visits wait unsent. */
globalThis.save = async (rounds, queued) => {
  const user = { id: crypto.randomUUID(), initials: "BB" };
  const session = await createTablet({ iterations: async () => ITERATIONS }).createVault({
    user,
    passphrase: PASSPHRASE,
  });
  const start = () =>
    session.startVisit({ childId: crypto.randomUUID(), form: "holistic_visit", formVersion: 1, answers });
  for (let other = 0; other < queued; other++) await start();
  const visit = await start();
  await timed(5, (round) => session.record(visit, { note_1: { value: `warm ${round}`, kind: "O" } }));
  return timed(rounds, (round) => session.record(visit, { note_1: { value: `${SENTENCE} ${round}`, kind: "O" } }));
};

/** The floor: JSON, AES-GCM, one strict put of the same 6 kB, nothing else. */
globalThis.floor = async (rounds) => {
  const key = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt"]);
  const db = await new Promise((done, failed) => {
    const request = indexedDB.open(`floor-${crypto.randomUUID()}`, 1);
    request.onupgradeneeded = () => request.result.createObjectStore("records");
    request.onsuccess = () => done(request.result);
    request.onerror = () => failed(request.error);
  });
  const put = async (round) => {
    const plain = new TextEncoder().encode(JSON.stringify({ ...answers, round }));
    const sealed = await crypto.subtle.encrypt(
      { name: "AES-GCM", iv: crypto.getRandomValues(new Uint8Array(12)) },
      key,
      plain,
    );
    await new Promise((done, failed) => {
      const transaction = db.transaction("records", "readwrite", { durability: "strict" });
      transaction.objectStore("records").put(sealed, 1);
      transaction.oncomplete = done;
      transaction.onabort = failed;
    });
  };
  await timed(5, put);
  return timed(rounds, put);
};

/**
 * Row 13: from the moment the passphrase has become a key until the list of children is drawn, `children` sealed on the tablet.
 * Milliseconds, and how far the heap has grown.
 */
globalThis.unlockToList = async (children) => {
  const user = { id: crypto.randomUUID(), initials: "BB" };
  const tablet = createTablet({ iterations: async () => ITERATIONS });
  const session = await tablet.createVault({ user, passphrase: PASSPHRASE });
  const lines = Array.from({ length: children }, (_, at) => ({
    child_id: crypto.randomUUID(),
    given_name: `Given ${at}`,
    family_name: `Family ${(at * 7919) % children}`,
    also_known_as: null,
    nhs_number: `999${String(at).padStart(7, "0")}`,
    dob: "2026-05-03",
    edd: null,
    team: { id: "team", name: "Oak" },
    next_contact: { type: "one_year", due: "2027-05-03" },
  }));
  await session.transact(async (tx) => {
    for (const line of lines) await tx.put("child", line.child_id, { state: { ...line, notes: SENTENCE }, seq: 1 });
    // As a pulled page leaves it.
    const children = Object.fromEntries(lines.map((line) => [line.child_id, line]));
    await tx.put("index", "only", inOrder({ children, visits: {} }));
  });
  await session.lock();
  const place = document.createElement("div");
  document.body.append(place);

  const derive = crypto.subtle.deriveKey.bind(crypto.subtle);
  let derived = 0;
  crypto.subtle.deriveKey = async (how, ...rest) => {
    const key = await derive(how, ...rest);
    if (how.name === "PBKDF2") derived = performance.now();
    return key;
  };
  const once = async () => {
    const heap = performance.memory?.usedJSHeapSize ?? 0;
    const opened = await tablet.unlock(user.id, PASSPHRASE);
    const { children: found } = await opened.caseload();
    const now = new Date();
    render(
      html`<ul>${found.slice(0, 60).map((child) => html`<li><a href="#${child.child_id}">${fullName(child)}</a> ${ageOf(child, now)} ${nhsNumber(child.nhs_number)}</li>`)}</ul>`,
      place,
    );
    await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
    const took = performance.now() - derived;
    const grown = ((performance.memory?.usedJSHeapSize ?? 0) - heap) / 1e6;
    if (found.length !== children) throw new Error(`${found.length} of ${children}`);
    await tablet.settled();
    await opened.lock();
    render(nothing, place);
    return { took, grown };
  };
  await once();
  const rounds = [];
  for (let round = 0; round < 5; round++) rounds.push(await once());
  crypto.subtle.deriveKey = derive;
  place.remove();
  return {
    took: percentile(
      rounds.map(({ took }) => took),
      0.5,
    ),
    grown: percentile(
      rounds.map(({ grown }) => grown),
      0.5,
    ),
  };
};
