/**
 * Something to print: whose it is, who printed it and when, at the head of every sheet of paper. A table's head is the one
 * thing every browser repeats; "page n of m" stands in the margin (static/css/_paper.scss), or below (sheets.js).
 */

import { html } from "lit-html";
import { bornWords, date, fullName, nhsNumber, shortDate, time } from "../shell/words.js";
import "./sheets.js";

/**
 * @param {object} given
 * @param {(import("../local/types.js").ChildLine & import("../shell/words.js").Dated) | null} given.child
 * @param {string} given.by  initials of who prints
 * @param {Date} given.now
 * @param {unknown} given.content
 */
export const sheet = ({ child, by, now, content }) => html`
  <table class="wv-sheet" role="presentation">
    <thead>
      <tr><td><div class="wv-sheet__head">
        <strong>${fullName(child)}</strong>
        <span>NHS ${nhsNumber(child?.nhs_number ?? null)}</span>
        ${child && html`<span>${bornWords(child, shortDate)}</span>`}
        <span class="wv-sheet__by">Confidential. Printed from a tablet by ${by}, ${date(now.toISOString())}, ${time(now.toISOString())}</span>
      </div></td></tr>
    </thead>
    <tbody><tr><td>${content}</td></tr></tbody>
  </table>
`;
