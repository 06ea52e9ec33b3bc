/** What was written down in one go and is taken back. Pure. */

/** A row of a group is one thing, any other answer is one by itself. @param {string} key */
const thingOf = (key) => (key.includes("/") ? key.slice(0, key.lastIndexOf("/")) : key);

/** @param {any} one @param {any} other */
const saysTheSame = (one, other) =>
  ["value", "missing"].every((part) => JSON.stringify(one?.[part] ?? null) === JSON.stringify(other?.[part] ?? null));

/**
 * The answers that take it back. What somebody has written there since is not part of it, and stays.
 * @param {Record<string, any>} given  what was written down in one go
 * @param {Record<string, any>} standing  what is written down now
 * @returns {Record<string, {cleared: true, kind: string}>}
 */
export function takingBack(given, standing) {
  const kept = new Set(
    Object.keys(given)
      .filter((key) => !saysTheSame(given[key], standing[key]))
      .map(thingOf),
  );
  return Object.fromEntries(
    Object.entries(given)
      .filter(([key]) => !kept.has(thingOf(key)))
      .map(([key, { kind }]) => [key, { cleared: true, kind }]),
  );
}
