/**
 * What the screens of one visit share: the visit as this tablet shows it, its form, its child, and the header that never
 * scrolls away.
 */

import { EARSHOT_NOW } from "../forms/context.js";
import { isShort, leftUnasked } from "../forms/earshot.js";
import { spokenOf } from "../forms/spoken_of.js";
import { definitionOf } from "../shell/definitions.js";
import { keep, letGo, takeUp } from "../shell/half.js";
import { memoryOf } from "../shell/memory.js";
import { hrefs } from "../shell/route.js";
import { isSigned, withBirth } from "../shell/visits.js";
import { time } from "../shell/words.js";

/** @typedef {NonNullable<Awaited<ReturnType<import("../local/session.js").Session["visit"]>>>} VisitView */

/** Why nothing was stored, by the name of the failure. @type {Record<string, string>} */
const NOT_SAVED = {
  StorageFull: "NOT saved: this tablet is full. Remove photos or apps. What you typed is still here",
  Cleared: "NOT saved. What you typed is still here: write it down",
  Locked: "NOT saved: Wholeview is locked",
  Newer: "NOT saved: a newer Wholeview wrote this tablet’s store. Load the page again",
};

/**
 * @param {import("../shell/app.js").Page} page
 * @returns {Promise<VisitFrame | null>}  null when the visit is not on this tablet
 */
export async function openVisit({ main, route, session, showVisit, say }) {
  const view = await session.visit(route.id);
  if (!view) return null;
  const known = await session.child(view.child_id);
  const child = known?.child ?? null;
  const definition = spokenOf(await definitionOf(view.form_version), child, view.answers);
  memoryOf(session, view.visit_id).heard ??= await takeUp(session, heardAt(view.visit_id));
  return new VisitFrame({ view, definition, child, visits: known?.visits, session, showVisit, main, say });
}

/** For the header, and to be read out when it comes to that. */
const LEFT = "This child is no longer on this tablet. What you write is kept for a manager.";

/** What was worked out, to be compared: no indicators and no conflict are nothing. @param {unknown} value */
const compared = (value) => String(value || "");

/** Where it is kept who could overhear, when that could not be written down. @param {string} visitId */
const heardAt = (visitId) => `${visitId}/earshot`;

/**
 * The fresh answers, but those that say what they said before are the same objects, and all of them the same object where
 * nothing is new: what was worked out of them then still holds.
 * @template {Record<string, import("../local/types.js").Shown>} T
 * @param {T} before
 * @param {T} fresh
 * @returns {T}
 */
export function keptWhereAlike(before, fresh) {
  const kept = { ...fresh };
  let same = Object.keys(before).length === Object.keys(fresh).length;
  for (const key in fresh) {
    if (JSON.stringify(before[key]) === JSON.stringify(fresh[key])) kept[key] = before[key];
    else same = false;
  }
  return same ? before : kept;
}

export class VisitFrame {
  #session;
  /** The child's, newest first, as they stood when this one was opened. @type {import("../local/types.js").VisitLine[]} */
  #visits;
  #showVisit;
  /** When this tablet last wrote something of the visit down, as far as is known. @type {string | null} */
  #savedAt;
  /** @type {string | null} */
  #failure = null;
  #onEarshot = () => {};
  /** @type {{lacks: (keys: string[]) => boolean, flush: () => unknown} | null} */
  #questions = null;
  /** Whether she is being asked who could overhear, and then once more. @type {"who" | "sure" | null} */
  #asking = null;
  #main;
  #say;
  /** How often something was written down. */
  #writes = 0;
  #memory;
  /** What the safety rules worked out of the answers, by the field it stands in. @type {Record<string, import("../local/types.js").Shown>} */
  #workedOut = {};

  /**
   * @param {{view: VisitView, definition: import("../shell/definitions.js").Definition,
   *   child: import("../local/types.js").Child | null, visits?: import("../local/types.js").VisitLine[], session: import("../local/session.js").Session,
   *   showVisit: import("../shell/app.js").Page["showVisit"], main: HTMLElement, say: (words: string) => void}} given
   */
  constructor({ view, definition, child, visits = [], session, showVisit, main, say }) {
    this.#memory = memoryOf(session, view.visit_id);
    this.view = view;
    view.answers = this.#asHeard(view.answers);
    this.definition = definition;
    this.child = child;
    this.#visits = visits;
    this.#session = session;
    this.#showVisit = showVisit;
    this.#main = main;
    this.#say = say;
    this.#savedAt = view.mine.saved_at;
    this.#heed();
    this.draw();
  }

  /** What she said of who could overhear counts before it is written down. @param {VisitView["answers"]} answers */
  #asHeard(answers) {
    const { heard } = this.#memory;
    return heard ? { ...answers, earshot: heard } : answers;
  }

  /**
   * The form is whole only where she has said since she unlocked that nobody could overhear: the record does not know who sits
   * beside her. Of a contact that is over, the record says nothing about this moment either way.
   */
  #heed() {
    const { view } = this;
    const alone = this.#memory.alone && (isSigned(view) || view.answers.earshot?.value === "no");
    this.workOut({ [EARSHOT_NOW]: alone ? "no" : "unsure" });
  }

  /** Reads the visit again: another tab, a reply of the service or a save may have changed it. @returns {Promise<void>} */
  async refresh() {
    if (this.#session.locked) return;
    const writes = this.#writes;
    const found = await this.#session.visit(this.view.visit_id);
    // What was written down while the visit was being read is not in what was read.
    if (writes !== this.#writes) return this.refresh();
    const fresh = { ...this.view, left: true, ...found };
    // Its page stays as it stood, and takes what is written.
    if (fresh.left) {
      if (!this.view.left) this.#say(LEFT);
      fresh.answers = { ...this.view.answers, ...fresh.answers };
    }
    if (fresh.form_version !== this.definition.version)
      this.definition = spokenOf(await definitionOf(fresh.form_version), this.child, fresh.answers);
    fresh.answers = { ...fresh.answers, ...this.#workedOut };
    const { answers, comments } = this.view;
    this.view = {
      ...fresh,
      answers: keptWhereAlike(answers, this.#asHeard(fresh.answers)),
      comments: JSON.stringify(comments) === JSON.stringify(fresh.comments) ? comments : fresh.comments,
    };
    this.#savedAt = this.view.mine.saved_at ?? this.#savedAt;
    this.#heed();
    this.draw();
  }

  /**
   * Writes answers down and says so; a failure is said as well and passed on. What the short form answers by itself is
   * written with them.
   * @param {Record<string, any>} answers
   */
  async record(answers) {
    try {
      const unasked = leftUnasked(this.definition, this.view.answers, answers);
      const stored = await this.#session.record(this.view.visit_id, { ...unasked, ...answers }, this.view);
      this.#writes += 1;
      this.#savedAt = stored.savedAt;
      // What could not be stored before and is no part of this is still on the screen only.
      if (this.#failure && this.#questions?.lacks(Object.keys(answers))) void this.#questions.flush();
      else this.#failure = null;
      const mine = { ...this.view.mine, saved_at: stored.savedAt, unsent: Math.max(1, this.view.mine.unsent) };
      this.view = { ...this.view, mine, answers: { ...this.view.answers, ...stored.answers } };
      this.#heed();
      return stored;
    } catch (/** @type {any} */ problem) {
      this.#failure = NOT_SAVED[problem.name] ?? "NOT saved. What you typed is still here. Change it again to retry";
      throw problem;
    } finally {
      this.draw();
    }
  }

  /**
   * What is worked out and questions hang on: the indicators that are present, whether sources disagree on the home,
   * rules that fire, who could overhear now. It is part of what is shown, and never written down or sent.
   * @param {Record<string, unknown>} found
   */
  workOut(found) {
    const fresh = Object.entries(found).filter(
      ([id, value]) =>
        (id.includes("/") || this.definition.fields[id]) && compared(value) !== compared(this.#workedOut[id]?.value),
    );
    if (!fresh.length) return;
    const empty = { from: "server", base: null, cands: [], server: null, code: null, message: null, kind: "X" };
    for (const [id, value] of fresh) this.#workedOut[id] = /** @type {any} */ ({ ...empty, value });
    this.view = { ...this.view, answers: { ...this.view.answers, ...this.#workedOut } };
  }

  /**
   * The questions on the page: what of them could not be stored is tried again when something else was.
   * @param {{lacks: (keys: string[]) => boolean, flush: () => unknown}} questions
   */
  shows(questions) {
    this.#questions = questions;
  }

  /** @param {() => void} listener  called before the new answer is stored */
  onEarshot(listener) {
    this.#onEarshot = listener;
  }

  /** Whose visit it is, with the day of birth as it stands here now. */
  get who() {
    const { view } = this;
    const child = this.child ?? view.child;
    const visits = this.#visits.map((one) => (one.visit_id === view.visit_id ? view : one));
    return child && withBirth(child, visits);
  }

  draw() {
    const { view, definition } = this;
    const field = definition.fields.earshot;
    this.#showVisit({
      child: this.who,
      left: view.left ? LEFT : "",
      saved: this.#asking && !this.#failure ? this.#savedBefore : this.#saved(),
      earshot: field
        ? {
            short: isShort(view.answers),
            asking: this.#asking && {
              question: field.label,
              choices: field.choices ?? [],
              sure: this.#asking === "sure",
            },
            onAsk: () => this.#ask(!isSigned(view)),
            onChoose: (code) => this.#choose(code),
            onSure: () => void this.#hear("no"),
            onBack: () => this.#leaveIt(),
          }
        : null,
    });
  }

  #saved() {
    if (this.#failure) return { words: this.#failure, failed: true };
    const { unsent, needs_you } = this.view.mine;
    // What the service refused is here only, and no longer on its way.
    const sent = !unsent && !needs_you;
    if (!this.#savedAt) return { words: sent ? "Sent" : "Saved on this tablet" };
    return { words: `Saved on this tablet ${time(this.#savedAt)}`, sent };
  }

  // -- who could overhear ----------------------------------------------------------------------------------------------

  /** Whether she had said, when she began to be asked, that nobody could. */
  #wasAlone = false;
  /** Whether what she says now is for the record: of a visit she has signed, its own page alone writes it down. */
  #forRecord = false;
  /** What her header said of saving when she was asked. A line that goes would move the buttons under her thumb. @type {import("./visit_header.js").Saved | null} */
  #savedBefore = null;

  /** Somebody may just have come in: what must not be overheard goes at once, before she says who it is. @param {boolean} forRecord */
  #ask(forRecord) {
    this.#forRecord = forRecord;
    this.#wasAlone = this.#memory.alone;
    this.#savedBefore = this.#saved();
    this.#show("who", false);
    this.#say(""); // what was said last may name a question
    this.draw();
    document.getElementById("who-hears-title")?.focus();
  }

  /** She answers the question on its page. @param {string} code */
  hears(code) {
    this.#ask(true);
    this.#choose(code);
  }

  /** "No" is asked once more, but where the record has it and she says it again after unlocking. @param {string} code */
  #choose(code) {
    if (code !== "no" || (!this.#wasAlone && this.view.answers.earshot?.value === "no")) return void this.#hear(code);
    this.#asking = "sure";
    this.draw();
    document.getElementById("who-hears-title")?.focus();
  }

  #leaveIt() {
    document.getElementById("form-length")?.focus();
    this.#show(null, this.#wasAlone);
    this.draw();
  }

  /** @param {"who" | "sure" | null} asking @param {boolean} alone */
  #show(asking, alone) {
    this.#asking = asking;
    this.#main.hidden = asking !== null;
    this.#memory.alone = alone;
    this.#heed();
    this.#onEarshot();
  }

  /** @param {string} code */
  async #hear(code) {
    document.getElementById("form-length")?.focus();
    const { earshot } = this.view.answers;
    const heard = /** @type {import("../local/types.js").Shown} */ ({ ...earshot, value: code });
    const isNews = this.#forRecord && (earshot?.value !== code || this.#memory.heard !== null);
    if (isNews) {
      this.#memory.heard = heard;
      this.view = { ...this.view, answers: this.#asHeard(this.view.answers) };
    }
    this.#show(null, code === "no");
    this.#say(isShort(this.view.answers) ? "Short form" : "Whole form");
    if (!isNews) return this.draw();
    await this.record({
      earshot: { value: code, kind: this.definition.fields.earshot.kind, base: earshot?.base ?? null },
    })
      .then(() => {
        if (this.#memory.heard !== heard) return;
        this.#memory.heard = null;
        letGo(this.#session, heardAt(this.view.visit_id));
      })
      // On a full tablet it counts all the same, on every screen of the visit and past the lock.
      .catch(() => {
        const { visit_id } = this.view;
        if (!this.#session.locked) keep(this.#session, heardAt(visit_id), heard, hrefs.visit(visit_id));
      });
  }
}
