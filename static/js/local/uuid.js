/**
 * UUIDs of version 7 (RFC 9562): 48 bits of milliseconds, then chance. Those made on one page rise, also within a millisecond
 * and when the clock is set back, so that rows and changes stand in the order they were made in. Our own, because it is in the
 * first bytes a tablet reads and a library for it is several times as long.
 */

let last = 0;
/** Within a millisecond the twelve bits after the version count on from a random start. */
let count = 0;

/** @returns {string} */
export function uuidv7() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const now = Date.now();
  if (now > last) {
    last = now;
    count = ((bytes[6] & 0x07) << 8) | bytes[7]; // the top bit is left free to count in
  } else if (++count > 0xfff) {
    last += 1;
    count = 0;
  }
  for (let at = 0; at < 6; at++) bytes[at] = Math.floor(last / 2 ** (8 * (5 - at)));
  bytes[6] = 0x70 | (count >> 8);
  bytes[7] = count;
  bytes[8] = 0x80 | (bytes[8] & 0x3f);
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}
