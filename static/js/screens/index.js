/**
 * Every screen by the name its blank page carries. Those that are not needed to record a visit are a part of their own: they
 * lie on the tablet like the rest, and are read when they are opened.
 */

import { styled } from "../shell/styles.js";
import { section } from "./section.js";
import { today } from "./today.js";

/** @typedef {import("../shell/app.js").Screen} Screen */

/** @type {(name: "absent" | "check" | "child" | "growth" | "newer" | "paper" | "print" | "ready" | "stands" | "start" | "tablet" | "visit" | "waiting") => Screen} */
const later = (name) => async (page) => {
  const [screens] = await Promise.all([import("./later.js"), styled()]);
  return screens[name](page);
};

/** @type {Record<string, Screen>} */
export const screens = {
  absent: later("absent"),
  check: later("check"),
  child: later("child"),
  growth: later("growth"),
  newer: later("newer"),
  paper: later("paper"),
  print: later("print"),
  ready: later("ready"),
  section,
  stands: later("stands"),
  start: later("start"),
  tablet: later("tablet"),
  today,
  visit: later("visit"),
  waiting: later("waiting"),
};
