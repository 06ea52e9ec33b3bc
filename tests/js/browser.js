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
    if (options.signal && response.body) response.text = () => textOf(response, options.signal);
    return response;
  };
}

/**
 * Node forgets who may break a reply off once memory was tidied between its head and its end; a browser does not.
 * @param {Response} response @param {AbortSignal} signal
 */
async function textOf(response, signal) {
  const reader = response.body.getReader();
  const hangUp = () => reader.cancel(signal.reason).catch(() => {});
  signal.throwIfAborted();
  signal.addEventListener("abort", hangUp);
  const decoder = new TextDecoder();
  let text = "";
  for (;;) {
    const { done, value } = await reader.read();
    signal.throwIfAborted();
    if (done) return text + decoder.decode();
    text += decoder.decode(value, { stream: true });
  }
}
