/**
 * Dates, ages, names and numbers as they are read. Pure: the present moment is an argument. Dates as 3 May 2026, times as
 * 14:32, ages in weeks and days.
 */

const DAY = 86_400_000;
const LONG = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "long", year: "numeric" });
const ABBREVIATED = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric" });
const SHORT = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "long" });
const CLOCK = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", hour12: false });

/** A calendar date has no time zone; it is read as local midnight. @param {string} iso `2026-05-03` or a moment */
const read = (iso) => (iso.length === 10 ? new Date(`${iso}T00:00:00`) : new Date(iso));

/**
 * What was typed and is no day yet ("20 11", "about 30") stands as it was typed: a browser would guess at a date, or refuse to
 * draw the page.
 * @param {Intl.DateTimeFormat} format @param {string} iso
 */
function written(format, iso) {
  const moment = /^\d{4}-\d\d-\d\d/.test(iso) ? read(iso) : null;
  return moment && !Number.isNaN(moment.getTime()) ? format.format(moment) : iso;
}

/** @param {Date} moment */
const midnight = (moment) => new Date(moment.getFullYear(), moment.getMonth(), moment.getDate());

/** Whole days from one calendar day to another. @param {Date} from @param {Date} to */
const daysBetween = (from, to) => Math.round((midnight(to).getTime() - midnight(from).getTime()) / DAY);

/** @param {string} iso */
export const date = (iso) => written(LONG, iso);

/** Where room is short. @param {string} iso */
export const shortDate = (iso) => written(ABBREVIATED, iso);

/** @param {string} iso */
export const time = (iso) => CLOCK.format(read(iso));

/**
 * A moment as one would say it: `16:10`, `yesterday 16:10`, `3 May, 16:10`.
 * @param {string} iso
 * @param {Date} now
 */
export function moment(iso, now) {
  const then = read(iso);
  const days = daysBetween(then, now);
  if (days === 0) return CLOCK.format(then);
  if (days === 1) return `yesterday ${CLOCK.format(then)}`;
  return `${then.getFullYear() === now.getFullYear() ? SHORT.format(then) : LONG.format(then)}, ${CLOCK.format(then)}`;
}

/**
 * A day as one would say it: `today`, `tomorrow`, `3 May 2026`.
 * @param {string} iso
 * @param {Date} now
 */
export function day(iso, now) {
  const days = daysBetween(now, read(iso));
  if (days === 0) return "today";
  if (days === 1) return "tomorrow";
  if (days === -1) return "yesterday";
  return date(iso);
}

/** @param {number} count @param {string} one @param {string} [many] */
export const counted = (count, one, many = `${one}s`) => `${count} ${count === 1 ? one : many}`;

/**
 * Weeks and days in the first year, then years and months.
 * @param {string} dob
 * @param {Date} now
 */
export function age(dob, now) {
  const born = read(dob);
  const days = daysBetween(born, now);
  if (days < 0) return "not yet born";
  if (days < 7) return counted(days, "day");
  if (days < 365) {
    const rest = days % 7;
    return counted(Math.floor(days / 7), "week") + (rest ? ` ${counted(rest, "day")}` : "");
  }
  let months = (now.getFullYear() - born.getFullYear()) * 12 + now.getMonth() - born.getMonth();
  if (now.getDate() < born.getDate()) months -= 1;
  const rest = months % 12;
  return counted(Math.floor(months / 12), "year") + (rest ? ` ${counted(rest, "month")}` : "");
}

/** @typedef {{given_name: string, family_name: string, also_known_as?: string | null}} Named */
/** @typedef {{dob: string | null, edd: string | null}} Dated */

/** As recorded. @param {Named | null} child */
export const fullName = (child) =>
  child ? [child.given_name, child.family_name].filter(Boolean).join(" ") : "A child no longer on this tablet";

/** @param {Dated} child @param {Date} now */
export function ageOf({ dob, edd }, now) {
  if (dob) return age(dob, now);
  return edd ? `due ${date(edd)}` : "age not recorded";
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
const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
