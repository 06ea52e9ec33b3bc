/**
 * Weight, length and head circumference among the nine centile lines, each with the same as a table. Pure: what is drawn is
 * given; the tablet, its print and the manager's page use the same.
 */

import { html, nothing, svg } from "lit-html";
import { chart, place, REASONS } from "../forms/growth.js";
import { amount, BIRTH, bandWords, changeWords, told, weeks } from "../forms/growth_inputs.js";
import { shortDate } from "../shell/words.js";

/** @typedef {import("../forms/growth.js").Baby} Baby */
/** @typedef {import("../forms/growth.js").Measure} Measure */
/** @typedef {import("../forms/growth_inputs.js").Growth} Growth */
/** @typedef {import("../forms/growth_inputs.js").Measured} Measured */

/** @type {Record<Measure, string>} */
const NAMES = { weight: "Weight", length: "Length", head: "Head circumference" };
const [WIDTH, HEIGHT] = [640, 460];
/** On a phone the drawing is smaller, not its figures. */
const NARROW = [360, 380];
const isNarrow = () => globalThis.matchMedia?.("(max-width: 40em)").matches;
const POINT = 5;

/**
 * Everything that was measured; a measure without a measurement is left out.
 * @param {Growth} growth
 */
export function growthCharts(growth) {
  const { baby, measurements } = growth;
  if (!baby) return html`<p class="wv-empty">The date of birth is not recorded, so nothing can be plotted yet.</p>`;
  if (!measurements.length)
    return html`<p class="wv-empty">Nothing has been measured yet. A weight, length or head circumference recorded in a visit stands here at once.</p>`;
  const measured = /** @type {Measure[]} */ (Object.keys(NAMES)).filter((measure) =>
    measurements.some((one) => one.measure === measure),
  );
  return html`${comparedWith(growth)} ${measured.map((measure) => growthChart(baby, measure, measurements))}
    <p class="wv-small">WHO child growth standards. The red book stays the chart to act on.</p>`;
}

/** With whom a baby is compared, so that a wrong sex or gestation is seen. @param {Growth} growth */
export function comparedWith({ baby, gestation }) {
  if (!baby) return nothing;
  const { sex, gestation_days } = baby;
  const who = sex === "female" ? "girls" : sex === "male" ? "boys" : "nobody: the sex is not recorded";
  const birth =
    gestation && gestation_days
      ? `born at ${Math.floor(gestation_days / 7)}+${gestation_days % 7}${gestation_days < 259 ? ", so by the age from the due date until two years" : ""}`
      : "taken as born at term: the gestation is not recorded";
  return html`<p class="wv-small">Compared with ${who}; ${birth}.</p>`;
}

/**
 * One measure.
 * @param {Baby} baby
 * @param {Measure} measure
 * @param {Measured[]} measurements  of any kind
 */
export function growthChart(baby, measure, measurements) {
  const [width, height] = isNarrow() ? NARROW : [WIDTH, HEIGHT];
  const drawn = chart(baby, measure, measurements, null, width, height);
  const own = measurements.filter((one) => one.measure === measure);
  const last = own.at(-1);
  const where = last && place(baby, last);
  const words = last
    ? `${NAMES[measure]} from birth, ${own.length === 1 ? "1 measurement" : `${own.length} measurements`}. The last, ${shortDate(last.on)}: ${amount(last.value ?? 0, measure)}, ${bandWords(where?.band ?? "could_not_plot")}. The table has every figure.`
    : "";
  return html`
    <figure class="wv-growth">
      <figcaption class="nhsuk-heading-s">${NAMES[measure]}</figcaption>
      ${drawn ? picture(drawn, words) : html`<p>${REASONS.sex_not_known}</p>`}
      ${drawn?.left_out.map(({ on, value, reason }) => html`<p class="wv-small">Not on the chart: ${shortDate(on)}${value === null ? "" : `, ${amount(value, measure)}`}. ${REASONS[reason]}</p>`) ?? nothing}
      ${table(baby, measure, own)}
    </figure>
  `;
}

/** @param {import("../forms/growth.js").Chart} drawn @param {string} words */
const picture = ({ view_box, frame, lines, child, x_unit, x_marks, y_unit, y_marks }, words) => html`
  <svg class="wv-chart" viewBox=${view_box} role="img" aria-label=${words}>
    ${x_marks.map(({ x, at }) => svg`<line class="wv-chart__grid" x1=${x} x2=${x} y1=${frame.top} y2=${frame.bottom} /><text x=${x} y=${frame.bottom + 16} text-anchor="middle">${at}</text>`)}
    ${y_marks.map(({ y, at }) => svg`<line class="wv-chart__grid" x1=${frame.left} x2=${frame.right} y1=${y} y2=${y} /><text x=${frame.left - 4} y=${y + 4} text-anchor="end">${y_unit === "g" ? at / 1000 : at}</text>`)}
    <text x=${frame.left} y=${frame.top + 14} class="wv-chart__unit" dx="4">${y_unit === "g" ? "kg" : y_unit}</text>
    <text x=${frame.right} y=${frame.bottom + 16} dx="40" text-anchor="end" class="wv-chart__unit">${x_unit}</text>
    ${lines.map(({ centile, points }, at) => {
      const [x, y] = points[points.length - 1];
      return svg`<polyline class="wv-chart__line" stroke-dasharray=${at % 2 ? "none" : "7 5"} points=${points.map((point) => point.join()).join(" ")} /><text x=${x + 4} y=${y + 4}>${centile}</text>`;
    })}
    ${child.map(({ x, y }) => svg`<circle class="wv-chart__point" cx=${x} cy=${y} r=${POINT} />`)}
  </svg>
`;

/** @param {Baby} baby @param {Measure} measure @param {Measured[]} own  oldest first */
const table = (baby, measure, own) => html`
  <div class="wv-scroll" tabindex="0" role="region" aria-label="${NAMES[measure]}, every figure">
    <table class="wv-table">
      <caption class="nhsuk-u-visually-hidden">${NAMES[measure]}, every figure</caption>
      <thead><tr><th scope="col">Date</th><th scope="col">Age</th><th scope="col">${NAMES[measure]}</th><th scope="col">Centiles</th><th scope="col">Since the one before</th></tr></thead>
      <tbody>
        ${own.map((one, at) => {
          const said = told({ baby, measurements: own.slice(0, at), gestation: true }, one);
          if (!said) return nothing;
          const { age_days, used_days, corrected, band, reason } = said.place;
          return html`<tr>
            <th scope="row">${one.visit === BIRTH ? "Birth" : shortDate(one.on)}${one.unsent ? html` <span class="wv-mark">not sent yet</span>` : nothing}</th>
            <td>${weeks(age_days)}${corrected ? html`<br /><span class="wv-small">${used_days === null ? "before term" : `${weeks(used_days)} from the due date`}</span>` : nothing}</td>
            <td>${amount(one.value ?? 0, measure)}</td>
            <td>${bandWords(band)}${reason ? html`<br /><span class="wv-small">${REASONS[reason]}</span>` : nothing}</td>
            <td>${said.change && said.earlier ? changeWords(said.change, (one.value ?? 0) - (said.earlier.value ?? 0), measure) : "–"}</td>
          </tr>`;
        })}
      </tbody>
    </table>
  </div>
`;
