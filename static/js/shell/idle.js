/**
 * When a tablet counts as left alone. During a visit longer: she listens, holds a baby, makes a telephone call. Elsewhere two
 * minutes are enough for a tablet left on a sofa. In milliseconds.
 */
export const IDLE = { visit: 5 * 60_000, elsewhere: 2 * 60_000 };
/** Behind another app (the telephone, the camera) the page is covered at once and locked after this long. */
export const AWAY = { visit: 3 * 60_000, elsewhere: 60_000 };

/**
 * A tablet that slept, or a timer that the system held back, is judged by the clock when it wakes.
 * @param {object} given
 * @param {() => "visit" | "elsewhere"} given.where
 * @param {() => void} given.lock
 * @param {() => void} given.cover  the page is no longer looked at
 * @param {() => void} given.uncover  it is again, soon enough
 * @returns {() => void} stop
 */
export function whenLeft({ where, lock, cover, uncover }) {
  const gone = new AbortController();
  let touched = Date.now();
  /** @type {number | null} */
  let hidden = null;
  /** @type {ReturnType<typeof setTimeout>} */
  let timer;

  /** Locks if it is time; else looks again when it would be. @returns {boolean} whether it was */
  function look() {
    clearTimeout(timer);
    const now = Date.now();
    const ends = Math.min(touched + IDLE[where()], hidden === null ? Infinity : hidden + AWAY[where()]);
    // A clock that was put back would keep a tablet open: then it is locked as well.
    if (now >= ends || now < touched) {
      lock();
      return true;
    }
    timer = setTimeout(look, ends - now);
    return false;
  }

  for (const sign of ["pointerdown", "keydown", "scroll"]) {
    document.addEventListener(sign, () => (touched = Date.now()), {
      signal: gone.signal,
      capture: true,
      passive: true,
    });
  }
  document.addEventListener(
    "visibilitychange",
    () => {
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
    },
    { signal: gone.signal },
  );
  look();
  return () => {
    gone.abort();
    clearTimeout(timer);
  };
}
