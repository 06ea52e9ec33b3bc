/** What to look at again when a number was typed: what it was last time, and what is not usual. Never a conclusion. Pure. */

import { date } from "../shell/words.js";
import { MEASURED_BY } from "./measured.js";
import { daysBetween } from "./uk_time.js";

/** @typedef {import("./context.js").FormField} FormField */
/** @typedef {import("./carried.js").Earlier} Earlier */

/** @param {string | number} value @param {string | undefined} unit */
const inUnits = (value, unit) =>
  [typeof value === "number" ? value.toLocaleString("en-GB") : value, value === 1 ? unit?.replace(/s$/, "") : unit]
    .filter(Boolean)
    .join(" ");

/**
 * @param {object} given
 * @param {string} given.id
 * @param {FormField} given.field
 * @param {string | number | undefined} given.value
 * @param {string} given.on  the day of this contact
 * @param {string | null} given.contact  its type
 * @param {Earlier[]} given.earlier  newest first
 * @param {boolean} given.born  whether baby's date of birth is known
 * @returns {{before: string | null, doubts: string[]}}
 */
export function remarks({ id, field, value, on, contact, earlier, born }) {
  const unit = field.limits.unit;
  const said = earlier.filter((visit) => visit.answers[id]?.value !== undefined && visit.on < on);
  const last = said[0];
  const days = last ? daysBetween(last.on, on) : 0;
  const before = last
    ? `Last time ${inUnits(last.answers[id].value, unit)}, ${days === 1 ? "1 day" : `${days} days`} before (${date(last.on)})`
    : null;
  const number = Number(value);
  if (value === undefined || Number.isNaN(number)) return { before, doubts: [] };
  // What to look at again in a measurement of growth is said beside its centile (growth_beside.js), which needs an age.
  if (born && MEASURED_BY[id]) return { before: null, doubts: [] };
  const band = field.bands?.find(([, , contacts]) => contact !== null && contacts.includes(contact));
  const outside = band && (number < band[0] || number > band[1]);
  return {
    before,
    doubts: outside
      ? [
          `${inUnits(number, unit)} is outside ${inUnits(band[0], undefined)} to ${inUnits(band[1], unit)}, what is usual here. Look again.`,
        ]
      : [],
  };
}
