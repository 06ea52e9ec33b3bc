/** `fetch` with a cookie jar and an origin, as a browser has them. @param {string} base  of the service */
export function browser(base) {
  const jar = new Map();
  return async (url, options = {}) => {
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join("; ");
    const response = await fetch(url, {
      ...options,
      headers: { ...options.headers, cookie, origin: base, referer: base },
    });
    for (const set of response.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(set);
      jar.set(name, value);
    }
    return response;
  };
}
