/**
 * What she has begun and is no answer yet, and what could not be stored as one: kept sealed, under the place it belongs to. In
 * the memory of this page it outlives the lock; on the disk, once she pauses, the page.
 */

/** @typedef {import("../local/session.js").Session} Session */
/** @typedef {{user: string, place: string, href: string, sealed: Promise<any>}} Half  `href`: of the screen it was typed on */

/** Her setting with what is on the disk: by place, the address of its screen and the words. */
const KEPT = "half";
/** Typing is written down when it pauses this long, in milliseconds. */
const PAUSE = 400;

/** By user and place. @type {Map<string, Half>} */
const halves = new Map();
/** Those of which the last change is not on the disk. @type {Set<string>} */
const unwritten = new Set();
/** @type {ReturnType<typeof setTimeout> | undefined} */
let pause;

/** @param {Session} session @param {string} place */
const idOf = ({ user }, place) => `${user.id} ${place}`;

/** @param {Session} session */
function soon(session) {
  clearTimeout(pause);
  pause = setTimeout(() => void written(session), PAUSE);
}

/**
 * @param {Session} session
 * @param {string} place  different for each box of each visit
 * @param {unknown} value  as JSON
 * @param {string} [href]
 */
export function keep(session, place, value, href = location.pathname + location.hash) {
  const id = idOf(session, place);
  halves.set(id, { user: session.user.id, place, href, sealed: session.setAside(value) });
  unwritten.add(id);
  soon(session);
}

/** It is stored as an answer, or not wanted any more. @param {Session} session @param {string[]} places */
export function letGo(session, ...places) {
  for (const place of places) {
    const id = idOf(session, place);
    if (!halves.delete(id)) continue;
    unwritten.add(id);
    soon(session);
  }
}

/** @param {Session} session @param {string} place @returns {Promise<any>} null where there is nothing */
export const takeUp = (session, place) =>
  halves
    .get(idOf(session, place))
    ?.sealed.then((sealed) => session.takeUp(sealed))
    .catch(() => null) ?? Promise.resolve(null);

/** @param {Session} session @param {string} place */
export const isHalf = (session, place) => halves.has(idOf(session, place));

/** @param {string} user */
export const halvesOf = (user) => [...halves.values()].filter((half) => half.user === user);

/**
 * On which screen something is in the memory of this page only; null where nothing is. Of somebody else's the screen is not
 * named: it is no business of hers.
 * @param {string | null} user  who is here
 */
export function inMemoryOnly(user) {
  const [id] = unwritten;
  const half = halves.get(id);
  return id === undefined ? null : half?.user === user ? half.href : location.href;
}

/**
 * Writes down what is not on the disk yet. False when that could not be done: it stays in memory, and is tried again.
 * @param {Session} session
 */
export async function written(session) {
  const mine = [...unwritten].filter((id) => id.startsWith(session.user.id));
  if (!mine.length) return true;
  try {
    const fresh = await Promise.all(
      mine.map(async (id) => {
        const half = halves.get(id);
        const value = half && (await session.takeUp(await half.sealed));
        return { id, half, place: id.slice(session.user.id.length + 1), kept: half && { href: half.href, value } };
      }),
    );
    // Another tab has some of its own there.
    await session.setSetting(KEPT, (/** @type {Record<string, any>} */ before) => ({
      ...before,
      ...Object.fromEntries(fresh.map(({ place, kept }) => [place, kept])),
    }));
    // What she has typed since is written after its own pause.
    for (const { id, half } of fresh) if (halves.get(id) === half) unwritten.delete(id);
  } catch {
    return false;
  }
  return true;
}

/** What she has begun before this page was opened; what is in its memory is newer. @param {Session} session */
export async function readHalves(session) {
  for (const [id, { user, sealed }] of halves) {
    if (user !== session.user.id) continue;
    await session.takeUp(await sealed).catch((problem) => {
      if (problem.name !== "Damaged") return;
      // Its key went with a store that was cleared: it would keep all else of hers from being written down.
      halves.delete(id);
      unwritten.delete(id);
    });
  }
  const kept = /** @type {Record<string, {href: string, value: unknown}>} */ ((await session.setting(KEPT)) ?? {});
  for (const [place, { href, value }] of Object.entries(kept)) {
    const id = idOf(session, place);
    if (halves.has(id) || unwritten.has(id)) continue;
    halves.set(id, { user: session.user.id, place, href, sealed: session.setAside(value) });
  }
}
