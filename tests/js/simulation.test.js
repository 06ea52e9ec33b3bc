/**
 * The simulation, and the test of the test: with one rule broken it must fail. `SIMULATION_SEED` repeats one run,
 * `SIMULATION_RUNS` says how many are tried.
 */

import assert from "node:assert/strict";
import { test } from "node:test";
import { Broken, simulate } from "./simulation.js";

const STEPS = 50;
const FIRST = Number(process.env.SIMULATION_SEED ?? 1);
const RUNS = process.env.SIMULATION_SEED ? 1 : Number(process.env.SIMULATION_RUNS ?? 200);

/** Each is caught within a few hundred runs; the rarest needs a lone tablet, a refused answer and its correction. */
const PATIENCE = 600;
const FAULTS = [
  "delete_on_send",
  "clear_after_sync",
  "coalesce_inflight",
  "pull_overwrites_unsent",
  "silent_rebase",
  "stale_pull",
  "cursor_first",
  "left_keeps_copy",
  "receipt_without_states",
  "discard_held",
  "forget_refused",
  "no_epoch",
  "no_journal",
  "server:no_idempotency",
  "server:last_write_wins",
  "server:no_reparent",
];

/** @returns {Promise<{seed: number, problem: Error} | null>} */
async function firstBroken(runs, fault) {
  for (let seed = FIRST; seed < FIRST + runs; seed++) {
    try {
      await simulate({ seed, steps: STEPS, fault });
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

for (const fault of FAULTS) {
  test(`a tablet or server with "${fault}" is caught`, async (t) => {
    const broken = await firstBroken(PATIENCE, fault);
    assert.ok(broken, `not caught in ${PATIENCE} runs`);
    t.diagnostic(`seed ${broken.seed}: ${broken.problem.message}`);
  });
}
