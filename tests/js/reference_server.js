/**
 * docs/protocol.md from the server's side, as small as it goes: what the tablet is tested against. `bug` breaks one rule.
 */

import { canonical, sha256 } from "../../static/js/sync/canonical.js";

const POISON = "never valid";

/** What "same value" compares. */
const sayingOf = ({ value, missing, cleared, kind, source, verif, basis }) =>
  canonical({ value, missing, cleared, kind, source, verif, basis });

const isRefused = ({ outcome }) => outcome === "rejected" || outcome === "held";

/** @param {{teams: string[], children: Record<string, string>, bug?: string | null}} world  children: id to team */
export function referenceServer({ teams, children, bug = null }) {
  let it = {
    epoch: 0,
    head: Object.fromEntries(teams.map((team) => [team, 0])),
    feed: Object.fromEntries(teams.map((team) => [team, {}])),
    team: { ...children },
    visits: {},
    /** change id to {hash, receipt, change, outcomes}: history and idempotency in one */
    changes: {},
  };
  let backup = null;

  function touch(key, team, kind = "state") {
    it.head[team] += 1;
    it.feed[team][key] = { seq: it.head[team], kind };
    return it.head[team];
  }
  for (const [child, team] of Object.entries(children)) touch(`child:${child}`, team);

  const childState = (id) => ({
    child_id: id,
    given_name: id,
    family_name: "Test",
    also_known_as: null,
    nhs_number: null,
    nhs_number_status: null,
    dob: null,
    edd: null,
    sex: null,
    team: { id: it.team[id], name: it.team[id] },
    addresses: [],
    people: [],
    next_contact: null,
  });
  const visitState = (visit) => structuredClone(visit);

  /** The base with what was refused skipped. */
  function effective(base, key) {
    while (bug !== "no_reparent" && base && it.changes[base]) {
      const { change, outcomes, receipt } = it.changes[base];
      const refused = isRefused(receipt) || outcomes?.[key] === "rejected";
      if (!refused || !change.answers[key]) break;
      base = change.answers[key].base;
    }
    return base;
  }

  function mergeAnswer(visit, key, answer, change, author) {
    if (answer.value === POISON) return { outcome: "rejected", code: "not_valid", message: "That can never be right." };
    const { base: _, closes = [], ...said } = answer;
    const claim = { ...said, mids: [change.change_id] };
    visit.writers[change.change_id] = { by: author, at: change.recorded_at, received_at: "" };
    const current = visit.answers[key];
    const base = effective(answer.base, key);
    if (bug === "last_write_wins" && current) {
      visit.answers[key] = { ...claim, cands: current.cands };
      return { outcome: "applied" };
    }
    if (!current) {
      visit.answers[key] = { ...claim, cands: [] };
      return { outcome: "applied" };
    }
    if (current.mids.includes(base)) {
      const open = current.cands.filter(({ mids }) => !mids.every((id) => closes.includes(id)));
      const settled = [current, ...current.cands.filter((candidate) => !open.includes(candidate))];
      const chosen = settled.length > 1 && settled.find((one) => sayingOf(one) === sayingOf(answer));
      const stands = chosen ? { ...chosen, mids: [...chosen.mids, change.change_id] } : claim;
      visit.answers[key] = { ...stands, cands: open };
      return { outcome: "applied" };
    }
    const others = current.cands.filter(({ mids }) => !mids.includes(base));
    if (sayingOf(answer) === sayingOf(current)) {
      current.mids.push(change.change_id);
      current.cands = others;
      return { outcome: "same" };
    }
    const alike = others.find((candidate) => sayingOf(candidate) === sayingOf(answer));
    const own = current.cands.findIndex(({ mids }) => mids.includes(base));
    if (alike) alike.mids.push(change.change_id);
    else others.splice(own < 0 ? others.length : own, 0, claim);
    current.cands = others;
    return { outcome: "conflict" };
  }

  function store(change, user) {
    it.visits[change.visit_id] ??= {
      visit_id: change.visit_id,
      child_id: change.child_id,
      form: change.form,
      form_version: change.form_version,
      status: "open",
      round: 0,
      author: user,
      created_at: "",
      submitted_at: null,
      signed_off: null,
      comments: [],
      answers: {},
      writers: {},
    };
    const visit = it.visits[change.visit_id];
    const answers = {};
    for (const [key, answer] of Object.entries(change.answers)) {
      answers[key] = mergeAnswer(visit, key, answer, change, user);
    }
    const receipt = { outcome: "stored", status: 200, code: null, message: null, answers };
    if (change.submit) {
      const complete = visit.answers.f1 !== undefined;
      const already = visit.status === "submitted";
      receipt.submit = already
        ? { outcome: "already" }
        : complete
          ? { outcome: "submitted" }
          : { outcome: "not_complete", fields: ["f1"] };
      if (receipt.submit.outcome === "submitted") {
        visit.status = "submitted";
        visit.round += 1;
      }
    }
    const team = it.team[visit.child_id];
    const seq = touch(`visit:${visit.visit_id}`, team);
    const states = Object.fromEntries(
      Object.keys(answers)
        .filter((key) => visit.answers[key])
        .map((key) => [key, visit.answers[key]]),
    );
    return structuredClone({
      ...receipt,
      scope: team,
      seq,
      states,
      writers: visit.writers,
      visit: { status: visit.status, round: visit.round },
    });
  }

  async function receive(change, user) {
    const { body_sha256, ...body } = change;
    const earlier = it.changes[change.change_id];
    if (earlier && bug !== "no_idempotency") {
      if (earlier.hash === body_sha256) return structuredClone(earlier.receipt);
      return {
        change_id: change.change_id,
        outcome: "id_reuse",
        status: 409,
        code: "id_reuse",
        message: "Used already.",
      };
    }
    if ((await sha256(canonical(body))) !== body_sha256)
      return { change_id: change.change_id, outcome: "corrupt", status: 400 };
    const common = {
      change_id: change.change_id,
      visit_id: change.visit_id,
      epoch: it.epoch,
      body_sha256,
      received_at: "",
    };
    let receipt;
    if (Object.values(change.answers).some(({ value }) => value === "whole change never valid")) {
      receipt = { ...common, outcome: "rejected", status: 422, code: "bad_change", message: "Not in a form to store." };
    } else if (!user.teams.includes(it.team[change.child_id])) {
      receipt = { ...common, outcome: "held", status: 202, code: "not_on_caseload", message: "Kept for a manager." };
    } else {
      receipt = { ...common, ...store(change, user) };
    }
    const outcomes = Object.fromEntries(
      Object.entries(receipt.answers ?? {}).map(([key, { outcome }]) => [key, outcome]),
    );
    if (earlier)
      it.changes[`${change.change_id}#${Object.keys(it.changes).length}`] = {
        change,
        hash: body_sha256,
        receipt,
        outcomes,
      };
    it.changes[change.change_id] = { change, hash: body_sha256, receipt, outcomes };
    return structuredClone(receipt);
  }

  return {
    async push({ changes, epoch }, user) {
      if (epoch < it.epoch) return { epoch: it.epoch, receipts: [] };
      const receipts = [];
      for (const change of structuredClone(changes)) receipts.push(await receive(change, user));
      return { epoch: it.epoch, receipts };
    },

    pull(scope, after, limit, user) {
      if (!user.teams.includes(scope)) throw new Error("not yours");
      const rows = Object.entries(it.feed[scope])
        .map(([key, { seq, kind }]) => ({ key, seq, kind }))
        .filter(({ seq }) => seq > after)
        .sort((a, b) => a.seq - b.seq);
      const page = rows.slice(0, limit).map((row) => {
        const [what, id] = row.key.split(":");
        return {
          ...row,
          state: row.kind === "left" ? null : what === "child" ? childState(id) : visitState(it.visits[id]),
        };
      });
      return {
        epoch: it.epoch,
        scope,
        from: after,
        to: page.at(-1)?.seq ?? after,
        more: rows.length > limit,
        head: it.head[scope],
        rows: page,
      };
    },

    /** What was decided about held changes is put into `decisions` by a test: change id to the decision. */
    decisions: {},
    contact({ device_id, issued, held }, user) {
      const received = new Set(
        Object.values(it.changes)
          .filter(({ change }) => change.device_id === device_id)
          .map(({ change }) => change.device_seq),
      );
      const seqs = Array.from({ length: issued }, (_, at) => at + 1).filter((seq) => !received.has(seq));
      return {
        epoch: it.epoch,
        server_time: "2026-05-09T14:00:00Z",
        standing: "known",
        hand_in: null,
        scopes: user.teams.map((id) => ({ id, name: id, head: it.head[id] })),
        released: held.filter((id) => this.decisions[id]).map((id) => ({ change_id: id, ...this.decisions[id] })),
        missing: { count: seqs.length, seqs },
        left_behind: [],
      };
    },

    transfer(child, to) {
      const from = it.team[child];
      if (from === to) return;
      const visits = Object.values(it.visits).filter(({ child_id }) => child_id === child);
      const keys = [`child:${child}`, ...visits.map(({ visit_id }) => `visit:${visit_id}`)];
      it.team[child] = to;
      for (const key of keys) touch(key, from, "left");
      // An entity's numbers rise in every move.
      it.head[to] = Math.max(it.head[to], it.head[from]);
      for (const key of keys) touch(key, to);
    },
    backup: () => {
      backup = structuredClone(it);
    },
    restore() {
      if (!backup) return;
      const { epoch } = it;
      it = { ...structuredClone(backup), epoch: epoch + 1 };
    },
    get epoch() {
      return it.epoch;
    },
    get visits() {
      return it.visits;
    },
    get changes() {
      return it.changes;
    },
    teamOf: (child) => it.team[child],
  };
}
