/**
 * Tablets for tests that are written in Python: the real sessions and the real sync core over stores in memory, one line of
 * JSON in for each thing to do, one line out with what came of it. Two ways to a service:
 *
 * - by hand (tests/sync/browser_device.py): "batch", "reply" and "page" hand over what is sent and what has arrived, so that
 *   the network is the test's own;
 * - by HTTP (tests/faults/place.py): the real runner and transport, pointed at a fault proxy.
 *
 * A request is `{do, tablet, …}`; the answer `{ok}` or `{failed, name}`. With `now` (ms) the tablet's clock stands there from
 * then on; with `keeps` the answer brings `kept` along: what is on the tablet afterwards.
 */

import { createInterface } from "node:readline";
import { Session } from "../../static/js/local/session.js";
import { uuidv7 } from "../../static/js/local/uuid.js";
import { applyPage, applyReply, BATCH, closeUnsent, takeBatch } from "../../static/js/sync/core.js";
import { digestOf } from "../../static/js/sync/digest.js";
import { createRunner, createTransport } from "../../static/js/sync/index.js";
import { browser } from "./browser.js";
import { memoryStore } from "./memory_store.js";

/** The chance of the back-off, from the seed that is the first argument. */
const dice = seeded(Number(process.argv[2] ?? 1));
/** @type {Map<string, any>} */
const tablets = new Map();

function seeded(seed) {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

const clockOf = (tablet) => () => tablet.now ?? Date.now() + tablet.skew;

/** A session over a store; also what is left after the tab was killed: nothing but the store. */
async function openOn(tablet) {
  tablet.session = await Session.open({
    store: tablet.store.anotherTab(),
    user: tablet.user,
    clock: clockOf(tablet),
    newId: () => tablet.minted.shift() ?? uuidv7(),
    channel: null,
    forgetKey: () => {},
    destroy: async () => {},
  });
}

/** A visit as its page shows it: one that is open stays as it stood when its visit left, with what was written since. */
async function onScreen({ session, pages }, visit) {
  const now = await session.visit(visit);
  const page = now?.left === false ? null : pages.get(visit);
  return page ? { ...page, ...now, answers: { ...page.answers, ...now?.answers } } : now;
}

/** What has come is carried out; the pages of all visits are open. */
async function hear(tablet, decide) {
  const { visits } = await tablet.session.caseload();
  for (const { visit_id } of visits) tablet.pages.set(visit_id, await onScreen(tablet, visit_id));
  await tablet.session.transact(decide);
  return {};
}

/** The runner begins when asked, never by a timer; what it planned is told in its status. */
function runnerOf(tablet, locks = null) {
  tablet.start = null;
  return createRunner({
    session: tablet.session,
    transport: tablet.transport,
    clock: clockOf(tablet),
    random: dice,
    locks,
    later: (work) => {
      tablet.start = work;
      return work;
    },
    never: () => {
      tablet.start = null;
    },
  });
}

const actions = {
  // -- a tablet
  async begin({ tablet: id, user, skew = 0 }) {
    const tablet = { user, skew, now: null, minted: [], store: memoryStore(), pages: new Map() };
    tablets.set(id, tablet);
    await openOn(tablet);
    return { device_id: tablet.session.deviceId };
  },
  async kill({ tablet }) {
    tablet.runner?.stop();
    await openOn(tablet);
    if (tablet.transport) tablet.runner = runnerOf(tablet);
    return {};
  },
  async forget_all() {
    tablets.clear();
    return {};
  },
  /** From now on its clock goes so many milliseconds before the true one; negative: behind it. */
  async set_clock({ tablet, skew }) {
    tablet.skew = skew;
    return {};
  },
  async fill({ tablet, yes }) {
    tablet.store.fill(yes);
    await openOn(tablet);
    return {};
  },

  // -- the visitor
  async start({ tablet, visit, child, form_version, answers }) {
    if (visit) tablet.minted.push(visit);
    return tablet.session.startVisit({ childId: child, form: "holistic_visit", formVersion: form_version, answers });
  },
  record: ({ tablet, visit, answers }) => tablet.session.record(visit, answers),
  /** On the page of the visit, which begins with it where it is neither on the tablet nor on the screen. */
  async save(asked) {
    const { tablet, visit } = asked;
    const page = await onScreen(tablet, visit);
    if (!page) return actions.start(asked);
    const drawn = Object.entries(asked.answers).map(([key, answer]) => [
      key,
      { ...answer, base: page.answers[key]?.base ?? null },
    ]);
    return tablet.session.record(visit, Object.fromEntries(drawn), page);
  },
  submit: async ({ tablet, visit }) => tablet.session.submit(visit, await onScreen(tablet, visit)),
  async move({ tablet, visit, form_version }) {
    await tablet.session.moveTo(visit, form_version, await onScreen(tablet, visit));
    return {};
  },
  on_screen: ({ tablet, visit }) => onScreen(tablet, visit),
  async close_pages({ tablet }) {
    tablet.pages.clear();
    return {};
  },
  visit: ({ tablet, visit }) => tablet.session.visit(visit),
  waiting: ({ tablet }) => tablet.session.waiting(),
  async shown({ tablet, visit, key }) {
    return (await onScreen(tablet, visit))?.answers[key] ?? null;
  },
  async kept({ tablet }) {
    const desk = await tablet.session.desk();
    const [outbox, journal, quarantine, visits, children] = await Promise.all(
      ["outbox", "journal", "quarantine", "visit", "child"].map((store) => tablet.store.list(store)),
    );
    const waiting = new Map(desk.outbox.map((entry) => [entry.seq, entry]));
    const refused = new Map(desk.refused.map(({ change_id, keys }) => [change_id, keys]));
    return {
      epoch: desk.epoch,
      cursors: desk.cursors,
      pages: [...tablet.pages.keys()],
      children: Object.fromEntries(children.map(({ id, value }) => [id, value])),
      outbox: outbox
        .filter(({ id }) => waiting.has(id))
        .map(({ id, value }) => ({ change: value, sent: waiting.get(id).sent })),
      journal: journal.map(({ value }) => value.change),
      quarantine: quarantine.map(({ value }) => ({
        change: value.change,
        keys: refused.get(value.change.change_id) ?? [],
      })),
      copies: Object.fromEntries(
        visits.map(({ id, value: { answers, head } }) => [
          id,
          {
            states: answers,
            visit: { status: head.status, round: head.round },
            form: { form_version: head.form_version, began_on: head.began_on ?? null },
          },
        ]),
      ),
    };
  },

  digest: ({ tablet, scope }) => digestOf(tablet.session, scope),

  // -- a network that the test carries by hand
  async batch({ tablet, limits = BATCH }) {
    const { changes, epoch } = await tablet.session.transact((tx) => takeBatch(tx, limits));
    return changes.length ? { device_id: tablet.session.deviceId, epoch, changes } : null;
  },
  /** Whatever is unsent is never altered again. */
  async close({ tablet }) {
    await tablet.session.transact(closeUnsent);
    return {};
  },
  async reply({ tablet, reply }) {
    return hear(tablet, (tx) => applyReply(tx, reply, tablet.session.now()));
  },
  async page({ tablet, page }) {
    return hear(tablet, (tx) => applyPage(tx, page));
  },

  // -- a network of its own
  async connect({ tablet, base, patience = 10_000 }) {
    tablet.fetch = browser(base);
    tablet.base = base;
    tablet.transport = createTransport({
      fetch: (...asked) => tablet.fetch(...asked),
      base: `${base}/api/v1`,
      shellVersion: "test",
      patience,
    });
    tablet.runner?.stop();
    tablet.runner = runnerOf(tablet);
    return {};
  },
  async post({ tablet, path, body }) {
    const { csrf_token } = await (await tablet.fetch(`${tablet.base}/api/v1/csrf`)).json();
    const headers = { "content-type": "application/json", "X-CSRFToken": csrf_token };
    const reply = await tablet.fetch(`${tablet.base}/api/v1/${path}`, {
      method: "POST",
      headers,
      body: JSON.stringify(body),
    });
    return { status: reply.status };
  },
  /** One run; `tabs` of them at once without the lock that keeps them apart. */
  async sync({ tablet, tabs = 1 }) {
    const extra = [];
    for (let tab = 1; tab < tabs; tab += 1) {
      const other = { ...tablet, store: tablet.store };
      await openOn(other);
      other.runner = runnerOf(other);
      extra.push(other);
    }
    const all = [tablet, ...extra];
    for (const one of all) one.runner.kick("button");
    await Promise.all(all.map((one) => one.start?.()));
    for (const other of extra) other.runner.stop();
    if (extra.length) {
      // The tab that stays looks once more, at what the others left.
      await openOn(tablet);
      tablet.runner.stop();
      tablet.runner = runnerOf(tablet);
      tablet.runner.kick("button");
      await tablet.start?.();
    }
    return tablet.runner.status();
  },
  /** One run with its requests: when each began and when its reply was read, in milliseconds from the start of the run. */
  async timed({ tablet }) {
    const { fetch } = tablet;
    const requests = [];
    const start = performance.now();
    tablet.fetch = async (url, options) => {
      const request = { path: new URL(url).pathname, began: performance.now() - start, read: null };
      requests.push(request);
      const reply = await fetch(url, options);
      const text = reply.text.bind(reply);
      reply.text = async () => {
        const words = await text();
        request.read = performance.now() - start;
        return words;
      };
      return reply;
    };
    try {
      const status = await actions.sync({ tablet });
      return { status, requests, took: performance.now() - start };
    } finally {
      tablet.fetch = fetch;
    }
  },
};

for await (const line of createInterface({ input: process.stdin })) {
  const asked = JSON.parse(line);
  const tablet = tablets.get(asked.tablet);
  if (asked.now) tablet.now = asked.now;
  let answer;
  try {
    const given = asked.do === "begin" ? asked : { ...asked, tablet };
    answer = { ok: (await actions[asked.do](given)) ?? null };
    if (asked.keeps) answer.kept = await actions.kept({ tablet: tablets.get(asked.tablet) });
  } catch (problem) {
    answer = { failed: String(problem?.stack ?? problem), name: problem?.name ?? "Error" };
  }
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
