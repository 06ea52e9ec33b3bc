/** The child and the people around it, as the rules know them. Pure. Twin of forms/safety/child.py. */

/**
 * @typedef {object} ChildKnown  what is known beside the visits; days are ISO texts
 * @property {string | null} dob
 * @property {string | null} sex
 * @property {string | null} gestation
 * @property {number | null} birth_weight_g
 * @property {{id: string, name: string, relation: string}[]} people
 * @property {{id: string, council?: string}[]} addresses
 */

/**
 * The council of an address on the record; empty for one typed in, or unknown.
 * @param {ChildKnown} child
 * @param {string} address
 */
export const councilOf = (child, address) => child.addresses.find(({ id }) => address === `A:${id}`)?.council ?? "";
