/**
 * What conditions see of a visit's answers. Twin of `context_of` and `rows_of` in forms/conditions.py; the contract cases
 * hold the two together.
 */

/** @typedef {Record<string, {value?: any, missing?: string | null, cleared?: boolean | null, base?: string | null,
 *   cands?: unknown[]}>} Answers  by answer key */
/** @typedef {Record<string, any>} Context */

/**
 * @typedef {object} FormField  a question in the browser bundle (docs/forms.md)
 * @property {string} label
 * @property {string} name
 * @property {string} hint
 * @property {string} type
 * @property {string} control  which blank control it is drawn with
 * @property {string} kind
 * @property {string[]} kinds
 * @property {string} requirement
 * @property {boolean} core
 * @property {string[]} contacts
 * @property {string | null} show_if  the id of a condition
 * @property {string | null} opener  the question of the section whose answer opens this one
 * @property {string} sensitivity
 * @property {string[]} missing
 * @property {string | null} group
 * @property {string} section
 * @property {Record<string, any>} limits
 * @property {Record<string, string>} messages  refusals; `{name}` may stand for the question
 * @property {[string, string][]} [choices]
 * @property {string[]} [exclusive]
 * @property {boolean} [prefilled]
 * @property {[number, number, string[]][]} [bands]  what is usual, and at which contacts
 *
 * @typedef {object} FormSection
 * @property {string} code
 * @property {string} title
 * @property {string} note
 * @property {string | null} group
 * @property {string} row_name
 * @property {number} minimum_rows
 * @property {string[]} fields
 * @property {Record<string, string[]>} [sources]  by kind, those offered first
 * @property {string[]} [carries]  whose answers may be offered again at the next visit
 * @property {[string, string[]][]} [topics]  title and ids of what is folded together
 * @property {string[]} [afterwards]  views that are written after the visit
 * @property {string[]} [owned]  questions to which the visitor's own name is an answer
 * @property {string} [carers]  the question of who it is, where there is a row for everybody who looks after baby
 * @property {Record<string, Record<string, string>>} [claims]  what a row for somebody else's word begins with
 * @property {Record<string, string>} [at_once]  words of the button that ticks all answers
 * @property {Record<string, any>} [not_met]  what a question comes to where nobody of the family was met
 *
 * @typedef {object} Form
 * @property {string} form
 * @property {number} version
 * @property {FormSection[]} sections
 * @property {string[]} private  questions that must not be hinted at while somebody could overhear
 * @property {Record<string, FormField>} fields
 * @property {{code: string, label: string}[]} sources
 * @property {{code: string, label: string}[]} verifications
 * @property {Record<string, string>} sentences  about an answer as a whole; `{name}` stands for the question
 */

/**
 * The ids of the rows of a repeat group that are not taken away, in order. A cleared answer alone makes no row.
 * @param {string} group
 * @param {Answers} answers
 * @returns {string[]}
 */
export const rowsOf = (group, answers) => rowsIn(answers)[group]?.ids ?? [];

/** The field of an answer key: `hh_age` of `household/<row>/hh_age@<id>`. @param {string} key */
export const idOf = (key) => partsOf(key).name;

/**
 * Whether an answer must not be named while somebody could overhear: a hidden one, and whatever only a hidden one opens.
 * @param {{private: string[]}} form
 * @param {string} key
 */
export const isPrivate = (form, key) => form.private.includes(idOf(key));

/** Among the answers on the screen: who could overhear now. The record says it of the contact; this is never written down. */
export const EARSHOT_NOW = "rule/R03/now";

/** Whether an answer under this key is a reply, and no question of the form. @param {string} key */
export const isReply = (key) => /^(rule|next|wording)\//.test(key);

/** The answer a further claim stands beside; any other key is its own. @param {string} key */
export const mainOf = (key) => key.split("@", 1)[0];

/** Whether it is a further claim: what another source says beside an answer. @param {string} key */
export const isFurther = (key) => key.includes("@");

/**
 * The field an answer key speaks of, or null when the form has no such key. Twin of `Form.field_of` in forms/definition.py.
 * @param {Form} form
 * @param {string} key
 */
export function fieldAt(form, key) {
  const { name, group } = partsOf(key);
  const field = Object.hasOwn(form.fields, name) ? form.fields[name] : null;
  return field && (field.group ?? null) === group && (hasSeveralClaims(field) || !isFurther(key)) ? field : null;
}

/** After the name of a question, of what another source says to it. */
const ANOTHER_ACCOUNT = ": another account";

/** What the question of a key is called; "" when the form has none such. @param {Form} form @param {string} key */
export const calledAt = ({ fields }, key) => (fields[idOf(key)]?.name ?? "") + (isFurther(key) ? ANOTHER_ACCOUNT : "");

/**
 * The question of a key as it is asked: of another source only what it said, never why it said nothing, and no signature
 * waits for it.
 * @param {Form} form
 * @param {string} key
 * @returns {FormField}
 */
export function askedAt(form, key) {
  const field = form.fields[idOf(key)];
  if (!isFurther(key)) return field;
  const label = `Another account: ${field.label}`;
  return { ...field, label, name: calledAt(form, key), requirement: "O", missing: [] };
}

/** Whether what further sources say may stand beside the answer: of every fact with a source. @param {FormField} field */
export const hasSeveralClaims = ({ kind }) => kind === "F";

/** @type {WeakMap<Answers, Map<string, string[]>>} */
const furtherKnown = new WeakMap();

/**
 * The further claims that stand (not taken out, or still in conflict), in the order they were made, by the key of the answer
 * they stand beside.
 * @param {Answers} answers
 * @returns {Map<string, string[]>}
 */
function furtherClaims(answers) {
  let found = furtherKnown.get(answers);
  if (!found) {
    found = new Map();
    for (const key in answers) {
      if (!isFurther(key)) continue;
      const { cleared, cands } = answers[key];
      if (!cleared || cands?.length) found.set(mainOf(key), [...(found.get(mainOf(key)) ?? []), key].sort());
    }
    furtherKnown.set(answers, found);
  }
  return found;
}

/** What stands before the field in an answer key: "" or `icon/<row>/`. @param {string} key */
export const beforeField = (key) => key.slice(0, key.lastIndexOf("/") + 1);

/**
 * Keys of questions, each followed by the further claims on it.
 * @param {Form} form
 * @param {Answers} answers
 * @param {string[]} keys
 */
export function withFurther(form, answers, keys) {
  const further = furtherClaims(answers);
  if (!further.size) return keys;
  return keys.flatMap((key) =>
    further.has(key) && fieldAt(form, `${key}@`) ? [key, .../** @type {string[]} */ (further.get(key))] : [key],
  );
}

/** The parts of an answer key: the same ones are met after every answer. @type {Map<string, {name: string, group: string | null, row: string}>} */
const parted = new Map();
const MOST_PARTED = 5_000;

/** @param {string} key */
export function partsOf(key) {
  let parts = parted.get(key);
  if (!parts) {
    const [first, second] = [key.indexOf("/"), key.lastIndexOf("/")];
    parts = {
      name: mainOf(key.slice(second + 1)),
      group: first < 0 ? null : key.slice(0, first),
      row: first < second ? key.slice(first + 1, second) : "",
    };
    if (parted.size >= MOST_PARTED) parted.clear();
    parted.set(key, parts);
  }
  return parts;
}

/**
 * The rows of a group: their ids in order, and by each the values it has.
 * @typedef {{ids: string[], values: Map<string, Record<string, any>>}} Rows
 *
 * Answers are never altered, only put together anew: what follows from them is worked out once.
 * @type {WeakMap<Answers, Record<string, Rows>>}
 */
const rowsKnown = new WeakMap();

/** The rows of every group. @param {Answers} answers @returns {Record<string, Rows>} */
function rowsIn(answers) {
  const known = rowsKnown.get(answers);
  if (known) return known;
  /** @type {Record<string, Rows>} */
  const rows = {};
  /** @type {[string, string][]} */
  const removed = [];
  for (const key in answers) {
    const { name, group, row } = partsOf(key);
    if (group === null || !row || row.includes("/")) continue;
    const { value, cleared } = answers[key];
    if (name === "removed") {
      if (value === true) removed.push([group, row]);
      continue;
    }
    rows[group] ??= { ids: [], values: new Map() };
    const { values } = rows[group];
    if (cleared) continue;
    let said = values.get(row);
    if (!said) {
      said = {};
      values.set(row, said);
    }
    if (value !== undefined && value !== null && !isFurther(key)) said[name] = value;
  }
  for (const [group, row] of removed) rows[group]?.values.delete(row);
  for (const one of Object.values(rows)) one.ids = [...one.values.keys()].sort();
  rowsKnown.set(answers, rows);
  return rows;
}

/** @type {WeakMap<Form, string[]>} */
const outsideKnown = new WeakMap();

/** @param {Form} form */
function outsideGroups(form) {
  let ids = outsideKnown.get(form);
  if (!ids) {
    ids = Object.keys(form.fields).filter((id) => !form.fields[id].group);
    outsideKnown.set(form, ids);
  }
  return ids;
}

/** @type {WeakMap<Answers, {form: Form, context: Context}>} */
const contextsKnown = new WeakMap();

/**
 * Every field outside the groups by its id, null unless it has a value; every group as a list of rows with every field of
 * the group in each. Nothing is ever undefined, so that a condition can't stumble over a name. Where further sources say
 * something to a question outside the groups, `@` has their words by its id.
 * @param {Form} form
 * @param {Answers} answers
 * @returns {Context}
 */
export function contextOf(form, answers) {
  const known = contextsKnown.get(answers);
  if (known?.form === form) return known.context;
  /** @type {Context} */
  const context = {};
  for (const id of outsideGroups(form)) context[id] = answers[id]?.value ?? null;
  for (const { group, fields } of form.sections)
    if (group) define(context, group, () => rowContexts(group, fields, answers));
  // While a rule fires: these two reckon with dates, councils and earlier visits, which no condition can.
  if (answers["rule/R01/fires"]?.value) context.mobility = "not_rolling";
  if (answers["rule/R14/fires"]?.value) context.residence_changed = "unsure";
  // On the screen of a visit; the service has none.
  if (answers[EARSHOT_NOW]?.value) context.earshot = answers[EARSHOT_NOW].value;
  for (const [id, claims] of furtherClaims(answers)) {
    if (!(id in context) || !hasSeveralClaims(form.fields[id])) continue;
    const values = claims.map((claim) => answers[claim].value ?? null).filter((value) => value !== null);
    context["@"] = { ...context["@"], [id]: values };
  }
  contextsKnown.set(answers, { form, context });
  return context;
}

/** @param {string} group @param {string[]} fields @param {Answers} answers @returns {Context[]} */
const rowContexts = (group, fields, answers) =>
  saidInRows(group, fields, answers, Object.fromEntries(fields.map((id) => [id, null])));

/**
 * What each row of a group says to these questions, in the order of the rows.
 * @param {string} group
 * @param {string[]} fields
 * @param {Answers} answers
 * @param {Record<string, null>} [blank]  what a row says that says nothing
 * @returns {Record<string, any>[]}
 */
export function saidInRows(group, fields, answers, blank = {}) {
  const rows = rowsIn(answers)[group];
  return (rows?.ids ?? []).map((row) => {
    const values = rows.values.get(row) ?? {};
    /** @type {Record<string, any>} */
    const said = { ...blank };
    for (const id in values) if (fields.includes(id)) said[id] = values[id];
    return said;
  });
}

/** Few conditions look into rows: they are put together for the first that does. @param {Context} context @param {string} name @param {() => unknown} make */
function define(context, name, make) {
  /** @type {unknown} */
  let made;
  Object.defineProperty(context, name, { enumerable: true, configurable: true, get: () => (made ??= make()) });
}
