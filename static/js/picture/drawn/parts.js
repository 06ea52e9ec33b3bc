/** The parts behind the tabs, each drawn from the picture alone. Pure. */

import { html, nothing } from "lit-html";
import { growthCharts } from "../../components/growth_chart.js";
import { MESSAGES } from "../../rules/past.js";
import { placeLead, sideBySide } from "./before.js";
import { householdMap } from "./map.js";
import { claimLine, lateFlag, marksOf, printClass, withNumbers } from "./words.js";

/** @typedef {import("./words.js").Given} Given */
/** @typedef {import("./words.js").Speaking} Speaking */
/** @typedef {import("../entries.js").Claim} Claim */

/** @param {unknown} content */
const empty = (content) => html`<p class="wv-empty">${content}</p>`;

/**
 * A table with its name, that scrolls by itself where it is too wide.
 * @param {string} caption
 * @param {string[]} heads
 * @param {unknown[]} rows
 */
const table = (caption, heads, rows) => html`
  <div class="wv-scroll" tabindex="0" role="region" aria-label=${caption}>
    <table class="wv-table">
      <caption class="nhsuk-u-visually-hidden">${caption}</caption>
      <thead><tr>${heads.map((head) => html`<th scope="col">${head}</th>`)}</tr></thead>
      <tbody>${rows}</tbody>
    </table>
  </div>
`;

// -- people -------------------------------------------------------------------------------------------------------------

/** @param {Given} given @param {Speaking} say */
export function peoplePart(given, say) {
  const { picture } = given;
  return html`
    ${householdMap(given, say)}
    <h3 class="nhsuk-heading-s">Everybody by name</h3>
    ${table(
      "Everybody around the baby",
      ["Who", "Lives", "Looks after baby", "Seen", "Seen alone"],
      picture.people.map(
        (person) => html`<tr>
          <th scope="row">${say.name(person.ref)}<br /><span class="wv-pic-by">${person.relation ? say.relationWords(person.relation) : "relation not known"}${person.involvement?.value ? html`; ${say.words(person.involvement)}` : nothing}</span></th>
          <td>${livesWords(person, say)}</td>
          <td>${person.cares ? html`${say.words(person.cares)}<br /><span class="wv-pic-by">${say.source(person.cares)}, ${say.short(person.cares.on)}</span>` : "not recorded"}</td>
          <td>${seenWords(person, say)}</td>
          <td>${person.alone_last ? say.short(person.alone_last) : "not yet"}</td>
        </tr>`,
      ),
    )}
    ${babySeen(given, say)}
  `;
}

/** @param {Record<string, any>} person @param {Speaking} say */
function livesWords(person, say) {
  if (!person.lives.length) return "not recorded";
  const said = { yes: "at", part_time: "part of the time at", no: "not at", unsure: "perhaps at" };
  return person.lives.map(
    (/** @type {Claim} */ one) =>
      html`<div>${said[/** @type {keyof typeof said} */ (one.value)] ?? "not known:"} ${say.place(one.address)} <span class="wv-pic-by">${say.source(one)}, ${say.short(one.on)}</span>${marksOf(one)}</div>`,
  );
}

/** @param {Record<string, any>} person @param {Speaking} say */
function seenWords(person, say) {
  if (person.gone) return say.words(person.involvement);
  const last = person.seen.at(-1);
  const how = { in_person: "", by_video: "by video, ", by_phone: "by telephone, " };
  if (!last)
    return html`<strong>never</strong><br /><span class="wv-pic-by">${say.times(person.contacts, "contact")}</span>`;
  return html`${say.short(last.on)}<br /><span class="wv-pic-by">${how[/** @type {keyof typeof how} */ (last.how)] ?? ""}${last.by}${person.since ? html`; ${say.times(person.since, "contact")} since` : nothing}${marksOf(last)}</span>`;
}

/** @param {Given} given @param {Speaking} say */
function babySeen({ picture: { baby } }, say) {
  const rows = /** @type {[string, any][]} */ ([
    ["Seen at all", baby.seen],
    ["Awake", baby.awake],
    ["Undressed", baby.undressed],
    ["Whole skin looked at", baby.skin],
  ]);
  return html`
    <h3 class="nhsuk-heading-s">When baby was last seen</h3>
    ${table(
      "When baby was last seen",
      ["", "Last", "By", "Contacts since"],
      rows.map(
        ([words, { on, by, since }]) =>
          html`<tr><th scope="row">${words}</th><td>${on ? say.short(on) : "never"}</td><td>${by || "–"}</td><td>${since}</td></tr>`,
      ),
    )}
  `;
}

// -- home ---------------------------------------------------------------------------------------------------------------

/** @param {Given} given @param {Speaking} say */
export function homePart({ picture }, say) {
  const { claims, spells, gaps, disagreements, overnight, evidence, elsewhere } = picture.residence;
  const differing = new Set(disagreements.flat());
  const told = [...overnight].reverse();
  return html`
    <h3 class="nhsuk-heading-s">Where baby lives and sleeps, by who says so</h3>
    ${
      spells.length
        ? table(
            "Where baby lives and sleeps, by who says so",
            ["From", "To", "Where, or with whom", "Who says so"],
            spells.map((spell) => {
              const last = claims[spell.claims.at(-1)];
              const differs = spell.claims.some((/** @type {number} */ at) => differing.has(at));
              return html`<tr>
                <td>${say.short(spell.first)}</td>
                <td>${spell.last === spell.first ? "–" : say.short(spell.last)}</td>
                <td>${last.says === "lives_with" ? html`With: ${say.words(last)}` : placeLead(say, last)}${differs ? html` <span class="wv-pic-flag">others differ</span>` : nothing}</td>
                <td>${say.source(last)}${last.verif ? html`<br /><span class="wv-pic-by">${last.verif.replaceAll("_", " ")}</span>` : nothing}</td>
              </tr>`;
            }),
          )
        : empty("Nobody has said yet where baby lives. What a visitor is told stands here, with who said it and when.")
    }
    ${
      gaps.length
        ? html`<h3 class="nhsuk-heading-s">Gaps</h3><ul class="wv-pic-list">${gaps.map((gap) => html`<li>${gap.from === gap.to ? say.day(gap.from) : html`${say.day(gap.from)} to ${say.day(gap.to)}`}: where baby slept was ${gap.reason === "silence" ? "not recorded by anybody" : say.reason(gap.reason)}</li>`)}</ul>`
        : nothing
    }
    <h3 class="nhsuk-heading-s">Who cares for baby at night</h3>
    ${told.length ? html`<ul class="wv-pic-claims">${told.map((one) => claimLine(say, one))}</ul>` : empty("Nobody has said who has baby at night.")}
    ${elsewhere.length ? html`<ul class="wv-pic-claims">${[...elsewhere].reverse().map((one) => claimLine(say, one, html`Nights elsewhere in two weeks: ${say.words(one)}`))}</ul>` : nothing}
    ${evidence.length ? html`<h3 class="nhsuk-heading-s">What was seen of where baby lives</h3><ul class="wv-pic-claims">${[...evidence].reverse().map((one) => claimLine(say, one))}</ul>` : nothing}
    ${places(claims, say)}
    <h3 class="nhsuk-heading-s">Housing</h3>
    ${
      picture.housing.facts.length
        ? html`<dl class="wv-facts">${picture.housing.facts.map(
            ({
              field,
              claims: [now, ...earlier],
            }) => html`<div><dt>${say.question(field)}</dt><dd>${say.words(now)}${marksOf(now)} <span class="wv-pic-by">${say.source(now)}, ${now.first ? html`since ${say.short(now.first)}, again ` : nothing}${say.short(now.on)}</span>
            ${earlier.map((one) => html`<br /><span class="wv-pic-by">before: ${say.words(one)}, ${say.short(one.on)}</span>`)}</dd></div>`,
          )}</dl>`
        : empty("Nothing is recorded of the home yet.")
    }
    <h3 class="nhsuk-heading-s">Moves</h3>
    ${
      picture.housing.moves.length
        ? html`<ul class="wv-pic-list">${picture.housing.moves.map(({ on, claims: said }) => html`<li><strong>${say.day(on)}</strong> ${said.map((one) => html`<br />${say.question(one.field)}: ${say.words(one)}${marksOf(one)}`)}</li>`)}</ul>`
        : empty("No move was recorded, recent or planned.")
    }
  `;
}

/** What was said of where the parents live. @param {Claim[]} claims @param {Speaking} say */
function places(claims, say) {
  const ofParents = claims.filter(({ about, value }) => about !== "baby" && value !== undefined);
  if (!ofParents.length) return nothing;
  return html`<h3 class="nhsuk-heading-s">Where the parents live</h3>
    <ul class="wv-pic-claims">${ofParents.reverse().map((one) => claimLine(say, one, html`${say.about(one.about)}: ${placeLead(say, one)}`))}</ul>`;
}

// -- said differently ---------------------------------------------------------------------------------------------------

/** @type {[string, string][]} */
const DIFFERENCES = [
  ["residence", "Where somebody lives"],
  ["sources", "Two sources, two words"],
  ["values", "Two people recorded different things in one visit"],
  ["said", "Marked by the visitor as in conflict with another source"],
  ["address", "The address visited is not the one on record"],
  ["people", "Somebody may be missing from the record"],
  ["mark", "A mark is written down, and an answer that speaks against it"],
];

/** @param {Given} given @param {Speaking} say */
export function differPart({ picture }, say) {
  if (!picture.contradictions.length)
    return empty(
      "No two sources have said different things. When they do, both stand here side by side, each with its date.",
    );
  return html`<p>Both sides are kept as they were said. Nothing here says who is right.</p>
    ${DIFFERENCES.map(([what, title]) => {
      const found = picture.contradictions.filter((one) => one.what === what);
      return found.length
        ? html`<h3 class="nhsuk-heading-s">${title}</h3>${found.map((one) => sideBySide(say, one))}`
        : nothing;
    })}`;
}

// -- not known ----------------------------------------------------------------------------------------------------------

/** @param {Given} given @param {Speaking} say */
export function unknownPart({ picture }, say) {
  const { unknown } = picture;
  const listed = unknown.filter(({ what, left }) => what === "listed" && (left ?? 0) < 2);
  const earlier = unknown.filter(({ what, left }) => what === "listed" && (left ?? 0) >= 2);
  const closed = unknown.filter(({ what }) => what === "closed");
  const never = unknown.filter(({ what }) => what === "never");
  if (!unknown.length)
    return empty("Nothing stands open: every question was answered, and no visitor named anything that is not known.");
  return html`
    ${
      listed.length
        ? html`<h3 class="nhsuk-heading-s">What visitors named as not known</h3>
          ${table(
            "What visitors named as not known",
            ["What", "Who finds out", "By", "Since"],
            listed.map(
              (one) =>
                html`<tr><th scope="row">${one.text}${marksOf(one)}${one.left ? html`<br /><span class="wv-pic-by">not on the list of the last contact: answered, or forgotten?</span>` : nothing}</th><td>${one.owner || "nobody"}</td><td>${one.due ? say.short(one.due) : "no date"}${say.overdue(one.due) ? html` <span class="wv-pic-flag">overdue</span>` : nothing}</td><td>${say.short(one.since)}<br /><span class="wv-pic-by">${one.by}</span></td></tr>`,
            ),
          )}`
        : nothing
    }
    ${
      closed.length
        ? html`<h3 class="nhsuk-heading-s">Asked, and closed with a reason</h3>
          ${table(
            "Closed with a reason",
            ["Question", "Why", "Since", "Last asked by"],
            closed.map(
              (one) =>
                html`<tr class=${printClass(one)}><th scope="row">${one.about.includes(":") ? html`${say.name(one.about)}: ` : nothing}${say.question(one.field)}${marksOf(one)}</th><td>${say.reason(one.reason)}${one.times > 1 ? `, ${say.times(one.times, "time")}` : ""}</td><td>${say.short(one.since)}</td><td>${one.by}, ${say.short(one.last)}</td></tr>`,
            ),
          )}`
        : nothing
    }
    ${
      never.length
        ? html`<h3 class="nhsuk-heading-s">Never asked</h3><ul class="wv-pic-list wv-pic-list--dense">${never.map((one) => html`<li class=${printClass(one)}>${say.question(one.field)}${one.core ? html` <span class="wv-mark">core</span>` : nothing}${marksOf(one)}</li>`)}</ul>`
        : nothing
    }
    ${
      earlier.length
        ? html`<details class="wv-pic-details"><summary>Left out of two later lists (${earlier.length})</summary><ul class="wv-pic-list">${earlier.map((one) => html`<li>${one.text} <span class="wv-pic-by">last named ${say.day(one.last)}, ${one.by}</span></li>`)}</ul></details>`
        : nothing
    }
  `;
}

// -- ICON ---------------------------------------------------------------------------------------------------------------

/** @type {Record<string, string>} */
const WHY = { alone: "looks after baby alone", parent: "parent", row: "has been spoken to" };

/** @param {Given} given @param {Speaking} say */
export function cryingPart({ picture: { icon } }, say) {
  if (!icon.carers.length)
    return empty("No carer is known yet. Everybody who looks after baby will stand here by name.");
  const left = icon.carers.filter(({ covered }) => !covered);
  const men = left.filter(({ male }) => male);
  return html`
    <p>${left.length ? html`<strong>Not yet talked through with: ${left.map(({ ref }) => say.name(ref)).join(", ")}.</strong>` : "Every carer known was talked through all four messages."}
      ${men.length ? ` Men among them: ${men.map(({ ref }) => say.name(ref)).join(", ")}.` : ""} A leaflet, or passing it on, is not delivery.</p>
    ${table(
      "Coping with crying, by carer",
      ["Carer", ...MESSAGES.map((message) => message[0]), "Touchpoints"],
      icon.carers.map(
        (carer) => html`<tr>
          <th scope="row">${say.name(carer.ref)}<br /><span class="wv-pic-by">${WHY[carer.why]}${carer.male ? ", man" : ""}</span></th>
          ${MESSAGES.map((message) => html`<td>${carer.messages[message] ? html`<span aria-hidden="true">✓ </span>${say.short(carer.messages[message])}` : html`<span class="wv-pic-none">not yet</span>`}</td>`)}
          <td>${carer.touchpoints.length ? carer.touchpoints.map((/** @type {any} */ point) => html`<div>${say.short(point.on)}: ${say.choice("icon_stage", point.stage)}, ${say.choice("icon_how", point.how)}${point.delivered ? nothing : html` <strong>(not delivery)</strong>`}${marksOf(point)}${point.said_back ? html`<br /><q>${point.said_back}</q>` : nothing}</div>`) : "none"}</td>
        </tr>`,
      ),
    )}
    <p class="wv-small">${MESSAGES.map((message) => say.choice("icon_messages", message)).join(" · ")}</p>
  `;
}

// -- growth -------------------------------------------------------------------------------------------------------------

/** @param {Given} given */
export function growthPart({ picture: { growth } }) {
  const { born, sex, gestation_days, birth_weight_g } = growth.baby;
  return growthCharts({
    baby: born ? { born, sex, gestation_days, birth_weight_g } : null,
    gestation: gestation_days !== null,
    measurements: growth.measurements
      .filter(({ value }) => Number.isFinite(Number(value ?? Number.NaN)))
      .map(({ measure, value, on, key, unsent = false }) => ({
        measure: /** @type {any} */ (measure),
        value: Number(value),
        on,
        visit: key,
        unsent,
      })),
  });
}

// -- services -----------------------------------------------------------------------------------------------------------

/** @param {Given} given @param {Speaking} say */
export function servicesPart({ picture, late = [] }, say) {
  return html`
    <h3 class="nhsuk-heading-s">Who works with the family</h3>
    ${
      picture.agencies.length
        ? table(
            "Who works with the family",
            ["Service", "Who", "With", "Status", "Last contact"],
            picture.agencies.map(
              (one) =>
                html`<tr><th scope="row">${say.choice("ag_type", one.type)}${marksOf(one)}</th><td>${one.worker ? withNumbers(one.worker) : "no name"}</td><td>${(one.for ?? []).map(say.name).join(", ") || "–"}</td><td>${one.status ? say.choice("ag_status", one.status) : "–"}<br /><span class="wv-pic-by">${one.source ? say.choice("ag_source", one.source) : ""} ${say.short(one.on)}</span></td><td>${one.last ? say.short(one.last) : "not recorded"}</td></tr>`,
            ),
          )
        : empty("No other service is recorded with this family.")
    }
    <h3 class="nhsuk-heading-s">What was shared, asked and received</h3>
    ${
      picture.shares.length
        ? html`<ul class="wv-pic-claims">${picture.shares.map(
            (one, at) => html`<li class="wv-pic-claim">
              <p><strong>${say.choice("sh_direction", one.direction)}</strong> ${one.with ?? ""}${one.open ? html` <span class="wv-pic-flag">not confirmed</span>${lateFlag(late[at])}` : nothing}${marksOf(one)}</p>
              ${one.facts ? html`<p>${one.facts}</p>` : nothing}
              ${one.opinion ? html`<p>Opinion: ${one.opinion}</p>` : nothing}
              <p class="wv-pic-claim__by">${say.when(String(one.when ?? one.on).slice(0, 10))}, ${one.by}. Basis: ${one.basis ? say.choice("sh_basis", one.basis) : "not recorded"}. Family told: ${one.told ? say.choice("sh_family_told", one.told) : "not recorded"}. ${one.ack ? say.choice("sh_ack", one.ack) : "Not known whether it was confirmed"}.</p>
            </li>`,
          )}</ul>`
        : empty("Nothing is recorded as shared, asked or received.")
    }
    <h3 class="nhsuk-heading-s">Actions</h3>
    ${
      picture.actions.length
        ? table(
            "Actions",
            ["What", "Who", "By", "Status"],
            picture.actions.map(
              (one) =>
                html`<tr class=${printClass(one.why ?? {})}><th scope="row">${one.what}${marksOf(one)}${one.why ? html`<br /><span class="wv-pic-by">because of ${say.question(one.why.field)}: ${say.words(one.why)}</span>` : nothing}</th><td>${one.owner ? say.name(one.owner) : "nobody named"}</td><td>${say.short(one.due)}${one.open && say.overdue(one.due) ? html` <span class="wv-pic-flag">overdue</span>` : nothing}</td><td>${one.status ? say.choice("act_status", one.status) : "open"}<br /><span class="wv-pic-by">since ${say.short(one.since)}</span></td></tr>`,
            ),
          )
        : empty("No action is recorded.")
    }
  `;
}

// -- views --------------------------------------------------------------------------------------------------------------

/** @param {Given} given @param {Speaking} say */
export function viewsPart({ picture: { views } }, say) {
  if (!views.length) return empty("No visitor has written a view yet. Each will stand here with what it rests on.");
  return html`<p>What visitors think, each with what it rests on. The newest of each.</p>
    ${views.map(
      (view) => html`<section class="wv-pic-view ${printClass(view)}">
        <h3 class="wv-pic-view__title">${say.question(view.field)}</h3>
        ${say.lines(view).map((line) => html`<p>${line}</p>`)}
        ${view.reason ? html`<p>${say.words(view.reason)}</p>` : nothing}
        <p class="wv-pic-by">${view.by || "This tablet"}, ${say.when(view.on)}${marksOf(view)}</p>
        ${
          view.basis === undefined
            ? nothing
            : view.basis.length
              ? html`<div class="wv-pic-basis"><p>Rests on</p><ul class="wv-pic-claims">${view.basis.map((/** @type {Claim} */ one) => claimLine(say, one, html`${say.question(one.field)}: ${say.words(one)}`))}</ul></div>`
              : html`<p class="wv-pic-none">Rests on nothing that is shown here.</p>`
        }
      </section>`,
    )}`;
}

// -- documents ----------------------------------------------------------------------------------------------------------

/** @param {Given} given @param {Speaking} say */
export function documentsPart({ picture: { records } }, say) {
  return html`
    <h3 class="nhsuk-heading-s">Documents the record rests on</h3>
    ${
      records.named.length
        ? html`<ul class="wv-pic-claims">${records.named.map((one) => html`<li class="wv-pic-claim"><p>${one.document}${one.date ? html`, ${say.day(one.date)}` : nothing}</p><p class="wv-pic-claim__by">${one.claims.map((/** @type {Claim} */ claim) => `${say.question(claim.field)}: ${say.words(claim)}`).join("; ")}</p></li>`)}</ul>`
        : empty("No answer names a document yet.")
    }
    <h3 class="nhsuk-heading-s">Records read at each contact</h3>
    ${records.read.length ? html`<ul class="wv-pic-claims">${records.read.map((one) => claimLine(say, one))}</ul>` : empty("No visitor has said which records were read.")}
  `;
}
