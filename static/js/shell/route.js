/** The addresses of the app. Which child or visit is meant stands in the fragment: it is never sent, logged or cached. */

/**
 * @typedef {object} Route
 * @property {string} path
 * @property {string} id  of the child or the visit; "" where the screen is about nobody
 * @property {string} at  the question to go to, "" for none
 */

/**
 * @param {URL | Location} address
 * @returns {Route}
 */
export function routeOf(address) {
  const [id, at = ""] = decodeURIComponent(address.hash.slice(1)).split(":");
  return { path: address.pathname, id, at };
}

/**
 * @param {string} path
 * @returns {{screen: string, section: string | null}}
 */
export function screenOf(path) {
  const section = path.match(/^\/app\/form\/\d+\/(\w+)$/)?.[1];
  return section ? { screen: "section", section } : { screen: path.slice("/app/".length), section: null };
}

/** Whether the address is one of the app's own screens. @param {URL} address @param {string} origin */
export const isScreen = (address, origin) =>
  address.origin === origin && /^\/app\/(?:[a-z]+|form\/\d+\/\w+)$/.test(address.pathname);

export const hrefs = {
  today: () => "/app/today",
  waiting: () => "/app/waiting",
  ready: () => "/app/ready",
  paper: () => "/app/paper",
  tablet: () => "/app/tablet",
  /** @param {string} childId */
  child: (childId) => `/app/child#${childId}`,
  /** @param {string} childId */
  growth: (childId) => `/app/growth#${childId}`,
  /** @param {string} childId */
  start: (childId) => `/app/start#${childId}`,
  /** @param {string} visitId */
  visit: (visitId) => `/app/visit#${visitId}`,
  /** @param {string} visitId */
  print: (visitId) => `/app/print#${visitId}`,
  /** @param {string} visitId */
  check: (visitId) => `/app/check#${visitId}`,
  /** @param {string} visitId */
  stands: (visitId) => `/app/stands#${visitId}`,
  /** @param {string} visitId */
  newer: (visitId) => `/app/newer#${visitId}`,
  /**
   * @param {number} version
   * @param {string} section
   * @param {string} visitId
   * @param {string} [key]  the answer to go to
   */
  section: (version, section, visitId, key) => `/app/form/${version}/${section}#${visitId}${key ? `:${key}` : ""}`,
};
