/** What stands beside measurements, marks and the pathway that a mark opens, in one part. */

export { bodyBeside } from "./body_beside.js";
export { growthBeside } from "./growth_beside.js";
export { pathwayBeside } from "./pathway_beside.js";
