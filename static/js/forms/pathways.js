/**
 * What to do and whom to ring when something is urgent: what the area has configured, or what the app ships with. Pure; the
 * present day is an argument. The server's side, and what an administrator may write, is `app/pathways/`.
 */

import { SHIPPED } from "./pathways_shipped.js";

/** @typedef {"injury" | "emergency" | "crisis" | "safeguarding" | "domestic_abuse"} PathwayKind */
/** @typedef {{who: string, number: string, when: string}} CallNumber */
/**
 * @typedef {object} Shipped
 * @property {string} title
 * @property {string[]} steps
 * @property {CallNumber[]} numbers
 * @property {string} instead  where to look while no local number is configured
 * @property {Record<string, number>} thresholds
 * @property {boolean} private  only for a screen that nobody else can see, as questions of sensitivity H
 *
 * @typedef {object} Configured
 * @property {string} owner
 * @property {string} confirmed_on
 * @property {string} review_by
 * @property {"area" | "team"} from
 * @property {string[]} steps
 * @property {CallNumber[]} numbers
 * @property {string} photos  what the local policy says about photographs; "" for nothing
 *
 * @typedef {{pathways: Record<string, Configured>, thresholds: Record<string, number>,
 *   wording?: import("../wording/types.js").Changes}} Local  of one team, as synced
 *
 * @typedef {object} Pathway
 * @property {string} title
 * @property {string[]} steps
 * @property {CallNumber[]} numbers
 * @property {Configured | null} configured  null: nobody has, and `instead` says where to look
 * @property {string} instead
 * @property {boolean} overdue  past its review date
 * @property {boolean} private
 */

/**
 * @param {PathwayKind} kind
 * @param {Local | null} local  null: nothing has reached this tablet
 * @param {string} today  ISO date
 * @returns {Pathway}
 */
export function pathwayOf(kind, local, today) {
  const shipped = SHIPPED[kind];
  const configured = local?.pathways[kind] ?? null;
  return {
    title: shipped.title,
    steps: configured?.steps ?? shipped.steps,
    numbers: configured?.numbers ?? shipped.numbers,
    configured,
    instead: shipped.instead,
    overdue: configured !== null && configured.review_by < today,
    private: shipped.private,
  };
}

/** As it is dialled: figures and a plus at the front, without the (0) that only stands in print. @param {string} number */
export const dialled = (number) => number.replace(/^(\+.*)\(0\)/, "$1").replace(/(?!^\+)\D/g, "");
