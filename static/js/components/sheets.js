/**
 * "Page n of m" where the browser has no margin boxes (Safari, Firefox): just before it prints, what is for paper is laid
 * out in sheets of their own, each with the head and its number. Elsewhere static/css/_paper.scss numbers the pages, and
 * what is longer than a sheet by itself.
 */

/** Millimetres for a sheet without its number: some 250 with it, which A4 and Letter leave within any browser's margins. */
const TALLEST = 238;
/** What is broken between its parts; everything else in it stays whole. */
const BROKEN = "section, dl";
/** What stands over something else, and goes with it. */
const HEADS = "h2, h3, h4, .wv-sheet__kind, .wv-paper__list";

/** @param {Element} within @returns {Element[]} */
const blocksOf = (within) => [...within.children].flatMap((one) => (one.matches(BROKEN) ? blocksOf(one) : [one]));

/**
 * Which blocks stand on which sheet.
 * @param {Element[]} blocks in their order, as they are drawn
 * @param {number} room pixels
 */
function shared(blocks, room) {
  /** @type {Element[][]} */
  const sheets = [[]];
  for (const block of blocks) {
    const sheet = /** @type {Element[]} */ (sheets.at(-1));
    const from = (sheet[0] ?? block).getBoundingClientRect().top;
    if (block.getBoundingClientRect().bottom - from > room && sheet.some((one) => !one.matches(HEADS))) {
      const along = [block];
      while (sheet.at(-1)?.matches(HEADS)) along.unshift(/** @type {Element} */ (sheet.pop()));
      sheets.push(along);
    } else sheet.push(block);
  }
  return sheets;
}

/** @param {Element} table what is to be printed, as it stands on the screen */
function layOut(table) {
  const holder = document.createElement("div");
  holder.className = "wv-sheets";
  const whole = /** @type {HTMLTableElement} */ (table.cloneNode(true));
  holder.append(whole);
  table.after(holder);
  const [head, body] = [whole.tHead, whole.tBodies[0].rows[0].cells[0]];
  const room = (TALLEST * 96) / 25.4 - (head?.offsetHeight ?? 0);
  const blocks = blocksOf(body);
  const sheets = shared(blocks, room);
  sheets.forEach((sheet, at) => {
    for (const block of blocks) block.toggleAttribute("data-elsewhere", !sheet.includes(block));
    const copy = /** @type {HTMLTableElement} */ (whole.cloneNode(true));
    for (const one of copy.querySelectorAll("[data-elsewhere]")) one.remove();
    for (const one of [...copy.querySelectorAll(BROKEN)].reverse()) if (!one.children.length) one.remove();
    const number = document.createElement("p");
    number.className = "wv-sheets__number";
    number.textContent = `Page ${at + 1} of ${sheets.length}`;
    copy.tBodies[0].rows[0].cells[0].append(number);
    holder.append(copy);
  });
  whole.remove();
}

if (!("CSSMarginRule" in globalThis))
  globalThis.addEventListener?.("beforeprint", () => {
    for (const stale of document.querySelectorAll(".wv-sheets")) stale.remove();
    document.querySelectorAll("table.wv-sheet").forEach(layOut);
  });
