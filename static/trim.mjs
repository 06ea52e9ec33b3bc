/**
 * Takes out of the tablet's style sheet what no screen uses: the NHS components come with every variant they have, and a
 * tablet carries each byte. tests/shell/test_styles.py finds a class that is used and was taken out.
 */

/** Beginnings of class names. */
const UNUSED = [
  "nhsuk-body-l",
  "nhsuk-button--brand",
  "nhsuk-button--icon",
  "nhsuk-button--login",
  "nhsuk-button--reverse",
  "nhsuk-button--secondary-solid",
  "nhsuk-button--warning",
  "nhsuk-button__content",
  "nhsuk-caption",
  "nhsuk-card",
  "nhsuk-character-count",
  "nhsuk-checkboxes--inline",
  "nhsuk-checkboxes__conditional",
  "nhsuk-details--reverse",
  "nhsuk-expander",
  "nhsuk-fieldset__heading",
  "nhsuk-fieldset__legend--l",
  "nhsuk-fieldset__legend--xl",
  "nhsuk-form-group--inline",
  "nhsuk-grid-",
  "nhsuk-heading-x",
  "nhsuk-icon",
  "nhsuk-input--code",
  "nhsuk-input--large",
  "nhsuk-input__",
  "nhsuk-input-wrapper--large",
  "nhsuk-label--xl",
  "nhsuk-lede-text",
  "nhsuk-link--",
  "nhsuk-link-image",
  "nhsuk-list--cross",
  "nhsuk-list--number",
  "nhsuk-list--tick",
  "nhsuk-main-wrapper",
  "nhsuk-radios__conditional",
  "nhsuk-section-break",
  "nhsuk-summary-list--no",
  "nhsuk-summary-list__actions-list",
  "nhsuk-summary-list__row--no",
  "nhsuk-tag--a",
  "nhsuk-tag--b",
  "nhsuk-tag--grey",
  "nhsuk-tag--no",
  "nhsuk-tag--o",
  "nhsuk-tag--p",
  "nhsuk-tag--red",
  "nhsuk-tag--white",
  "nhsuk-tag--yellow",
  "nhsuk-task-list__status--",
  "nhsuk-u-frontend-not-supported",
  "nhsuk-u-secondary",
  "nhsuk-width-container",
];

/** @param {string} selector */
const isUsed = (selector) =>
  !(selector.match(/\.[\w-]+/g) ?? []).some((name) => UNUSED.some((start) => name.slice(1).startsWith(start)));

/**
 * A compressed style sheet as its outermost rules.
 * @param {string} css
 * @returns {string[]}
 */
function rulesOf(css) {
  const rules = [];
  let depth = 0;
  let start = 0;
  for (let at = 0; at < css.length; at++) {
    if (css[at] === "{") depth += 1;
    if (css[at] === "}") depth -= 1;
    if (depth > 0 || (css[at] !== "}" && css[at] !== ";")) continue;
    rules.push(css.slice(start, at + 1));
    start = at + 1;
  }
  return rules;
}

/** @param {string} rule @returns {string} "" when nothing of it is used */
function trimmedRule(rule) {
  const brace = rule.indexOf("{");
  if (brace < 0) return rule;
  const head = rule.slice(0, brace);
  if (/^@(?:media|supports)/.test(head)) {
    const inside = trimmed(rule.slice(brace + 1, -1));
    return inside && `${head}{${inside}}`;
  }
  if (head.startsWith("@")) return rule;
  const used = head.split(/,(?![^(]*\))/).filter(isUsed);
  return used.length ? used.join(",") + rule.slice(brace) : "";
}

/** @param {string} css compressed @returns {string} */
export const trimmed = (css) => rulesOf(css).map(trimmedRule).join("");
