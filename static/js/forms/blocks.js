/**
 * The blocks of the form: each asks of one parent or carer, and its fields begin with its name and an underscore. The first
 * two are always asked of, the further ones only while there is somebody. Twin of forms/blocks.py.
 */

export const PARENTS = ["mother", "father"];
export const FURTHER = ["carer3", "carer4"];
export const BLOCKS = [...PARENTS, ...FURTHER];
/** What a parent is called in a row while nobody has said a name. @type {Record<string, string>} */
export const UNNAMED = { mother: "Mother", father: "Father or second parent" };

/** The block a field belongs to. @param {string} id */
export const blockOf = (id) => BLOCKS.find((block) => id.startsWith(`${block}_`));

/** Not a mother's partner, a mother-in-law, the father of a sister, a mother and baby carer, nor somebody like a father. */
const HERSELF = "(?=_|$)(?!_(?:s|in_law|of|and_baby|baby|partner|figure|step|foster)(?:_|$))";
/** What is kept by itself is the first parent. */
const PARENT = new RegExp(
  `^(?:((?:birth_)?(?:mother|mum)|birth_parent)|(?:birth_)?(?:father|dad)|(?:other_|second_|co_?)(?:mother|mum|parent))${HERSELF}`,
);
const PARTNER = new RegExp(
  `^(?:(?:(?:mother|father|parent|mum|dad)(?:_?s)?_)?partner|step_?(?:mother|father|parent|mum|dad))${HERSELF}`,
);

/** A relation as a code: "Mother's partner" and "mothers_partner" are the same. @param {string} words */
export const relationCode = (words) =>
  words
    .toLowerCase()
    .replace(/[’']/g, "")
    .replace(/[^a-z]+/g, "_")
    .replace(/^_|_$/g, "");

/**
 * Whether a relation on the record is that of a parent's partner, a step-parent among them: whom the block of a further carer
 * can be about.
 * @param {string} relation
 */
export const isPartner = (relation) => PARTNER.test(relationCode(relation));

/** A name as it is compared. @param {string} name */
export const plain = (name) => name.normalize().trim().toLowerCase();

/** A reference as it is compared: of somebody typed in, the name. @param {string} reference */
export const plainly = (reference) => (reference.startsWith("T:") ? `T:${plain(reference.slice(2))}` : reference);

/**
 * The parent's block a relation on the record speaks of, and by which word; empty where it is of somebody else.
 * @param {string} relation
 */
export function parentSaid(relation) {
  const [said, first] = PARENT.exec(relationCode(relation)) ?? [""];
  return [said && (first ? "mother" : "father"), said];
}

/**
 * Whom of the record each parent's block can be about, in its order. Where two are recorded as the mother and nobody as the
 * second parent, the second of them is.
 * @template {{relation: string}} T
 * @param {readonly T[]} people
 * @returns {Record<string, T[]>}
 */
export function parentsAmong(people) {
  const [mother, father] = PARENTS.map((block) => people.filter(({ relation }) => parentSaid(relation)[0] === block));
  const other = mother.findIndex(({ relation }, at) => at && parentSaid(relation)[1][0] === "m");
  if (other > 0 && !father[0]) father.push(...mother.splice(other, 1));
  return { mother, father };
}

/**
 * Whom of the record the blocks are about: block to reference (`P:<id>`). The first person of each counts, of partners as many
 * as there are further blocks.
 * @param {readonly {id: string, relation: string}[]} people
 */
export function peopleOf(people) {
  /** @type {Record<string, string>} */
  const found = {};
  for (const [block, [person]] of Object.entries(parentsAmong(people))) if (person) found[block] = `P:${person.id}`;
  const further = people.filter(({ relation }) => isPartner(relation));
  for (const [at, { id }] of further.slice(0, FURTHER.length).entries()) found[FURTHER[at]] = `P:${id}`;
  return found;
}

/** The reference of whoever a row of the household names, or "". @param {Record<string, any>} row @returns {string} */
export const namedIn = ({ hh_person, hh_name }) => hh_person || (hh_name ? `T:${hh_name}` : "");

/**
 * The partners of parents by their place in the household; as before where no row names one.
 * @param {Record<string, any>[]} rows
 * @param {string[]} [before]
 */
export function partnersIn(rows, before = []) {
  const found = rows.filter(({ hh_relation }) => hh_relation === "parents_partner").map(namedIn);
  return found.some(Boolean) ? found : before;
}

/**
 * The reference of whom the block of a further carer is about: who its own question names, else the partner who has its place
 * in the household, else on the record; "" where nobody says. For the page, the rules and the picture.
 * @param {(question: string) => string | undefined} said
 * @param {string[]} partners
 * @param {readonly {id: string, relation: string}[]} people
 * @returns {Record<string, string>}
 */
export function furtherOf(said, partners, people) {
  const onRecord = peopleOf(people);
  return Object.fromEntries(
    FURTHER.map((block, at) => {
      const name = said(`${block}_name`)?.trim();
      return [block, name ? `T:${name}` : partners[at] || onRecord[block] || ""];
    }),
  );
}
