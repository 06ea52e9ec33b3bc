/** What the next visit has to do. Pure. Twin of forms/safety/must_see.py. */

import { FAMILY_SEEN } from "../forms/not_met.js";
import { blocksOf, enquiryOf, SEEN, SERVICE_PLACES } from "./past.js";

/** @typedef {import("./said.js").Said} Said */

const ORDER = [
  "baby_awake",
  "baby_undressed",
  "mother_alone",
  "father",
  "father_alone",
  "paternal_family",
  "sleep_space",
  "other_address",
  "enquiry_domestic_abuse",
  "icon_other_carer",
];
/** @type {Record<string, string>} */
const LEFT_OVER = {
  baby_observed: "baby_awake",
  carer_baby_observed: "baby_awake",
  baby_voice_seen: "baby_awake",
  sleep_space_seen: "sleep_space",
  paternal_family: "paternal_family",
  residence_evidence: "other_address",
};
const TRIED = ["tried_not_possible", "not_tried"];
export const SEEN_ALONE = ["yes_whole_contact", "yes_part"];

/** What may rest on answers that must not be hinted at while somebody could overhear. */
export const FROM_PRIVATE = ["mother_alone", "father_alone", "enquiry_domestic_abuse"];
/** The reason of what an earlier visit left and this one did not do. */
export const BEFORE = "before";

/**
 * What the next visit has to do. `codes`: all of it, in the order of the question. `proposed`: what this visit gives a reason
 * for, with the reasons: rules, fields, or BEFORE. `passed_over`: proposed, but neither on the visitor's list nor left out with
 * a reason; a list that was not written yet passes nothing over.
 * @typedef {{codes: string[], proposed: Record<string, string[]>, passed_over: string[]}} NextTime
 */

/**
 * @param {Record<string, {must_see: string[]}>} rules
 * @param {import("./past.js").Past} past
 * @param {Said} told
 * @param {{rule: string, about: string[]}[]} findings
 * @param {Record<string, any>} facts
 * @returns {NextTime}
 */
export function nextTime(rules, past, told, findings, facts) {
  const { values, left_out } = told;
  const found = reasonsFor(rules, past, told, findings, facts);
  const codes = ORDER.filter((code) => found.has(code));
  const listed = values.must_see_next;
  return {
    codes: ORDER.filter((code) => (found.has(code) && !(code in left_out)) || listed?.includes(code)),
    proposed: Object.fromEntries(codes.map((code) => [code, found.get(code) ?? []])),
    passed_over: listed === undefined ? [] : codes.filter((code) => !listed.includes(code) && !(code in left_out)),
  };
}

/**
 * @param {Record<string, {must_see: string[]}>} rules
 * @param {import("./past.js").Past} past
 * @param {Said} told
 * @param {{rule: string, about: string[]}[]} findings
 * @param {Record<string, any>} facts
 */
function reasonsFor(rules, past, told, findings, facts) {
  const { values } = told;
  /** @type {Map<string, string[]>} */
  const found = new Map();
  /** @param {string} code @param {string} reason */
  function want(code, reason) {
    const reasons = found.get(code) ?? [];
    if (!reasons.includes(reason)) found.set(code, [...reasons, reason]);
  }
  for (const { rule, about } of findings) {
    for (const code of rules[rule].must_see) {
      for (const prefix of code.includes("{p}") ? about : [""]) want(code.replaceAll("{p}", prefix), rule);
    }
  }
  for (const [name, reason] of Object.entries(told.missing)) {
    if (reason === "not_applicable") continue;
    const block = name.split("_")[0];
    if (name in LEFT_OVER) want(LEFT_OVER[name], name);
    if (reason === "not_safe_to_ask") want(`${block}_alone`, name);
    if (reason === "not_seen" && block === "father") want("father", name);
  }
  if (values.sleep_space_seen === "not_seen" || values.sleep_space_seen === "declined")
    want("sleep_space", "sleep_space_seen");
  for (const prefix of ["mother", "father"]) {
    if (TRIED.includes(values[`${prefix}_alone`])) want(`${prefix}_alone`, `${prefix}_alone`);
  }
  const gone = done(past, told, facts);
  for (const code of past.must_see) if (!gone[code]) want(code, BEFORE);
  return found;
}

/**
 * Whether the family was met at an address that is not the home known before. A clinic is nobody's other address, and a
 * shut door has shown nothing.
 * @param {import("./past.js").Past} past
 * @param {Record<string, any>} values
 */
function elsewhere({ home }, { access_outcome = "seen_as_planned", contact_place, visit_address = home }) {
  return FAMILY_SEEN.includes(access_outcome) && !SERVICE_PLACES.includes(contact_place) && visit_address !== home;
}

/**
 * Whether everybody was asked about abuse who could not be when she or he was last seen; that one of them was, says nothing of
 * the others.
 * @param {import("./past.js").Past} past
 * @param {Said} told
 */
function enquired({ not_asked }, told) {
  const asked = blocksOf(told).filter((block) => enquiryOf(told, block) === "asked_alone");
  return asked.length > 0 && Object.keys(not_asked).every((block) => !not_asked[block] || asked.includes(block));
}

/**
 * What an earlier visit had left and this one did.
 * @param {import("./past.js").Past} past
 * @param {Said} told
 * @param {Record<string, any>} facts
 * @returns {Record<string, boolean>}
 */
function done(past, told, facts) {
  const { values } = told;
  return {
    baby_awake: values.baby_seen === "awake",
    baby_undressed: values.baby_undressed === "fully" || values.baby_undressed === "to_nappy",
    mother_alone: SEEN_ALONE.includes(values.mother_alone),
    father: SEEN.includes(values.father_seen),
    father_alone: SEEN_ALONE.includes(values.father_alone),
    paternal_family: "paternal_family" in values,
    sleep_space: values.sleep_space_seen === "seen_today" || values.sleep_space_seen === "seen_before_no_change",
    other_address: elsewhere(past, values) && !facts.claims_disagree,
    enquiry_domestic_abuse: enquired(past, told),
    icon_other_carer: facts.carers > 0 && facts.carers_without_icon === 0,
  };
}
