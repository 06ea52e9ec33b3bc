/** In milliseconds: about as long as a tap may take to show anything at all. */
const PATIENCE = 300;

/**
 * Waits for what belongs into the first picture of a screen, but not for long: what comes later pushes away what she is about
 * to tap. What fails is left out.
 * @param {Promise<unknown>[]} parts
 */
export async function together(...parts) {
  let late = /** @type {ReturnType<typeof setTimeout> | undefined} */ (undefined);
  const patience = new Promise((done) => {
    late = setTimeout(done, PATIENCE);
  });
  await Promise.race([Promise.allSettled(parts), patience]);
  clearTimeout(late);
}
