/**
 * The screens that are not needed to record a visit, and what is seldom drawn beside the others, in one part: many small ones
 * share so much with each other that they would fall into dozens of crumbs, and a crumb packs badly.
 */

// They share the half of it: in one file with the other half it packs better (0.8 kB).
import "../shell/with_first_screen.js";

export { askToSignIn } from "../components/sign_in.js";
export { unfinished } from "../components/unfinished.js";
export { openByPasskey } from "../shell/passkey.js";
export { absent, noSection, noVisit } from "./absent.js";
export { check } from "./check.js";
export { child } from "./child.js";
export { clearedNotice } from "./cleared.js";
export { firstRun } from "./first_run.js";
export { growth } from "./growth.js";
export { newer } from "./newer.js";
export { paper } from "./paper.js";
export { print } from "./print.js";
export { ready } from "./ready.js";
export { recover } from "./recover.js";
export { stands } from "./stands.js";
export { start } from "./start.js";
export { tablet } from "./tablet.js";
export { visit } from "./visit.js";
export { waiting } from "./waiting.js";
export { whyLocked } from "./why_locked.js";
export { handIn } from "./withdrawn.js";
