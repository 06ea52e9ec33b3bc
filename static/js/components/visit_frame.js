/**
 * What the screens of one visit share: the visit as this tablet shows it, its form, its child, and the header that never
 * scrolls away.
 */

import { definitionOf } from "../shell/definitions.js";
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
export async function openVisit({ route, session, showVisit }) {
  const view = await session.visit(route.id);
  if (!view) return null;
  const definition = await definitionOf(view.form_version);
  const known = await session.child(view.child_id);
  return new VisitFrame({ view, definition, child: known?.child ?? null, session, showVisit });
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

  /**
   * @param {{view: VisitView, definition: import("../shell/definitions.js").Definition,
   *   child: import("../local/types.js").Child | null, session: import("../local/session.js").Session,
   *   showVisit: import("../shell/app.js").Page["showVisit"]}} given
   */
  constructor({ view, definition, child, session, showVisit }) {
    this.view = view;
    this.definition = definition;
    this.child = child;
    this.#session = session;
    this.#showVisit = showVisit;
    this.#savedAt = view.mine.saved_at;
    this.draw();
  }

  /** Reads the visit again: another tab, a reply of the service or a save may have changed it. */
  async refresh() {
    if (this.#session.locked) return;
    this.view = (await this.#session.visit(this.view.visit_id)) ?? this.view;
    this.#savedAt = this.view.mine.saved_at ?? this.#savedAt;
    this.draw();
  }

  /**
   * Writes answers down and says so; a failure is said as well and passed on.
   * @param {Record<string, any>} answers
   */
  async record(answers) {
    try {
      const stored = await this.#session.record(this.view.visit_id, answers);
      this.#savedAt = stored.savedAt;
      this.#failure = null;
      this.view = { ...this.view, answers: { ...this.view.answers, ...stored.answers } };
      return stored;
    } catch (/** @type {any} */ problem) {
      this.#failure = NOT_SAVED[problem.name] ?? "NOT saved. What you typed is still here. Change it again to retry";
      throw problem;
    } finally {
      this.draw();
    }
  }

  /** @param {(earshot: string) => void} listener  called before the new answer is stored */
  onEarshot(listener) {
    this.#onEarshot = listener;
  }

  draw() {
    const { view, definition, child } = this;
    const field = definition.fields.earshot;
    const value = view.answers.earshot?.value;
    this.#showVisit({
      child: child ?? view.child,
      saved: this.#saved(),
      earshot:
        field && view.editable
          ? {
              choices: field.choices ?? [],
              value: typeof value === "string" ? value : null,
              onChange: (code) => this.#hear(code),
            }
          : null,
    });
  }

  #saved() {
    if (this.#failure) return { words: this.#failure, failed: true };
    const { unsent } = this.view.mine;
    if (!this.#savedAt) return { words: unsent ? "Saved on this tablet" : "Sent", failed: false };
    return { words: `Saved on this tablet ${time(this.#savedAt)}${unsent ? "" : ", sent"}`, failed: false };
  }

  /** What must not be overheard goes from the screen first; then the answer is written down. @param {string} code */
  async #hear(code) {
    const drawn = this.view.answers.earshot;
    const heard = /** @type {import("../local/types.js").Shown} */ ({ ...drawn, value: code });
    this.view = { ...this.view, answers: { ...this.view.answers, earshot: heard } };
    this.#onEarshot(code);
    await this.record({
      earshot: { value: code, kind: this.definition.fields.earshot.kind, base: drawn?.base ?? null },
    }).catch(() => {});
  }
}
