/** Every screen by the name its blank page carries. */

import { absent } from "./absent.js";
import { check } from "./check.js";
import { child } from "./child.js";
import { section } from "./section.js";
import { start } from "./start.js";
import { today } from "./today.js";
import { visit } from "./visit.js";
import { waiting } from "./waiting.js";

/** @type {Record<string, import("../shell/app.js").Screen>} */
export const screens = { absent, check, child, section, start, today, visit, waiting };
