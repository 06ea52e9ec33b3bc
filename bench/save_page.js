/**
 * Row 12: what a sealed, strict save costs, beside PouchDB's open one and the least that sealing and storing the same bytes
 * can cost. Row 13: from the key to the list.
 */

import { html, nothing, render } from "lit-html";
import PouchDB from "pouchdb-browser";
import { createTablet } from "../static/js/local/index.js";
import { inOrder } from "../static/js/local/summaries.js";
import { ITERATIONS } from "../static/js/local/wraps.js";
import { ageOf, fullName, nhsNumber } from "../static/js/shell/words.js";

const PASSPHRASE = "three wet ducks on a hill";
const SENTENCE = "Awake for twenty minutes, fixed on her mother's face, turned to her voice twice, pink, warm hands. ";

/** The visit that is saved: a form, its version, 150 answers of it. @type {{form: string, formVersion: number, answers: Record<string, any>}} */
let visit;
/** The text of it that changes with each save: the key of its answer. */
let written = "";

/** @param {typeof visit} given @param {string} key */
globalThis.take = (given, key) => {
  visit = given;
  written = key;
};

/** The answer as it is at each save. @param {number} round */
const changed = (round) => ({ [written]: { ...visit.answers[written], value: `${SENTENCE} ${round}` } });

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

/**
 * `rounds` saves of one answer of the visit, by the store's own way, while `queued` other visits wait unsent. Each writes one
 * record, sealed and strictly: the change that waits to be sent, here the whole visit; its revision is looked at before.
 */
globalThis.save = async (rounds, queued) => {
  const user = { id: crypto.randomUUID(), initials: "BB" };
  const session = await createTablet({ iterations: async () => ITERATIONS }).createVault({
    user,
    passphrase: PASSPHRASE,
  });
  const start = () => session.startVisit({ childId: crypto.randomUUID(), ...visit });
  for (let other = 0; other < queued; other++) await start();
  const id = await start();
  await timed(5, (round) => session.record(id, changed(-round)));
  return timed(rounds, (round) => session.record(id, changed(round)));
};

/**
 * The same in PouchDB: one answer changed and the visit put again. Each writes, as it is and not strictly, the whole visit as a
 * further revision and the tree of its revisions.
 */
globalThis.pouch = async (rounds) => {
  const db = new PouchDB(`visits-${crypto.randomUUID()}`);
  let { rev } = await db.put({ _id: crypto.randomUUID(), ...visit });
  const [{ id }] = (await db.allDocs()).rows;
  const put = async (round) => {
    ({ rev } = await db.put({ _id: id, _rev: rev, ...visit, answers: { ...visit.answers, ...changed(round) } }));
  };
  await timed(5, put);
  const told = await timed(rounds, put);
  await db.destroy();
  return told;
};

/** The floor: JSON, AES-GCM, one strict put of the same visit, nothing else. */
globalThis.floor = async (rounds) => {
  const key = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt"]);
  const db = await new Promise((done, failed) => {
    const request = indexedDB.open(`floor-${crypto.randomUUID()}`, 1);
    request.onupgradeneeded = () => request.result.createObjectStore("records");
    request.onsuccess = () => done(request.result);
    request.onerror = () => failed(request.error);
  });
  const put = async (round) => {
    const plain = new TextEncoder().encode(JSON.stringify({ ...visit, round }));
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

/** What stands in a list of `children` of each. */
const linesOf = (children) =>
  Array.from({ length: children }, (_, at) => ({
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

/** As many as Today draws before anything else (static/js/screens/today.js). */
const IN_SIGHT = 20;

/** Draws the first of a list, and waits until they are seen. */
async function draw(found, place) {
  const now = new Date();
  render(
    html`<ul>${found.slice(0, IN_SIGHT).map((child) => html`<li><a href="#${child.child_id}">${fullName(child)}</a> ${ageOf(child, now)} ${nhsNumber(child.nhs_number)}</li>`)}</ul>`,
    place,
  );
  await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
}

/** The same list from PouchDB: from its opening, each child a document of its own, in order by name. Milliseconds. */
globalThis.pouchToList = async (children) => {
  const name = `children-${crypto.randomUUID()}`;
  const filled = new PouchDB(name);
  await filled.bulkDocs(linesOf(children).map((line) => ({ _id: line.child_id, ...line, notes: SENTENCE })));
  await filled.close();
  const place = document.createElement("div");
  document.body.append(place);
  const once = async () => {
    const start = performance.now();
    const db = new PouchDB(name);
    const { rows } = await db.allDocs({ include_docs: true });
    const found = rows.map(({ doc }) => doc).sort((a, b) => (a.family_name < b.family_name ? -1 : 1));
    await draw(found, place);
    const took = performance.now() - start;
    if (found.length !== children) throw new Error(`${found.length} of ${children}`);
    await db.close();
    render(nothing, place);
    return took;
  };
  await once();
  const took = [];
  for (let round = 0; round < 5; round++) took.push(await once());
  place.remove();
  await new PouchDB(name).destroy();
  return percentile(took, 0.5);
};

/**
 * Row 13: from the moment the passphrase has become a key until the list of children is drawn, `children` sealed on the tablet.
 * Milliseconds, and how far the heap has grown.
 */
globalThis.unlockToList = async (children) => {
  const user = { id: crypto.randomUUID(), initials: "BB" };
  const tablet = createTablet({ iterations: async () => ITERATIONS });
  const session = await tablet.createVault({ user, passphrase: PASSPHRASE });
  const lines = linesOf(children);
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
    await draw(found, place);
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
