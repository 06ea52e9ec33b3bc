/**
 * Answers to which two people have said different things: what each of them said, what she had on screen when she wrote,
 * and the answer that settles which one stands. Pure.
 */

import { isAlone } from "./applicable.js";
import { idOf, isPrivate, isReply } from "./context.js";

/** @typedef {import("../local/types.js").Answer} Answer */
/** @typedef {import("../local/types.js").Shown} Shown */
/** @typedef {import("../local/types.js").SignedCandidate} SignedCandidate */
/** @typedef {import("../local/types.js").Saw} Saw */
/** @typedef {import("../shell/definitions.js").Definition} Definition */

/**
 * @typedef {object} Side
 * @property {string} id  the change that first said so
 * @property {Answer & Partial<import("../local/types.js").Writer>} said
 * @property {boolean} own  written on this tablet and not sent yet
 * @property {(Answer & Partial<import("../local/types.js").Writer>) | null | undefined} saw  what was on her screen; null:
 *   nothing yet, undefined: not known
 */

/**
 * The questions with several values that may be on the screen now, and their sides. A hidden question is left out without
 * a trace while somebody may overhear, and so is every reply: what it speaks of may rest on a hidden answer.
 * @param {Definition} definition
 * @param {{answers: Record<string, Shown>, saw: Saw}} view
 * @returns {{key: string, field: string, drawn: Shown, sides: Side[]}[]}
 */
export function questionsWithTwoValues(definition, { answers, saw }) {
  const nobodyHears = isAlone(definition, answers);
  return Object.entries(answers)
    .filter(([, drawn]) => drawn.cands.length)
    .map(([key, drawn]) => ({
      key,
      field: idOf(key),
      drawn,
      sides: sidesOf(key, drawn, saw),
    }))
    .filter(({ key }) => nobodyHears || !(isReply(key) || isPrivate(definition, key)));
}

/** @param {string} key @param {Shown} drawn @param {Saw} saw @returns {Side[]} */
function sidesOf(key, drawn, saw) {
  const own = drawn.from === "own" || drawn.from === "refused";
  /** @param {any} said @param {string} id @returns {Side} */
  const side = (said, id) => ({ id, said, own: false, saw: saw[id]?.[key] });
  const standing = own
    ? [
        { id: "own", said: drawn, own: true, saw: drawn.server },
        ...(drawn.server ? [side(drawn.server, drawn.server.mids[0])] : []),
      ]
    : [side(drawn, drawn.base ?? "")];
  return [...standing, ...drawn.cands.map((said) => side(said, said.mids[0]))];
}

/**
 * The answer that says: this one stands. It closes the values that were on the screen with it, and no other.
 * @param {Shown} drawn  as it was on the screen
 * @param {Side} side
 * @returns {Answer & {base: string | null}}
 */
export function standingAnswer(drawn, { said }) {
  const { value, missing, cleared, kind, source, verif, basis, earshot } = said;
  const closes = [...new Set(drawn.cands.flatMap(({ mids }) => mids))].sort();
  return { ...given({ value, missing, cleared, source, verif, basis, earshot }), kind, closes, base: drawn.base };
}

/** Without what is not there. @param {Record<string, any>} parts */
const given = (parts) => Object.fromEntries(Object.entries(parts).filter(([, part]) => part !== undefined));
