/** What a visit needs of the safety rules, in one part: to judge it, to draw what they find, and to say what is next. */

export * from "../components/findings.js";
export { leftForThisVisit, nextTime } from "../components/next_time.js";
export { lateShares, mustSeeNext } from "../picture/next.js";
export { BOOK, openJudge } from "./judge.js";
