/**
 * What the growth standards need, out of a child's record and visits: sex, birth, gestation, birth weight, and everything
 * that was measured. Pure. The later visit knows better; an answer that was cleared or could not be recorded says nothing.
 */

import { counted } from "../shell/words.js";
import { change, doubts, place, sinceBirth } from "./growth.js";
import { inDays, MEASURED_BY } from "./measured.js";
import { dayOf } from "./uk_time.js";

/** @typedef {import("./growth.js").Baby} Baby */
/** @typedef {import("./growth.js").Measure} Measure */
/** @typedef {import("./growth.js").Measurement} Measurement */
/** @typedef {Measurement & {visit: string, unsent: boolean}} Measured  `unsent`: only on this tablet */
/**
 * @typedef {object} Growth
 * @property {Baby | null} baby  null while the date of birth is not known
 * @property {Measured[]} measurements  oldest first
 * @property {boolean} gestation  whether it is known how long the pregnancy was
 */
/**
 * @typedef {object} Seen  a visit, as `session.visit` or `session.history` give it
 * @property {string} visit_id
 * @property {string | null} [contact_start]
 * @property {string | null} [created_at]  counts while there is no day of the contact, which may be half typed
 * @property {Record<string, {value?: any, from?: string}>} answers
 */

/** In the place of a visit: the weight at birth, as somebody wrote it down. */
export const BIRTH = "birth";

/**
 * @param {{sex?: string | null, dob: string | null} | null} child
 * @param {Seen[]} visits  in any order
 * @returns {Growth}
 */
export function growthOf(child, visits) {
  const begun = visits
    .flatMap((visit) => {
      const start = [visit.answers.contact_start?.value, visit.contact_start, visit.created_at].find(dayOf);
      return start ? [{ ...visit, start, on: dayOf(start) ?? "" }] : [];
    })
    .sort((one, other) => (one.start < other.start ? -1 : one.start > other.start ? 1 : 0));
  /** @param {string} id @param {(value: any) => any} [read] */
  const latest = (id, read = (value) => value) =>
    begun.map(({ answers }) => read(answers[id]?.value ?? null)).findLast((value) => value !== null);
  /** @param {unknown} sex */
  const withStandard = (sex) => (sex === "male" || sex === "female" ? sex : null);

  const born = child?.dob ?? latest("baby_dob", dayOf) ?? null;
  const gestation = latest("gestation_birth", inDays) ?? null;
  const baby = born && {
    sex: latest("baby_sex", withStandard) ?? child?.sex ?? "not_known",
    born,
    gestation_days: gestation,
    birth_weight_g: latest("birth_weight_g") ?? null,
  };
  /** @type {Measured[]} */
  const measurements = begun.flatMap(({ visit_id, on, answers }) =>
    Object.entries(MEASURED_BY).flatMap(([id, measure]) => {
      const value = Number(answers[id]?.value ?? Number.NaN);
      if (!Number.isFinite(value)) return [];
      return [{ measure, value, on, visit: visit_id, unsent: answers[id].from === "own" }];
    }),
  );
  if (baby?.birth_weight_g)
    measurements.unshift({ measure: "weight", value: baby.birth_weight_g, on: born, visit: BIRTH, unsent: false });
  return { baby: baby || null, measurements, gestation: gestation !== null };
}

/**
 * What is said about one measurement, besides the chart: its place, the change since the last one and since birth, and what
 * to check. Null while there is no baby or no number.
 * @param {Growth} growth  without this measurement
 * @param {Measurement} measurement
 */
export function told({ baby, measurements }, measurement) {
  if (!baby || measurement.value === null) return null;
  const earlier = measurements
    .filter(({ measure, on }) => measure === measurement.measure && on < measurement.on)
    .at(-1);
  return {
    place: place(baby, measurement),
    earlier: earlier ?? null,
    change: earlier ? change(baby, earlier, measurement) : null,
    sinceBirth: measurement.measure === "weight" ? sinceBirth(baby, measurement) : null,
    doubts: doubts(baby, measurement, measurements),
  };
}

/** `9th_to_25th` → `9th to 25th`, `below_0_4th` → `below the 0.4th`. @param {string} code */
export function bandWords(code) {
  if (code === "could_not_plot") return "could not be plotted";
  return code
    .replace(/^(below|above)_/, "$1_the_")
    .replace(/(\d)_(\d)/g, "$1.$2")
    .replaceAll("_", " ");
}

/** 4120 → `4,120 g`. @param {number} value @param {Measure} measure */
export const amount = (value, measure) =>
  `${value.toLocaleString("en-GB", { maximumFractionDigits: 1 })} ${measure === "weight" ? "g" : "cm"}`;

/** Weeks and days of age. @param {number} days */
export const weeks = (days) =>
  days < 0
    ? `${counted(Math.ceil(-days / 7), "week")} before the due date`
    : `${counted(Math.floor(days / 7), "week")} ${counted(days % 7, "day")}`;

/**
 * A change in words: numbers only, never what they mean.
 * @param {{days: number, percent: number | null, spaces: number | null}} changed
 * @param {number} grown  in the unit of the measure
 * @param {Measure} measure
 */
export function changeWords({ days, percent, spaces }, grown, measure) {
  const sign = (/** @type {number} */ number) => (number > 0 ? "+" : number < 0 ? "−" : "");
  const parts = [`${sign(grown)}${amount(Math.abs(grown), measure)} in ${counted(days, "day")}`];
  if (percent !== null) parts.push(`${sign(percent)}${Math.abs(percent).toFixed(1)}%`);
  if (spaces !== null) parts.push(`${Math.abs(spaces).toFixed(1)} centile spaces ${spaces < 0 ? "down" : "up"}`);
  return parts.join(", ");
}
