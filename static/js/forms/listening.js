/** What her hands do in a section: touching, typing, choosing, leaving a question. */

/** Typing is written down when it pauses this long, in milliseconds. */
const PAUSE = 400;
/** A press has become a click by then, in milliseconds. */
const PRESS = 50;

/** @typedef {import("./question.js").Question} Question */

/**
 * @param {HTMLFormElement} form
 * @param {object} on
 * @param {(event: Event) => Question | undefined} on.questionOf
 * @param {(how?: {typing?: boolean}) => Promise<void>} on.save  what is new on the screen
 * @param {() => void} on.typed  sentences have changed, and are not written down yet
 * @param {ReturnType<typeof import("./rows.js").groupRows> | null} on.rows
 */
export function listen(form, { questionOf, save, typed, rows }) {
  const { pausing, wait } = pauses(save);
  /** The control whose last input was read. @type {Element | null} */
  let read = null;
  const unpressed = presses(form);

  form.addEventListener("input", (event) => {
    const control = /** @type {Element} */ (event.target);
    if (!control.hasAttribute("data-key")) return;
    questionOf(event)?.touched(control);
    read = control;
    if (control instanceof HTMLTextAreaElement) {
      grow(control);
      typed();
    }
    wait();
  });
  form.addEventListener("change", (event) => {
    const control = /** @type {Element} */ (event.target);
    if (!control.hasAttribute("data-key")) return;
    const question = questionOf(event);
    // What was drawn as it was put in is not drawn again, but judged.
    if (read !== control) question?.touched(control);
    else if (question) question.dirty = true;
    read = null;
    // A box of several (day, month, year; what and who) is left for the next one; the question is judged when it is left.
    const several =
      control instanceof HTMLInputElement && control.type === "text" && control.closest(".nhsuk-date-input");
    const typing = Boolean(several || control.closest("[data-items]"));
    unpressed(() => save({ typing }));
  });
  form.addEventListener("focusout", (event) => {
    const left = questionOf(event);
    const next = /** @type {FocusEvent} */ (event).relatedTarget;
    if (left?.dirty && !(next instanceof Node && left.element.contains(next))) unpressed(() => save());
  });
  form.addEventListener("focusin", (event) => questionOf(event)?.entered());
  form.addEventListener("click", (event) => {
    const button = /** @type {Element} */ (event.target).closest("button");
    if (!(button instanceof HTMLButtonElement)) return;
    const question = questionOf(event);
    if (button.hasAttribute("data-add-row")) rows?.addRow();
    else if (button.hasAttribute("data-fold-row")) rows?.turn(button);
    else if (button.hasAttribute("data-remove-row")) void rows?.remove(button).catch(() => {});
    else if (button.hasAttribute("data-add-item")) question?.addItem();
    else if (button.hasAttribute("data-remove-item") && question) {
      question.removeItem(/** @type {Element} */ (button.closest("[data-items] > *")));
      void save();
    } else if (button.hasAttribute("data-now") && question) {
      question.now();
      void save();
    }
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  return { pausing, wait };
}

/** @param {(how: {typing: boolean}) => Promise<void>} save */
function pauses(save) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let pause;
  return {
    /** It is being written down: nothing has to wait for a pause. */
    pausing: () => clearTimeout(pause),
    /** She types: it is written down when she pauses. */
    wait() {
      clearTimeout(pause);
      pause = setTimeout(() => save({ typing: true }), PAUSE);
    },
  };
}

/**
 * What has to wait until the finger is up: words that appear would move what it is about to press.
 * @param {HTMLFormElement} form
 * @returns {(then: () => unknown) => void}
 */
function presses(form) {
  /** @type {(() => unknown) | null} */
  let held = null;
  let pressed = false;
  const lifted = () => {
    window.removeEventListener("pointerup", lifted);
    window.removeEventListener("pointercancel", lifted);
    pressed = false;
    setTimeout(() => {
      held?.();
      held = null;
    }, PRESS);
  };
  form.addEventListener(
    "pointerdown",
    () => {
      pressed = true;
      window.addEventListener("pointerup", lifted);
      window.addEventListener("pointercancel", lifted);
    },
    { capture: true },
  );
  return (then) => {
    if (pressed) held = then;
    else void then();
  };
}

/** A box grows with what is dictated into it, where the style sheet alone cannot do it. @param {HTMLTextAreaElement} box */
function grow(box) {
  if (!CSS.supports("field-sizing", "content") && box.scrollHeight > box.clientHeight)
    box.style.minHeight = `${Math.min(box.scrollHeight + 4, window.innerHeight * 0.6)}px`;
}
