/** Months and working days, as the rules count them. Pure. Twin of forms/safety/dates.py. */

import { atMidnight, remembered } from "../forms/uk_time.js";

const DAY = 86_400_000;

/**
 * The same day of the month so many months on, or the last of that month if it has none such.
 * @param {string} day
 * @param {number} months
 */
export const monthsLater = (day, months) => later(`${day} ${months}`);

const later = remembered((asked) => {
  const [day, months] = asked.split(" ");
  const [year, month, date] = day.split("-").map(Number);
  const last = new Date(Date.UTC(year, month + Number(months), 0)).getUTCDate();
  return new Date(Date.UTC(year, month - 1 + Number(months), Math.min(date, last))).toISOString().slice(0, 10);
});

/** @type {WeakMap<string[], Set<number>>} */
const free = new WeakMap();

/** @param {string[]} holidays @returns {Set<number>} */
function freeDays(holidays) {
  const known = free.get(holidays) ?? new Set(holidays.map(atMidnight));
  free.set(holidays, known);
  return known;
}

/**
 * Whether more than so many working days (Monday to Friday, no bank holiday) lie after `day` up to and including `until`.
 * @param {string} day
 * @param {string} until
 * @param {string[]} holidays
 * @param {number} days
 */
export function moreWorkingDays(day, until, holidays, days) {
  let count = 0;
  const last = atMidnight(until);
  const off = freeDays(holidays);
  for (let one = atMidnight(day) + DAY; one <= last; one += DAY) {
    // 1 January 1970 was a Thursday.
    const weekday = (one / DAY + 4) % 7;
    if (weekday === 0 || weekday === 6 || off.has(one)) continue;
    count += 1;
    if (count > days) return true;
  }
  return false;
}
