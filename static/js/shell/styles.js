/** The styles of what is read later lie beside it. Without them a screen is only plainer. */

const HREF = "/static/dist/parts/later.css";

/** @returns {Promise<void>} when they are there, or cannot be had */
export function styled() {
  if (document.querySelector(`link[href="${HREF}"]`)) return Promise.resolve();
  return new Promise((ready) => {
    const link = document.createElement("link");
    Object.assign(link, { rel: "stylesheet", onload: () => ready(), onerror: () => ready() });
    link.setAttribute("href", HREF);
    document.head.append(link);
  });
}
