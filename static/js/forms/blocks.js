/**
 * The blocks of the form: each asks of one parent or carer, and its fields begin with its name and an underscore. The first
 * two are always asked of, the further ones only while there is somebody. Twin of forms/blocks.py.
 */

export const PARENTS = ["mother", "father"];
export const FURTHER = ["carer3", "carer4"];
export const BLOCKS = [...PARENTS, ...FURTHER];

/** The block a field belongs to. @param {string} id */
export const blockOf = (id) => BLOCKS.find((block) => id.startsWith(`${block}_`));
