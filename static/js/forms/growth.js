/**
 * Weight, length and head circumference against the WHO child growth standards: the twin of `forms/growth/` in Python,
 * the same steps on the same figures. Pure: no DOM, no HTTP, no clock. Days are ISO dates ("2026-11-23").
 */

import { STANDARDS, WORDS } from "./growth_standards.js";

/** @typedef {"weight" | "length" | "head"} Measure */
/** @typedef {{L?: number[], M: number[], S: number[]}} Figures one number a stored day */
/**
 * @typedef {object} Standards what `standards.json` holds
 * @property {string} source
 * @property {number[]} days
 * @property {number} standing_from_day
 * @property {number} linear_until_day
 * @property {Record<Measure, Figures>} male
 * @property {Record<Measure, Figures>} female
 */
/**
 * @typedef {object} Words what `words.json` holds
 * @property {Record<Measure, string>} units
 * @property {string[]} bands
 * @property {string[]} lines
 * @property {{until_day: number, least: number, most: number}[]} weight_bands
 * @property {Record<Measure, [number, number]>} far_out
 * @property {Record<Measure, number[]>} slips
 * @property {Record<string, string>} reasons
 * @property {Record<string, string>} doubts
 */
/**
 * @typedef {object} Baby
 * @property {string} sex "male", "female", or something that has no standard
 * @property {string} born
 * @property {number | null} [gestation_days] at birth (36+4 is 256); without it taken as born at term
 * @property {number | null} [birth_weight_g]
 */
/** @typedef {{measure: Measure, value: number | null, on: string}} Measurement g or cm; null: not measured */
/**
 * @typedef {object} Place where a measurement lies; without a place `used_days`, `z` and `centile` are null
 * @property {Measure} measure
 * @property {number | null} value
 * @property {string} on
 * @property {number} age_days from birth
 * @property {number | null} used_days the age it was compared at
 * @property {boolean} corrected for an early birth
 * @property {number | null} z in standard deviations
 * @property {number | null} centile in per cent
 * @property {string} band a code of the centile questions
 * @property {string | null} reason why it could not be plotted: a key of `REASONS`
 */
/** @typedef {{days: number, percent: number | null, spaces: number | null, reason: string | null}} Change */
/** @typedef {{code: string, text: string}} Doubt */
/** @typedef {{skew: number, median: number, variation: number}} Lms */
/**
 * @typedef {object} Chart in units of the view box, one decimal
 * @property {string} view_box
 * @property {{left: number, top: number, right: number, bottom: number}} frame
 * @property {{centile: string, points: [number, number][]}[]} lines
 * @property {{x: number, y: number, on: string, value: number, age_days: number, used_days: number, corrected: boolean, band: string}[]} child
 * @property {{on: string, value: number | null, reason: string}[]} left_out
 * @property {"weeks" | "months"} x_unit
 * @property {{x: number, at: number}[]} x_marks
 * @property {string} y_unit "g" or "cm"
 * @property {{y: number, at: number}[]} y_marks
 */

/** Why something could not be plotted, code to sentence. */
export const REASONS = WORDS.reasons;

const DAY = 86_400_000;
const TERM_DAYS = 37 * 7;
const FULL_DAYS = 40 * 7;
const QUICK_DAYS = 7;

/** What was written in steps. @param {number[]} steps @returns {number[]} */
const summed = (steps) => {
  let sum = 0;
  return steps.map((step) => {
    sum += step;
    return sum;
  });
};

// Written in steps of steps, the figures in hundred-thousandths (forms/growth/browser.py).
for (const columns of [STANDARDS.male, STANDARDS.female].flatMap((measures) => Object.values(measures)))
  for (const [letter, steps] of Object.entries(columns))
    columns[/** @type {"M"} */ (letter)] = summed(summed(steps)).map((figure) => figure / 1e5);

const DAYS = summed(summed(STANDARDS.days));
const LAST_DAY = DAYS[DAYS.length - 1];
const FIRST_CUBIC = DAYS.indexOf(STANDARDS.linear_until_day);
const FIRST_STANDING = DAYS.indexOf(STANDARDS.standing_from_day);

/**
 * Whole days from one date to another.
 * @param {string} from
 * @param {string} to
 */
const daysBetween = (from, to) => Math.round((Date.parse(to) - Date.parse(from)) / DAY);

/** Settles at the sixth decimal what two floating-point libraries leave open. @param {number} number */
export const settled = (number) => Math.round(number * 1e6) / 1e6;

// ---- the standards (forms/growth/standards.py)

/**
 * The standard at a day of age.
 * @param {Measure} measure
 * @param {"male" | "female"} sex
 * @param {number} day 0 to 1,856; a RangeError otherwise
 * @returns {Lms}
 */
export function lms(measure, sex, day) {
  if (!(day >= 0 && day <= LAST_DAY)) throw new RangeError(`The standards do not reach day ${day}`);
  const { L, M, S } = STANDARDS[sex][measure];
  const shares = sharesOf(day);
  /** @param {number[]} column */
  const at = (column) => shares.reduce((sum, [place, share]) => sum + share * column[place], 0);
  return { skew: L ? at(L) : 1, median: at(M) * (measure === "weight" ? 1000 : 1), variation: at(S) };
}

/**
 * Which stored days count towards this one, and how much: a straight line up to day 91, later a cubic through four.
 * @param {number} day
 * @returns {[number, number][]}
 */
function sharesOf(day) {
  const before = DAYS.findLastIndex((stored) => stored <= day);
  if (DAYS[before] === day) return [[before, 1]];
  if (before < FIRST_CUBIC) {
    const share = (day - DAYS[before]) / (DAYS[before + 1] - DAYS[before]);
    return [
      [before, 1 - share],
      [before + 1, share],
    ];
  }
  const lying = before < FIRST_STANDING;
  const first = lying ? FIRST_CUBIC : FIRST_STANDING;
  const last = lying ? FIRST_STANDING - 1 : DAYS.length - 1;
  const start = Math.min(Math.max(before - 1, first), last - 3);
  const near = [start, start + 1, start + 2, start + 3];
  return near.map((one) => [
    one,
    near.reduce((all, k) => (k === one ? all : (all * (day - DAYS[k])) / (DAYS[one] - DAYS[k])), 1),
  ]);
}

/**
 * What a child `z` standard deviations from the median measures, in g or cm.
 * @param {Lms} standard
 * @param {number} z
 */
function valueAt({ skew, median, variation }, z) {
  if (Math.abs(skew) < 1e-9) return median * Math.exp(variation * z);
  return median * (1 + skew * variation * z) ** (1 / skew);
}

/**
 * How many standard deviations from the median; beyond three in steps of the third, as the WHO computes weight.
 * @param {Lms} standard
 * @param {number} value
 */
function zOf(standard, value) {
  const { skew, median, variation } = standard;
  const z =
    Math.abs(skew) < 1e-9 ? Math.log(value / median) / variation : ((value / median) ** skew - 1) / (skew * variation);
  if (Math.abs(z) <= 3) return z;
  const side = Math.sign(z);
  const third = valueAt(standard, 3 * side);
  return side * (3 + (value - third) / (third - valueAt(standard, 2 * side)));
}

/** The share of a normal distribution below `z`: the series of Marsaglia (2004). @param {number} z */
function below(z) {
  if (Math.abs(z) > 8) return z < 0 ? 0 : 1;
  let term = z;
  let sum = z;
  for (let k = 3; Math.abs(term) > 1e-17; k += 2) {
    term *= (z * z) / k;
    sum += term;
  }
  return 0.5 + (sum * Math.exp((-z * z) / 2)) / Math.sqrt(2 * Math.PI);
}

// ---- places and changes (forms/growth/places.py, changes.py)

/**
 * The band between two of the nine lines, two thirds of a standard deviation apart. On a line: the upper one.
 * @param {number} z
 */
const bandOf = (z) => WORDS.bands[Math.min(Math.max(Math.floor(settled(z * 1.5)) + 5, 0), 9)];

/** @param {string} sex @returns {sex is "male" | "female"} */
const hasStandard = (sex) => sex === "male" || sex === "female";

/**
 * Where the measurement lies by the WHO standards; never throws for what can be typed. Babies born before 37 weeks are
 * compared at the age counted from their due date until they are two. From 37 weeks counted that way until the due date
 * they are compared with the standard's newborns; before, with nobody.
 * @param {Baby} baby
 * @param {Measurement} measurement
 * @returns {Place}
 */
export function place(baby, { measure, value, on }) {
  const age_days = daysBetween(baby.born, on);
  const gestation = baby.gestation_days ?? FULL_DAYS;
  const corrected = gestation < TERM_DAYS && age_days < STANDARDS.standing_from_day;
  const used = corrected ? age_days - (FULL_DAYS - gestation) : age_days;
  /** @param {string} reason @returns {Place} */
  const nowhere = (reason) => ({
    ...{ measure, value, on, age_days, corrected, reason },
    ...{ used_days: null, z: null, centile: null, band: "could_not_plot" },
  });

  if (value === null || !Number.isFinite(value) || value <= 0) return nowhere("not_measured");
  if (age_days < 0) return nowhere("before_birth");
  if (!hasStandard(baby.sex)) return nowhere("sex_not_known");
  if (corrected && used < TERM_DAYS - FULL_DAYS) return nowhere("before_term");
  if (used > LAST_DAY) return nowhere("over_five");

  const used_days = Math.max(used, 0);
  const z = zOf(lms(measure, baby.sex, used_days), value);
  return {
    ...{ measure, value, on, age_days, corrected, reason: null },
    ...{ used_days, z, centile: below(z) * 100, band: bandOf(z) },
  };
}

/**
 * The change between two measurements of the same kind (a TypeError otherwise). A centile space is two thirds of a
 * standard deviation, a fall is negative; `spaces` is null where one of the two could not be plotted, for `reason`.
 * @param {Baby} baby
 * @param {Measurement} earlier
 * @param {Measurement} later
 * @returns {Change}
 */
export function change(baby, earlier, later) {
  if (earlier.measure !== later.measure) throw new TypeError(`${earlier.measure} and ${later.measure} differ`);
  const [first, second] = [place(baby, earlier), place(baby, later)];
  return {
    days: daysBetween(earlier.on, later.on),
    percent: measured(first) && measured(second) ? ((second.value - first.value) / first.value) * 100 : null,
    spaces: first.z !== null && second.z !== null ? (second.z - first.z) * 1.5 : null,
    reason: first.reason ?? second.reason,
  };
}

/**
 * The change from birth weight; null where the birth weight is not known.
 * @param {Baby} baby
 * @param {Measurement} weight
 */
export function sinceBirth(baby, weight) {
  const value = baby.birth_weight_g ?? null;
  return value === null ? null : change(baby, { measure: "weight", value, on: baby.born }, weight);
}

/** @template {Place} P @param {P} here @returns {here is P & {value: number}} */
const measured = (here) => here.reason !== "not_measured";

// ---- doubts (forms/growth/doubts.py)

/**
 * What to check about a measurement, in the order to show it: questions about the number, never about the child.
 * `others`: what else was measured, of any kind and day; only earlier ones of the same kind count, and the birth weight.
 * @param {Baby} baby
 * @param {Measurement} measurement
 * @param {Measurement[]} [others]
 * @returns {Doubt[]}
 */
export function doubts(baby, measurement, others = []) {
  const here = place(baby, measurement);
  if (!measured(here) || here.reason === "before_birth") return [];
  const { measure, value, on } = here;
  const earlier = [...others, weightAtBirth(baby)]
    .filter((other) => other.measure === measure && other.on < on)
    .map((other) => place(baby, other))
    .filter(measured)
    .filter((other) => other.reason !== "before_birth")
    .sort((one, other) => (one.on < other.on ? -1 : one.on > other.on ? 1 : 0));
  const last = earlier.at(-1);
  const band = bandFor(here);
  /** @type {Doubt[]} */
  const found = [];
  /** @param {string} code @param {Record<string, string>} said */
  const doubt = (code, said) => {
    let text = WORDS.doubts[code];
    for (const [name, word] of Object.entries({ ...said, value: shown(value, measure) })) {
      text = text.replaceAll(`{${name}}`, word);
    }
    found.push({ code, text });
  };

  const meant = meantBy(baby, here, last?.value);
  if (meant !== null) doubt("unit_slip", { meant: shown(meant, measure) });
  if (band && !inside(value, band)) {
    doubt("outside_band", { least: shown(band[0], measure), most: shown(band[1], measure) });
  } else if (farOut(here)) {
    doubt("far_out", {});
  }
  const quick = earlier.find((other) => daysBetween(other.on, on) <= QUICK_DAYS && moved(other.value, value));
  const compared = quick ?? (last && value < last.value && moved(last.value, value) ? last : null);
  if (compared) {
    const days = daysBetween(compared.on, on);
    doubt(quick ? "changed_quickly" : "below_last", {
      percent: plain((Math.abs(value - compared.value) / compared.value) * 100, 1),
      direction: value > compared.value ? "more" : "less",
      days: days === 1 ? "1 day" : `${days} days`,
      last: shown(compared.value, measure),
    });
  }
  return found;
}

/** @param {Baby} baby @returns {Measurement} */
const weightAtBirth = (baby) => ({ measure: "weight", value: baby.birth_weight_g ?? null, on: baby.born });

/** Whether it changed by more than a tenth. @param {number} before @param {number} after */
const moved = (before, after) => settled(Math.abs(after - before) * 10 - before) > 0;

/** @param {number} value @param {[number, number]} range */
const inside = (value, [least, most]) => value >= least && value <= most;

/**
 * The soft range of a weight at that age; null for other measures, before term and after two and a half.
 * @param {Place} here
 * @returns {[number, number] | null}
 */
function bandFor(here) {
  const day = here.reason === "sex_not_known" && !here.corrected ? here.age_days : here.used_days;
  if (here.measure !== "weight" || day === null) return null;
  const row = WORDS.weight_bands.find(({ until_day }) => day <= until_day);
  return row ? [row.least, row.most] : null;
}

/** Whether it lies beyond the WHO's limits for data that are probably wrong. @param {Place} here */
const farOut = (here) => here.z !== null && !inside(here.z, WORDS.far_out[here.measure]);

/**
 * The ordinary value that a slip of the unit or of a digit would have turned into this unlikely one.
 * @param {Baby} baby
 * @param {Place & {value: number}} here
 * @param {number | undefined} last the value before
 */
function meantBy(baby, here, last) {
  const { measure, value, on } = here;
  const band = bandFor(here);
  const unlikely =
    here.z === null
      ? last !== undefined && !inside(value / last, [0.5, 2])
      : farOut(here) || (band !== null && !inside(value, band));
  if (!unlikely) return null;
  for (const factor of WORDS.slips[measure]) {
    const candidate = rounded(value * factor, measure === "weight" ? 0 : 1);
    const there = place(baby, { measure, value: candidate, on });
    const range = bandFor(there);
    const likely =
      there.z === null
        ? last !== undefined && inside(candidate / last, [0.75, 4 / 3])
        : Math.abs(there.z) <= 3 && (range === null || inside(candidate, range));
    if (likely) return candidate;
  }
  return null;
}

/** Halves go up, as people round. @param {number} number @param {number} places */
const rounded = (number, places) => Math.floor(number * 10 ** places + 0.5) / 10 ** places;

/** 4120 → 4,120; 54.30 → 54.3. @param {number} number @param {number} places */
function plain(number, places) {
  const [whole, part] = rounded(number, places).toFixed(places).split(".");
  const decimals = (part ?? "").replace(/0+$/, "");
  return whole.replace(/\B(?=(\d{3})+$)/g, ",") + (decimals ? `.${decimals}` : "");
}

/** @param {number} value @param {Measure} measure */
const shown = (value, measure) => `${plain(value, 2)} ${WORDS.units[measure]}`;

// ---- the chart (forms/growth/chart.py)

/** What a chart may span: last day, days between two marks, their unit. @type {[number, number, "weeks" | "months"][]} */
const SPANS = [
  [91, 14, "weeks"],
  [182, 28, "weeks"],
  [365, 60.875, "months"],
  [730, 91.3125, "months"],
  [LAST_DAY, 365.25, "months"],
];
const UNIT_DAYS = { weeks: 7, months: 30.4375 };
const STEPS = { weight: [500, 1000, 2000, 5000], length: [2, 5, 10, 20], head: [1, 2, 5, 10] };
const MOST_MARKS = 10;
const [LEFT, TOP, RIGHT, BOTTOM] = [40, 8, 44, 24];

/**
 * The nine centile lines and the child's own points to draw; null where the sex is not known. The ages run from 0 to the
 * first of 91, 182, 365, 730 and 1,856 days that takes in `until` or, without it, every measurement that has a place.
 * @param {Baby} baby
 * @param {Measure} measure
 * @param {Measurement[]} measurements of any kind
 * @param {number | null} [until] day of age
 * @param {number} [width]
 * @param {number} [height]
 * @returns {Chart | null}
 */
export function chart(baby, measure, measurements, until = null, width = 320, height = 240) {
  const { sex } = baby;
  if (!hasStandard(sex)) return null;
  const places = measurements
    .filter((one) => one.measure === measure)
    .sort((one, other) => (one.on < other.on ? -1 : one.on > other.on ? 1 : 0))
    .map((one) => place(baby, one));
  const wanted = until ?? Math.max(0, ...places.map((one) => one.used_days ?? 0));
  const [last, between, unit] = SPANS.find((span) => wanted <= span[0]) ?? SPANS[SPANS.length - 1];
  /** @param {Place} one @returns {one is Place & {value: number, used_days: number}} */
  const fits = (one) => one.used_days !== null && one.used_days <= last;
  const drawn = places.filter(fits);

  const days = [...DAYS.filter((day) => day < last), last];
  const standards = days.map((day) => lms(measure, sex, day));
  const curves = WORDS.lines.map((_, line) => standards.map((standard) => valueAt(standard, (line - 4) / 1.5)));
  const values = drawn.map((one) => one.value);
  const least = Math.min(...curves[0], ...values);
  const most = Math.max(...curves[curves.length - 1], ...values);
  const steps = STEPS[measure];
  const step = steps.find((one) => (most - least) / one <= MOST_MARKS) ?? steps[steps.length - 1];
  const low = Math.floor(least / step) * step;
  const high = Math.ceil(most / step) * step;

  /** @param {number} day */
  const x = (day) => tenth(LEFT + (day / last) * (width - LEFT - RIGHT));
  /** @param {number} value */
  const y = (value) => tenth(TOP + ((high - value) / (high - low)) * (height - TOP - BOTTOM));

  return {
    view_box: `0 0 ${width} ${height}`,
    frame: { left: x(0), top: y(high), right: x(last), bottom: y(low) },
    lines: WORDS.lines.map((centile, line) => ({
      centile,
      points: days.map((day, one) => [x(day), y(curves[line][one])]),
    })),
    child: drawn.map(({ on, value, age_days, used_days, corrected, band }) => ({
      x: x(used_days),
      y: y(value),
      ...{ on, value, age_days, used_days, corrected, band },
    })),
    left_out: places
      .filter((one) => !fits(one))
      .map(({ on, value, reason }) => ({ on, value, reason: reason ?? "outside_chart" })),
    x_unit: unit,
    x_marks: Array.from({ length: Math.floor(last / between + 1e-9) + 1 }, (_, mark) => ({
      x: x(mark * between),
      at: tenth((mark * between) / UNIT_DAYS[unit]),
    })),
    y_unit: WORDS.units[measure],
    y_marks: Array.from({ length: Math.round((high - low) / step) + 1 }, (_, mark) => ({
      y: y(low + mark * step),
      at: low + mark * step,
    })),
  };
}

/** @param {number} number */
const tenth = (number) => Math.floor(settled(number) * 10 + 0.5) / 10;
