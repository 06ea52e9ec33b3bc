/**
 * The simulation, and the test of the test: with one rule broken it must fail. `SIMULATION_SEED` repeats one run,
 * `SIMULATION_RUNS` says how many are tried.
 */

import assert from "node:assert/strict";
import { test } from "node:test";
import { Broken, simulate } from "./simulation.js";

const STEPS = 50;
const FIRST = Number(process.env.SIMULATION_SEED ?? 1);
const RUNS = process.env.SIMULATION_SEED ? 1 : Number(process.env.SIMULATION_RUNS ?? 150);

const PATIENCE = 300;
const CALM = { moves: false, restores: false };
/** What is broken, and the swarm in which it shows soonest. */
const FAULTS = {
  delete_on_send: {},
  clear_after_sync: {},
  coalesce_inflight: {},
  extends_what_went_unmarked: { full: true },
  pull_overwrites_unsent: {},
  silent_rebase: {},
  stale_pull: {},
  cursor_first: {},
  left_keeps_copy: { moves: true },
  receipt_without_states: { ...CALM, solo: true },
  discard_held: { moves: true },
  forget_refused: { poison: true },
  no_epoch: { restores: true },
  no_journal: { restores: true },
  "server:no_idempotency": {},
  "server:last_write_wins": {},
  "server:no_reparent": { ...CALM, solo: true, poison: true },
};

/** @returns {Promise<{seed: number, problem: Error} | null>} */
async function firstBroken(runs, fault, swarm) {
  for (let seed = FIRST; seed < FIRST + runs; seed++) {
    try {
      await simulate({ seed, steps: STEPS, fault, swarm });
    } catch (problem) {
      if (!(problem instanceof Broken) && !fault) throw new Error(`seed ${seed}`, { cause: problem });
      if (problem instanceof Broken) return { seed, problem };
    }
  }
  return null;
}

test(`several tablets on a bad network lose nothing, overwrite nothing unseen, and agree in the end (seeds ${FIRST} to ${FIRST + RUNS - 1})`, async () => {
  const broken = await firstBroken(RUNS, null);
  assert.equal(broken && `SIMULATION_SEED=${broken.seed}: ${broken.problem.message}`, null);
});

for (const [fault, swarm] of Object.entries(FAULTS)) {
  test(`a tablet or server with "${fault}" is caught`, async (t) => {
    const broken = await firstBroken(PATIENCE, fault, swarm);
    assert.ok(broken, `not caught in ${PATIENCE} runs`);
    t.diagnostic(`seed ${broken.seed}: ${broken.problem.message}`);
  });
}
