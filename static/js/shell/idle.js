/**
 * When a tablet counts as left alone. During a visit longer: she listens, holds a baby, makes a telephone call. Elsewhere two
 * minutes are enough for a tablet left on a sofa. In milliseconds.
 */
export const IDLE = { visit: 5 * 60_000, elsewhere: 2 * 60_000 };
/** Behind another app (the telephone, the camera) the page is covered at once and locked after this long. */
const AWAY = { visit: 3 * 60_000, elsewhere: 60_000 };
/** So often, in milliseconds, a tab in use says so to the others. */
const SAYS = 1_000;

/**
 * A tablet that slept, or a timer that the system held back, is judged by the clock when it wakes. All tabs lock together, and
 * only when none of them counts as in use any more: each says to the others until when it does.
 * @param {object} given
 * @param {number | null} [given.unseen]  when the page went out of sight while it was being unlocked, in milliseconds
 * @param {Pick<BroadcastChannel, "postMessage" | "addEventListener" | "close">} given.channel  to the user's other tabs
 * @param {() => "visit" | "elsewhere"} given.where
 * @param {() => void} given.lock
 * @param {() => void} given.cover  the page is no longer looked at
 * @param {() => void} given.uncover  it is again, soon enough
 * @returns {() => void} stop
 */
export function whenLeft({ unseen = null, channel, where, lock, cover, uncover }) {
  const gone = new AbortController();
  let touched = Date.now();
  /** @type {number | null} */
  let hidden = unseen;
  /** @type {ReturnType<typeof setTimeout>} */
  let timer;
  const me = crypto.randomUUID();
  /** Until when each other tab counts as in use. @type {Map<string, number>} */
  const others = new Map();
  let said = 0;

  const until = () => Math.min(touched + IDLE[where()], hidden === null ? Infinity : hidden + AWAY[where()]);

  /** @param {number} end */
  function say(end) {
    said = Date.now();
    channel.postMessage({ tab: me, until: end });
  }

  /** Locks if it is time; else looks again when it would be. @returns {boolean} whether it was */
  function look() {
    clearTimeout(timer);
    const now = Date.now();
    const ends = Math.max(until(), ...others.values());
    // A clock that was put back would keep a tablet open: then it is locked as well.
    if (now >= ends || now < touched) {
      lock();
      return true;
    }
    timer = setTimeout(look, ends - now);
    return false;
  }

  for (const sign of ["pointerdown", "keydown", "scroll"]) {
    document.addEventListener(
      sign,
      () => {
        // After a sleep the touch may come before the timer: what is over is not begun anew.
        if (Date.now() >= until() && look()) return;
        touched = Date.now();
        if (touched - said > SAYS) say(until());
      },
      { signal: gone.signal, capture: true, passive: true },
    );
  }
  function turned() {
    if (document.visibilityState === "hidden") {
      hidden ??= Date.now();
      cover();
      look();
    } else {
      const locked = look();
      hidden = null;
      if (!locked) {
        look();
        uncover();
      }
    }
    say(until());
  }

  channel.addEventListener("message", ({ data: { tab, until: end } }) => {
    // One that has just been opened knows of nobody.
    if (!others.has(tab)) say(until());
    others.set(tab, end);
    look();
  });
  document.addEventListener("visibilitychange", turned, { signal: gone.signal });
  turned();
  return () => {
    say(0); // closed, or locked: it keeps no other tab open
    channel.close();
    gone.abort();
    clearTimeout(timer);
  };
}
