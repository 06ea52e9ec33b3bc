/**
 * The household map: a family tree in the usual signs (square a man, circle a woman, diamond not known; the baby with a
 * second line), the father's side at the left and the mother's at the right, whoever is unknown drawn as unknown. Letters say
 * who lives at which address. The table below says the same.
 */

import { html, nothing, svg } from "lit-html";

/** @typedef {import("./words.js").Speaking} Speaking */
/** @typedef {Record<string, any>} Person */

const [CELL, ROW, SIGN] = [136, 166, 44];
/** Words of grandparents stand above their signs, so that the lines down to their children cross nothing. */
const TOP = 118;
/** Without grandparents: the parents' words stand below them. */
const TOP_ALONE = 44;
/** Room under the last row for its words. */
const BOTTOM = 84;
/** So many people side by side can still be read when the map is made as narrow as a phone. */
const FITS = 3;
const GENERATIONS = [-1, 0, 1];

/**
 * @param {import("./words.js").Given} given
 * @param {Speaking} say
 */
export function householdMap({ picture, child }, say) {
  const letters = new Map(picture.households.map(({ address }, at) => [address, letter(at)]));
  const homes = homesOf(picture.households, letters);
  const baby = {
    ref: "baby",
    name: child.given_name || "Baby",
    sex: sexOf(child.sex),
    generation: 1,
    kin: true,
    side: "both",
    baby: true,
  };
  const kin = picture.people.filter((person) => person.kin || person.block);
  const others = picture.people.filter((person) => !person.kin && !person.block);
  const placed = layout([...kin, baby]);
  const below = others.map((person, at) => ({ person, column: at, row: 3 }));
  const all = [...placed, ...below];
  const columns = Math.max(2, ...all.map(({ column }) => column + 1));
  const rows = below.length ? 4 : 3;
  // No grandparents, no row of theirs.
  const top = placed.some(({ row }) => row === 0) ? TOP : TOP_ALONE - ROW;
  /** @param {number} column */
  const x = (column) => column * CELL + CELL / 2;
  /** @param {number} row */
  const y = (row) => top + row * ROW + SIGN / 2;
  const at = new Map(all.map((one) => [one.person.ref, { x: x(one.column), y: y(one.row) }]));
  const size = { width: columns * CELL, height: top + (rows - 1) * ROW + SIGN + BOTTOM };
  return html`
    <div class="wv-pic-map ${columns <= FITS ? "wv-pic-map--fits" : ""}" tabindex="0" role="region" aria-label="Household map. The table below says the same.">
      <svg viewBox="0 0 ${size.width} ${size.height}" width=${size.width} height=${size.height} role="img" aria-label="Family and household of ${baby.name}">
        <text class="wv-pic-map__side" x="8" y="18">Father’s side</text>
        <text class="wv-pic-map__side" x=${size.width - 8} y="18" text-anchor="end">Mother’s side</text>
        ${lines(placed, at)}
        ${below.length ? svg`<text class="wv-pic-map__side" x="8" y=${top + 3 * ROW - 14}>Not family, or not known how</text>` : nothing}
        ${all.map(({ person }) => sign(person, /** @type {{x: number, y: number}} */ (at.get(person.ref)), homes.get(person.ref) ?? [], say))}
      </svg>
    </div>
    <ul class="wv-pic-legend">
      ${picture.households.map(({ address, visited }) => html`<li><strong>${letters.get(address)}</strong> ${say.place(address)}${visited ? ` (visited ${say.short(visited)})` : ""}</li>`)}
      <li>Square: man. Circle: woman. Diamond: not known. Broken line: we do not know who it is. Crossed: has died.</li>
      ${columns > FITS ? html`<li class="wv-pic-map__wide">Wider than this screen: slide it to either side. The table below says the same.</li>` : nothing}
    </ul>
  `;
}

/** @param {number} at */
const letter = (at) => String.fromCharCode(65 + (at % 26));

/** @param {string | null | undefined} sex */
const sexOf = (sex) => (sex === "male" || sex === "female" ? sex : "");

/** Person to the letters of where she or he is said to live. @param {any[]} households @param {Map<string, string>} letters */
function homesOf(households, letters) {
  /** @type {Map<string, string[]>} */
  const homes = new Map();
  for (const { address, people } of households)
    for (const { ref } of people) homes.set(ref, [...(homes.get(ref) ?? []), letters.get(address) ?? ""]);
  return homes;
}

/**
 * Columns and rows: father's kin, those of neither or of unknown side, mother's kin; parents in the middle, side by side.
 * @param {Person[]} people
 * @returns {{person: Person, column: number, row: number}[]}
 */
function layout(people) {
  const rows = GENERATIONS.map((generation) => {
    const here = people.filter((person) => person.generation === generation);
    /** @param {Person} person */
    const rank = ({ block, side, baby }) =>
      block === "father" ? 2 : block === "mother" ? 3 : side === "father" ? 0 : side === "mother" ? 5 : baby ? 2.5 : 4;
    return here.sort((a, b) => rank(a) - rank(b));
  });
  const widest = Math.max(2, ...rows.map((row) => row.length));
  const placed = rows.flatMap((row, at) => {
    const start = (widest - row.length) / 2;
    return row.map((person, column) => ({ person, column: start + column, row: at }));
  });
  putAbove(placed);
  const least = Math.min(0, ...placed.map(({ column }) => column));
  return placed.map((one) => ({ ...one, column: one.column - least }));
}

/**
 * Grandparents stand above the parent they belong to: above the other one they would look like his or hers.
 * @param {{person: Person, column: number, row: number}[]} placed
 */
function putAbove(placed) {
  const columnOf = (/** @type {string} */ block) => placed.find(({ person }) => person.block === block)?.column;
  const [father, mother] = [columnOf("father"), columnOf("mother")];
  if (father === undefined || mother === undefined) return;
  const elders = placed.filter(({ person }) => person.generation === -1);
  const his = elders.filter(({ person }) => person.side === "father");
  for (const [at, one] of his.entries()) one.column = father - (his.length - 1 - at);
  const rest = elders.filter(({ person }) => person.side !== "father");
  const hers = [
    ...rest.filter(({ person }) => person.side === "mother"),
    ...rest.filter(({ person }) => person.side !== "mother"),
  ];
  for (const [at, one] of hers.entries()) one.column = mother + at;
}

/**
 * The line between the parents and down to the children, and from each grandparent pair to the parent of their side.
 * @param {{person: Person, column: number, row: number}[]} placed
 * @param {Map<string, {x: number, y: number}>} at
 */
function lines(placed, at) {
  /** @param {(person: Person) => boolean} fits */
  const spots = (fits) =>
    placed
      .filter(({ person }) => fits(person))
      .map(({ person }) => /** @type {{x: number, y: number}} */ (at.get(person.ref)));
  const [father] = spots(({ block }) => block === "father");
  const [mother] = spots(({ block }) => block === "mother");
  const children = spots(({ generation, kin }) => generation === 1 && kin);
  const half = SIGN / 2;
  const drawn = [];
  if (father && mother && children.length) {
    const [middle, level] = [(father.x + mother.x) / 2, father.y + ROW - half - 22];
    drawn.push(svg`<path d="M${father.x + half} ${father.y}H${mother.x - half}M${middle} ${father.y}V${level}" />`);
    const [least, most] = [
      Math.min(middle, ...children.map(({ x }) => x)),
      Math.max(middle, ...children.map(({ x }) => x)),
    ];
    drawn.push(svg`<path d="M${least} ${level}H${most}" />`);
    for (const { x, y } of children) drawn.push(svg`<path d="M${x} ${level}V${y - half}" />`);
  }
  for (const [side, parent] of /** @type {[string, {x: number, y: number} | undefined][]} */ ([
    ["father", father],
    ["mother", mother],
  ])) {
    const elders = spots((person) => person.generation === -1 && person.side === side);
    if (!parent || !elders.length) continue;
    const level = parent.y - ROW / 2;
    const ends = [parent.x, ...elders.map(({ x }) => x)];
    drawn.push(
      svg`<path d="M${Math.min(...ends)} ${level}H${Math.max(...ends)}M${parent.x} ${level}V${parent.y - half}" />`,
    );
    for (const { x, y } of elders) drawn.push(svg`<path d="M${x} ${y + half}V${level}" />`);
  }
  return svg`<g class="wv-pic-map__lines">${drawn}</g>`;
}

/** @param {Person} person @param {{x: number, y: number}} spot @param {string[]} homes @param {Speaking} say */
function sign(person, { x, y }, homes, say) {
  const half = SIGN / 2;
  const name = person.baby ? person.name : person.name || "?";
  const under = person.baby
    ? ["baby"]
    : [
        // Which side it is stands over the drawing, and the line shows it.
        person.relation
          ? say.relationWords(person.relation).replace(/^(paternal|maternal) /, "")
          : "relation not known",
        person.gone ? "" : person.last_seen ? `seen ${say.short(person.last_seen)}` : "never seen",
        person.alone_with_baby ? "cares alone" : "",
      ].filter(Boolean);
  const top = person.generation === -1 && person.kin ? y - half - 12 - under.length * 17 : y + half + 18;
  const shape = `wv-pic-map__sign${person.unknown ? " wv-pic-map__sign--unknown" : ""}`;
  /** @param {number} r */
  const outline = (r) =>
    person.sex === "male"
      ? svg`<rect class=${shape} x=${x - r} y=${y - r} width=${2 * r} height=${2 * r} />`
      : person.sex === "female"
        ? svg`<circle class=${shape} cx=${x} cy=${y} r=${r} />`
        : svg`<path class=${shape} d="M${x} ${y - r}l${r} ${r}l${-r} ${r}l${-r} ${-r}z" />`;
  return svg`<g>
    ${outline(half)}${person.baby ? outline(half - 5) : nothing}
    ${person.gone ? svg`<path class="wv-pic-map__sign" d="M${x - half} ${y - half}L${x + half} ${y + half}M${x + half} ${y - half}L${x - half} ${y + half}" />` : nothing}
    ${person.unknown ? svg`<text class="wv-pic-map__what" x=${x} y=${y + 6}>?</text>` : homes.length ? svg`<text class="wv-pic-map__home" x=${x} y=${y + 6}>${homes.join(" ")}</text>` : nothing}
    <text class="wv-pic-map__name" x=${x} y=${top}>${short(name)}</text>
    ${under.map((words, at) => svg`<text class="wv-pic-map__small" x=${x} y=${top + 18 + at * 17}>${short(words)}</text>`)}
  </g>`;
}

/** What fits under a sign. The table has it whole. @param {string} words */
const short = (words) => (words.length > 19 ? `${words.slice(0, 18)}…` : words);
