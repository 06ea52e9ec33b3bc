/**
 * What stands beside an answer: who said so, whether another source agrees, and why it could not be recorded. The usual
 * sources and every reason are one tap away; what was chosen stands there in words, with one tap to take it back.
 */

import { html, nothing, render } from "lit-html";
import { isSourced, offeredReasons, offeredSources, same, sourceQuestion } from "./offers.js";
import { gapWords, reasonWords } from "./said.js";

/** @typedef {import("../shell/definitions.js").Definition} Definition */
/** @typedef {Partial<import("../local/types.js").Answer>} Answer */
/** @typedef {Record<string, string>} Source */

/** The reason that names somebody else. */
const DEFERRED = "deferred";

export class Beside {
  /** @type {string | undefined} a missing reason */
  missing;
  /** @type {Source | undefined} */
  source;
  /** @type {string | undefined} */
  verif;
  /** What is open under the question. @type {"source" | "missing" | "deferred" | null} */
  #open = null;
  /** Chosen last before this one. @type {Source | undefined} */
  #before;
  /** @type {typeof import("./source_panel.js").sourcePanel | undefined} */
  #panel;
  #place;
  #about;
  /** Read when it is first needed. @type {import("./deferring.js").Deferring | null} */
  #deferral = null;

  /**
   * @param {HTMLElement} element  of the question
   * @param {object} about
   * @param {string} about.key
   * @param {import("./context.js").FormField} about.field
   * @param {Definition} about.definition
   * @param {import("../local/types.js").Child | null} about.child
   * @param {() => boolean} about.nobodyHears
   * @param {() => Source | null} about.lastSource  of the answer before
   * @param {boolean} about.further  it is what another source says beside an answer
   * @param {(() => void) | null} about.onClaim  somebody says otherwise; null where that is not kept
   * @param {() => Promise<import("./deferring.js").Deferring | null>} about.deferring  null where the reason stands alone
   * @param {{changed: (typing: boolean) => void, missing: () => void, clear: () => void}} about.on
   */
  constructor(element, about) {
    this.#place = /** @type {HTMLElement | null} */ (element.querySelector("[data-beside]"));
    this.#about = about;
  }

  /** What is said beside a value, for the answer. */
  get ofValue() {
    return { ...(this.source ? { source: this.source } : {}), ...(this.verif ? { verif: this.verif } : {}) };
  }

  /** Shows what belongs to an answer. @param {Answer | null} answer */
  show(answer) {
    this.missing = answer?.missing;
    this.source = answer?.source;
    this.verif = answer?.verif;
  }

  /** A value takes the place of a reason. */
  answered() {
    this.missing = undefined;
  }

  /** @param {boolean} answered  whether a value stands in the question */
  draw(answered) {
    if (!this.#place) return;
    const { missing } = this;
    render(
      missing
        ? this.#closed(missing)
        : answered
          ? isSourced(this.#about.field.kind)
            ? this.#sources()
            : this.#clear()
          : this.#reasons(),
      this.#place,
    );
  }

  // -- why there is no answer ------------------------------------------------------------------------------------------

  #reasons() {
    const reasons = offeredReasons(this.#about.definition, this.#about.field);
    if (!reasons.length) return this.#about.further ? this.#clear() : nothing;
    const open = this.#open === "missing";
    return html`
      <button type="button" class="wv-link-button wv-small" aria-expanded=${open} @click=${() => this.#toggle("missing", false)}>Couldn’t record this<span class="nhsuk-u-visually-hidden">: ${this.#about.field.name}</span></button>
      ${
        open
          ? html`<div class="wv-chips" role="group" aria-label="Why not? ${this.#about.field.name}">
              ${reasons.map(({ code, words }) => html`<button type="button" class="wv-chip" @click=${() => this.#chooseReason(code)}>${words}</button>`)}
            </div>`
          : nothing
      }
      ${this.#open === DEFERRED ? this.#deferral?.panel() : nothing}
    `;
  }

  /** @param {string} code */
  async #chooseReason(code) {
    if (code === DEFERRED) await this.#readDeferral();
    if (code !== DEFERRED || !this.#deferral) return this.#close(code);
    this.#open = DEFERRED;
    this.draw(false);
    this.#focus("input");
  }

  async #readDeferral() {
    this.#deferral ??= await this.#about.deferring().catch(() => null);
    this.#deferral?.begin({
      redraw: () => this.draw(false),
      lacking: () => this.#focus("input"),
      named: () => this.#close(DEFERRED),
    });
  }

  /** @param {string} reason */
  #close(reason) {
    this.missing = reason;
    this.#open = null;
    this.#about.on.missing();
    this.#focus("[data-undo]");
  }

  /** A gap is never to be read as a "no": it stands in a dashed frame, in words. @param {string} reason */
  #closed(reason) {
    if (reason === DEFERRED && !this.#deferral)
      void this.#readDeferral().then(() => this.#deferral && this.draw(false));
    const who = reason === DEFERRED ? this.#deferral?.deferred() : "";
    return html`<p class="wv-gap" data-test="gap"><span class="nhsuk-u-visually-hidden">${this.#about.field.name}: </span><strong>${gapWords(reasonWords(this.#about.definition, reason, this.#about.nobodyHears()))}</strong>${who ? `: ${who}` : nothing}
      <button type="button" class="wv-link-button wv-small" data-undo @click=${() => this.#undo()}>Undo<span class="nhsuk-u-visually-hidden">: ${this.#about.field.name}</span></button></p>`;
  }

  #undo() {
    if (this.missing === DEFERRED) this.#deferral?.takeBack();
    this.missing = undefined;
    this.#about.on.changed(false);
    this.#focus("button");
  }

  #clear() {
    const alone =
      !isSourced(this.#about.field.kind) && !offeredReasons(this.#about.definition, this.#about.field).length;
    return html`<button type="button" class="wv-clear ${alone ? "wv-clear--alone" : ""}" data-clear @click=${() => this.#about.on.clear()}>${this.#about.further ? "Remove" : "Clear"}<span class="nhsuk-u-visually-hidden"> ${this.#about.field.name}</span></button>`;
  }

  // -- who said so -----------------------------------------------------------------------------------------------------

  #sources() {
    const { kind, name } = this.#about.field;
    const offered = offeredSources(
      this.#about.definition,
      this.#about.field,
      this.source,
      this.#about.lastSource(),
      this.#about.child,
    );
    const open = this.#open === "source";
    return html`
      <div class="wv-chips" role="group" aria-label="${sourceQuestion(kind)} ${name}">
        <span class="wv-chips__words" aria-hidden="true">${sourceQuestion(kind)}</span>
        ${offered.map(
          ({ source, words, last, chosen }) =>
            html`<button type="button" class="wv-chip" aria-pressed=${chosen} @click=${() => this.#choose(chosen ? undefined : source)}>${words}${last && !chosen ? html` <span class="wv-chip__mark">last used</span>` : nothing}</button>`,
        )}
        <button type="button" class="wv-chip wv-chip--quiet" aria-expanded=${open} @click=${() => this.#toggle("source", true)}>${this.source ? "More…" : "Other source…"}</button>
        ${this.#clear()}
      </div>
      ${this.#about.further && !this.source ? html`<p class="wv-small"><strong>Choose who says so.</strong></p>` : nothing}
      ${this.#about.onClaim && this.source ? html`<button type="button" class="wv-link-button wv-small" data-claim @click=${this.#about.onClaim}>Somebody says something else<span class="nhsuk-u-visually-hidden">: ${name}</span></button>` : nothing}
      ${open ? this.#everySource() : nothing}
    `;
  }

  /** What was written beside a source comes back with it: the second tap on it may have been a slip. @param {Source | undefined} source */
  #choose(source) {
    if (this.source) this.#before = this.source;
    this.source = source && this.#before && same(source, this.#before) ? this.#before : source;
    this.#about.on.changed(false);
  }

  #everySource() {
    return this.#panel?.({
      id: `${this.#about.key}__source`,
      source: this.source,
      verif: this.verif,
      claimed: this.#about.field.kind === "F",
      definition: this.#about.definition,
      child: this.#about.child,
      onSource: (source, typing) => {
        this.source = source;
        this.#about.on.changed(typing);
      },
      onVerified: (code) => this.#verify(code),
    });
  }

  /** @param {string} code */
  #verify(code) {
    this.verif = this.verif === code ? undefined : code;
    this.#about.on.changed(false);
  }

  /** @param {"source" | "missing"} what @param {boolean} answered */
  async #toggle(what, answered) {
    this.#open = this.#open === what ? null : what;
    if (this.#open === "source") this.#panel ??= (await import("../components/section_aids.js")).sourcePanel;
    this.draw(answered);
    if (this.#open === "source") this.#focus("select");
  }

  /** @param {string} selector */
  #focus(selector) {
    /** @type {HTMLElement | null | undefined} */ (this.#place?.querySelector(selector))?.focus();
  }
}
