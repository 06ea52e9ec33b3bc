/**
 * What the screens of one visit share: the visit as this tablet shows it, its form, its child, and the header that never
 * scrolls away.
 */

import { isShort, leftUnasked } from "../forms/earshot.js";
import { spokenOf } from "../forms/spoken_of.js";
import { definitionOf } from "../shell/definitions.js";
import { keep, letGo, takeUp } from "../shell/half.js";
import { memoryOf } from "../shell/memory.js";
import { hrefs } from "../shell/route.js";
import { time } from "../shell/words.js";

/** @typedef {NonNullable<Awaited<ReturnType<import("../local/session.js").Session["visit"]>>>} VisitView */

/** Why nothing was stored, by the name of the failure. @type {Record<string, string>} */
const NOT_SAVED = {
  StorageFull: "NOT saved: this tablet is full. Remove photos or apps. What you typed is still here",
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
  return new VisitFrame({ view, definition, child, session, showVisit, main, say });
}

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
  #showVisit;
  /** When this tablet last wrote something of the visit down, as far as is known. @type {string | null} */
  #savedAt;
  /** @type {string | null} */
  #failure = null;
  /** @type {(earshot: string) => void} */
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
   *   child: import("../local/types.js").Child | null, session: import("../local/session.js").Session,
   *   showVisit: import("../shell/app.js").Page["showVisit"], main: HTMLElement, say: (words: string) => void}} given
   */
  constructor({ view, definition, child, session, showVisit, main, say }) {
    this.#memory = memoryOf(session, view.visit_id);
    this.view = view;
    view.answers = this.#asHeard(view.answers);
    this.definition = definition;
    this.child = child;
    this.#session = session;
    this.#showVisit = showVisit;
    this.#main = main;
    this.#say = say;
    this.#savedAt = view.mine.saved_at;
    this.draw();
  }

  /**
   * While she is asked who could overhear, the form stays short whatever the record says; and what she said of it counts before
   * it is written down.
   * @param {VisitView["answers"]} answers
   */
  #asHeard(answers) {
    const earshot = this.#asking ? this.view.answers.earshot : this.#memory.heard;
    return earshot ? { ...answers, earshot } : answers;
  }

  /** Reads the visit again: another tab, a reply of the service or a save may have changed it. @returns {Promise<void>} */
  async refresh() {
    if (this.#session.locked) return;
    const writes = this.#writes;
    const fresh = (await this.#session.visit(this.view.visit_id)) ?? this.view;
    // What was written down while the visit was being read is not in what was read.
    if (writes !== this.#writes) return this.refresh();
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
    this.draw();
  }

  /**
   * Writes answers down and says so; a failure is said as well and passed on. What the short form answers by itself is
   * written with them.
   * @param {Record<string, any>} answers
   */
  async record(answers) {
    try {
      // While she is asked, nobody has said yet that anything was left unasked.
      const unasked = this.#asking ? {} : leftUnasked(this.definition, this.view.answers, answers);
      const stored = await this.#session.record(this.view.visit_id, { ...unasked, ...answers });
      this.#writes += 1;
      this.#savedAt = stored.savedAt;
      // What could not be stored before and is no part of this is still on the screen only.
      if (this.#failure && this.#questions?.lacks(Object.keys(answers))) void this.#questions.flush();
      else this.#failure = null;
      const mine = { ...this.view.mine, saved_at: stored.savedAt, unsent: Math.max(1, this.view.mine.unsent) };
      this.view = { ...this.view, mine, answers: { ...this.view.answers, ...stored.answers } };
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
   * rules that fire. It is part of what is shown, and never written down or sent.
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

  /** @param {(earshot: string) => void} listener  called before the new answer is stored */
  onEarshot(listener) {
    this.#onEarshot = listener;
  }

  draw() {
    const { view, definition, child } = this;
    const field = definition.fields.earshot;
    this.#showVisit({
      child: child ?? view.child,
      saved: this.#asking && !this.#failure ? this.#savedBefore : this.#saved(),
      earshot:
        field && view.editable
          ? {
              short: isShort(view.answers),
              asking: this.#asking && {
                question: field.label,
                choices: field.choices ?? [],
                sure: this.#asking === "sure",
              },
              onAsk: () => this.#ask(),
              onChoose: (code) => this.hears(code),
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

  /** What was answered when she began to be asked. @type {import("../local/types.js").Shown | undefined} */
  #before;
  /** What her header said of saving when she was asked. A line that goes would move the buttons under her thumb. @type {import("./visit_header.js").Saved | null} */
  #savedBefore = null;

  /** Somebody may just have come in: what must not be overheard goes at once, before she says who it is. */
  #ask() {
    this.#before = this.view.answers.earshot;
    this.#savedBefore = this.#saved();
    this.#asking = "who";
    this.#show("unsure");
    this.#say(""); // what was said last may name a question
    this.#main.hidden = true;
    this.draw();
    document.getElementById("who-hears-title")?.focus();
  }

  /**
   * She says who could overhear; "no" is asked once more. For the control in the header and the question on its page.
   * @param {string} code
   */
  hears(code) {
    if (!this.#asking) this.#ask();
    if (code !== "no") return void this.#hear(code);
    this.#asking = "sure";
    this.draw();
    document.getElementById("who-hears-title")?.focus();
  }

  #leaveIt() {
    document.getElementById("form-length")?.focus();
    this.#answered(this.#before);
    const value = this.#before?.value;
    this.#onEarshot(typeof value === "string" ? value : "unsure");
    this.draw();
  }

  /** @param {string} code */
  #show(code) {
    this.#answered(/** @type {import("../local/types.js").Shown} */ ({ ...this.#before, value: code }), this.#asking);
    this.#onEarshot(code);
  }

  /** @param {import("../local/types.js").Shown | undefined} answer @param {"who" | "sure" | null} [asking] */
  #answered(answer, asking = null) {
    this.#asking = asking;
    this.#main.hidden = asking !== null;
    const { earshot: _, ...others } = this.view.answers;
    this.view = { ...this.view, answers: answer ? { ...others, earshot: answer } : others };
  }

  /** @param {string} code */
  async #hear(code) {
    const drawn = this.#before;
    document.getElementById("form-length")?.focus();
    this.#asking = null;
    this.#show(code);
    const heard = this.view.answers.earshot;
    this.#memory.heard = heard;
    this.#say(isShort(this.view.answers) ? "Short form" : "Whole form");
    await this.record({
      earshot: { value: code, kind: this.definition.fields.earshot.kind, base: drawn?.base ?? null },
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
