/** The contract cases, which run through the Python and the browser code alike. */

import { readFileSync } from "node:fs";

const folder = new URL("../contracts/", import.meta.url);

/** @param {string} name  without .json */
export const contract = (name) => JSON.parse(readFileSync(new URL(`${name}.json`, folder), "utf8"));
