/**
 * The published versions of the form as they arrive: each part of their questions is a column, in which a thing that was met
 * before is its number; a section like another says only what differs. An older version goes on where the latest ends. The
 * reverse of `packed` in forms/derived/browser_bundle.py. Parts that are shared stay shared: nobody may alter them.
 */

/** @typedef {import("../shell/definitions.js").Definition} Definition */

/**
 * @param {any} latest  as the server packed it
 * @param {any} [older]  what an older version has beside it; null for the latest itself
 * @returns {Definition}
 */
export function unpacked(latest, older = null) {
  /** @type {Record<string, any[]>} the things of each column so far */
  const met = {};
  /** @type {any[]} the sections so far, each with the things of its own questions */
  const told = [];
  for (const { sections, columns } of older ? [latest, older] : [latest]) {
    const things = changed(columns, (cells, column) => {
      met[column] ??= [];
      return thingsOf(cells, met[column]);
    });
    let start = 0;
    for (const section of sections) {
      const there = told[section.like];
      const end = start + (there ? 0 : section.fields.length);
      /** @param {any[]} all  of the other section */
      const placed = (all) => section.at?.map((/** @type {number} */ place) => all[place]) ?? all;
      const own = there
        ? changed(there.columns, (all, column) => besides(placed(all), section.columns?.[column] ?? []))
        : changed(things, (all) => all.slice(start, end));
      told.push({ ...there, ...section, fields: there ? placed(there.fields) : section.fields, columns: own });
      start = end;
    }
  }
  const { columns: _, after: __, ...form } = { ...latest, ...older };
  const sections = told.slice(-form.sections.length).map(sectionOf);
  return {
    ...form,
    sections: sections.map(({ section }) => section),
    fields: Object.assign({}, ...sections.map(({ fields }) => fields)),
    private: sections.flatMap((section) => section.private),
  };
}

/** @param {Record<string, any[]>} columns @param {(cells: any[], column: string) => any[]} change */
const changed = (columns, change) =>
  Object.fromEntries(Object.entries(columns).map(([column, cells]) => [column, change(cells, column)]));

/** @param {any[]} cells @param {any[]} met  grows by those that are new */
const thingsOf = (cells, met) => cells.map((cell) => (typeof cell === "number" ? met[cell] : met[met.push(cell) - 1]));

/**
 * What stands there, but for what is told: a cell that is missing or -1 names nothing, "|" the choices there without the last.
 * @param {any[]} there
 * @param {any[]} cells
 */
function besides(there, cells) {
  const own = thingsOf(cells, []);
  return there.map((thing, at) =>
    own[at] === "|" ? thing.replace(/\|[^|]*$/, "") : own[at] === undefined ? thing : own[at],
  );
}

/** A section and its questions, by ids. @param {any} told */
function sectionOf({ prefix, called, fields, columns, aids = {}, private: hidden = [], worked_out = [], ...told }) {
  /** @type {string[]} */
  const ids = fields.map((/** @type {string} */ rest) => prefix + rest);
  /** @param {number[]} places */
  const named = (places) => places.map((place) => ids[place]);
  /** @param {[number, unknown][]} each */
  const byId = (each) => Object.fromEntries(each.map(([place, thing]) => [ids[place], thing]));
  /** @type {Record<string, (packed: any) => unknown>} */
  const ways = {
    carries: named,
    afterwards: named,
    topics: (topics) => topics.map((/** @type {[string, number[]]} */ [title, places]) => [title, named(places)]),
    claims: byId,
    at_once: byId,
    not_met: byId,
  };
  const who = called.charAt(0).toLowerCase() + called.slice(1, -2);
  /** @param {number} at */
  const fieldAt = (at) => {
    const field = Object.fromEntries(Object.entries(columns).map(([column, things]) => [column, things[at]]));
    const { choices, exclusive, bands, opener, ...rest } = field;
    return {
      ...rest,
      ...(choices && { choices: choicesOf(choices) }),
      ...(exclusive && { exclusive }),
      ...(bands && { bands }),
      label: field.label.replaceAll("{who}", who),
      hint: field.hint.replaceAll("{who}", who),
      name: called + field.name,
      opener: opener && prefix + opener,
      section: told.code,
      group: told.group,
    };
  };
  const { like: _, at: __, ...section } = told;
  const asked = ids.filter((_, place) => !worked_out.includes(place));
  return {
    section: {
      ...section,
      ...Object.fromEntries(Object.entries(aids).map(([aid, packed]) => [aid, ways[aid]?.(packed) ?? packed])),
      fields: asked,
    },
    fields: Object.fromEntries(ids.map((id, at) => [id, fieldAt(at)])),
    private: named(hidden),
  };
}

/** `label`, `label=code` or `label==code`, as `_choice` in forms/derived/browser_bundle.py wrote them. @param {string} packed */
const choicesOf = (packed) =>
  packed.split("|").map((choice) => {
    const [label, short, whole] = choice.split("=");
    const words = label.toLowerCase().match(/[a-z0-9]+/g) ?? [];
    const code = (short ?? "").replace(/(?<![^_])\d+(?![^_])/g, (number) => words[Number(number)]);
    return [whole ?? (code || words.join("_")), label];
  });
