/**
 * What an answer causes and nobody waits for, kept out of the task in which the answer itself is shown: it comes in a task of
 * its own, once the next picture of the page is on the screen.
 */

/** A page out of sight is not painted, and is not waited for; in milliseconds. */
const ANYWAY = 60;

/** What waits for the same picture: to ask for one costs the better part of a millisecond. @type {(() => void)[]} */
const waiting = [];

/** @param {() => void} work */
export function afterPainting(work) {
  waiting.push(work);
  if (waiting.length > 1) return;
  const anyway = setTimeout(begin, ANYWAY);
  const frame = requestAnimationFrame(begin);
  function begin() {
    clearTimeout(anyway);
    cancelAnimationFrame(frame);
    for (const one of waiting.splice(0)) setTimeout(one, 0);
  }
}

/** The next task. Not a timer: those of a page out of sight may be a second late. */
export const nextTask = () =>
  new Promise((done) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = done;
    port2.postMessage(0);
  });

/**
 * Work that is asked for more often than it has to be done. It surely comes: soon, or at once when somebody leaves.
 * @param {() => void} work
 */
export function afterwards(work) {
  let due = false;
  function now() {
    if (!due) return;
    due = false;
    work();
  }
  return {
    soon() {
      if (!due) afterPainting(now);
      due = true;
    },
    /** What is due, at once. */
    now,
  };
}
