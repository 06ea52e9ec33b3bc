/** Days that are one tap away. Pure: today is an argument. */

import { dayFrom } from "./uk_time.js";

/** Past first, then ahead; in days from today. @type {[string, number][]} */
const USUAL = [
  ["Today", 0],
  ["Yesterday", -1],
  ["A week ago", -7],
  ["In a week", 7],
  ["In 2 weeks", 14],
  ["In 4 weeks", 28],
];

/**
 * The usual days that can be an answer here. None for a date of birth long past.
 * @param {{earliest?: number | null, latest?: number | null}} limits  in days from today
 * @param {string} today
 * @returns {{words: string, day: string}[]}
 */
export function usualDays({ earliest = null, latest = null }, today) {
  const ahead = latest === null || latest > 0;
  return USUAL.filter(([, days]) => {
    if (earliest !== null && days < earliest) return false;
    if (latest !== null && days > latest) return false;
    // Where a day ahead is wanted, last week is not in the way of the thumb.
    return days <= 0 ? !(ahead && earliest !== null && earliest > -8 && days < 0) : ahead && latest !== null;
  }).map(([words, days]) => ({ words, day: dayFrom(today, days) }));
}

/** When what was left open may be done: in days from today. */
const SOON = { earliest: 1, latest: 28 };

/** Days ahead; first the next contact, where one is due. @param {string} today @param {string | undefined} due */
export const soon = (today, due) => [
  ...(due && due > today ? [{ words: "At the next contact", day: due }] : []),
  ...usualDays(SOON, today),
];
