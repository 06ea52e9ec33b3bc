/**
 * Several tablets, one server and a network that loses, doubles, delays and reorders, driven by chance from a seed. The
 * tablets are the real sessions and the real sync core over a store in memory. `fault` breaks one rule of the tablet, or
 * (prefixed "server:") of the server, to see that the properties notice.
 */

import { Session } from "../../static/js/local/session.js";
import { applyPage, applyReply, takeBatch } from "../../static/js/sync/core.js";
import { chance } from "./chance.js";
import { memoryStore } from "./memory_store.js";
import { referenceServer } from "./reference_server.js";

const KEYS = ["f1", "f1", "f1", "f2"];
const CHILDREN = { anna: "north", ben: "north" };
const TABLETS = [
  { id: "A", teams: ["north"] },
  { id: "B", teams: ["north"] },
  { id: "C", teams: ["south"] },
  { id: "D", teams: ["north", "south"] },
];
const ROUND_LIMIT = 60;

/** A rule of the simulation that did not hold. */
export class Broken extends Error {}
const hold = (truth, what) => {
  if (!truth) throw new Broken(what);
};

const desk = (tx) => tx.read("desk", "only");
const putDesk = async (tx, changed) => tx.put("desk", "only", { ...(await desk(tx)), ...changed });

class Tablet {
  constructor(user, server, ids, fault) {
    Object.assign(this, { user, server, fault, ids });
    this.store = memoryStore();
  }

  /** Also what happens when the tab was killed: nothing but the store is left. */
  async open() {
    this.session = await Session.open({
      store: this.store.anotherTab(),
      user: { id: this.user.id, initials: this.user.id },
      clock: () => 1_760_000_000_000,
      newId: this.ids,
      channel: null,
      forgetKey: () => {},
      aside: { seal: async (value) => value, open: async (sealed) => sealed },
      destroy: async () => {},
      begun: this.fault === "extends_what_went_unmarked" ? { has: () => true, add() {}, delete() {} } : new Set(),
    });
  }

  /** @param {boolean} full  nothing can be marked as sent */
  async takeBatch(full) {
    const take = (tx) => takeBatch(tx, { changes: 3, bytes: 256_000 });
    const { changes, epoch } = full ? await this.session.foresee(take) : await this.session.transact(take);
    if (changes.length === 0) return null;
    if (this.fault === "delete_on_send") {
      await this.session.transact(async (tx) => putDesk(tx, { outbox: (await desk(tx)).outbox.slice(changes.length) }));
    }
    if (this.fault === "coalesce_inflight") {
      await this.session.transact(async (tx) =>
        putDesk(tx, { outbox: (await desk(tx)).outbox.map((entry) => ({ ...entry, sent: false })) }),
      );
    }
    return { device_id: this.session.deviceId, epoch, changes };
  }

  async onReply(reply) {
    await this.session.transact(async (tx) => {
      const before = await desk(tx);
      if (this.fault === "no_epoch") reply = { ...reply, epoch: before.epoch };
      if (this.fault === "receipt_without_states") {
        reply = { ...reply, receipts: reply.receipts.map(({ states: _, ...receipt }) => receipt) };
      }
      if (this.fault === "coalesce_inflight") {
        // The receipt is taken for what stands in the outbox now.
        const entries = [];
        for (const entry of before.outbox) {
          const receipt = reply.receipts.find(({ change_id }) => change_id === entry.change_id);
          if (receipt) {
            await tx.put("outbox", entry.seq, {
              ...(await tx.read("outbox", entry.seq)),
              body_sha256: receipt.body_sha256,
            });
          }
          entries.push({ ...entry, sent: Boolean(receipt) });
        }
        await putDesk(tx, { outbox: entries });
      }
      await applyReply(tx, reply, this.session.now());
      const after = await desk(tx);
      if (this.fault === "clear_after_sync" && reply.receipts.length) await putDesk(tx, { outbox: [] });
      if (this.fault === "discard_held" && after.held.length) {
        for (const { seq } of after.held) await tx.remove("journal", seq);
        await putDesk(tx, { held: [] });
      }
      if (this.fault === "forget_refused" && after.refused.length) await putDesk(tx, { refused: [] });
      if (this.fault === "no_journal") {
        for (const { seq } of before.outbox) if (await tx.read("journal", seq)) await tx.remove("journal", seq);
      }
    });
  }

  async onPage(page) {
    await this.session.transact(async (tx) => {
      const before = await desk(tx);
      if (this.fault === "no_epoch") page = { ...page, epoch: before.epoch };
      if (this.fault === "left_keeps_copy") page = { ...page, rows: page.rows.filter(({ kind }) => kind !== "left") };
      if (this.fault === "stale_pull" && page.epoch === before.epoch) {
        page = {
          ...page,
          from: before.cursors[page.scope] ?? 0,
          to: Math.max(page.to, before.cursors[page.scope] ?? 0),
        };
        for (const { key, kind } of page.rows) {
          const [what, id] = key.split(":");
          const record = what === "visit" && kind === "state" && (await tx.read("visit", id));
          if (record) await tx.put("visit", id, { ...record, seq: 0, head_seq: 0, ahead: {} }); // forgets how new it is
        }
      }
      if (
        this.fault === "cursor_first" &&
        page.epoch === before.epoch &&
        page.from === (before.cursors[page.scope] ?? 0)
      ) {
        page = { ...page, rows: page.rows.slice(0, -1) };
      }
      await applyPage(tx, page);
      const touched = page.rows.map(({ key }) => key.replace("visit:", ""));
      const after = await desk(tx);
      if (this.fault === "pull_overwrites_unsent") {
        await putDesk(tx, { outbox: after.outbox.filter(({ visit_id }) => !touched.includes(visit_id)) });
      }
      if (this.fault === "silent_rebase") {
        for (const { seq, visit_id, sent } of after.outbox) {
          const record = touched.includes(visit_id) && (await tx.read("visit", visit_id));
          if (!record || sent) continue;
          const change = await tx.read("outbox", seq);
          const answers = Object.entries(change.answers).map(([key, answer]) => [
            key,
            { ...answer, base: record.answers[key]?.mids[0] ?? answer.base },
          ]);
          await tx.put("outbox", seq, { ...change, answers: Object.fromEntries(answers) });
        }
      }
    });
  }
}

/**
 * One run. Broken when a property does not hold. `swarm` fixes what chance would switch on and off.
 * @param {{seed: number, steps: number, fault?: string | null,
 *   swarm?: {moves?: boolean, restores?: boolean, solo?: boolean, poison?: boolean, full?: boolean}}} how
 */
export async function simulate({ seed, steps, fault = null, swarm = {} }) {
  const dice = chance(seed);
  let minted = 0;
  const newId = () => `id${++minted}`;
  const server = referenceServer({
    teams: ["north", "south"],
    children: CHILDREN,
    bug: fault?.startsWith("server:") ? fault.slice(7) : null,
  });
  const tablets = TABLETS.map((user) => new Tablet(user, server, newId, fault));
  for (const tablet of tablets) await tablet.open();

  // Swarm testing: each run switches some faults off, so that the others are seen more clearly.
  const chosen = {
    moves: dice.yes(0.4),
    restores: dice.yes(0.3),
    solo: dice.yes(0.3),
    poison: dice.yes(0.5),
    full: dice.yes(0.3),
  };
  const { moves, restores, solo, poison, full } = { ...chosen, ...swarm };
  let calm = true;

  /** What was written, by change and answer key: what its author had seen, and what became of it on the tablet. */
  const ghosts = new Map();
  let network = [];

  const deliver = async (index) => {
    const [letter] = network.splice(index, 1);
    const { tablet } = letter;
    if (letter.push) network.push({ tablet, reply: await server.push(letter.push, tablet.user) });
    else if (letter.pull) {
      network.push({ tablet, page: server.pull(letter.pull.scope, letter.pull.after, 2, tablet.user) });
    } else if (letter.reply) await tablet.onReply(letter.reply);
    else await tablet.onPage(letter.page);
  };
  const sendPush = async (tablet) => {
    const push = await tablet.takeBatch(full && dice.yes(0.5));
    if (push) network.push({ tablet, push });
  };
  const sendPull = async (tablet) => {
    const { cursors } = await tablet.session.desk();
    for (const scope of tablet.user.teams) network.push({ tablet, pull: { scope, after: cursors[scope] ?? 0 } });
  };
  /** Undisturbed, beside whatever is still under way. */
  const roundTrip = async (tablet) => {
    const waiting = network;
    network = [];
    await sendPush(tablet);
    for (let i = 0; i < 3; i++) {
      await sendPull(tablet);
      while (network.length) await deliver(0);
    }
    network = waiting;
  };

  const edit = async (tablet) => {
    const { visits, children } = await tablet.session.caseload();
    const key = dice.pick(KEYS);
    const word = dice.pick(["x", "y", "y", "y", "z", "never valid", "whole change never valid"]);
    const bad = word.endsWith("never valid");
    const value = bad ? (poison ? word : `y${newId()}`) : word === "x" ? "x" : `${word}${newId()}`;
    const answers = { [key]: { value, kind: "F" } };
    if (children.length && (visits.length === 0 || dice.yes(0.1))) {
      const child = dice.pick(children).child_id;
      const visit = await tablet.session.startVisit({ childId: child, form: "f", formVersion: 1, answers });
      const change = (await tablet.session.waiting()).items.find(({ visit_id }) => visit_id === visit).change_id;
      ghosts.set(`${change} ${key}`, { tablet, visit, key, value, seen: new Set(), change });
      return;
    }
    if (visits.length === 0) return;
    const { visit_id } = dice.pick(visits);
    const before = (await tablet.session.visit(visit_id)).answers[key];
    if (before?.cands.length && dice.yes(0.4)) answers[key].closes = before.cands.flatMap(({ mids }) => mids);
    await tablet.session.record(visit_id, answers);
    const change = (await tablet.session.visit(visit_id)).answers[key].base;
    const known = ghosts.get(`${change} ${key}`);
    const seen = known?.seen ?? new Set();
    if (before && before.base !== change) seen.add(before.base);
    if (before && !known) {
      for (const id of before.server?.mids ?? []) if (before.from === "server") seen.add(id);
    }
    for (const id of answers[key].closes ?? []) seen.add(id);
    ghosts.set(`${change} ${key}`, { tablet, visit: visit_id, key, value, seen, change });
  };

  for (const tablet of tablets) await roundTrip(tablet);
  // Two visits that everybody knows, so that there is something to disagree about.
  for (const child of Object.keys(CHILDREN)) {
    const answers = { start: { value: "s", kind: "A" } };
    await tablets[0].session.startVisit({ childId: child, form: "f", formVersion: 1, answers });
  }
  for (const tablet of [tablets[0], ...tablets]) await roundTrip(tablet);

  const actions = [
    ...Array(6).fill(async () => edit(solo ? tablets[0] : dice.pick(tablets))),
    ...Array(3).fill(async () => sendPush(dice.pick(tablets))),
    ...Array(2).fill(async () => sendPull(dice.pick(tablets))),
    ...Array(2).fill(async () => roundTrip(dice.pick(tablets))),
    ...Array(5).fill(async () => network.length && deliver(dice.below(network.length))),
    ...Array(2).fill(async () => network.length && network.splice(dice.below(network.length), 1)),
    async () => network.length && network.length < 12 && network.push(structuredLetter(dice.pick(network))),
    async () => {
      const tablet = dice.pick(tablets);
      network = network.filter((letter) => letter.tablet !== tablet || letter.push || letter.pull);
      await tablet.open();
    },
    async () => {
      const tablet = solo ? tablets[0] : dice.pick(tablets);
      const visits = (await tablet.session.caseload()).visits;
      if (visits.length) await tablet.session.submit(dice.pick(visits).visit_id);
    },
    async () => {
      if (!moves) return;
      calm = false;
      server.transfer(dice.pick(Object.keys(CHILDREN)), dice.pick(["north", "south"]));
    },
    async () => server.backup(),
    async () => {
      if (!restores) return;
      calm = false;
      server.restore();
      network = network.filter((letter) => letter.push || letter.pull);
    },
  ];

  for (let step = 0; step < steps; step++) {
    await dice.pick(actions)();
    await nothingLost(ghosts, server);
  }

  // -- on a perfect network everything comes to rest
  network = [];
  for (let round = 0; ; round++) {
    for (const tablet of tablets) {
      await sendPush(tablet);
      await sendPull(tablet);
      while (network.length) await deliver(0);
    }
    const waiting = await Promise.all(tablets.map(async ({ session }) => (await session.desk()).outbox.length));
    if (round > 20 && waiting.every((count) => count === 0)) break;
    hold(round < ROUND_LIMIT, "an outbox never drains");
  }
  await converged(tablets, server);
  await nothingLost(ghosts, server);
  nothingTwice(server);
  await bothKept(ghosts, server);
  if (calm) noFalseConflict(ghosts, server);
}

const structuredLetter = ({ tablet, ...rest }) => ({ tablet, ...structuredClone(rest) });

/** Every answer is somewhere: on the tablet that wrote it, or in the server's history. */
async function nothingLost(ghosts, server) {
  const held = new Map();
  for (const { tablet, change, key, value } of ghosts.values()) {
    if (!held.has(tablet)) {
      const desk = await tablet.session.desk();
      const outbox = new Set(desk.outbox.map(({ seq }) => seq));
      const rows = [
        ...(await tablet.store.list("outbox")).filter(({ id }) => outbox.has(id)).map((row) => row.value),
        ...(await tablet.store.list("journal")).map((row) => row.value.change),
        ...(await tablet.store.list("quarantine")).map((row) => row.value.change),
      ];
      held.set(tablet, new Map(rows.map((row) => [row.change_id, row])));
    }
    const here = held.get(tablet).get(change)?.answers[key]?.value === value;
    const there = server.changes[change]?.change.answers[key]?.value === value;
    hold(here || there, `${value} (${change} ${key}) exists nowhere`);
  }
}

function nothingTwice(server) {
  hold(
    Object.keys(server.changes).every((id) => !id.includes("#")),
    "a change was carried out twice",
  );
}

/** Every tablet shows what the server holds of its teams, and nothing else. */
async function converged(tablets, server) {
  for (const { session, user, store } of tablets) {
    const { visits } = await session.caseload();
    for (const visit of Object.values(server.visits)) {
      const mine = user.teams.includes(server.teamOf(visit.child_id));
      const kept = await store.read("visit", visit.visit_id);
      hold(mine === Boolean(kept), `${user.id} ${mine ? "lacks" : "keeps"} ${visit.visit_id}`);
      if (!mine) continue;
      const { status, round } = kept.value.head;
      const seen = JSON.stringify({ answers: sorted(kept.value.answers), status, round });
      const true_ = JSON.stringify({ answers: sorted(visit.answers), status: visit.status, round: visit.round });
      hold(seen === true_, `${user.id} did not converge on ${visit.visit_id}`);
      hold(
        visits.some(({ visit_id }) => visit_id === visit.visit_id),
        `${visit.visit_id} is not listed`,
      );
    }
  }
}
const sorted = (answers) => Object.entries(answers).sort(([a], [b]) => (a < b ? -1 : 1));

/** A value stands, stands beside another, or was replaced by somebody who had it on the screen. */
async function bothKept(ghosts, server) {
  const history = server.changes;
  const outcomeOf = ({ change, key }) => history[change]?.outcomes[key] ?? history[change]?.receipt.outcome;
  const seen = new Set();
  for (const ghost of ghosts.values()) {
    if (["applied", "same", "conflict"].includes(outcomeOf(ghost)))
      for (const id of ghost.seen) seen.add(`${id} ${ghost.key}`);
  }
  // The author of a refused value had herself seen something.
  for (const place of seen) {
    const ghost = ghosts.get(place);
    if (ghost && ["rejected", "held", undefined].includes(outcomeOf(ghost))) {
      for (const id of ghost.seen) seen.add(`${id} ${ghost.key}`);
    }
  }
  for (const [place, ghost] of ghosts) {
    const { tablet, change, key, visit, value } = ghost;
    if (!history[change]) {
      const refused = (await tablet.session.desk()).refused.some(({ change_id }) => change_id === change);
      hold(refused, `${place} was taken for sent, and the server never heard of it`);
      continue;
    }
    if (["held", "rejected"].includes(outcomeOf(ghost))) {
      await refusedIsVisible(ghost, outcomeOf(ghost), ghosts, server);
      continue;
    }
    const state = server.visits[visit].answers[key];
    const claims = [state, ...state.cands];
    const visible = claims.some(({ mids }) => mids.includes(change));
    const alike = [...ghosts.values()].filter(
      (other) => other.visit === visit && other.key === key && other.value === value,
    );
    const replaced = seen.has(place) || alike.some((other) => seen.has(`${other.change} ${key}`));
    hold(visible || replaced, `${value} (${place}) was overwritten unseen`);
  }
}

/** Held and refused work is listed on its tablet, until its author has written that answer anew. */
async function refusedIsVisible({ tablet, visit, key, change }, outcome, ghosts, server) {
  const desk = await tablet.session.desk();
  const list = outcome === "held" ? desk.held : desk.refused;
  const listed = list.some((entry) => entry.change_id === change && (!entry.keys || entry.keys.includes(key)));
  const number = Number(change.slice(2));
  const anew = [...ghosts.values()].some(
    (other) =>
      other.tablet === tablet && other.visit === visit && other.key === key && Number(other.change.slice(2)) > number,
  );
  hold(listed || (anew && outcome !== "held"), `${outcome} ${change} ${key} is not listed (epoch ${server.epoch})`);
}

/** Where one tablet alone wrote, in quiet times, nothing may be called a conflict. */
function noFalseConflict(ghosts, server) {
  for (const { visit, key, change } of ghosts.values()) {
    if (server.changes[change]?.outcomes[key] !== "conflict") continue;
    const authors = new Set(
      [...ghosts.values()].filter((other) => other.visit === visit && other.key === key).map(({ tablet }) => tablet),
    );
    hold(authors.size > 1, `one tablet conflicts with itself on ${visit} ${key}`);
  }
}
