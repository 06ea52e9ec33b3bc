/**
 * CEL to JavaScript, at build time. The maintained parser (24 kB packed) stays on the building machine; the tablet gets
 * plain functions, which a strict content policy allows and which cost microseconds. tests/js/cel.test.js holds them to the
 * library's own evaluator on every published condition.
 *
 * Only what conditions and rules use is translated; anything else stops the build with the expression in the message.
 */

import { createHash } from "node:crypto";
import { parse } from "@marcbachmann/cel-js";

const SAME = ["&&", "||", "<", "<=", ">", ">=", "+", "-", "*"];
/** CEL's words for "some", "all" … of a list, and the array methods that do it. */
const OVER = { exists: "some", all: "every", filter: "filter", map: "map" };
const NAME = /^[a-z_][a-z0-9_]*$/i;

/**
 * A JavaScript expression over the context `c`.
 * @param {string} expression CEL
 * @returns {string}
 */
export function javascript(expression) {
  /** @type {(node: any, own: string[]) => string} */
  const write = (node, own) => {
    /** @param {any} each */
    const inner = (each) => write(each, own);
    const { op, args } = node;
    const sure = op === "&&" && recorded(args[0]);
    // Of a list that is blank nothing holds: asked of it, JavaScript says neither yes nor no.
    if (sure && args[1].op === "rcall" && inner(args[1].args[1]) === inner(sure))
      return inner(args[1]).replace(inner(sure), "$&?");
    if (SAME.includes(op)) return `(${inner(args[0])}${op}${inner(args[1])})`;
    switch (op) {
      case "value":
        return literal(args);
      case "id":
        return own.includes(args) ? args : `c.${named(args)}`;
      case ".":
        return `${inner(args[0])}.${named(args[1])}`;
      case "list":
        return `[${args.map(inner).join()}]`;
      case "==":
        return `(${inner(args[0])}===${inner(args[1])})`;
      case "!=":
        return `(${inner(args[0])}!==${inner(args[1])})`;
      case "in":
        if (args[1].op === "list" && args[1].args.length === 1)
          return `(${inner(args[0])}===${inner(args[1].args[0])})`;
        return `${inner(args[1])}.includes(${inner(args[0])})`;
      case "!_":
        return `!${inner(args)}`;
      case "-_":
        return `(-${inner(args)})`;
      case "?:":
        return `(${inner(args[0])}?${inner(args[1])}:${inner(args[2])})`;
      case "rcall":
        return method(args[0], args[1], args[2], own);
      case "call":
        if (args[0] === "size") return `${inner(args[1][0])}.length`;
    }
    return refuse(op);
  };

  /** @type {(name: string, over: any, given: any[], own: string[]) => string} */
  const method = (name, over, given, own) => {
    if (name === "size") return `${write(over, own)}.length`;
    if (name === "startsWith") return `${write(over, own)}.startsWith(${write(given[0], own)})`;
    const turned = OVER[/** @type {keyof typeof OVER} */ (name)];
    if (!turned) return refuse(name);
    const each = named(given[0].args);
    return `${write(over, own)}.${turned}((${each})=>${write(given[1], [...own, each])})`;
  };

  /** @type {(what: string) => never} */
  const refuse = (what) => {
    throw new Error(`This condition uses “${what}”, which is not translated for the tablet: ${expression}`);
  };

  /** @param {string} name */
  const named = (name) => (NAME.test(name) ? name : refuse(name));

  return write(parse(expression).ast, []);
}

/** What a `… != null` is about; null for anything else. @param {any} node */
const recorded = ({ op, args }) => (op === "!=" && args[1].op === "value" && args[1].args === null ? args[0] : null);

/** @param {unknown} value */
function literal(value) {
  return typeof value === "bigint" ? String(value) : JSON.stringify(value);
}

/** The short name of a condition, as in forms/derived/browser_bundle.py. @param {string} expression */
export const idOf = (expression) => createHash("sha256").update(expression).digest("hex").slice(0, 4);

/**
 * A module whose default export is {id: function of the context}.
 * @param {Iterable<string>} expressions
 */
export function module(expressions) {
  const texts = [...new Set(expressions)].sort();
  if (new Set(texts.map(idOf)).size < texts.length) throw new Error("Two conditions have the same short name");
  const lines = texts.map((text) => `"${idOf(text)}":(c)=>${javascript(text)}`);
  return `// @ts-nocheck built by npm run build\nexport default {\n${lines.join(",\n")}\n};\n`;
}

/**
 * A module whose default export is a list of functions of the context, in the order of the expressions.
 * @param {string[]} expressions
 */
export function list(expressions) {
  const lines = expressions.map((text) => `(c)=>${javascript(text)}`);
  return `// @ts-nocheck built by npm run build\nexport default [\n${lines.join(",\n")}\n];\n`;
}
