/**
 * The page on which somebody approves that a visitor gets back into her tablet. The recovery key is read, used and forgotten
 * here; what is sent is sealed for that one tablet.
 */

import { bytesOf } from "../local/bytes.js";
import { resealForTablet } from "../local/wraps.js";

/**
 * The bytes of a private key in PEM, however its lines were pasted. Null when it is none.
 * @param {string} pem
 */
export function keyBytes(pem) {
  const body = /-----BEGIN PRIVATE KEY-----([\s\S]*)-----END PRIVATE KEY-----/.exec(pem)?.[1];
  if (!body) return null;
  try {
    return bytesOf(body.replace(/\s/g, ""));
  } catch {
    return null;
  }
}

/** @param {HTMLFormElement} form */
export function bindApproval(form) {
  const { user = "", sealed = "", tablet = "" } = form.dataset;
  const box = /** @type {HTMLTextAreaElement} */ (form.querySelector("[data-recovery-key]"));
  const file = /** @type {HTMLInputElement} */ (form.querySelector("[data-recovery-file]"));
  const answer = /** @type {HTMLInputElement} */ (form.querySelector("[data-resealed]"));
  const error = /** @type {HTMLElement} */ (form.querySelector("[data-key-error]"));

  /** @param {string} words */
  function refuse(words) {
    error.textContent = words;
    error.hidden = false;
    error.closest(".nhsuk-form-group")?.classList.add("nhsuk-form-group--error");
    box.focus();
  }

  form.addEventListener("submit", async (event) => {
    if (answer.value) return;
    event.preventDefault();
    const pkcs8 = keyBytes((await file.files?.[0]?.text()) ?? box.value);
    if (!pkcs8) return refuse("Paste the recovery key, with its lines BEGIN and END, or choose its file");
    try {
      const resealed = await resealForTablet(user, { pkcs8, sealed: bytesOf(sealed), tablet: bytesOf(tablet) });
      answer.value = btoa(String.fromCharCode(...resealed));
    } catch {
      return refuse(
        "This recovery key does not open the request. Is it the one with this fingerprint? Nothing was sent",
      );
    } finally {
      pkcs8.fill(0);
    }
    box.value = "";
    file.value = "";
    form.submit();
  });
}
