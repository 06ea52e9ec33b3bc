/**
 * What a section page offers besides its questions: what is known from before, leaving the rest out, finding a question.
 * Read when the page already stands.
 */

import { render } from "lit-html";
import { actionRow, GROUP, offeredActions } from "../forms/actions.js";
import { isAlone, shownHere } from "../forms/applicable.js";
import { carriedFacts, carriedRows, ending } from "../forms/carried.js";
import { calledAt } from "../forms/context.js";
import { DEFERRED, NOBODY } from "../forms/deferral.js";
import { closingUnmet, nobodyMet } from "../forms/not_met.js";
import { knownPeople } from "../forms/people.js";
import { isTelling } from "../forms/said.js";
import { takingBack } from "../forms/taking_back.js";
import { inLondon } from "../forms/uk_time.js";
import { askedAgain, askingLater, closable, closing, sharedReasons } from "../forms/uncovered.js";
import { uuidv7 } from "../local/uuid.js";
import { ownName, visitsBefore } from "../shell/earlier.js";
import { goTo } from "../shell/navigate.js";
import { hrefs } from "../shell/route.js";
import { styled } from "../shell/styles.js";
import { counted, date } from "../shell/words.js";
import { actionsPanel, carriedPanel, confirmedCount } from "./carried.js";
import { finder } from "./find.js";
import { markStands } from "./mark_stands.js";
import { uncoveredPanel, unmetPanel } from "./uncovered.js";

export { entryList } from "../forms/basis_list.js";
export { deferringOf } from "../forms/deferring.js";
export { groupRows } from "../forms/rows.js";
export { sourcePanel } from "../forms/source_panel.js";
export { placesToSay, withoutSource } from "../forms/without_source.js";
export { visitsOf } from "../shell/earlier.js";
export { finder, markStands };

/** The box for who does what was not covered. */
const OWNER = "not-covered-owner";

/** @typedef {import("./uncovered.js").Done} Done */

/**
 * @param {object} given
 * @param {import("./visit_frame.js").VisitFrame} given.frame
 * @param {import("../local/session.js").Session} given.session
 * @param {import("../shell/definitions.js").SectionDefinition} given.here
 * @param {ReturnType<typeof import("../forms/bind.js").bindSection>} given.bound
 * @param {{carried: HTMLElement, uncovered: HTMLElement, find: HTMLElement}} given.places
 */
export async function sectionAids({ frame, session, here, bound, places }) {
  const { view, definition, child } = frame;
  const { carried, uncovered } = places;
  const [earlier, name, { drawUsualWords }, local] = await Promise.all([
    visitsBefore(session, view),
    ownName(session),
    import("../shell/rules_at_work.js"),
    session.local((child ?? view.child)?.team.id),
    styled(),
  ]);
  bound.before(earlier, name);
  const find = finder({
    definition,
    answers: () => frame.view.answers,
    href: (code, key) => hrefs.section(view.form_version, code, view.visit_id, key),
  });
  /** What was done in one go, and how to take it back. @type {{carried: Done, uncovered: Done}} */
  const done = { carried: null, uncovered: null };
  const markPlace = document.createElement("div");
  markPlace.setAttribute("role", "status");
  const leaving = { open: false, reason: /** @type {string | null} */ (null), owner: NOBODY, lacking: false };

  function draw() {
    const asked = shownHere(definition, here, frame.view.answers);
    drawCarried(asked);
    drawUncovered(asked);
    drawActions();
    drawMark();
    drawUsualWords(uncovered.parentElement, frame, local);
    if (find.element.isConnected) find.draw();
  }

  /** A mark that stands against what she says here. The place is there before its words, so that they are read out. */
  function drawMark() {
    const note = document.querySelector("#q-baby_seen [data-note],#q-mark_seen [data-note]");
    if (!note) return;
    if (!markPlace.isConnected) note.before(markPlace);
    render(markStands(definition, frame.view), markPlace);
  }

  /** Written down in one go, with a way back. @param {keyof typeof done} what @param {Record<string, any>} answers @param {string} words */
  async function atOnce(what, answers, words) {
    await bound.put(answers);
    done[what] = {
      words,
      undo: () => {
        done[what] = null;
        void bound
          .flush()
          .then(() => bound.put(takingBack(answers, frame.view.answers)))
          .then(draw, draw)
          .then(() => goOn(what, "button"));
      },
    };
    draw();
    goOn(what, "[role=status] button");
  }

  /** What she pressed may be gone: then she goes on beside it. @param {keyof typeof done} what @param {string} at */
  function goOn(what, at) {
    const next = /** @type {HTMLElement | null} */ (places[what].querySelector(at));
    if (document.activeElement === document.body) next?.focus({ preventScroll: true });
  }

  /** @param {string[]} asked */
  function drawCarried(asked) {
    if (here.group === GROUP) return;
    const { view } = frame;
    const alone = isAlone(definition, view.answers);
    const given = { definition, section: here, asked, answers: view.answers, earlier, child, alone };
    const facts = view.editable ? carriedFacts(given) : [];
    const rows = view.editable ? carriedRows(given) : [];
    render(
      carriedPanel({
        facts,
        rows,
        rowName: here.row_name,
        done: done.carried,
        onConfirm: (offers) => {
          const groups = new Set(
            offers
              .map(({ key }) => key)
              .filter((key) => key.includes("/"))
              .map((key) => key.split("/")[1]),
          );
          const single = offers.filter(({ key }) => !key.includes("/")).length;
          void atOnce(
            "carried",
            Object.fromEntries(offers.map(({ key, answer }) => [key, answer])),
            `Confirmed: ${confirmedCount(single, groups.size, here.row_name)}.`,
          ).catch(() => {});
        },
        onChange: (key) => goTo(bound.find(key)),
        onEnd: (rows) =>
          void atOnce("carried", ending(here.group, ...rows), "Not any more. The earlier visit stays as it is.").catch(
            () => {},
          ),
      }),
      carried,
    );
  }

  /** @param {string[]} asked */
  function drawUncovered(asked) {
    const { view } = frame;
    const unmet = view.editable && nobodyMet(view.answers) ? closingUnmet(definition, view.answers) : {};
    if (Object.keys(unmet).length) return drawUnmet(unmet);
    const keys = view.editable ? closable(definition, here, asked, view.answers) : [];
    // A reason that is chosen here stands chosen until the day is: where it would tell, each question is closed by itself.
    const alone = isAlone(definition, view.answers);
    const reasons = sharedReasons(definition, keys).filter((code) => alone || !isTelling(code));
    if (leaving.reason && !reasons.includes(leaving.reason)) leaving.reason = null;
    render(
      uncoveredPanel({
        definition,
        keys,
        reasons,
        days: leaving.open ? askedAgain(inLondon(new Date()).day, child?.next_contact?.due) : [],
        owner: {
          id: OWNER,
          owner: leaving.owner,
          people: leaving.open ? knownPeople(definition, child, view.answers) : [],
          lacking: leaving.lacking,
          onOwner: (owner) => {
            Object.assign(leaving, { owner, lacking: false });
            draw();
          },
        },
        open: leaving.open,
        reason: leaving.reason,
        done: done.uncovered,
        onOpen: () => {
          leaving.open = !leaving.open;
          draw();
        },
        onReason: (reason) => {
          leaving.reason = reason;
          draw();
        },
        onDay: (day) => void leaveOut(keys, day).catch(() => {}),
      }),
      uncovered,
    );
  }

  /** Nobody was met: wherever she is, what is left of the whole visit. @param {Record<string, any>} unmet */
  function drawUnmet(unmet) {
    const names = Object.keys(unmet).map((key) => calledAt(definition, key));
    render(
      unmetPanel({
        names,
        days: askedAgain(inLondon(new Date()).day, child?.next_contact?.due),
        open: leaving.open,
        done: done.uncovered,
        onOpen: () => {
          leaving.open = !leaving.open;
          draw();
        },
        onDay: (day) => {
          leaving.open = false;
          const later = { title: "nobody was seen", why: "access_outcome", day, who: `T:${name}`, row: uuidv7() };
          void atOnce(
            "uncovered",
            { ...unmet, ...askingLater(definition, later) },
            `${counted(names.length, "question")} closed as not seen or not asked. You will see the family by ${date(day)}.`,
          ).catch(() => {});
        },
      }),
      uncovered,
    );
  }

  /** On the page of actions: what follows from this visit, a tap each. */
  function drawActions() {
    if (here.group !== GROUP) return;
    const { view } = frame;
    const offered = view.editable ? offeredActions(definition, view.answers, name, inLondon(new Date()).day) : [];
    render(
      actionsPanel(offered, done.carried, (action) => {
        void atOnce("carried", actionRow(definition, action, uuidv7()), `Added: ${action.what}.`).catch(() => {});
      }),
      carried,
    );
  }

  /** @param {string[]} keys @param {string} day */
  async function leaveOut(keys, day) {
    const reason = leaving.reason ?? "not_asked";
    const deferred = reason === DEFERRED;
    if (deferred && !leaving.owner.code) {
      leaving.lacking = true;
      draw();
      document.getElementById(OWNER)?.focus();
      return;
    }
    const who = deferred ? leaving.owner.code : `T:${name}`;
    const answers = closing(definition, here, keys, { reason, day, who, row: uuidv7() });
    leaving.open = false;
    await atOnce(
      "uncovered",
      answers,
      `${counted(keys.length, "question")} closed as not covered, to be asked by ${date(day)}.`,
    );
  }

  draw();
  return {
    draw,
    /** Opens the search, or closes it. */
    lookFor() {
      if (find.element.isConnected) find.element.remove();
      else {
        find.draw();
        places.find.append(find.element);
      }
      find.element.querySelector("input")?.focus();
    },
  };
}
