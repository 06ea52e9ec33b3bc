/** When a call can have been made of which only the time of day is known: it may be noted days later. Pure. */

import { dayFrom, inLondon, momentOf, wire } from "./uk_time.js";

/** So far a tablet's clock may be behind the one she rang by. */
const CLOCKS_DIFFER = 15 * 60_000;
/** So many days are offered one by one; before them, only the day of the contact itself. */
const DAYS = 7;

/** @typedef {{day: string, at: string}} CallTime  the UK day, and the moment on it */

/**
 * The moments at which clocks showed this, one a day, the newest first: today's unless it is still to come, and back to the day
 * of the contact; where neither leaves one, yesterday's. Where it lies ahead by no more than clocks differ, it is now.
 * @param {string} typed  the time
 * @param {string | null} contact  its day; not known, it may have been yesterday
 * @param {Date} now
 * @returns {{times: CallTime[], sure: CallTime | null}}  none where no time was typed; `sure`: which it was, where she need not say
 */
export function callTimes(typed, contact, now) {
  const today = inLondon(now).day;
  const yesterday = dayFrom(today, -1);
  const [todays, tomorrows] = [today, dayFrom(today, 1)].map((day) => momentOf(day, typed));
  if (!todays || !tomorrows) return { times: [], sure: null };
  const ahead = (/** @type {string} */ moment) => Date.parse(moment) - now.getTime();
  const justNow = [todays, tomorrows].some((moment) => ahead(moment) > 0 && ahead(moment) <= CLOCKS_DIFFER);
  const latest = justNow || ahead(todays) <= 0 ? today : yesterday;
  const began = contact ?? yesterday;
  const [first] = [began, latest].sort();
  const week = Array.from({ length: DAYS }, (_, back) => dayFrom(latest, -back)).filter((day) => day > first);
  const times = [...week, first].map((day) => ({
    day,
    at: day === today && justNow ? wire(now.getTime()) : /** @type {string} */ (momentOf(day, typed)),
  }));
  return { times, sure: !week.length && (latest === today || began <= latest) ? times[0] : null };
}
