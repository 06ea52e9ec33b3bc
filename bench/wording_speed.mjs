/** Times the browser's engine on notes of 500 words nobody checked before, and prints its size. */

import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { check, load } from "../static/js/wording/index.js";

const root = new URL("..", import.meta.url).pathname;
const lines = readFileSync(`${root}tests/wording/sentences/tune.jsonl`, "utf8").trim().split("\n");
const sentences = lines.map((line) => JSON.parse(line).text);

/** @param {number} from */
function note(from) {
  const words = [];
  for (let place = from; words.length < 500; place++) {
    words.push(...`${sentences[place % sentences.length]}.`.split(" "));
  }
  return words.slice(0, 500).join(" ");
}

const began = performance.now();
load();
const loaded = performance.now() - began;
const taken = Array.from({ length: 60 }, (_, turn) => {
  const text = note(turn * 53 + 7);
  const start = performance.now();
  check(text);
  return performance.now() - start;
}).sort((one, other) => one - other);
const { outputFiles } = await build({
  entryPoints: [`${root}static/js/wording/index.js`],
  bundle: true,
  minify: true,
  format: "esm",
  charset: "utf8",
  write: false,
});
console.log(
  `500 words in JavaScript: ${taken[0].toFixed(2)} ms at best, ${taken[30].toFixed(2)} ms in the middle ` +
    `(loading ${loaded.toFixed(0)} ms); ${(gzipSync(outputFiles[0].contents, { level: 9 }).length / 1000).toFixed(1)} kB gz`,
);
