/**
 * Quiet marks under words in a text box: the same words lie behind it, invisible, and only their underlines show. The box
 * itself is never touched, moved or written to, so that caret, dictation and the keyboard's suggestions are left alone.
 */

/** What decides where a word stands. */
const COPIED = /** @type {const} */ ([
  "fontFamily",
  "fontSize",
  "fontWeight",
  "fontStyle",
  "letterSpacing",
  "wordSpacing",
  "lineHeight",
  "textTransform",
  "textIndent",
  "tabSize",
  "paddingTop",
  "paddingLeft",
  "paddingBottom",
  "borderTopWidth",
  "borderLeftWidth",
]);

/**
 * @param {HTMLTextAreaElement} box
 * @returns {{draw: (text: string, ranges: [number, number][]) => void, stop: () => void}}
 */
export function marksBehind(box) {
  const gone = new AbortController();
  /** @type {HTMLElement | null} */
  let layer = null;
  /** @type {HTMLElement | null} */
  let words = null;
  /** The box grows by its handle, the page by its zoom. */
  const watching = new ResizeObserver(() => place());

  function lay() {
    layer = document.createElement("div");
    words = document.createElement("div");
    layer.className = "wv-marks";
    layer.setAttribute("aria-hidden", "true");
    words.className = "wv-marks__words";
    layer.append(words);
    box.before(layer);
    box.parentElement?.classList.add("wv-marks-place");
    box.classList.add("wv-marks-box");
    box.addEventListener("scroll", follow, { signal: gone.signal, passive: true });
    watching.observe(box);
  }

  function place() {
    if (!layer || !words) return;
    const of = getComputedStyle(box);
    for (const part of COPIED) words.style[part] = of[part];
    Object.assign(layer.style, {
      top: `${box.offsetTop}px`,
      left: `${box.offsetLeft}px`,
      width: `${box.offsetWidth}px`,
      height: `${box.offsetHeight}px`,
    });
    // Where a scroll bar takes room, lines break earlier.
    words.style.width = `${box.clientWidth + Number.parseFloat(of.borderLeftWidth) - Number.parseFloat(of.paddingRight)}px`;
    follow();
  }

  function follow() {
    if (words) words.style.transform = `translateY(${-box.scrollTop}px)`;
  }

  return {
    draw(text, ranges) {
      if (!ranges.length && !layer) return;
      if (!layer) lay();
      const parts = [];
      let at = 0;
      for (const [start, end] of ranges) {
        const mark = document.createElement("span");
        mark.className = "wv-marks__mark";
        mark.textContent = text.slice(start, end);
        parts.push(text.slice(at, start), mark);
        at = end;
      }
      // A line break at the very end would have no line of its own.
      words?.replaceChildren(...parts, `${text.slice(at)}\u200b`);
      place();
    },
    stop() {
      gone.abort();
      watching.disconnect();
      layer?.remove();
    },
  };
}
