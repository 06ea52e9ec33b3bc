/**
 * Builds static/dist/ (`npm run build`): one script, one style sheet and one worker for the visitor's app, and what
 * the pages of managers and analysts need beside them (`office.*`, never fetched by a tablet). What the app imports only
 * when it is needed (`import()`) lies in `parts/`: kept on the tablet like the rest, read when it is used. Prints the sizes.
 */

import { cp, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build, transform } from "esbuild";
import { compileAsync } from "sass";
import { list as conditionList, module as conditions } from "./cel.mjs";
import { CONDITIONS as RULE_CONDITIONS } from "./js/rules/rulebook.js";
import { joined, parted, trimmed } from "./trim.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const root = dirname(here);
const dist = join(here, "dist");

/** The only pictures the NHS components used here ask for. */
const PICTURES = ["cross", "arrow-up", "arrow-down", "arrow-up-down"];

const BROWSERS = ["chrome110", "firefox115", "safari16.4"];

/** entry file -> built file */
const SCRIPTS = {
  "static/js/main.js": "app.js",
  "static/js/office.js": "office.js",
  "static/js/office_picture.js": "office_picture.js",
  "service_worker/worker.js": "sw.js",
};
const STYLES = ["app.css", "parts/later.css", "office.css"];

/**
 * Minifying leaves what stands inside templates; their indentation is of use to nobody on a tablet. Each part named in `late`
 * is made to import `main`: all that is read at once is then reached from everywhere and falls into one file, which packs
 * better than a dozen crumbs (5.8 kB).
 * @param {string[]} late  entry points from the root of the project
 * @param {string} main
 * @returns {import("esbuild").Plugin}
 */
const gathered = (late = [], main = "") => ({
  name: "gathered",
  setup(building) {
    building.onLoad({ filter: /static\/js\/.+\.js$/ }, async ({ path }) => {
      const text = (await readFile(path, "utf8")).replace(/\n\s+/g, "\n");
      return { contents: late.includes(relative(root, path)) ? `${text}\nimport ${JSON.stringify(main)};` : text };
    });
  },
});

// Written over, not swept away first: a server may be reading while this runs.
await mkdir(join(dist, "parts"), { recursive: true });
await writeFile(join(dist, "conditions.js"), conditions(await publishedConditions()));
await writeFile(join(dist, "rule_conditions.js"), conditionList(RULE_CONDITIONS));
await Promise.all([
  ...Object.entries(SCRIPTS).map(([entry, name]) => script(entry, name)),
  styles(),
  cp(join(here, "icons"), join(dist, "icons"), { recursive: true }),
  ...PICTURES.map((name) => picture(`nhsuk-icon-${name}.svg`)),
]);
const parts = (await readdir(join(dist, "parts")))
  .filter((name) => name.endsWith(".js"))
  .map((name) => `parts/${name}`);
for (const name of [...Object.values(SCRIPTS), ...parts, ...STYLES]) {
  const bytes = await readFile(join(dist, name));
  const packed = (gzipSync(bytes, { level: 9 }).length / 1000).toFixed(1);
  console.log(`${name.padEnd(36)} ${(bytes.length / 1000).toFixed(1).padStart(7)} kB, ${packed.padStart(5)} kB gz`);
}

/** The conditions of every published version of the form. */
async function publishedConditions() {
  const folder = join(root, "forms/published");
  const names = (await readdir(folder)).filter((name) => /-\d+\.json$/.test(name));
  const forms = await Promise.all(names.map(async (name) => JSON.parse(await readFile(join(folder, name), "utf8"))));
  const fields = forms.flatMap((form) => form.sections).flatMap((section) => section.fields);
  return fields.map((field) => field.show_if).filter((expression) => expression !== null);
}

/**
 * @param {string} entry path from the root of the project
 * @param {string} name file name in dist
 */
async function script(entry, name) {
  const app = name === "app.js";
  /** @type {import("esbuild").BuildOptions & {metafile: true}} */
  const how = {
    entryPoints: [{ in: join(root, entry), out: name.replace(/\.js$/, "") }],
    outdir: dist,
    splitting: app,
    chunkNames: "parts/[name]-[hash]",
    metafile: true,
    bundle: true,
    minify: true,
    format: name === "sw.js" ? "iife" : "esm",
    target: BROWSERS,
    define: { "process.env.NODE_ENV": '"production"' },
    legalComments: "none",
    logLevel: "warning",
    plugins: [gathered()],
  };
  if (!app) return build(how);
  const { metafile } = await build({ ...how, write: false });
  const late = Object.values(metafile.outputs).flatMap(({ entryPoint }) => entryPoint ?? []);
  const others = late.filter((path) => path !== entry);
  const made = await build({ ...how, plugins: [gathered(others, join(root, entry))] });
  await keepOnly(Object.keys(made.metafile.outputs).map((path) => basename(path)));
}

/** Parts of an earlier build are of no use to anybody. @param {string[]} made file names */
async function keepOnly(made) {
  const parts = join(dist, "parts");
  for (const name of await readdir(parts).catch(() => []))
    if (name.endsWith(".js") && !made.includes(name)) await rm(join(parts, name));
}

/** What the tablet's first sheet says of paper stands in the later one, before that one's own words. */
async function styles() {
  const [app, later, office] = await Promise.all(["app", "later", "office"].map(style));
  const { screen, paper } = parted(trimmed(app));
  const sheets = [screen, paper + trimmed(later), office];
  await Promise.all(
    sheets.map(async (css, at) => {
      const { code } = await transform(joined(css), { loader: "css", minify: true, target: BROWSERS });
      await writeFile(join(dist, STYLES[at]), code);
    }),
  );
}

/** @param {string} name of an entry in css/ @returns {Promise<string>} compressed */
async function style(name) {
  const { css } = await compileAsync(join(here, "css", `${name}.scss`), {
    loadPaths: [join(root, "node_modules")],
    style: "compressed",
    charset: false,
    quietDeps: true,
  });
  if (/url\(\s*["']?https?:/.test(css)) throw new Error(`${name} fetches something from another host`);
  return css;
}

/** @param {string} name file name among the images of nhsuk-frontend */
async function picture(name) {
  await cp(join(root, "node_modules/nhsuk-frontend/dist/nhsuk/assets/images", name), join(dist, "images", name));
}
