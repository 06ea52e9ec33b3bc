/** Growth, as rule R18 asks about it. Pure. Twin of forms/safety/measured.py. */

import { change, doubts, place, settled, sinceBirth } from "../forms/growth.js";
import { WORDS } from "../forms/growth_standards.js";
import { inDays } from "../forms/measured.js";
import { dayOf } from "../forms/uk_time.js";
import { measuredIn } from "./past.js";

/** @typedef {import("./said.js").Said} Said */
/** @typedef {import("../forms/growth.js").Baby} Baby */
/** @typedef {import("../forms/growth.js").Measurement} Measurement */

const EARLY_DAYS = 13;
const BACK_BY_DAY = 21;
const BANDS = WORDS.bands;
/** Bands before NINTH lie below the 9th centile, those from NINETY_FIRST on above the 91st. */
const NINTH = 3;
const NINETY_FIRST = 7;
const SECOND = 2;
const NOT_KNOWN = "not_known";
/** @type {Record<string, string>} */
const SEXES = { F: "female", 2: "female", M: "male", 1: "male" };

/**
 * @param {import("./child.js").ChildKnown} child
 * @param {Record<string, any>} latest
 * @returns {(Baby & {gestation_days: number | null, birth_weight_g: number | null}) | null}
 */
export function babyOf(child, latest) {
  const born = dayOf(child.dob || latest.baby_dob);
  if (!born) return null;
  // Where the record does not know, what a visit says counts.
  const sex = [child.sex, latest.baby_sex].find((one) => one && one !== NOT_KNOWN) ?? NOT_KNOWN;
  const weight = child.birth_weight_g || latest.birth_weight_g;
  return {
    sex: SEXES[sex] ?? sex,
    born,
    gestation_days: inDays(child.gestation || latest.gestation_birth),
    birth_weight_g: weight ? Number(weight) : null,
  };
}

/** @type {Record<string, boolean>} */
const NOTHING = Object.freeze({
  weight_lost_early: false,
  not_back_to_birth_weight: false,
  weight_fell: false,
  weight_below_second: false,
  head_rose: false,
  outside_band: false,
  changed_quickly: false,
});

/**
 * What is out of line in this visit's measurements.
 * @param {Said} told
 * @param {any[]} before
 * @param {Baby | null} baby
 * @param {Record<string, [number, number]>} bands  usual weight by contact type, grams
 * @returns {Record<string, boolean>}
 */
export function growthFacts(told, before, baby, bands) {
  const found = { ...NOTHING };
  const now = /** @type {Measurement[]} */ (/** @type {unknown} */ (measuredIn(told)));
  if (!baby || !now.length) return found;
  for (const here of now) {
    const codes = doubts(baby, here, before).map(({ code }) => code);
    if (codes.includes("changed_quickly")) found.changed_quickly = true;
    if (here.measure === "weight") {
      const usual = bands[told.values.contact_type];
      const value = here.value ?? 0;
      found.outside_band = usual ? !(usual[0] <= value && value <= usual[1]) : codes.includes("outside_band");
      Object.assign(found, weight(told, baby, here, before));
    } else if (here.measure === "head") found.head_rose = headRose(told, baby, here, before);
  }
  return found;
}

/** @param {Said} told @param {Baby} baby @param {Measurement} here @param {Measurement[]} before */
function weight(told, baby, here, before) {
  const age = place(baby, here).age_days;
  const band = bandOf(told, baby, here);
  const found = { weight_below_second: band !== null && band < SECOND };
  const bornWith = baby.birth_weight_g ?? null;
  const value = here.value ?? 0;
  if (bornWith === null || age < 0) return found;
  const beenBack = before.some((one) => one.measure === "weight" && one.on > baby.born && (one.value ?? 0) >= bornWith);
  return {
    ...found,
    weight_lost_early: age <= EARLY_DAYS && (bornWith - value) * 10 > bornWith,
    not_back_to_birth_weight: age >= BACK_BY_DAY && value < bornWith && !beenBack,
    weight_fell: age > EARLY_DAYS && fell(told, baby, here),
  };
}

/** @param {Said} told @param {Baby} baby @param {Measurement} here */
function fell(told, baby, here) {
  const birth = place(baby, { measure: "weight", value: baby.birth_weight_g ?? null, on: baby.born });
  if (birth.z === null) return false;
  const begun = BANDS.indexOf(birth.band);
  const allowed = begun < NINTH ? 1 : begun >= NINETY_FIRST ? 3 : 2;
  const recorded = BANDS.indexOf(told.values.weight_centile);
  if (elsewhere(told, "weight_g") && recorded >= 0) return begun - recorded >= allowed;
  const spaces = sinceBirth(baby, here)?.spaces ?? null;
  return spaces !== null && settled(spaces) <= -allowed;
}

/** @param {Said} told @param {Baby} baby @param {Measurement} here @param {Measurement[]} before */
function headRose(told, baby, here, before) {
  const recorded = BANDS.indexOf(told.values.head_centile);
  return before.some((one) => {
    if (one.measure !== "head" || one.on >= here.on) return false;
    if (elsewhere(told, "head_cm") && recorded >= 0) {
      const first = place(baby, one);
      return first.z !== null && recorded - BANDS.indexOf(first.band) >= 2;
    }
    const { spaces } = change(baby, one, here);
    return spaces !== null && settled(spaces) >= 2;
  });
}

/** The place of the weight's band. What was recorded counts only for growth recorded elsewhere.
 * @param {Said} told @param {Baby} baby @param {Measurement} here */
function bandOf(told, baby, here) {
  const recorded = BANDS.indexOf(told.values.weight_centile);
  if (elsewhere(told, "weight_g") && recorded >= 0) return recorded;
  const found = BANDS.indexOf(place(baby, here).band);
  return found < 0 ? null : found;
}

/** Whether somebody else measured it. @param {Said} told @param {string} field */
const elsewhere = ({ sources }, field) =>
  Boolean(sources[field]) && !sources[field].startsWith("seen_or_measured_by_me");
