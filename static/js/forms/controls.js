/**
 * Between the controls of a question and its value on the wire. The marks on the controls are those listed in
 * docs/forms.md. What cannot be a value (31 2 2026) is read as it stands, so that it can be refused
 * in words and shown again; nothing at all is `undefined`.
 */

import { fill } from "./draw.js";
import { isTelling } from "./said.js";
import { inLondon, isMoment, momentOf } from "./uk_time.js";

/** @typedef {import("./context.js").FormField} FormField */
/** @typedef {HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement} Control */

/** All boxes of a question that has the telling choice among them, and what keeps its place. @type {WeakMap<Element, [Control[], Text]>} */
const veiled = new WeakMap();

/**
 * The controls that hold a part of the answer; "value" for those that hold the value itself.
 * @param {Element} place
 * @param {string} part
 * @returns {Control[]}
 */
export const controlsOf = (place, part) =>
  (part === "value" && veiled.get(place)?.[0]) ||
  /** @type {Control[]} */ ([
    ...place.querySelectorAll(part === "value" ? "[data-key]:not([data-part])" : `[data-part="${part}"]`),
  ]);

/**
 * The choice that tells by its words is in the document only while nobody reads along. What is ticked in it counts all the same.
 * @param {Element} place
 * @param {boolean} shown
 */
export function veil(place, shown) {
  const boxes = controlsOf(place, "value");
  const box = boxes.find(({ value }) => isTelling(value));
  const item = box?.parentElement;
  if (!item) return;
  const mark = veiled.get(place)?.[1] ?? new Text();
  veiled.set(place, [boxes, mark]);
  if (shown !== place.contains(item)) (shown ? mark : item).replaceWith(shown ? item : mark);
  box.disabled = boxes[0].disabled;
}

/** @param {Element} place @param {string} part */
const textOf = (place, part) => controlsOf(place, part)[0]?.value ?? "";

/** @param {Element} place @param {string} part @param {string} text */
function setText(place, part, text) {
  const control = controlsOf(place, part)[0];
  // Writing the same text again would move the caret.
  if (control && control.value !== text) control.value = text;
}

/** @param {Control} control */
const isChecked = (control) => control instanceof HTMLInputElement && control.checked;

/** @param {Element} place @param {string} part */
const checkedIn = (place, part) =>
  controlsOf(place, part)
    .filter(isChecked)
    .map(({ value }) => value);

/** @param {Element} place @param {string} part @param {unknown[]} codes */
function setChecked(place, part, codes) {
  for (const control of controlsOf(place, part)) {
    if (control instanceof HTMLInputElement) control.checked = codes.includes(control.value);
  }
}

/** One of several radios, or a list: the code, or undefined. @param {Element} place @param {string} part */
function readOne(place, part) {
  const [first] = controlsOf(place, part);
  if (first instanceof HTMLSelectElement) return first.value || undefined;
  return checkedIn(place, part)[0];
}

/** @param {Element} place @param {string} part @param {string | undefined} code */
function writeOne(place, part, code) {
  const [first] = controlsOf(place, part);
  if (first instanceof HTMLSelectElement) first.value = code ?? "";
  else setChecked(place, part, [code]);
}

/**
 * Three boxes as a day: `2026-05-03`, undefined when all are empty, else the boxes as they stand.
 * @param {Element} place
 * @param {string} [prefix]
 */
function readDay(place, prefix = "") {
  const parts = ["day", "month", "year"].map((part) => textOf(place, prefix + part).trim());
  if (parts.every((part) => part === "")) return undefined;
  const [day, month, year] = parts;
  if (/^\d{1,2}$/.test(day) && /^\d{1,2}$/.test(month) && /^\d{4}$/.test(year))
    return `${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`;
  return parts.join(" ");
}

/** @param {Element} place @param {unknown} value @param {string} [prefix] */
function writeDay(place, value, prefix = "") {
  const text = typeof value === "string" ? value : "";
  const iso = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  const [day = "", month = "", year = ""] = iso ? [`${Number(iso[3])}`, `${Number(iso[2])}`, iso[1]] : text.split(" ");
  setText(place, `${prefix}day`, day);
  setText(place, `${prefix}month`, month);
  setText(place, `${prefix}year`, year);
}

/** @param {Element} place */
function readMoment(place) {
  const day = readDay(place);
  const time = textOf(place, "time").trim();
  if (day === undefined && time === "") return undefined;
  return momentOf(day ?? "", time) ?? `${day ?? ""} ${time}`;
}

/** @param {Element} place @param {unknown} value */
function writeMoment(place, value) {
  const text = String(value ?? "");
  const [, typed = "", then] = /^(\d{4}-\d\d-\d\d|\S* \S* \S*)? (.*)$/.exec(text) ?? ["", text, ""];
  const { day, time } = isMoment(value) ? inLondon(Date.parse(value)) : { day: typed, time: then };
  writeDay(place, day);
  setText(place, "time", time);
}

/** @param {string} text */
const typedReference = (text) => (text.trim() ? `T:${text.trim()}` : undefined);

/** @param {Element} place */
const itemsOf = (place) => [...place.querySelectorAll("[data-items] > *")];

/**
 * An empty entry of a list, put at its end.
 * @param {Element} place
 * @param {string} [item]  what it is known by; else it is numbered
 */
export function addItem(place, item) {
  const list = /** @type {HTMLElement} */ (place.querySelector("[data-items]"));
  const empty = /** @type {HTMLTemplateElement} */ (place.querySelector("template[data-item]"));
  const number = Number(list.dataset.made ?? 0);
  list.dataset.made = String(number + 1);
  list.append(fill(document.importNode(empty.content, true), { item: item ?? String(number) }));
  return /** @type {HTMLElement} */ (list.lastElementChild);
}

/** Somebody named elsewhere in the visit is a choice, not a text to type again. @param {Element} place @param {string} code */
const isOffered = (place, code) => controlsOf(place, "value").some(({ value }) => value === code);

/** @typedef {{read: (place: Element) => any, write: (place: Element, value: any) => void}} Reading */

/** @type {Reading} */
const oneOf = { read: (place) => readOne(place, "value"), write: (place, value) => writeOne(place, "value", value) };

/** The key of an entry that cannot be shown now stands in no control, but here by its question. @type {WeakMap<Element, string>} */
const unnamed = new WeakMap();
const UNNAMED = "-";

/** @type {Reading} */
const words = {
  read: (place) => textOf(place, "value") || undefined,
  write: (place, value) => setText(place, "value", value === undefined ? "" : String(value)),
};

/** @type {Reading} */
const reference = {
  read: (place) => typedReference(textOf(place, "typed")) ?? readOne(place, "value"),
  write(place, value) {
    writeOne(place, "value", value);
    setText(place, "typed", value?.startsWith("T:") && !isOffered(place, value) ? value.slice(2) : "");
  },
};

/** What is read without the spaces it is written with. @param {RegExp} spaces @param {(value: string) => string} [spoken] @returns {Reading} */
const plain = (spaces, spoken = (value) => value) => ({
  read: (place) => textOf(place, "value").replaceAll(spaces, "").toUpperCase() || undefined,
  write: (place, value) => setText(place, "value", spoken(value ?? "")),
});

/** @type {Record<string, Reading>} */
const READINGS = {
  enum: oneOf,
  multi: {
    read(place) {
      const ticked = checkedIn(place, "value");
      return ticked.length ? ticked : undefined;
    },
    write: (place, value) => setChecked(place, "value", value ?? []),
  },
  confirm: {
    read: (place) => (checkedIn(place, "value").length ? true : undefined),
    write: (place, value) => setChecked(place, "value", value === true ? ["true"] : []),
  },
  text: words,
  line: words,
  decimal: { ...words, read: (place) => textOf(place, "value").trim() || undefined },
  int: {
    read(place) {
      const text = textOf(place, "value").replaceAll(/[\s,]/g, "");
      if (text === "") return undefined;
      // As the service reads it; a longer one is no number that can travel, and is refused in words.
      return /^-?\d{1,9}$/.test(text) ? Number(text) : textOf(place, "value").trim();
    },
    write: words.write,
  },
  date: { read: (place) => readDay(place), write: (place, value) => writeDay(place, value) },
  datetime: { read: readMoment, write: writeMoment },
  gestation: {
    read(place) {
      const [weeks, days] = [textOf(place, "weeks").trim(), textOf(place, "days").trim()];
      return weeks || days ? `${weeks}+${days}` : undefined;
    },
    write(place, value) {
      const [weeks, days = ""] = (value ?? "").split("+");
      setText(place, "weeks", weeks);
      setText(place, "days", days);
    },
  },
  age: {
    read(place) {
      const text = textOf(place, "value").trim();
      if (/^\d{1,3}$/.test(text)) return Number(text);
      const day = /^(\d{1,2})[\s./]+(\d{1,2})[\s./]+(\d{4})$/.exec(text);
      return day ? `${day[3]}-${day[2].padStart(2, "0")}-${day[1].padStart(2, "0")}` : text || undefined;
    },
    write(place, value) {
      const day = /^(\d{4})-(\d{2})-(\d{2})$/.exec(String(value ?? ""));
      setText(place, "value", day ? [day[3], day[2], day[1]].map(Number).join(" ") : String(value ?? ""));
    },
  },
  nhs_number: plain(/[\s-]/g, (digits) => digits.replace(/^(\d{3})(\d{3})(\d{4})$/, "$1 $2 $3")),
  code: plain(/\s/g),
  geo: words,
  entry: {
    read(place) {
      const key = textOf(place, "value");
      return key === UNNAMED ? unnamed.get(place) : key || undefined;
    },
    write(place, value) {
      const [list] = controlsOf(place, "value");
      list.value = value ?? "";
      if (!value || list.value) return;
      unnamed.set(place, value);
      list.append(new Option("Another answer of this visit", UNNAMED));
      list.value = UNNAMED;
    },
  },
  address: reference,
  person: reference,
  people: {
    read(place) {
      const typed = textOf(place, "typed").split("\n").map(typedReference).filter(Boolean);
      const people = [...checkedIn(place, "value"), ...typed];
      return people.length ? people : undefined;
    },
    write(place, value) {
      const people = Array.isArray(value) ? value : [];
      setChecked(place, "value", people);
      const typed = people.filter((one) => one.startsWith("T:") && !isOffered(place, one)).map((one) => one.slice(2));
      // A line under way has a space or a break at its end that is not part of the name.
      if (readTyped(place).join("\n") !== typed.join("\n")) setText(place, "typed", typed.join("\n"));
    },
  },
  unknowns: {
    read(place) {
      const items = itemsOf(place).map((item) => ({
        what: textOf(item, "what"),
        owner: textOf(item, "owner"),
        due: readDay(item, "due-") ?? "",
      }));
      const given = items.filter(({ what, owner, due }) => what.trim() || owner.trim() || due);
      return given.length ? given : undefined;
    },
    write(place, value) {
      const items = Array.isArray(value) ? value : [];
      const standing = itemsOf(place);
      for (const surplus of standing.slice(Math.max(items.length, 1))) surplus.remove();
      for (let at = 0; at < Math.max(items.length, 1); at++) {
        const item = standing[at] ?? addItem(place);
        setText(item, "what", items[at]?.what ?? "");
        setText(item, "owner", items[at]?.owner ?? "");
        writeDay(item, items[at]?.due ?? "", "due-");
      }
    },
  },
  // The things replied to are offered from outside (`offerThings`); a reply to something else stays as it is.
  replies: {
    read(place) {
      const given = repliesIn(place).map((item) => ({
        to: item.dataset.to ?? "",
        reply: readOne(item, "reply") ?? "",
        why: textOf(item, "why"),
      }));
      const replied = given.filter(({ reply }) => reply);
      return replied.length ? replied : undefined;
    },
    write(place, value) {
      const replies = Array.isArray(value) ? value : [];
      for (const item of repliesIn(place)) {
        const reply = replies.find(({ to }) => to === item.dataset.to);
        writeOne(item, "reply", reply?.reply);
        setText(item, "why", reply?.why ?? "");
      }
    },
  },
};

/** @param {Element} place */
const repliesIn = (place) => /** @type {HTMLElement[]} */ (itemsOf(place));

/** @param {Element} place */
const readTyped = (place) =>
  textOf(place, "typed")
    .split("\n")
    .map((line) => line.trim())
    .filter(Boolean);

/** What stands in the controls of a question, or undefined. @param {Element} place @param {FormField} field */
export const readValue = (place, field) => READINGS[field.type].read(place);

/** @param {Element} place @param {FormField} field @param {unknown} value undefined empties the controls */
export const writeValue = (place, field, value) => READINGS[field.type].write(place, value);

/** This moment, in the boxes of a date and time. @param {Element} place */
export const writeNow = (place) => writeMoment(place, new Date().toISOString());

/** An answer that stands alone unticks the others, and they it. @param {Element} place @param {HTMLInputElement} ticked */
export function keepAlone(place, ticked) {
  if (!ticked.checked) return;
  const alone = ticked.hasAttribute("data-exclusive");
  for (const other of controlsOf(place, "value")) {
    if (other !== ticked && other instanceof HTMLInputElement && (alone || other.hasAttribute("data-exclusive")))
      other.checked = false;
  }
}

/** Either one on the record or one written in. @param {Element} place @param {boolean} written  the one that counts */
export function keepOne(place, written) {
  if (!written) setText(place, "typed", "");
  else if (textOf(place, "typed").trim()) setChecked(place, "value", []);
}
