/**
 * Row 12: what a sealed, strict save costs, beside PouchDB's open one and the least that sealing and storing the same bytes
 * can cost. Row 13: from the key to Today.
 */

import { html, nothing, render } from "lit-html";
import PouchDB from "pouchdb-browser";
import { createTablet } from "../static/js/local/index.js";
import { ITERATIONS } from "../static/js/local/wraps.js";
import { today } from "../static/js/screens/today.js";
import { readHalves } from "../static/js/shell/half.js";
import { ageOf, fullName, nhsNumber } from "../static/js/shell/words.js";
import { applyPage } from "../static/js/sync/core.js";
import { createRunner, createTransport, watch } from "../static/js/sync/index.js";

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

/** Visits of each child that the service has told of; and new ones of hers that wait to be sent. */
const VISITS = 3;
const QUEUED = 20;
/** Rows of the feed that are written down together. */
const PAGE_ROWS = 500;

/** What the service tells of a visit, with the answers that lists are drawn from. */
function toldOf(line, at, author) {
  const change = crypto.randomUUID();
  const said = {
    contact_type: at ? "six_to_eight_weeks" : "new_birth",
    contact_start: `2026-0${5 + at}-17T14:00:00Z`,
    earshot: "no",
    baby_seen: at ? "asleep" : "awake",
  };
  return {
    visit_id: crypto.randomUUID(),
    child_id: line.child_id,
    form: visit.form,
    form_version: visit.formVersion,
    began_on: null,
    status: "signed_off",
    round: 1,
    author,
    created_at: said.contact_start,
    submitted_at: said.contact_start,
    signed_off: null,
    comments: [],
    answers: Object.fromEntries(
      Object.entries(said).map(([key, value]) => [key, { value, kind: "O", mids: [change], cands: [] }]),
    ),
    writers: { [change]: { by: author, at: said.contact_start, received_at: said.contact_start } },
  };
}

/** A tablet of hers as it is before a day's work: all fetched page by page, and some visits not sent yet. */
async function filled(session, children) {
  const lines = linesOf(children);
  const author = { id: session.user.id, name: "Bench Bench" };
  const states = lines.flatMap((line) => [
    [`child:${line.child_id}`, { ...line, notes: SENTENCE }],
    ...Array.from({ length: VISITS }, (_, at) => toldOf(line, at, author)).map((told) => [
      `visit:${told.visit_id}`,
      told,
    ]),
  ]);
  const rows = states.map(([key, state], at) => ({ seq: at + 1, key, kind: "state", state }));
  for (let from = 0; from < rows.length; from += PAGE_ROWS) {
    const part = rows.slice(from, from + PAGE_ROWS);
    const page = { epoch: 0, scope: "team", from, to: from + part.length, more: true, rows: part };
    await session.transact((tx) => applyPage(tx, page));
  }
  for (let one = 0; one < QUEUED; one++)
    await session.startVisit({ childId: lines[(one * 7) % children].child_id, ...visit });
}

/** Megabytes that are in use, once what is not has been let go of (`tidied` is bench/tablet.py's). */
async function heap() {
  await globalThis.tidied();
  return performance.memory.usedJSHeapSize / 1e6;
}

/** Resolved with the picture in which the first of the list are seen; what is drawn after it is not waited for. */
const seen = (root) =>
  new Promise((done) => {
    const frame = () => {
      if (!root.querySelector("[data-test=caseload] li")) return requestAnimationFrame(frame);
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = done;
      return port2.postMessage(0);
    };
    requestAnimationFrame(frame);
  });

/** Today as the shell opens it, where there is no network; what comes back closes it. */
async function opensToday(tablet, session) {
  const main = document.body.appendChild(document.createElement("main"));
  main.dataset.version = String(visit.formVersion);
  const root = document.createElement("div");
  const fetch = () => Promise.reject(new TypeError("no network"));
  const runner = createRunner({ session, transport: createTransport({ fetch, shellVersion: "bench" }) });
  const stop = watch(runner, { page: document, network: window });
  await readHalves(session);
  const elsewhere = async () => {};
  const first = seen(root);
  await today({ main, root, session, runner, tablet, signIn: elsewhere, renew: elsewhere, go: elsewhere });
  await first;
  return {
    open: root.querySelectorAll("[data-test=open-visits] li").length,
    listed: root.querySelectorAll("[data-test=caseload] li").length,
    async close() {
      await runner.settled();
      stop();
      runner.stop();
      main.remove();
    },
  };
}

/**
 * Row 13: from the moment the passphrase has become a key until Today shows the list, with `children` sealed on the tablet, three
 * visits of each, and twenty that wait to be sent. Milliseconds, and how far the heap has grown.
 */
globalThis.unlockToList = async (children) => {
  const user = { id: crypto.randomUUID(), initials: "BB" };
  const tablet = createTablet({ iterations: async () => ITERATIONS });
  const session = await tablet.createVault({ user, passphrase: PASSPHRASE });
  await filled(session, children);
  await session.lock();

  const derive = crypto.subtle.deriveKey.bind(crypto.subtle);
  let derived = 0;
  crypto.subtle.deriveKey = async (how, ...rest) => {
    const key = await derive(how, ...rest);
    if (how.name === "PBKDF2") derived = performance.now();
    return key;
  };
  const once = async () => {
    const before = await heap();
    const opened = await tablet.unlock(user.id, PASSPHRASE);
    const screen = await opensToday(tablet, opened);
    const took = performance.now() - derived;
    const grown = (await heap()) - before;
    const found = await opened.caseload();
    const counts = [found.children.length, found.visits.length, screen.open, screen.listed];
    const wanted = [children, VISITS * children + QUEUED, QUEUED, Math.min(children, IN_SIGHT)];
    if (`${counts}` !== `${wanted}`) throw new Error(`${counts} instead of ${wanted}`);
    await tablet.settled();
    await screen.close();
    await opened.lock();
    return { took, grown };
  };
  await once();
  const rounds = [];
  for (let round = 0; round < 5; round++) rounds.push(await once());
  crypto.subtle.deriveKey = derive;
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
