/**
 * The day and the time in the United Kingdom, whatever zone a tablet is set to: moments travel in UTC, are typed and shown in UK
 * time, and a day has no zone. Nothing else asks what time it is where. Pure.
 */

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** Days and minutes that are remembered: the same come up after every answer, and dates are slow to read. */
const MOST_KNOWN = 2_000;
const WRITTEN_DAY = /^([0-9]{4})-([0-9]{2})-([0-9]{2})$/;
const MOMENT = /^([0-9-]{10})T([0-9]{2}):([0-9]{2})(?::([0-9]{2})(?:\.[0-9]{1,6})?)?Z$/;
const EARLIEST_YEAR = 1900;
const LATEST_YEAR = 2199;

const LONDON = new Intl.DateTimeFormat("en-GB", {
  timeZone: "Europe/London",
  year: "numeric",
  month: "2-digit",
  day: "2-digit",
  hour: "2-digit",
  minute: "2-digit",
  hourCycle: "h23",
});

/**
 * @template K, T
 * @param {(asked: K) => T} work
 * @returns {(asked: K) => T}
 */
export function remembered(work) {
  /** @type {Map<K, T>} */
  const known = new Map();
  return (asked) => {
    let found = known.get(asked);
    if (found === undefined) {
      if (known.size >= MOST_KNOWN) known.clear();
      found = work(asked);
      known.set(asked, found);
    }
    return found;
  };
}

const shownInLondon = remembered((/** @type {number} */ minute) => {
  const part = Object.fromEntries(LONDON.formatToParts(minute * MINUTE).map(({ type, value }) => [type, value]));
  return { day: `${part.year}-${part.month}-${part.day}`, time: `${part.hour}:${part.minute}` };
});

/** A moment as its day and time in the United Kingdom. @param {Date | number} moment */
export const inLondon = (moment) => shownInLondon(Math.floor(Number(moment) / MINUTE));

/** A day as a number to reckon with. @param {string} day */
export const atMidnight = remembered((/** @type {string} */ day) => Date.parse(`${day}T00:00:00Z`));

/** Whether it is a real day, as the wire writes it. @param {unknown} value @returns {value is string} */
export function isDay(value) {
  const parts = typeof value === "string" && WRITTEN_DAY.exec(value);
  if (!parts) return false;
  const [year, month, day] = parts.slice(1).map(Number);
  const date = new Date(Date.UTC(year, month - 1, day));
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day && year >= EARLIEST_YEAR && year <= LATEST_YEAR;
}

/** Whether it is a real moment, as the wire writes it. @param {unknown} value @returns {value is string} */
export function isMoment(value) {
  const parts = typeof value === "string" && MOMENT.exec(value);
  if (!parts) return false;
  const [hour, minute, second] = parts.slice(2).map((part) => Number(part ?? 0));
  return isDay(parts[1]) && hour < 24 && minute < 60 && second < 60;
}

/**
 * The UK day an answer speaks of: that of a moment, else the day it begins with, whatever stands behind it. Null where no real day
 * does: what is half typed is kept as it stands. Twin of `day_of` in forms/safety/dates.py.
 * @param {unknown} answer
 * @returns {string | null}
 */
export function dayOf(answer) {
  if (isMoment(answer)) return inLondon(Date.parse(answer)).day;
  const begins = typeof answer === "string" && answer.slice(0, 10);
  return isDay(begins) ? begins : null;
}

/**
 * How many days from one day to another; null unless both are known.
 * @param {string | null} earlier
 * @param {string | null} later
 */
export const daysBetween = (earlier, later) =>
  earlier && later ? Math.round((atMidnight(later) - atMidnight(earlier)) / DAY) : null;

/** @param {string} day `2026-05-03` @param {number} days */
export const dayFrom = (day, days) => new Date(atMidnight(day) + days * DAY).toISOString().slice(0, 10);

/** A time of day as she may write it (`9:30`, `9.30`, `0930`) as `09:30`; undefined for none. @param {string} typed */
function timeOf(typed) {
  const [, hour, minute] = /^([0-9]{1,2})[:.]?([0-9]{2})$/.exec(typed.trim()) ?? [];
  return Number(hour) < 24 && Number(minute) < 60 ? `${hour.padStart(2, "0")}:${minute}` : undefined;
}

/** A moment as it travels, to the minute. @param {number} moment */
export const wire = (moment) => `${new Date(moment).toISOString().slice(0, 17)}00Z`;

/**
 * The moment at which clocks in the United Kingdom show this, the first of two in the night the clocks go back; undefined for
 * what is no day or no time. Twin of `from_form` in forms/field_types/times.py.
 * @param {string} day
 * @param {string} typed  the time
 */
export function momentOf(day, typed) {
  const time = timeOf(typed);
  if (!time || !isDay(day)) return undefined;
  const winter = Date.parse(`${day}T${time}:00Z`);
  const shown = inLondon(winter - HOUR);
  return wire(shown.day === day && shown.time === time ? winter - HOUR : winter);
}
