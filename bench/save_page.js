/** Row 12: what a sealed, strict save costs, beside the least that sealing and storing the same bytes can cost. */

import { createTablet } from "../static/js/local/index.js";

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
  const session = await createTablet().createVault({ user, passphrase: PASSPHRASE });
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
