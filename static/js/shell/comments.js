/** What managers wrote to the author of a visit, as far as it may be on the screen now. Pure. */

import { isAlone } from "../forms/applicable.js";
import { calledAt, idOf, isPrivate } from "../forms/context.js";

/**
 * What the manager said in this round, as far as it may be on the screen now: a comment on a hidden question names it, and
 * is left out without a trace while somebody may overhear.
 * @param {import("./definitions.js").Definition} definition
 * @param {{comments: import("../local/types.js").Comment[], round: number, answers: Record<string, any>}} view
 */
export function commentsToShow(definition, { comments, round, answers }) {
  const nobodyHears = isAlone(definition, answers);
  return comments.filter((comment) => comment.round === round && mayShowComment(definition, comment, nobodyHears));
}

/** @param {import("./definitions.js").Definition} definition @param {{key: string | null}} comment @param {boolean} nobodyHears */
export const mayShowComment = (definition, { key }, nobodyHears) => nobodyHears || !key || !isPrivate(definition, key);

/**
 * What a manager said in signing visits off: nobody can answer it there any more, so that it is left for the next visit. What
 * was said before the last contact began was for that one.
 * @param {{visit: {status: string, round: number, comments: import("../local/types.js").Comment[]}, at: string}[]} earlier
 *   with when each contact began, the oldest first
 */
export function commentsLeft(earlier) {
  const last = Date.parse(earlier.at(-1)?.at ?? "");
  return earlier.flatMap(({ visit: { status, round, comments } }) =>
    status === "signed_off" ? comments.filter((one) => one.round === round && Date.parse(one.at) > last) : [],
  );
}

/**
 * The entries beside a visit with their answers, as far as they may be on the screen now; on paper, as nobody is alone with it.
 * @param {import("./definitions.js").Definition} definition
 * @param {{notes: import("../local/types.js").VisitNote[], answers: Record<string, any>}} view
 */
export function notesToShow(definition, { notes, answers }, nobodyHears = isAlone(definition, answers)) {
  return notes.map(({ answers: said, ...note }) => ({
    ...note,
    answers: Object.entries(said).flatMap(([key, answer]) => {
      const field = idOf(key);
      return definition.fields[field] && (nobodyHears || !isPrivate(definition, key))
        ? [{ name: calledAt(definition, key), field, answer }]
        : [];
    }),
  }));
}
