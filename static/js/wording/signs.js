/**
 * What else may be asked of a narrative, beside its wording. The twin of `forms/wording/signs.py`, where the rules are told;
 * both are held to `tests/contracts/wording_signs.json`. Pure.
 */

import { check } from "./index.js";

const ENOUGH_CONCRETE = 2;
const FEWEST_WORDS = 8;
const COPIED = 90;
const LONGEST = 2000;

const WORD = /[A-Za-z0-9\u00c0-\u024f]+(?:['\u2019][A-Za-z0-9\u00c0-\u024f]+)*/g;
const CONCRETE =
  /"[^"\n]{2,400}"|\u201c[^\u201c\u201d\n]{2,400}\u201d|\u2018[^\u2018\u2019\n]{2,400}\u2019|\b[0-9]{1,2}[:.][0-9]{2}(?: ?[ap]m)?\b|\b[0-9]{1,9}(?:[.,/][0-9]{1,9}){0,3}(?: ?(?:[a-z]{1,20}\b|%|\u00b0[a-z]?))?|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|twelve|twenty|thirty|once|twice)\b(?: [a-z]{1,20})?|\b(?:scalp|fontanelle|head|face|cheeks?|foreheads?|ears?|eyes?|nose|mouth|lips?|tongue|gums?|chin|necks?|shoulders?|arms?|elbows?|wrists?|hands?|fists?|fingers?|nails?|chest|ribs?|tummy|abdomen|umbilicus|navel|back|spine|hips?|bottom|groin|genitals?|testes|legs?|thighs?|knees?|ankles?|feet|foot|heels?|toes?|skin)\b|\b(?:slept|sleeping|asleep|awake|woke|cried|crying|fed|feeding|sucked|sucking|latched|swallowed|turned|turning|kicked|kicking|smiled|smiling|laughed|looked|looking|watched|watching|followed|following|fixed|reached|reaching|held|grasped|lifted|rolled|rolling|crawled|sat|stood|walked|babbled|babbling|gurgled|cooed|cooing|vocalised|startled|stilled|settled|yawned|sneezed|coughed|vomited|possetted|arched|stretched|pulled|pointed|clapped|waved|stared|blinked|frowned|nuzzled|rooted|rooting)\b|\b(?:pink|pale|yellow|jaundiced|mottled|blue)\b/gi;

/** How many things in `text` somebody could have seen, heard or measured. @param {string} text */
export const concreteElements = (text) => [...text.matchAll(CONCRETE)].length;

/** Whether an account of the baby comforts without evidence (rule R10). @param {string} text */
export function reassures(text) {
  if (!text.trim()) return false;
  return concreteElements(text) < ENOUGH_CONCRETE || check(text, "O").classes.includes("reassurance");
}

/**
 * Per cent of the words that are the same as in the last contact's account (rule R28); 0 below 90, or under eight words.
 *
 * @param {string} now
 * @param {string} before
 */
export function copiedShare(now, before) {
  const one = words(now);
  const other = words(before);
  const both = one.length + other.length;
  if (one.length < FEWEST_WORDS || !other.length) return 0;
  const apart = apartBy(one, other, Math.floor((both * (100 - COPIED)) / 100));
  return apart === null ? 0 : Math.floor(((both - apart) * 100) / both);
}

/** @param {string} text */
const words = (text) =>
  (text.match(WORD) ?? []).slice(0, LONGEST).map((word) => word.toLowerCase().replaceAll("\u2019", "'"));

/**
 * How many words have to be taken out or put in to make one text of the other; null if more than `most`.
 *
 * @param {string[]} one
 * @param {string[]} other
 * @param {number} most
 */
function apartBy(one, other, most) {
  /** @type {Map<number, number>} */
  const furthest = new Map([[1, 0]]);
  const reached = (/** @type {number} */ diagonal) => furthest.get(diagonal) ?? 0;
  for (let edits = 0; edits <= most; edits++) {
    for (let diagonal = -edits; diagonal <= edits; diagonal += 2) {
      const down = diagonal === -edits || (diagonal !== edits && reached(diagonal - 1) < reached(diagonal + 1));
      let at = down ? reached(diagonal + 1) : reached(diagonal - 1) + 1;
      while (
        at < one.length &&
        at - diagonal >= 0 &&
        at - diagonal < other.length &&
        one[at] === other[at - diagonal]
      ) {
        at++;
      }
      furthest.set(diagonal, at);
      if (at >= one.length && at - diagonal >= other.length) return edits;
    }
  }
  return null;
}
