/**
 * At most three prompts stand open on a page: what the safety rules found comes first, and the questions about the wording
 * share what is left. The rest waits behind one press, so that nothing is lost and nothing is a wall (docs/decisions/0030).
 */

export const MOST = 3;

/** How many places the findings leave, said to whoever shares them. */
export class PromptsRoom {
  #left = MOST;
  /** @type {(() => void) | null} */
  #heard = null;

  get left() {
    return this.#left;
  }

  /** @param {() => void} heard  called when there is more room or less */
  onChange(heard) {
    this.#heard = heard;
  }

  /** So many findings stand open now. @param {number} findings */
  taken(findings) {
    const left = Math.max(0, MOST - findings);
    if (left === this.#left) return;
    this.#left = left;
    this.#heard?.();
  }
}

/**
 * Who shows how many of what it would show: in turn, as long as there is room.
 * @param {number[]} wanted
 * @param {number} room
 * @returns {number[]}
 */
export const shared = (wanted, room) =>
  wanted.map((count) => {
    const given = Math.min(count, room);
    room -= given;
    return given;
  });
