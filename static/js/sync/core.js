/**
 * The tablet's side of docs/protocol.md as decisions on a transaction: which changes go next, what a receipt and a pulled
 * page do. No network, clock or chance of its own.
 */

import { rebased } from "../local/answers.js";
import { deskOf, entryOf, ONLY, ofVisit, withEntry, withoutEntry } from "../local/desk.js";
import { Damaged } from "../local/errors.js";
import { indexOf } from "../local/lines.js";
import { keepNewcomers } from "../local/newcomers.js";
import { childLine, inOrder, visitSummary } from "../local/summaries.js";
import { sealedForTravel } from "./canonical.js";
import { holds, lastHeard, toldBefore, unheard, whileOpen, withReceipt, withRow } from "./merge.js";

/** @typedef {import("../local/types.js").Change} Change */
/** @typedef {import("../local/types.js").Desk} Desk */
/** @typedef {import("../local/types.js").Entry} Entry */
/** @typedef {import("../local/types.js").Index} Index */
/** @typedef {import("../local/types.js").QuarantineRow} QuarantineRow */
/** @typedef {import("../local/types.js").VisitRecord} VisitRecord */
/** @typedef {import("../local/transaction.js").Transaction} Transaction */

export const BATCH = { changes: 50, bytes: 1_000_000 };

/**
 * How long a receipted change is kept for the case that the server is restored from a backup: 40 days, in milliseconds.
 */
const JOURNAL_KEPT = 40 * 24 * 3_600_000;

// -- push ---------------------------------------------------------------------------------------------------------------

/**
 * What may travel now: nothing damaged, nothing that is left out, and nothing of the same child behind that: its base, or the
 * child, may be in it.
 * @param {Entry[]} outbox
 * @param {(entry: Entry) => boolean | undefined} [leftOut]
 * @returns {Entry[]}
 */
export function sendable(outbox, leftOut = () => false) {
  const behind = new Set();
  return outbox.filter((entry) => {
    if (leftOut(entry)) behind.add(entry.child_id);
    return !entry.damaged && !behind.has(entry.child_id);
  });
}

/**
 * The oldest unreceipted changes in `device_seq` order, within the limits; always at least one. Strictly a prefix: a
 * change never overtakes the one its base is in. One at which the service fails travels alone.
 * @param {Entry[]} outbox
 * @param {{changes: number, bytes: number}} [limits]
 * @returns {Entry[]}
 */
export function nextBatch(outbox, limits = BATCH) {
  /** @type {Entry[]} */
  const batch = [];
  let bytes = 0;
  for (const entry of outbox) {
    if (entry.damaged) continue;
    if (batch.length && (entry.untaken || batch[0].untaken)) break;
    bytes += entry.bytes + 1;
    if (batch.length && (batch.length >= limits.changes || bytes > limits.bytes)) break;
    batch.push(entry);
  }
  return batch;
}

/** What cannot be written down for travel: only a number can be too long for that. */
const UNWRITABLE = {
  code: "change_too_large",
  message: "A number in this is longer than can be sent. It stays on this tablet.",
};

/**
 * A change that was not sent, hashed and closed; null for one that cannot be written down. That one is put into quarantine,
 * or it would hold up every other.
 * @param {Transaction} tx
 * @param {Change} change
 */
async function closed(tx, change) {
  try {
    return await sealedForTravel(change);
  } catch (problem) {
    if (!(problem instanceof TypeError)) throw problem;
    await refuseOne(tx, change.change_id, UNWRITABLE, null);
    return null;
  }
}

/**
 * Takes the next batch out for travel: each change is hashed and closed, so that from now on it is never altered.
 * A change whose record is damaged is marked and left out.
 * @param {Transaction} tx
 * @param {{changes: number, bytes: number}} [limits]
 * @param {(outbox: Entry[]) => Entry[]} [of]  what of the outbox may travel
 * @returns {Promise<{changes: Change[], epoch: number, refused: string[], untaken?: boolean}>}  `refused`: the visits of those
 *   that cannot be written down; `untaken`: the service failed at it before
 */
export async function takeBatch(tx, limits = BATCH, of = sendable) {
  const desk = await deskOf(tx);
  let { outbox } = desk;
  /** @type {Map<number, Change>} */
  const sealed = new Map();
  for (const entry of of(desk.outbox).slice(0, limits.changes)) {
    const kept = await readable(tx, "outbox", entry.seq);
    if (!kept) {
      outbox = withEntry(outbox, { ...entry, damaged: true });
      continue;
    }
    const change = entry.sent ? kept : await closed(tx, kept);
    if (!change) {
      const others = await takeBatch(tx, limits, of);
      return { ...others, refused: [entry.visit_id, ...others.refused] };
    }
    sealed.set(entry.seq, change);
    const when = { sent: entry.sent, since: entry.since, savedAt: change.recorded_at, before: entry };
    if (!entry.sent) outbox = withEntry(outbox, entryOf(change, when));
  }
  const batch = nextBatch(of(outbox), limits).filter(({ seq }) => sealed.has(seq));
  for (const entry of batch.filter(({ sent }) => !sent)) {
    await tx.put("outbox", entry.seq, sealed.get(entry.seq));
    outbox = withEntry(outbox, { ...entry, sent: true });
  }
  if (batch.some(({ sent }) => !sent) || outbox.some(({ damaged }, at) => damaged && !desk.outbox[at].damaged)) {
    await tx.put("desk", ONLY, { ...desk, outbox });
  }
  return {
    changes: batch.map(({ seq }) => /** @type {Change} */ (sealed.get(seq))),
    epoch: desk.epoch,
    refused: [],
    untaken: batch[0]?.untaken,
  };
}

/**
 * The service fails at these, each alone: they need her, and keep nobody else's waiting.
 * @param {Transaction} tx
 * @param {Set<number>} seqs
 */
export async function setAside(tx, seqs) {
  const desk = await deskOf(tx);
  const outbox = desk.outbox.map((entry) => (seqs.has(entry.seq) ? { ...entry, untaken: true } : entry));
  await tx.put("desk", ONLY, { ...desk, outbox });
}

/**
 * Closes every unsent change: what was written into a rescue file is never altered again, or the file and the tablet would
 * say different things under one number.
 * @param {Transaction} tx
 * @returns {Promise<string[]>}  the visits concerned
 */
export async function closeUnsent(tx) {
  const desk = await deskOf(tx);
  let { outbox } = desk;
  for (const entry of desk.outbox.filter(({ sent, damaged }) => !sent && !damaged)) {
    const kept = await readable(tx, "outbox", entry.seq);
    if (!kept) continue;
    const change = await closed(tx, kept);
    if (!change) return [entry.visit_id, ...(await closeUnsent(tx))];
    await tx.put("outbox", entry.seq, change);
    const when = { sent: true, since: entry.since, savedAt: change.recorded_at, before: entry };
    outbox = withEntry(outbox, entryOf(change, when));
  }
  if (outbox !== desk.outbox) await tx.put("desk", ONLY, { ...desk, outbox });
  return outbox.filter((entry, at) => entry !== desk.outbox[at]).map(({ visit_id }) => visit_id);
}

/**
 * Carries out a reply to a push: everything of it, in one transaction.
 * @param {Transaction} tx
 * @param {{epoch: number, receipts: any[]}} reply
 * @param {string | null} at  now, by the service's clock
 * @returns {Promise<{moved: number, anew: boolean, visits: string[] | null}>}  how many changes left the outbox, whether a
 *   new timeline began, and which visits changed (null: all of them)
 */
export async function applyReply(tx, reply, at) {
  const { epoch } = await deskOf(tx);
  const desk = await onTimeline(tx, reply.epoch);
  if (!desk) return { moved: 0, anew: false, visits: [] };
  const work = { tx, desk, index: await indexOf(tx), visits: new Set(), at };
  const before = desk.outbox.length;
  for (const receipt of reply.receipts) {
    const entry = work.desk.outbox.find(({ change_id }) => change_id === receipt?.change_id);
    if (entry && !entry.damaged) await applyReceipt(work, entry, receipt);
  }
  await tx.put("desk", ONLY, work.desk);
  if (work.index !== (await indexOf(tx))) await tx.put("index", ONLY, work.index);
  const anew = work.desk.epoch > epoch;
  return { moved: before - work.desk.outbox.length, anew, visits: anew ? null : [...work.visits] };
}

/**
 * @typedef {{tx: Transaction, desk: Desk, index: Index, visits: Set<string>, at: string | null}} Work  what one reply changes
 */

/**
 * @param {Work} work
 * @param {Entry} entry
 * @param {any} receipt
 */
async function applyReceipt(work, entry, receipt) {
  const { tx, at } = work;
  const kept = await tx.read("outbox", entry.seq);
  // One that went out of a full tablet is not marked: the same bytes show that it is meant.
  /** @type {Change} */
  const change = entry.sent ? kept : await sealedForTravel(kept);
  const taken = receipt.outcome === "stored" || receipt.outcome === "held";
  const refused = receipt.outcome === "rejected" || receipt.outcome === "id_reuse";
  // A receipt for other bytes is not the word that these are held.
  if (!(taken && receipt.body_sha256 === change.body_sha256) && !refused) return;

  const said = { code: receipt.code ?? null, message: receipt.message ?? null };
  work.visits.add(entry.visit_id);
  work.desk = { ...work.desk, outbox: withoutEntry(work.desk.outbox, entry.seq) };
  await tx.remove("outbox", entry.seq);

  // An id that was used for something else, and one that could not be read, leave no row at the service.
  if (taken || receipt.outcome === "rejected") work.desk = { ...work.desk, newest: entry.change_id };

  if (refused) {
    if (receipt.outcome === "id_reuse") work.desk = withUnsendable(work.desk, entry.seq, "id_reuse");
    const all = Object.keys(change.answers).map((key) => [key, said]);
    return quarantine(work, entry, change, receipt, Object.fromEntries(all), said);
  }

  await tx.put("journal", entry.seq, { change, receipt, at });
  if (receipt.outcome === "held") {
    work.desk = { ...work.desk, held: withEntry(work.desk.held, { ...entry, ...said }) };
    return settle(work, entry, Object.keys(change.answers));
  }

  /** @type {[string, any][]} */
  const outcomes = Object.entries(receipt.answers ?? {});
  const failed = outcomes.filter(([key, { outcome }]) => outcome === "rejected" && change.answers[key]);
  await settle(
    work,
    entry,
    Object.keys(change.answers).filter((key) => !failed.some(([other]) => other === key)),
  );
  if (failed.length) await quarantine(work, entry, change, receipt, Object.fromEntries(failed), said);
  await hearReceipt(work, change, receipt);
}

/**
 * The states of a receipt; a visit that left the scope since is not brought back by it, nor one of a team that is hers no more:
 * what was receipted before is receipted again in the same words. Which are hers, a tablet that was never in touch cannot say.
 * @param {Work} work
 * @param {Change} change
 * @param {any} receipt
 */
async function hearReceipt(work, change, receipt) {
  const key = `visit:${change.visit_id}`;
  if (typeof receipt.seq !== "number" || receipt.seq <= (work.desk.left[key] ?? -1)) return;
  const { teams, last_sync_at } = work.desk;
  if (teams && (teams.length || last_sync_at) && !teams.some(({ id }) => id === receipt.scope)) return;
  const known = await knownVisit(work, change.visit_id);
  await keepVisit(work, withReceipt(known ?? unheard(change), receipt), known ?? receipt.submit);
}

/**
 * Moves answers into quarantine: readable, in the place where they were typed, in nobody's way.
 * @param {Work} work
 * @param {Entry} entry
 * @param {Change} change
 * @param {any} receipt
 * @param {Record<string, {code?: string | null, message?: string | null}>} reasons  by answer key
 * @param {{code: string | null, message: string | null}} whole
 */
async function quarantine(work, entry, change, receipt, reasons, whole) {
  const earlier = await Promise.all(
    ofVisit(work.desk.refused, entry.visit_id).map(({ seq }) => readable(work.tx, "quarantine", seq)),
  );
  const known = /** @type {QuarantineRow[]} */ (earlier.filter(Boolean));
  const answers = Object.fromEntries(
    Object.entries(reasons).map(([key, { code = null, message = null }]) => [
      key,
      { answer: rebased(change.answers[key], known, key), code, message },
    ]),
  );
  const keys = Object.keys(answers);
  await settle(work, entry, keys);
  const first = Object.values(reasons)[0];
  await work.tx.put("quarantine", entry.seq, { change, receipt, answers });
  work.desk = {
    ...work.desk,
    refused: withEntry(work.desk.refused, {
      ...entry,
      keys,
      code: whole.code ?? first?.code ?? null,
      message: whole.message ?? first?.message ?? null,
    }),
  };
}

/**
 * Answers refused before and written anew by this change are dealt with, also where these were refused in their turn: then
 * the newer words need her, and stand where the older did.
 * @param {Work} work
 * @param {Entry} entry
 * @param {string[]} keys
 */
async function settle(work, entry, keys) {
  for (const refused of ofVisit(work.desk.refused, entry.visit_id)) {
    if (refused.seq >= entry.seq || !refused.keys?.some((key) => keys.includes(key))) continue;
    const left = refused.keys.filter((key) => !keys.includes(key));
    if (left.length === 0) {
      // Kept like any receipted change, in case the server forgets that it ever saw it.
      const row = await readable(work.tx, "quarantine", refused.seq);
      if (row) await work.tx.put("journal", refused.seq, { change: row.change, receipt: row.receipt, at: work.at });
      await work.tx.remove("quarantine", refused.seq);
      work.desk = { ...work.desk, refused: withoutEntry(work.desk.refused, refused.seq) };
      continue;
    }
    const row = await readable(work.tx, "quarantine", refused.seq);
    if (row) {
      const answers = Object.fromEntries(left.map((key) => [key, row.answers[key]]));
      await work.tx.put("quarantine", refused.seq, { ...row, answers });
    }
    work.desk = { ...work.desk, refused: withEntry(work.desk.refused, { ...refused, keys: left }) };
  }
}

/**
 * A change that cannot be sent, by itself: into quarantine, so that it blocks nothing.
 * @param {Transaction} tx
 * @param {string} changeId
 * @param {{code: string, message: string}} said
 * @param {string | null} at  now, by the service's clock
 */
export async function refuseOne(tx, changeId, said, at) {
  const desk = await deskOf(tx);
  const entry = desk.outbox.find(({ change_id }) => change_id === changeId);
  if (!entry) return;
  const work = { tx, desk, index: await indexOf(tx), visits: new Set(), at };
  /** @type {Change} */
  const change = await tx.read("outbox", entry.seq);
  work.desk = withUnsendable({ ...desk, outbox: withoutEntry(desk.outbox, entry.seq) }, entry.seq, said.code);
  await tx.remove("outbox", entry.seq);
  const reasons = Object.fromEntries(Object.keys(change.answers).map((key) => [key, said]));
  const when = { sent: entry.sent, since: entry.since, savedAt: change.recorded_at, before: entry };
  await quarantine(work, entryOf(change, when), change, null, reasons, said);
  await tx.put("desk", ONLY, work.desk);
}

/** The service is told why it waits for this one in vain. @param {Desk} desk @param {number} seq @param {string} code */
const withUnsendable = (desk, seq, code) => ({ ...desk, unsendable: [...(desk.unsendable ?? []), { seq, code }] });

// -- contact ------------------------------------------------------------------------------------------------------------

/** How many decisions about held changes are kept until she has read them. */
const TOLD_KEPT = 100;

/**
 * Carries out what the service says about this tablet: what became of held changes, and which of its changes have not
 * arrived. One of those that has a receipt goes out again; the service must have lost it.
 * @param {Transaction} tx
 * @param {import("./transport.js").Standing} standing
 * @returns {Promise<string[] | null>}  the visits that changed; null: all of them
 */
export async function hearStanding(tx, standing) {
  const { epoch } = await deskOf(tx);
  const desk = await onTimeline(tx, standing.epoch);
  if (!desk) return [];
  const { released = [], missing, left_behind = [] } = standing; // an older service says less
  const decided = new Map(released.map((one) => [one.change_id, one]));
  const told = desk.held.flatMap((entry) => {
    const found = decided.get(entry.change_id);
    if (!found) return [];
    const { decision, by, at, reason } = found;
    return [/** @type {import("../local/types.js").Told} */ ({ ...entry, decision, by, at, reason })];
  });
  const { outbox, lost, again } = await locate(tx, desk, missing?.seqs ?? []);
  const heard = {
    ...desk,
    outbox,
    lost,
    held: desk.held.filter(({ change_id }) => !decided.has(change_id)),
    told: [...(desk.told ?? []), ...told].slice(-TOLD_KEPT),
    left_behind: left_behind.map((left) => ({
      ...left,
      read: desk.left_behind?.some(({ device_id, read }) => read && device_id === left.device_id),
    })),
    teams: standing.scopes.map(({ id, name }) => ({ id, name })),
    unsigned: desk.unsigned ?? (await refusedBefore(tx)),
  };
  const next = await withoutOtherTeams(tx, heard, standing.scopes);
  const before = await deskOf(tx);
  if (JSON.stringify(next) !== JSON.stringify(before)) await tx.put("desk", ONLY, next);
  return desk.epoch > epoch || next !== heard || !desk.unsigned
    ? null
    : [...told, ...again].map(({ visit_id }) => visit_id);
}

/**
 * The visits whose signature was not taken before the desk kept a list of them.
 * @param {Transaction} tx
 */
async function refusedBefore(tx) {
  const found = [];
  for (const [id, { status }] of Object.entries((await indexOf(tx)).visits))
    if (/open|returned/.test(status) && (await readable(tx, "visit", id))?.not_complete) found.push(id);
  return found;
}

/**
 * What is kept of teams that are hers no more goes, as what has left does: her own entries stay, and are sent. A child she
 * met herself stays until nothing of hers about it is under way. So goes a visit whose child never came, where all was fetched.
 * @param {Transaction} tx
 * @param {Desk} desk  with the teams that are hers
 * @param {{id: string, head: number}[]} scopes
 * @returns {Promise<Desk>}  the same when nothing of others is kept
 */
async function withoutOtherTeams(tx, desk, scopes) {
  const index = await indexOf(tx);
  const hers = new Set(desk.teams.map(({ id }) => id));
  const own = new Set([...desk.outbox, ...desk.held, ...desk.refused].map(({ child_id }) => child_id));
  const children = { ...index.children };
  const lapsed = new Set(Object.keys(desk.cursors).filter((id) => !hers.has(id)));
  for (const [id, { team }] of Object.entries(index.children)) {
    if (hers.has(team.id) || (own.has(id) && (await readable(tx, "child", id))?.seq === 0)) continue;
    lapsed.add(team.id);
    await tx.remove("child", id);
    delete children[id];
  }
  const stray = Object.entries(index.visits).filter(([, { child_id }]) => !children[child_id]);
  const fetched = scopes.every(({ id, head }) => desk.cursors[id] >= head);
  if (lapsed.size === 0 && !(fetched && stray.length)) return desk;
  for (const team of lapsed) await tx.remove("desk", `local:${team}`);
  const visits = { ...index.visits };
  let cursors = Object.entries(desk.cursors).filter(([id]) => hers.has(id));
  for (const [id, { child_id }] of stray) {
    // Its child was not fetched yet: of which team it is nobody knows here, and all is fetched once more.
    if (lapsed.size && !index.children[child_id]) cursors = [];
    await tx.remove("visit", id);
    delete visits[id];
  }
  await tx.put("index", ONLY, { children, visits });
  const unsigned = desk.unsigned?.filter((id) => visits[id]);
  return { ...desk, unsigned, cursors: Object.fromEntries(cursors) };
}

/**
 * Where the changes are that have not arrived: in the outbox or refused, in the journal, or nowhere.
 * @param {Transaction} tx
 * @param {Desk} desk
 * @param {number[]} missing
 */
async function locate(tx, desk, missing) {
  let { outbox } = desk;
  /** @type {number[]} */
  const lost = [];
  /** @type {Entry[]} */
  const again = [];
  const here = new Set([...desk.outbox, ...desk.refused].map(({ seq }) => seq));
  for (const seq of missing) {
    if (here.has(seq)) continue;
    const row = await readable(tx, "journal", seq);
    if (!row) {
      lost.push(seq);
      continue;
    }
    const { change, receipt } = row;
    // Never taken, and written anew since: sent again, it would be refused again and stand over what was written.
    if (!receipt || receipt.outcome === "id_reuse") continue;
    const entry = entryOf(change, { sent: true, since: change.recorded_at, savedAt: change.recorded_at });
    again.push(entry);
    outbox = withEntry(outbox, entry);
    await tx.put("outbox", seq, change);
    await tx.remove("journal", seq);
  }
  return { outbox, lost, again };
}

// -- pull ---------------------------------------------------------------------------------------------------------------

/**
 * Carries out a pulled page, if it continues what was pulled before. Own unsent answers are not touched.
 * @param {Transaction} tx
 * @param {{epoch: number, scope: string, from: number, to: number, more: boolean, rows: any[]}} page
 * @returns {Promise<{applied: boolean, visits: string[] | null}>}  null: all of them
 */
export async function applyPage(tx, page) {
  const { epoch } = await deskOf(tx);
  const desk = await onTimeline(tx, page.epoch);
  if (!desk) return { applied: false, visits: [] };
  const cursor = desk.cursors[page.scope] ?? 0;
  if (page.from !== cursor) {
    if (desk.epoch > epoch) await tx.put("desk", ONLY, desk);
    return { applied: false, visits: desk.epoch > epoch ? null : [] };
  }
  const work = { tx, desk, index: await indexOf(tx), visits: new Set(), at: null };
  for (const row of page.rows) await applyRow(work, row);
  if (!page.more) await letGoOfBefore(work, page);
  if (work.index !== (await indexOf(tx))) await tx.put("index", ONLY, inOrder(work.index));
  await tx.put("desk", ONLY, { ...work.desk, cursors: { ...work.desk.cursors, [page.scope]: page.to } });
  return { applied: true, visits: desk.epoch > epoch ? null : [...work.visits] };
}

/**
 * @param {Work} work
 * @param {{seq: number, key: string, kind: string, state: any}} row
 */
async function applyRow(work, { seq, key, kind, state }) {
  const [what, id] = key.split(":");
  if (what === "local") return keepLocal(work.tx, { seq, key, state });
  if (what !== "child" && what !== "visit") return; // from a newer server: not ours to keep
  if (what === "visit") work.visits.add(id);
  const { [key]: leftAt = -1, ...others } = work.desk.left;
  if (seq <= leftAt) return;
  const known = what === "visit" ? await knownVisit(work, id) : await knownChild(work, id);
  if (kind === "left") {
    // What is newer than the move came with another of the visitor's teams.
    if (known && (what === "visit" ? lastHeard(known) : known.seq) > seq) return;
    work.desk = { ...work.desk, left: { ...others, [key]: seq } };
    return forget(work, what, id);
  }
  if (leftAt >= 0) work.desk = { ...work.desk, left: others };
  if (what === "visit") return keepVisit(work, withRow(known, { seq, state }), known);
  if (known && known.seq > seq) return;
  await work.tx.put("child", id, { state, seq });
  work.index = { ...work.index, children: { ...work.index.children, [id]: childLine(state) } };
}

/** @param {Work} work @param {string} id @returns {Promise<VisitRecord | undefined>} */
async function knownVisit({ tx, index }, id) {
  const known = await readable(tx, "visit", id);
  const before = index.visits[id]?.before;
  return known && before !== undefined ? toldBefore(known, before) : known;
}

/** One that was told before the service was restored has no number that counts. @param {Work} work @param {string} id */
const knownChild = async ({ tx, index }, id) =>
  index.children[id]?.before === undefined ? readable(tx, "child", id) : undefined;

/**
 * Everything of a scope was told: what was told of it before the service was restored, and was not told again, goes. What a
 * receipt has spoken of since the page was made is still to come.
 * @param {Work} work
 * @param {{scope: string, to: number}} page
 */
async function letGoOfBefore(work, { scope, to }) {
  const { children, visits } = work.index;
  for (const [id, { team, before }] of Object.entries(children)) {
    if (before !== undefined && team.id === scope) await forget(work, "child", id);
  }
  for (const [id, { child_id, before }] of Object.entries(visits)) {
    const elsewhere = work.index.children[child_id];
    if (before === undefined || (elsewhere && elsewhere.team.id !== scope)) continue;
    const known = await knownVisit(work, id);
    if (known && lastHeard(known) > to) continue;
    work.visits.add(id);
    await forget(work, "visit", id);
  }
}

/**
 * What the team does when something is urgent lies beside the desk: whatever is forgotten, it is not.
 * @param {Transaction} tx
 * @param {{seq: number, key: string, state: any}} row
 */
async function keepLocal(tx, { seq, key: team, state }) {
  const known = await readable(tx, "desk", team);
  if (!known || known.seq < seq) await tx.put("desk", team, { state, seq });
}

/**
 * @param {Work} work
 * @param {VisitRecord} record
 * @param {unknown} told  of her signature; where the copy that told was damaged, the desk knows whether it was taken
 */
async function keepVisit(work, record, told) {
  const id = record.head.visit_id;
  if (!told && work.desk.unsigned?.includes(id))
    record.not_complete = whileOpen(record.head, [], work.index.visits[id]?.round);
  await work.tx.put("visit", id, record);
  const { before } = record;
  const line = before === undefined ? visitSummary(record) : { ...visitSummary(record), before };
  work.index = { ...work.index, visits: { ...work.index.visits, [id]: line } };
  work.desk = withSignature(work.desk, id, record.not_complete);
  const released = ofVisit(work.desk.held, id).filter(({ change_id }) => holds(record, change_id));
  if (released.length) {
    work.desk = { ...work.desk, held: work.desk.held.filter((entry) => !released.includes(entry)) };
  }
}

/**
 * Whose signature was not taken needs her, wherever she looks.
 * @param {Desk} desk
 * @param {string} id
 * @param {string[] | null} keptBack
 * @returns {Desk}
 */
export function withSignature(desk, id, keptBack) {
  if (!keptBack && !desk.unsigned?.includes(id)) return desk;
  const others = (desk.unsigned ?? []).filter((one) => one !== id);
  return { ...desk, unsigned: keptBack ? [...others, id] : others };
}

/**
 * @param {Work} work
 * @param {"child" | "visit"} what
 * @param {string} id
 */
async function forget(work, what, id) {
  await work.tx.remove(what, id);
  const part = what === "child" ? "children" : "visits";
  const { [id]: _, ...others } = work.index[part];
  work.index = { ...work.index, [part]: others };
  work.desk = withSignature(work.desk, id, null);
}

/**
 * A record of the server's word that does not open any more counts as not there: what comes now replaces it.
 * @param {Transaction} tx
 * @param {import("../local/types.js").StoreName} store
 * @param {string | number} id
 */
async function readable(tx, store, id) {
  try {
    return await tx.read(store, id);
  } catch (problem) {
    if (problem instanceof Damaged) return undefined;
    throw problem;
  }
}

// -- timeline -----------------------------------------------------------------------------------------------------------

/**
 * The desk on the timeline of a reply, or null when the reply is from one that no longer exists.
 * @param {Transaction} tx
 * @param {number} epoch
 */
async function onTimeline(tx, epoch) {
  const desk = await deskOf(tx);
  if (epoch < desk.epoch) return null;
  return epoch === desk.epoch ? desk : beginAnew(tx, desk, epoch);
}

/**
 * The server was restored from a backup: offer everything it ever answered again, in order. That is harmless, for the ids are
 * the same; what was refused will be refused again, by the reply to it. Its word stands until it is told anew, row by row: there
 * may be no network for long, and she has families to visit. What is not told again goes when all of its scope was told.
 * @param {Transaction} tx
 * @param {Desk} desk
 * @param {number} epoch
 * @returns {Promise<Desk>}
 */
async function beginAnew(tx, desk, epoch) {
  let outbox = desk.outbox;
  const offered = new Set();
  for (const store of /** @type {const} */ (["journal", "quarantine"])) {
    for (const { id, value } of await tx.list(store)) {
      if (!value) continue;
      const change = value.change;
      // One that could not be written down was never closed.
      const sent = change.body_sha256 !== undefined;
      const when = { sent, since: change.recorded_at, savedAt: change.recorded_at };
      outbox = withEntry(outbox, entryOf(change, when));
      offered.add(id);
      await tx.put("outbox", id, change);
      await tx.remove(store, id);
    }
  }
  for (const team of new Set([...Object.keys(desk.cursors), ...(desk.teams ?? []).map(({ id }) => id)])) {
    const known = await readable(tx, "desk", `local:${team}`);
    if (known) await tx.put("desk", `local:${team}`, { ...known, seq: 0 });
  }
  const met = await newcomersIn(tx, outbox, desk.teams ?? []);
  const { children, visits } = marked(await indexOf(tx), epoch);
  for (const { childId } of met) {
    // Met on a doorstep: it is for the change that travels to say so, and it stays until the service has heard it.
    const known = await readable(tx, "child", childId);
    delete children[childId];
    if (!known) continue;
    await tx.put("child", childId, { ...known, seq: 0 });
    children[childId] = childLine(known.state);
  }
  await tx.put("index", ONLY, inOrder({ children, visits }));
  await keepNewcomers(tx, met);
  return {
    ...desk,
    epoch,
    outbox,
    held: [],
    refused: desk.refused.filter(({ seq }) => !offered.has(seq)),
    unsendable: desk.unsendable?.filter(({ seq }) => !offered.has(seq)),
    newest: null,
    cursors: {},
    left: {},
  };
}

/**
 * Every line marked: it was told before this epoch.
 * @param {Index} index
 * @param {number} before
 * @returns {Index}
 */
function marked({ children, visits }, before) {
  /** @template T @param {Record<string, T>} lines @returns {Record<string, T>} */
  const each = (lines) => Object.fromEntries(Object.entries(lines).map(([id, line]) => [id, { ...line, before }]));
  return { children: each(children), visits: each(visits) };
}

/**
 * The children that were met and travel with these changes.
 * @param {Transaction} tx
 * @param {Entry[]} outbox
 * @param {{id: string, name: string}[]} teams
 */
async function newcomersIn(tx, outbox, teams) {
  const changes = await Promise.all(outbox.map(({ seq }) => readable(tx, "outbox", seq)));
  return changes.flatMap((/** @type {Change | undefined} */ change) =>
    change?.child
      ? [
          {
            childId: change.child_id,
            newcomer: change.child,
            teamName: teams.find(({ id }) => id === change.child?.team_id)?.name ?? "",
          },
        ]
      : [],
  );
}

/**
 * Lets go of those of these that were receipted longer ago than `JOURNAL_KEPT`; what a manager still holds stays readable.
 * @param {Transaction} tx
 * @param {number[]} seqs
 * @param {string} now  by the service's clock: the tablet's may stand anywhere
 * @returns {Promise<boolean>}  whether those with higher numbers may be as old
 */
export async function pruneJournal(tx, seqs, now) {
  const desk = await deskOf(tx);
  const held = new Set(desk.held.map(({ seq }) => seq));
  const before = new Date(Date.parse(now) - JOURNAL_KEPT).toISOString();
  let [old, young] = [0, 0];
  for (const seq of seqs) {
    const at = held.has(seq) ? null : (await readable(tx, "journal", seq))?.at;
    if (!at) continue;
    if (at >= before) young++;
    else {
      old++;
      await tx.remove("journal", seq);
    }
  }
  return old > 0 || young === 0;
}
