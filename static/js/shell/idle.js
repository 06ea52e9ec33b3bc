/** Five minutes without a touch: long enough to listen, short enough for a tablet left on a sofa. */
export const IDLE_MS = 5 * 60_000;

/**
 * Calls `then` after that long without a touch or a key. A tablet that slept is judged by the clock when it wakes.
 * @param {() => void} then
 * @returns {() => void} stop
 */
export function afterIdle(then) {
  const gone = new AbortController();
  let last = Date.now();
  /** @type {ReturnType<typeof setTimeout>} */
  let timer;
  const look = () => {
    const left = last + IDLE_MS - Date.now();
    if (left <= 0) {
      then();
      return;
    }
    clearTimeout(timer);
    timer = setTimeout(look, left);
  };
  for (const sign of ["pointerdown", "keydown", "scroll"]) {
    document.addEventListener(sign, () => (last = Date.now()), { signal: gone.signal, capture: true, passive: true });
  }
  document.addEventListener("visibilitychange", look, { signal: gone.signal });
  look();
  return () => {
    gone.abort();
    clearTimeout(timer);
  };
}
