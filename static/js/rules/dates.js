/** Days as ISO texts: ages, spans, working days. Pure. Twin of forms/safety/dates.py. */

const DAY = 86_400_000;
const MOST_KNOWN = 2_000;
const IN_UK = new Intl.DateTimeFormat("en-CA", { timeZone: "Europe/London", dateStyle: "short" });

/**
 * The same days come up after every answer, and dates are slow to read.
 * @template T
 * @param {(text: string) => T} work
 * @returns {(text: string) => T}
 */
function remembered(work) {
  /** @type {Map<string, T>} */
  const known = new Map();
  return (text) => {
    let found = known.get(text);
    if (found === undefined) {
      if (known.size >= MOST_KNOWN) known.clear();
      found = work(text);
      known.set(text, found);
    }
    return found;
  };
}

const ms = remembered((day) => Date.parse(`${day}T00:00:00Z`));
const ukDay = remembered((moment) => IN_UK.format(Date.parse(moment)));

/**
 * The UK day a wire moment (`…Z`) falls on; a day or a time without zone is taken as it stands. Null for no time.
 * @param {unknown} moment
 * @returns {string | null}
 */
export function dayOf(moment) {
  if (typeof moment !== "string" || moment.length < 10) return null;
  return moment.endsWith("Z") && moment.length > 10 ? ukDay(moment) : moment.slice(0, 10);
}

/**
 * How many days from one day to another; null unless both are known.
 * @param {string | null} earlier
 * @param {string | null} later
 */
export const daysBetween = (earlier, later) => (earlier && later ? Math.round((ms(later) - ms(earlier)) / DAY) : null);

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
  const known = free.get(holidays) ?? new Set(holidays.map(ms));
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
  const last = ms(until);
  const off = freeDays(holidays);
  for (let one = ms(day) + DAY; one <= last; one += DAY) {
    // 1 January 1970 was a Thursday.
    const weekday = (one / DAY + 4) % 7;
    if (weekday === 0 || weekday === 6 || off.has(one)) continue;
    count += 1;
    if (count > days) return true;
  }
  return false;
}
