/** Moving from screen to screen by exchanging the content: a real navigation would lose the key. */

import { keptAs, screenOf } from "./route.js";

/** @type {Map<string, Promise<HTMLElement>>} the `<main>` of each page that was read, never shown itself */
const read = new Map();

/**
 * The page this document was loaded with need not be fetched again.
 * @param {string} path
 * @param {HTMLElement} main
 */
export function keepPage(path, main) {
  read.set(keptAs(path), Promise.resolve(main));
}

/** @param {string} path @returns {Promise<HTMLElement>} */
function pageAt(path) {
  let page = read.get(path);
  if (!page) {
    page = fetchMain(path);
    page.catch(() => read.delete(path));
    read.set(path, page);
  }
  return page;
}

/** @param {string} path */
async function fetchMain(path) {
  const reply = await fetch(path);
  const main = new DOMParser().parseFromString(await reply.text(), "text/html").getElementById("maincontent");
  // A captive portal answers as well; ours names the form.
  if (!reply.ok || !main?.dataset.form) throw new Error(`${path} is not on this tablet`);
  return document.adoptNode(main);
}

/**
 * An empty `<main>` for the screen at an address, with the blank questions in it where it is a section of the form.
 * Its `data-screen` is "absent" when the page is not on this tablet.
 * @param {URL | Location} address
 * @returns {Promise<HTMLElement>}
 */
export async function freshMain(address) {
  const main = document.createElement("main");
  main.id = "maincontent";
  main.className = "wv-main";
  main.tabIndex = -1;
  const { screen, section } = screenOf(address.pathname);
  main.dataset.screen = screen;
  try {
    const page = await pageAt(keptAs(address.pathname));
    Object.assign(main.dataset, { form: page.dataset.form, version: page.dataset.version });
    if (!section) return main;
    const blank = page.querySelector(`template[data-page="${CSS.escape(section)}"]`);
    if (!(blank instanceof HTMLTemplateElement)) throw new Error("no such section");
    main.dataset.section = section;
    const shared = page.querySelectorAll(":scope > template:not([data-page])");
    main.append(document.importNode(blank.content, true), ...[...shared].map((one) => document.importNode(one, true)));
  } catch {
    main.dataset.screen = "absent";
  }
  return main;
}

/**
 * Blank questions of a version of the form, to be asked outside their section.
 * @param {string} version
 * @param {readonly string[]} ids
 * @returns {Promise<HTMLElement[]>}
 */
export async function blankQuestions(version, ids) {
  const page = await pageAt(`/app/form/${version}`);
  const sections = [...page.querySelectorAll("template[data-page]")].map(
    (section) => /** @type {HTMLTemplateElement} */ (section).content,
  );
  return ids.map((id) => {
    const found = sections.map((section) => section.querySelector(`#q-${id}`)).find(Boolean);
    return document.importNode(/** @type {HTMLElement} */ (found), true);
  });
}

/**
 * Takes over clicks on links to our own screens, and back and forward.
 * @param {{isOurs: (address: URL) => boolean, open: (address: URL) => void,
 *   back: (address: URL, state: {scroll?: number} | null) => void}} ways
 */
export function followLinks({ isOurs, open, back }) {
  history.scrollRestoration = "manual";
  document.addEventListener("click", (event) => {
    const link = /** @type {Element} */ (event.target).closest("a");
    if (
      !link ||
      event.defaultPrevented ||
      event.button ||
      event.metaKey ||
      event.ctrlKey ||
      event.shiftKey ||
      event.altKey
    )
      return;
    const here = link.getAttribute("href") ?? "";
    if (here.startsWith("#")) {
      // Within the page. The fragment of the address says which visit is open, so it is not touched.
      event.preventDefault();
      goTo(document.getElementById(here.slice(1)));
      return;
    }
    const address = new URL(link.href, location.href);
    if (!isOurs(address) || link.target || link.hasAttribute("download")) return;
    event.preventDefault();
    open(address);
  });
  window.addEventListener("popstate", ({ state }) => back(new URL(location.href), state));
}

/**
 * Focus on a question's first control, or on the element itself.
 * @param {HTMLElement | null} target
 */
export function goTo(target) {
  if (!target) return;
  const control = target.matches("input, select, textarea, button, a")
    ? target
    : /** @type {HTMLElement | null} */ (target.querySelector("input:not([type=hidden]), select, textarea"));
  if (!control && target.tabIndex < 0) target.tabIndex = -1;
  target.scrollIntoView({ block: "start" });
  (control ?? target).focus({ preventScroll: true });
}
