/**
 * One picture of the child: twin of `app/picture/`, on the tablet, of the service's word and what was not sent yet. Pure: it
 * is given the child and the visits and knows no clock. The shapes stand in docs/picture.md.
 */

import { peopleOf } from "../forms/blocks.js";
import { submittedOnly } from "../forms/submitted.js";
import { contradictions } from "./contradictions.js";
import { recordOf } from "./entries.js";
import { actions, agencies, growth, housing, icon, mustSee, records, shares, timeline, views } from "./parts.js";
import { people } from "./people.js";
import { residence } from "./residence.js";
import { sinceLastTime } from "./since.js";
import { stillUnknown } from "./still_unknown.js";

export { recordOf, timeline };

/** @typedef {ReturnType<typeof pictureOf>} Picture */

/**
 * The record of what counts of these visits, the one of everything `written`, the picture and the timeline; worked out anew
 * only when one of the visits has changed. The session gives the same answers as long as nothing new was heard or written, and
 * they go with it when the tablet locks.
 * @param {import("./entries.js").Child} child
 * @param {import("./entries.js").Visit[]} visits
 * @param {(version: number) => import("./entries.js").Form} formOf
 * @param {boolean} hidden
 */
export function pictureOnce(child, visits, formOf, hidden) {
  const kept = made.get(child);
  const same =
    kept?.hidden === hidden &&
    kept.visits.length === visits.length &&
    kept.visits.every(({ answers, status }, at) => answers === visits[at].answers && status === visits[at].status);
  if (same) return kept;
  const counted = submittedOnly(visits, formOf);
  const record = recordOf(child, counted, formOf, hidden);
  const isAll = counted.every((visit, at) => visit === visits[at]);
  const written = isAll ? record : recordOf(child, visits, formOf, hidden);
  const fresh = { visits, hidden, record, written, picture: pictureOf(record, written), timeline: timeline(record) };
  made.set(child, fresh);
  return fresh;
}

/** @type {WeakMap<import("./entries.js").Child, {visits: import("./entries.js").Visit[], hidden: boolean,
 *   record: import("./entries.js").Record_, written: import("./entries.js").Record_, picture: Picture, timeline: import("./entries.js").Claim[]}>} */
const made = new WeakMap();

/** @param {import("./entries.js").Record_} record @param {import("./entries.js").Record_} written */
export function pictureOf(record, written = record) {
  const blocks = peopleOf(record.child.people ?? []);
  const folk = people(record);
  const lives = residence(record, blocks);
  const unknown = stillUnknown(record);
  const toDo = actions(record);
  return {
    visits: record.contacts.map(({ place: _, address: __, done: ___, ...contact }) => contact),
    since: sinceLastTime(record, unknown, toDo),
    residence: lives,
    ...folk,
    contradictions: contradictions(record, blocks, lives, written),
    unknown,
    icon: icon(record, folk.people),
    growth: growth(record),
    agencies: agencies(record),
    shares: shares(record),
    housing: housing(record),
    actions: toDo,
    records: records(record),
    views: views(record),
    must_see: mustSee(record),
  };
}
