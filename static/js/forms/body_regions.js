/**
 * The drawn baby as numbers: which parts of the body each drawing shows and where. Pure. Every part is one or more capsules
 * (a line with a round end of its own radius at either side), so that one can be drawn, hit, reached by an arrow key, and
 * said where it lies. No radius is below 25 units: on a phone of 390 pixels that is a target of 44.
 */

/** @typedef {"front" | "back" | "head_front" | "head_back" | "head_left" | "head_right"} View */
/** @typedef {[x1: number, y1: number, x2: number, y2: number, r1: number, r2?: number]} Capsule */
/** @typedef {{code: string, parts: Capsule[]}} Region */
/** @typedef {{width: number, height: number, words: string, short: string, regions: Region[]}} Drawing */

/** Not a part of the body to choose, but the way to the drawing of the head. */
export const HEAD = "head";

const WIDTH = 400;

/** The other side of a drawing. @param {Capsule} capsule @returns {Capsule} */
const mirrored = ([x1, y1, x2, y2, r1, r2]) => [WIDTH - x1, y1, WIDTH - x2, y2, r1, r2];

/** @param {string} code @param {Capsule[]} parts @returns {Region} */
const region = (code, ...parts) => ({ code, parts });

/**
 * A part at the viewer's left and the same at the right.
 * @param {string} left  its code, at the viewer's left
 * @param {string} right
 * @param {Capsule[]} parts  at the viewer's left
 */
const pair = (left, right, ...parts) => [region(left, ...parts), region(right, ...parts.map(mirrored))];

/** Baby's own sides: seen from the front, baby's right is at the viewer's left. @param {string} what @param {Capsule[]} parts */
const fromFront = (what, ...parts) => pair(`right_${what}`, `left_${what}`, ...parts);
/** @param {string} what @param {Capsule[]} parts */
const fromBack = (what, ...parts) => pair(`left_${what}`, `right_${what}`, ...parts);

/** @type {Record<string, Capsule>} */
const LIMBS = {
  upper_arm: [126, 214, 82, 246, 29, 27],
  forearm: [64, 266, 42, 312, 27, 25],
  hand: [32, 352, 32, 352, 27],
  thigh: [156, 398, 138, 438, 35, 31],
  lower_leg: [132, 478, 128, 516, 30, 26],
  foot: [124, 560, 106, 570, 26, 25],
};

/** @param {typeof fromFront} side */
const limbs = (side) => Object.entries(LIMBS).flatMap(([what, capsule]) => side(what, capsule));

const HEAD_SHAPE = region(HEAD, [200, 84, 200, 84, 76]);

/** Baby's left side: the face looks to the viewer's left. @param {"left" | "right"} side @returns {Region[]} */
const profile = (side) => [
  region("scalp", [196, 92, 284, 108, 58, 62], [326, 190, 318, 226, 48, 40]),
  region("forehead", [112, 106, 92, 150, 34, 32]),
  region(`${side}_cheek`, [150, 284, 168, 310, 46, 40]),
  region(`${side}_eye_or_lid`, [104, 214, 124, 214, 27]),
  region("nose", [62, 240, 62, 262, 25]),
  region("lips", [84, 322, 96, 322, 25]),
  region("chin_or_jaw", [104, 384, 186, 388, 30, 30]),
  region("neck_front", [178, 452, 196, 462, 29, 29]),
  region("neck_back", [286, 388, 276, 448, 40, 40]),
  region(`${side}_ear`, [230, 228, 228, 268, 31, 27]),
  region(`behind_${side}_ear`, [286, 282, 286, 306, 29, 28]),
];

/** @type {Record<View, Drawing>} */
export const DRAWINGS = {
  front: {
    width: WIDTH,
    height: 606,
    words: "Baby from the front. Baby’s right is at your left.",
    short: "Front",
    regions: [
      ...limbs(fromFront),
      region("abdomen", [170, 312, 230, 312, 54]),
      region("chest", [166, 234, 234, 234, 46]),
      region("genital_area", [200, 384, 200, 392, 26]),
      HEAD_SHAPE,
      region("neck_front", [182, 176, 218, 176, 26]),
    ],
  },
  back: {
    width: WIDTH,
    height: 606,
    words: "Baby from the back. Baby’s left is at your left.",
    short: "Back",
    regions: [
      ...limbs(fromBack),
      region("lower_back", [174, 306, 226, 306, 48]),
      region("upper_back", [166, 234, 234, 234, 46]),
      ...fromBack("buttock", [166, 372, 164, 374, 36]),
      HEAD_SHAPE,
      region("neck_back", [182, 176, 218, 176, 26]),
    ],
  },
  head_front: {
    width: WIDTH,
    height: 500,
    words: "Head from the front. Baby’s right is at your left.",
    short: "Face",
    regions: [
      region("neck_front", [168, 462, 232, 462, 28]),
      ...fromFront("ear", [52, 214, 54, 262, 29, 26]),
      region("scalp", [150, 84, 250, 84, 58]),
      region("chin_or_jaw", [160, 392, 240, 392, 34]),
      ...fromFront("cheek", [118, 286, 132, 322, 44, 42]),
      region("forehead", [136, 152, 264, 152, 36]),
      ...fromFront("eye_or_lid", [130, 218, 156, 218, 26]),
      region("nose", [200, 226, 200, 262, 25, 26]),
      region("lips", [176, 332, 224, 332, 25]),
      region("inside_mouth_or_frenulum", [344, 440, 350, 440, 40]),
    ],
  },
  head_back: {
    width: WIDTH,
    height: 460,
    words: "Head from the back. Baby’s left is at your left.",
    short: "Back of head",
    regions: [
      region("neck_back", [168, 390, 232, 390, 44]),
      ...fromBack("ear", [48, 200, 50, 244, 29, 26]),
      region("scalp", [170, 170, 230, 170, 122]),
      ...pair("behind_left_ear", "behind_right_ear", [106, 232, 112, 276, 28, 28]),
    ],
  },
  head_left: {
    width: WIDTH,
    height: 500,
    words: "Baby’s left side of the head.",
    short: "Left side",
    regions: profile("left"),
  },
  head_right: {
    width: WIDTH,
    height: 500,
    words: "Baby’s right side of the head.",
    short: "Right side",
    regions: profile("right").map(({ code, parts }) => region(code, ...parts.map(mirrored))),
  },
};

/** The outline of a capsule as an SVG path. @param {Capsule} capsule */
export function outline([x1, y1, x2, y2, r1, r2 = r1]) {
  const length = Math.hypot(x2 - x1, y2 - y1);
  if (length === 0) return `M${x1 - r1} ${y1}a${r1} ${r1} 0 1 0 ${2 * r1} 0a${r1} ${r1} 0 1 0 ${-2 * r1} 0Z`;
  const [across, down] = [-(y2 - y1) / length, (x2 - x1) / length];
  /** @param {number} number */
  const tenth = (number) => Math.round(number * 10) / 10;
  /** @param {number} x @param {number} y @param {number} r */
  const at = (x, y, r) => `${tenth(x + across * r)} ${tenth(y + down * r)}`;
  return `M${at(x1, y1, r1)}A${r1} ${r1} 0 0 1 ${at(x1, y1, -r1)}L${at(x2, y2, -r2)}A${r2} ${r2} 0 0 1 ${at(x2, y2, r2)}Z`;
}

/** What lies behind the parts of a head, so that it looks like one. @param {Capsule[]} capsules */
const ground = (...capsules) => capsules.map(outline).join("");
/** @type {Capsule[]} */
const PROFILE = [
  [232, 470, 232, 474, 72],
  [208, 180, 240, 190, 150],
  [146, 330, 210, 370, 84, 56],
];

/** @type {Record<View, string>} */
export const GROUND = {
  front: "",
  back: "",
  head_front: ground([200, 470, 200, 474, 70], [200, 182, 200, 306, 154, 116]),
  head_back: ground([200, 360, 200, 412, 74], [200, 176, 200, 226, 136, 126]),
  head_left: ground(...PROFILE),
  head_right: ground(...PROFILE.map(mirrored)),
};

/** Lines that only help to see which way baby looks. @type {Record<View, string>} */
export const LINES = {
  front: "M170 78v6M230 78v6M178 116q22 16 44 0M200 92v10",
  back: "",
  head_front: "M143 212v10M257 212v10M182 332q18 9 36 0M330 430q18 22 36 0q-18 -14 -36 0",
  head_back: "M160 60q14 -14 30 -6M210 50q16 -8 28 4",
  head_left: "M106 208v12M78 322h14M222 244q14 -10 16 8q-2 14 -14 16",
  head_right: "M294 208v12M322 322h-14M178 244q-14 -10 -16 8q2 14 14 16",
};

/** @type {View[]} */
export const VIEWS = ["front", "back", "head_front", "head_back", "head_left", "head_right"];

/** How far a point lies outside of a capsule; negative inside. @param {Capsule} capsule @param {number} x @param {number} y */
function distance([x1, y1, x2, y2, r1, r2 = r1], x, y) {
  const [dx, dy] = [x2 - x1, y2 - y1];
  const square = dx * dx + dy * dy;
  const along = square ? Math.min(1, Math.max(0, ((x - x1) * dx + (y - y1) * dy) / square)) : 0;
  return Math.hypot(x - x1 - along * dx, y - y1 - along * dy) - (r1 + along * (r2 - r1));
}

/** In the middle of its first part. @param {Region} region @returns {[number, number]} */
export const middle = ({ parts: [[x1, y1, x2, y2]] }) => [(x1 + x2) / 2, (y1 + y2) / 2];

/** A near miss counts: fingers are wide. In units of the drawing. */
const NEAR = 22;

/**
 * What lies under a finger: what is drawn last is on top; next to everything, the nearest; null far from the body.
 * @param {View} view
 * @param {number} x  in units of the drawing
 * @param {number} y
 * @returns {string | null}
 */
export function regionAt(view, x, y) {
  const found = DRAWINGS[view].regions.map(({ code, parts }) => ({
    code,
    off: Math.min(...parts.map((capsule) => distance(capsule, x, y))),
  }));
  const inside = found.findLast(({ off }) => off <= 0);
  if (inside) return inside.code;
  const [nearest] = found.sort((one, other) => one.off - other.off);
  return nearest.off <= NEAR ? nearest.code : null;
}

/** @type {Record<string, [number, number]>} */
const WAYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/**
 * Where an arrow key leads from a part: to the nearest one that lies mainly in that direction. Null at the edge, and for
 * other keys.
 * @param {View} view
 * @param {string} code
 * @param {string} key
 * @returns {string | null}
 */
export function step(view, code, key) {
  const way = WAYS[key];
  const from = DRAWINGS[view].regions.find((one) => one.code === code);
  if (!way || !from) return null;
  const [x, y] = middle(from);
  let best = null;
  let least = Number.POSITIVE_INFINITY;
  for (const other of DRAWINGS[view].regions) {
    if (other === from) continue;
    const [dx, dy] = [middle(other)[0] - x, middle(other)[1] - y];
    const ahead = dx * way[0] + dy * way[1];
    const aside = Math.abs(dx * way[1]) + Math.abs(dy * way[0]);
    if (ahead < 6) continue;
    const far = ahead + 2 * aside;
    if (far < least) [best, least] = [other.code, far];
  }
  return best;
}

/** In which drawing a part is best seen. @param {string} code @returns {View | null} */
export const viewOf = (code) => VIEWS.find((view) => DRAWINGS[view].regions.some((one) => one.code === code)) ?? null;

/** `front:420,615` → the drawing and the place in its units; null for what is none. @param {unknown} spot */
export function placeOf(spot) {
  const parts = /^([a-z_]+):(\d{1,4}),(\d{1,4})$/.exec(String(spot ?? ""));
  const drawing = parts && DRAWINGS[/** @type {View} */ (parts[1])];
  if (!parts || !drawing) return null;
  return {
    view: /** @type {View} */ (parts[1]),
    x: (Number(parts[2]) / 1000) * drawing.width,
    y: (Number(parts[3]) / 1000) * drawing.height,
  };
}

/** The other way round; a place beside the drawing is brought to its edge. @param {View} view @param {number} x @param {number} y */
export function spotAt(view, x, y) {
  const { width, height } = DRAWINGS[view];
  /** @param {number} part */
  const thousandths = (part) => Math.round(Math.min(1, Math.max(0, part)) * 1000);
  return `${view}:${thousandths(x / width)},${thousandths(y / height)}`;
}
