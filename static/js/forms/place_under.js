/**
 * Where something is drawn under an answer, made when it is first asked for.
 * @param {HTMLElement} question
 * @param {string} name  in its `dataset`
 */
export function placeUnder(question, name) {
  const found = [...question.children].find((one) => one instanceof HTMLElement && name in one.dataset);
  if (found) return /** @type {HTMLElement} */ (found);
  const place = document.createElement("div");
  place.dataset[name] = "";
  (question.querySelector("[data-note]") ?? question.lastElementChild)?.before(place);
  return place;
}
