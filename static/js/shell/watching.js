/** The rules at work on a screen of a visit: judges, takes the screen where something is urgent, and says what is to be done. */

import { styled } from "./styles.js";

/** @typedef {import("./judge.js").Judge} Judge */

/**
 * @param {import("./app.js").Page} page
 * @param {import("../components/visit_frame.js").VisitFrame} frame
 * @param {() => void} redraw  of the screen
 */
export function watchVisit(page, frame, redraw) {
  /** @type {Judge | null} */
  let judge = null;
  /** Read when a visit is opened; it lies on the tablet. @type {typeof import("./rules_at_work.js") | null} */
  let rules = null;
  /** @type {ReturnType<typeof import("./rules_at_work.js").stopScreen> | null} */
  let stop = null;
  /** Which urgent finding the screen is taken for. */
  let taken = "";
  /** An answer was a slip: it may be corrected before the screen is taken again. */
  let slip = "";
  /** @type {any} */
  let local = null;
  /** @type {import("../rules/judging.js").Result | null} */
  let result = null;
  /** Of which result it was noted whether an urgent call was not made, and the noting of it. @type {import("../rules/judging.js").Result | null} */
  let notedOf = null;
  /** @type {Promise<void>} */
  let noting = Promise.resolve();

  /** What stood open when the page was drawn last, or opened; null before the rules are there. @type {string[] | null} */
  let open = null;
  /** An answer may be given before the rules are there: what comes of it is said too. */
  const asOpened = frame.view.answers;

  const ready = (async () => {
    [rules] = await Promise.all([import("./rules_at_work.js"), styled()]);
    const opened = await rules.openJudge(page, frame);
    judge = opened;
    if (opened) open = stillOpen(opened.shown(opened.judge(asOpened), asOpened));
    local = await page.session.local((frame.child ?? frame.view.child)?.team.id);
    if (!page.session.locked) redraw();
  })().catch((problem) => {
    // The visit can be recorded without the rules; the server judges it again.
    console.error(problem.name);
  });

  /** What may be shown now. */
  function look() {
    if (!judge || !rules) return [];
    const { answers } = frame.view;
    result = judge.judge(answers);
    const found = judge.shown(result, answers);
    frame.workOut(judge.workedOut(result, answers));
    const { editable } = frame.view;
    const urgent = editable
      ? found.find((one) => one.severity === "STOP-ACT" && one.rule !== "R30" && !one.answered)
      : undefined;
    takeOrGive(urgent);
    if (result !== notedOf) note(result, rules);
    return found;
  }

  /** @param {import("../rules/judging.js").Result} judged @param {typeof import("./rules_at_work.js")} by */
  function note(judged, by) {
    notedOf = judged;
    noting = by.noteUncalled(page.session, frame.view, judged.findings).then(
      (list) => page.alarm(list),
      () => {
        notedOf = null;
      },
    );
  }

  /** Says what has come to the page since it was drawn; what takes the screen speaks for itself. @param {import("../rules/judging.js").Finding[]} findings @param {Judge} by */
  function tell(findings, by) {
    const now = stillOpen(findings);
    const come = now.filter((rule) => open && !stop && !open.includes(rule));
    open = now;
    if (come.length) page.say(`To look at: ${come.map((rule) => by.rule(rule).name).join(", ")}`);
  }

  /** @param {import("../rules/judging.js").Finding | undefined} urgent */
  function takeOrGive(urgent) {
    const wanted = urgent ? `${urgent.rule} ${urgent.grounds.join()}` : "";
    if (!urgent) slip = "";
    const offline = judge && result?.findings.some(({ rule }) => rule === "R30") ? judge.rule("R30") : null;
    if (wanted === taken && (!wanted || page.main.querySelector(".wv-stop"))) return stop?.say(offline);
    stop?.close();
    stop = null;
    taken = "";
    if (!urgent || !judge || !rules || wanted === slip) return;
    taken = wanted;
    stop = rules.stopScreen({
      main: page.main,
      frame,
      session: page.session,
      finding: urgent,
      rule: judge.rule(urgent.rule),
      offline,
      local,
      record: async (answers) => {
        await frame.record(answers);
        redraw();
      },
      onSlip: () => {
        slip = wanted;
        stop?.close();
        stop = null;
        taken = "";
      },
    });
  }

  return {
    ready,
    look,
    /** It is on the disk whether an urgent call is still to be made. */
    noted: () => noting,
    get judge() {
      return judge;
    },
    get result() {
      return result;
    },
    /** What earlier visits left for this one. @param {(field: string) => string} href */
    left: (href) => (judge && result && rules ? rules.leftForThisVisit({ frame, judge, result, href }) : null),
    /** @param {import("../rules/judging.js").Finding[]} findings @param {string} [title] */
    list(findings, title) {
      if (!judge || !rules) return null;
      tell(findings, judge);
      return rules.findingList({
        frame,
        session: page.session,
        findings,
        rule: judge.rule,
        indicators: result ? judge.indicators(result, frame.view.answers) : [],
        record: (answers) => frame.record(answers),
        redraw,
        editable: frame.view.editable,
        title,
        overdue: judge.overdue(new Date()),
      });
    },
  };
}

/** The rules nobody has replied to. @param {import("../rules/judging.js").Finding[]} findings */
const stillOpen = (findings) =>
  findings.filter(({ rule, answered }) => rule !== "R30" && !answered).map(({ rule }) => rule);
