/**
 * Takes out of the tablet's style sheet what no screen uses: the NHS components come with every variant they have, and a
 * tablet carries each byte. tests/shell/test_styles.py finds a class that is used and was taken out.
 */

/** Beginnings of class names. */
const UNUSED = [
  "nhsuk-back-link--reverse",
  "nhsuk-body-l",
  "nhsuk-body-m",
  "nhsuk-body-s",
  "nhsuk-button--brand",
  "nhsuk-button--icon",
  "nhsuk-button--login",
  "nhsuk-button--reverse",
  "nhsuk-button--secondary-solid",
  "nhsuk-button--warning",
  "nhsuk-button-group--small",
  "nhsuk-button__content",
  "nhsuk-caption",
  "nhsuk-card",
  "nhsuk-character-count",
  "nhsuk-checkboxes--inline",
  "nhsuk-checkboxes__conditional",
  "nhsuk-checkboxes__hint",
  "nhsuk-details--reverse",
  "nhsuk-error-summary__heading",
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
  "nhsuk-input--width-20",
  "nhsuk-input--width-3",
  "nhsuk-input-wrapper--large",
  "nhsuk-input-wrapper__prefix",
  "nhsuk-input__",
  "nhsuk-label--l",
  "nhsuk-label--m",
  "nhsuk-label--xl",
  "nhsuk-label-wrapper",
  "nhsuk-lede-text",
  "nhsuk-link--",
  "nhsuk-link-image",
  "nhsuk-list--cross",
  "nhsuk-list--number",
  "nhsuk-list--tick",
  "nhsuk-main-wrapper",
  "nhsuk-radios__conditional",
  "nhsuk-radios__divider",
  "nhsuk-radios__hint",
  "nhsuk-section-break",
  "nhsuk-select--error",
  "nhsuk-skip-link-focused-element",
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
  "nhsuk-textarea--error",
  "nhsuk-u-frontend-not-supported",
  "nhsuk-u-secondary",
  "nhsuk-u-text-break-word",
  "nhsuk-u-visually-hidden-focusable",
  "nhsuk-width-container",
];

/** Elements that no screen has. */
const UNUSED_ELEMENTS = /(?:^|[ >+~])(?:address|code|h5|h6|hr|kbd|samp|var)(?![\w-])/;

/**
 * Where no screen has the two together. Beside the buttons of a group stands a link of its own class, if anything; every
 * body text is a paragraph; every list is an `ul` but the steps of a pathway, which stand alone. What only browsers that
 * cannot run Wholeview ask for goes too.
 */
const UNUSED_TOGETHER =
  /\.nhsuk-button-group(?: p| \.nhsuk-body|>a:not\(\.nhsuk-button\))$|^(?:ol|\.nhsuk-list|\.nhsuk-body):has|(?:^ol (?:ul|\.nhsuk-list)| ol)$|^ol\+|-moz-any-link|-moz-focus-inner|--small \.nhsuk-checkboxes__divider$/;

/** @param {string} selector */
const isUsed = (selector) =>
  !UNUSED_ELEMENTS.test(selector) &&
  !UNUSED_TOGETHER.test(selector) &&
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

/** @param {string} head of a rule */
const holdsRules = (head) => /^@(?:media|supports)/.test(head);

/** @param {string} rule @returns {string} "" when nothing of it is used */
function trimmedRule(rule) {
  const brace = rule.indexOf("{");
  if (brace < 0) return rule;
  const head = rule.slice(0, brace);
  if (holdsRules(head)) {
    const inside = trimmed(rule.slice(brace + 1, -1));
    return inside && `${head}{${inside}}`;
  }
  if (head.startsWith("@")) return rule;
  const used = head.split(/,(?![^(]*\))/).filter(isUsed);
  return used.length ? used.join(",") + rule.slice(brace) : "";
}

/** Of more than words: what one presses, fills in or goes by is on no sheet of paper. */
const ON_SCREEN_ONLY = /\.(?!nhsuk-(?:heading|body|list))[a-z]/;

/**
 * What only says how things look on paper, taken apart from the rest: just a few screens print, and those are read later.
 * What must never be printed stays where it is.
 * @param {string} css compressed
 */
export function parted(css) {
  const rules = rulesOf(css);
  const forPaper = (/** @type {string} */ rule) => rule.startsWith("@media print") && !rule.includes("none !important");
  const paper = rules.filter((rule) => forPaper(rule) && !ON_SCREEN_ONLY.test(rule));
  return { screen: rules.filter((rule) => !forPaper(rule)).join(""), paper: paper.join("") };
}

/**
 * Neighbours with the same selector, or under the same condition, as one rule: the mixins of the NHS styles write one for
 * each property. Their order stays.
 * @param {string} css compressed
 * @returns {string}
 */
export function joined(css) {
  /** @type {{head: string, bodies: string[]}[]} */
  const found = [];
  for (const rule of rulesOf(css)) {
    const brace = rule.indexOf("{");
    if (brace < 0) throw new Error(`Not a rule: ${rule}`);
    const head = rule.slice(0, brace);
    const last = found.at(-1);
    if (last?.head !== head) found.push({ head, bodies: [] });
    found.at(-1)?.bodies.push(rule.slice(brace + 1, -1));
  }
  return found
    .map(({ head, bodies }) => `${head}{${holdsRules(head) ? joined(bodies.join("")) : bodies.join(";")}}`)
    .join("");
}

/** What only Internet Explorer and the first Edge understand: high contrast under its other name, and smoothing of old screens. */
const OF_OLD_BROWSERS = /,\(-ms-high-contrast: ?active\)|-(?:moz-osx|webkit)-font-smoothing:\w+;?/g;

/** @param {string} css compressed @returns {string} */
export const trimmed = (css) => rulesOf(css.replace(OF_OLD_BROWSERS, "")).map(trimmedRule).join("");
