/**
 * A scope of which the tablet holds something else than the service: everything of it is fetched beside what is kept, and takes
 * its place in one transaction, once it has been proved itself. Until then nothing is touched.
 */

import { deskOf, ONLY } from "../local/desk.js";
import { indexOf } from "../local/lines.js";
import { childLine, inOrder, visitSummary } from "../local/summaries.js";
import { withSignature } from "./core.js";
import { sumOf } from "./digest.js";
import { lastHeard, whileOpen, withRow } from "./merge.js";

/** @typedef {import("./transport.js").Transport} Transport */
/** @typedef {import("../local/transaction.js").Transaction} Transaction */

/**
 * @typedef {object} Shadow
 * @property {number} epoch
 * @property {string} scope
 * @property {number} to
 * @property {Record<string, Map<string, {seq: number, state: any}>>} rows  by what they are of ("child", "visit", "local") and id
 */

/**
 * Everything of a scope as the service has it; null when it does not come to the sum that the service gives for it.
 * @param {Transport} transport
 * @param {string} scope
 * @param {number} limit  rows of a page
 * @returns {Promise<Shadow | null>}
 */
export async function shadowOf(transport, scope, limit) {
  /** @type {Shadow} */
  const shadow = { epoch: 0, scope, to: 0, rows: { child: new Map(), visit: new Map(), local: new Map() } };
  for (;;) {
    const page = await transport.pull(scope, shadow.to, limit, true);
    if (page.from !== shadow.to || (shadow.to > 0 && page.epoch !== shadow.epoch)) return null;
    for (const { seq, key, kind, state } of page.rows) {
      const [what, id] = key.split(":");
      const kept = shadow.rows[what];
      if (kind === "left") kept?.delete(id);
      else kept?.set(id, { seq, state });
    }
    Object.assign(shadow, { epoch: page.epoch, to: page.to });
    if (page.more && page.rows.length) continue;
    const { child, visit, local } = shadow.rows;
    const visits = [...visit.values()].map(({ state }) => ({ head: state, answers: state.answers }));
    const heard = [...local.values(), ...child.values(), ...visits];
    return (await sumOf(heard)) === page.scope_digest ? shadow : null;
  }
}

/**
 * Puts the shadow in the place of what is kept of the scope. What was heard since it was fetched, by a receipt, stays; own
 * unsent answers are not touched. Nothing where it is out of date already.
 * @param {Transaction} tx
 * @param {Shadow} shadow
 */
export async function replaceScope(tx, { epoch, scope, to, rows: { child: children, visit: visits, local } }) {
  const desk = await deskOf(tx);
  if (desk.epoch !== epoch || (desk.cursors[scope] ?? 0) > to) return;
  const before = await indexOf(tx);
  const index = { children: { ...before.children }, visits: { ...before.visits } };
  /** @param {"child" | "visit"} store @param {string} id @returns {Promise<any>} undefined for one that does not open */
  const kept = (store, id) => tx.read(store, id).catch(() => undefined);
  const mine = Object.keys(before.children).filter((id) => before.children[id].team.id === scope);
  for (const [id, { child_id }] of Object.entries(before.visits)) {
    if (!mine.includes(child_id) || visits.has(id)) continue;
    const known = await kept("visit", id);
    if (known && lastHeard(known) > to) continue;
    await tx.remove("visit", id);
    delete index.visits[id];
  }
  for (const id of mine) {
    const seq = children.has(id) ? 0 : (await kept("child", id))?.seq;
    if (!seq || seq > to) continue; // without a number: met on a doorstep, and known to nobody else yet
    await tx.remove("child", id);
    delete index.children[id];
  }
  /** @param {string} key @param {number} seq */
  const hasLeft = (key, seq) => seq <= (desk.left[key] ?? -1);
  for (const [id, { seq, state }] of children) {
    if (hasLeft(`child:${id}`, seq) || (await kept("child", id))?.seq > seq) continue;
    await tx.put("child", id, { state, seq });
    index.children[id] = childLine(state);
  }
  for (const [team, { seq, state }] of local) await tx.put("desk", `local:${team}`, { state, seq });
  let heard = desk;
  for (const [id, row] of visits) {
    if (hasLeft(`visit:${id}`, row.seq)) continue;
    const known = await kept("visit", id);
    const newer = known && lastHeard(known) > row.seq;
    const said = known ? known.not_complete : desk.unsigned?.includes(id) ? [] : null;
    const record = newer
      ? withRow(known, row)
      : { ...withRow(undefined, row), not_complete: whileOpen(row.state, said, before.visits[id]?.round) };
    await tx.put("visit", id, record);
    index.visits[id] = visitSummary(record);
    heard = withSignature(heard, id, record.not_complete);
  }
  const unsigned = heard.unsigned?.filter((id) => index.visits[id]);
  await tx.put("index", ONLY, inOrder(index));
  await tx.put("desk", ONLY, { ...desk, unsigned, cursors: { ...desk.cursors, [scope]: to } });
}
