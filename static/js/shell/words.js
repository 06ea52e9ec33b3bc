/**
 * Dates, ages, names and numbers as they are read. Pure: the present moment is an argument. Dates as 3 May 2026, times as
 * 14:32 UK time, ages in weeks and days.
 */

import { atMidnight, dayOf, daysBetween, inLondon, isMoment } from "../forms/uk_time.js";

/** @param {Intl.DateTimeFormatOptions} parts */
const format = (parts) => new Intl.DateTimeFormat("en-GB", { timeZone: "UTC", day: "numeric", ...parts });
const LONG = format({ month: "long", year: "numeric" });
const ABBREVIATED = format({ month: "short", year: "numeric" });
const SHORT = format({ month: "long" });

/**
 * What was typed and is no day yet ("20 11", "about 30") stands as it was typed.
 * @param {Intl.DateTimeFormat} format @param {string} iso  `2026-05-03` or a moment
 */
function written(format, iso) {
  const on = dayOf(iso);
  return on ? format.format(atMidnight(on)) : iso;
}

/** Whole days from today. @param {string} iso @param {Date} now */
const daysAhead = (iso, now) => daysBetween(inLondon(now).day, dayOf(iso));

/** @param {string} iso */
export const date = (iso) => written(LONG, iso);

/** Where room is short. @param {string} iso */
export const shortDate = (iso) => written(ABBREVIATED, iso);

/** @param {string} iso */
export const time = (iso) => inLondon(Date.parse(iso)).time;

/**
 * A moment as one would say it: `16:10`, `yesterday 16:10`, `3 May, 16:10`.
 * @param {string} iso
 * @param {Date} now
 */
export function moment(iso, now) {
  if (!isMoment(iso)) return date(iso);
  const days = daysAhead(iso, now);
  if (days === 0) return time(iso);
  if (days === -1) return `yesterday ${time(iso)}`;
  const thisYear = dayOf(iso)?.slice(0, 4) === inLondon(now).day.slice(0, 4);
  return `${written(thisYear ? SHORT : LONG, iso)}, ${time(iso)}`;
}

/**
 * A day as one would say it: `today`, `tomorrow`, `3 May 2026`.
 * @param {string} iso
 * @param {Date} now
 */
export function day(iso, now) {
  const days = daysAhead(iso, now);
  if (days === 0) return "today";
  if (days === 1) return "tomorrow";
  if (days === -1) return "yesterday";
  return date(iso);
}

/** @param {number} count @param {string} one @param {string} [many] */
export const counted = (count, one, many = `${one}s`) => `${count} ${count === 1 ? one : many}`;

/** @param {number} count @param {number} size @param {string} large @param {string} small */
function both(count, size, large, small) {
  const rest = count % size;
  return counted(Math.floor(count / size), large) + (rest ? ` ${counted(rest, small)}` : "");
}

/**
 * Weeks and days in the first year, then years and months.
 * @param {string} dob
 * @param {Date} now
 */
export function age(dob, now) {
  const today = inLondon(now).day;
  const days = daysBetween(dob, today) ?? 0;
  if (days < 0) return "not yet born";
  if (days < 7) return counted(days, "day");
  const [[year, month, date], [bornYear, bornMonth, bornDate]] = [today, dob].map((day) => day.split("-").map(Number));
  const months = (year - bornYear) * 12 + month - bornMonth - (date < bornDate ? 1 : 0);
  return months < 12 ? both(days, 7, "week", "day") : both(months, 12, "year", "month");
}

/** @typedef {{given_name: string, family_name: string, also_known_as?: string | null}} Named */
/** @typedef {{dob: string | null, edd: string | null, born?: string | null}} Dated  `born`: as `withBirth` in visits.js adds it */

/** As recorded. @param {Named | null} child */
export const fullName = (child) =>
  child ? [child.given_name, child.family_name].filter(Boolean).join(" ") : "A child no longer on this tablet";

/** @param {Dated} child @param {Date} now */
export function ageOf({ dob, edd, born }, now) {
  const on = dob || born;
  if (on) return age(on, now);
  return edd && born !== "" ? `due ${date(edd)}` : "age not recorded";
}

/** Beside the name, as the record has it or else a visit. @param {Dated} child @param {(iso: string) => string} write */
export function bornWords({ dob, edd, born }, write) {
  if (dob || born) return `Born ${write(dob || born || "")}${dob ? "" : ", as recorded on a visit"}`;
  return edd && born !== "" ? "Not born yet" : "Date of birth not recorded";
}

/** Three, three and four figures. @param {string | null} number */
export const nhsNumber = (number) =>
  number ? number.replace(/\s/g, "").replace(/^(\d{3})(\d{3})(\d{4})$/, "$1 $2 $3") : "not recorded";

/**
 * Whether a child fits what was typed: parts of names in any order, or figures of the NHS number.
 * @param {Named & {nhs_number: string | null}} child
 * @param {string} typed
 */
export function fits(child, typed) {
  const parts = plain(typed).split(/\s+/).filter(Boolean);
  const names = plain(`${child.given_name} ${child.family_name} ${child.also_known_as ?? ""}`);
  const figures = typed.replace(/\s/g, "");
  if (/^\d+$/.test(figures)) return (child.nhs_number ?? "").replace(/\s/g, "").includes(figures);
  return parts.every((part) => names.includes(part));
}

/** Without accents and case, so that Zoe finds Zoë. @param {string} text */
export const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

/** By which her manager finds a tablet: `Device.code` in app/accounts/models.py is the same. @param {string} deviceId */
export const tabletCode = (deviceId) => deviceId.slice(-4).toUpperCase();
