/** What a visit needs of the safety rules, in one part: to judge it, to draw what they find, and to say what is next. */

export * from "../components/findings.js";
export { leftForThisVisit, nextTime } from "../components/next_time.js";
export { pathway } from "../components/pathway.js";
export { stopScreen } from "../components/stop.js";
export { strips } from "../components/strips.js";
export { drawUsualWords } from "../components/usual_words.js";
export { lateShares, mustSeeNext } from "../picture/next.js";
export { BOOK, openJudge } from "./judge.js";
export { letGone, lookForVisits, noteUncalled } from "./uncalled.js";
