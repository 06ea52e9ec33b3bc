/** The rules at work on a screen of a visit: judges, takes the screen where something is urgent, and says what is to be done. */

import { styled } from "./styles.js";
import { noteUncalled } from "./uncalled.js";

/** @typedef {import("./judge.js").Judge} Judge */

/**
 * @param {import("./app.js").Page} page
 * @param {import("../components/visit_frame.js").VisitFrame} frame
 * @param {() => void} redraw  of the screen
 */
export function watchVisit(page, frame, redraw) {
  /** @type {Judge | null} */
  let judge = null;
  /** What draws findings is read when a visit is opened; it lies on the tablet. @type {typeof import("../components/findings.js") | null} */
  let drawing = null;
  /** @type {ReturnType<typeof import("../components/findings.js").stopScreen> | null} */
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

  /** @type {typeof import("../components/next_time.js") | null} */
  let nextTime = null;
  const ready = (async () => {
    const [{ openJudge }, ...drawn] = await Promise.all([
      import("./judge.js"),
      import("../components/findings.js"),
      import("../components/next_time.js"),
      styled(),
    ]);
    [drawing, nextTime] = drawn;
    judge = await openJudge(page, frame);
    local = await page.session.local((frame.child ?? frame.view.child)?.team.id);
    if (!page.session.locked) redraw();
  })().catch((problem) => {
    // The visit can be recorded without the rules; the server judges it again.
    console.error(problem.name);
  });

  /** What may be shown now. */
  function look() {
    if (!judge) return [];
    const { answers } = frame.view;
    result = judge.judge(answers);
    const found = judge.shown(result, answers);
    frame.workOut(judge.toReply(result, answers));
    const { editable } = frame.view;
    const urgent = editable
      ? found.find((one) => one.severity === "STOP-ACT" && one.rule !== "R30" && !one.answered)
      : undefined;
    takeOrGive(urgent);
    if (editable && result !== notedOf) note(result);
    return found;
  }

  /** @param {import("../rules/judging.js").Result} judged */
  function note(judged) {
    notedOf = judged;
    noting = noteUncalled(page.session, frame.view.visit_id, judged.findings).then(
      (list) => page.alarm(list),
      () => {
        notedOf = null;
      },
    );
  }

  /** @param {import("../rules/judging.js").Finding | undefined} urgent */
  function takeOrGive(urgent) {
    const wanted = urgent ? `${urgent.rule} ${urgent.because.join()}` : "";
    if (!urgent) slip = "";
    const offline = judge && result?.findings.some(({ rule }) => rule === "R30") ? judge.rule("R30") : null;
    if (wanted === taken && (!wanted || page.main.querySelector(".wv-stop"))) return stop?.say(offline);
    stop?.close();
    stop = null;
    taken = "";
    if (!urgent || !judge || !drawing || wanted === slip) return;
    taken = wanted;
    stop = drawing.stopScreen({
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
    left: (href) => (judge && result && nextTime ? nextTime.leftForThisVisit({ frame, judge, result, href }) : null),
    /** @param {import("../rules/judging.js").Finding[]} findings @param {string} [title] */
    list: (findings, title) =>
      judge && drawing
        ? drawing.findingList({
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
          })
        : null,
  };
}
