/**
 * Builds static/dist/ (`npm run build`): one script, one style sheet and one worker for the visitor's app, and what
 * the pages of managers and analysts need beside them (`office.*`, never fetched by a tablet). Prints the sizes.
 */

import { cp, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { compileAsync } from "sass";
import { module as conditions } from "./cel.mjs";
import { trimmed } from "./trim.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const root = dirname(here);
const dist = join(here, "dist");

/** The only pictures the NHS components used here ask for. */
const PICTURES = ["cross", "arrow-up", "arrow-down", "arrow-up-down"];

/** entry file -> built file */
const SCRIPTS = {
  "static/js/main.js": "app.js",
  "static/js/office.js": "office.js",
  "service_worker/worker.js": "sw.js",
};
const STYLES = { "static/css/app.scss": "app.css", "static/css/office.scss": "office.css" };

/** Minifying leaves what stands inside templates; their indentation is of use to nobody on a tablet. */
const unindented = {
  name: "unindented",
  /** @param {import("esbuild").PluginBuild} building */
  setup(building) {
    building.onLoad({ filter: /static\/js\/(?:components|forms|screens|shell)\/\w+\.js$/ }, async ({ path }) => ({
      contents: (await readFile(path, "utf8")).replace(/\n\s+/g, "\n"),
    }));
  },
};

// Written over, not swept away first: a server may be reading while this runs.
await mkdir(dist, { recursive: true });
await writeFile(join(dist, "conditions.js"), conditions(await publishedConditions()));
await Promise.all([
  ...Object.entries(SCRIPTS).map(([entry, name]) => script(entry, name)),
  ...Object.entries(STYLES).map(([entry, name]) => style(entry, name)),
  cp(join(here, "icons"), join(dist, "icons"), { recursive: true }),
  ...PICTURES.map((name) => picture(`nhsuk-icon-${name}.svg`)),
]);
for (const name of [...Object.values(SCRIPTS), ...Object.values(STYLES)]) {
  const bytes = await readFile(join(dist, name));
  const packed = (gzipSync(bytes, { level: 9 }).length / 1000).toFixed(1);
  console.log(`${name.padEnd(10)} ${(bytes.length / 1000).toFixed(1).padStart(7)} kB, ${packed.padStart(5)} kB gz`);
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
  await build({
    entryPoints: [join(root, entry)],
    outfile: join(dist, name),
    bundle: true,
    minify: true,
    format: name === "sw.js" ? "iife" : "esm",
    target: ["chrome110", "firefox115", "safari16.4"],
    define: { "process.env.NODE_ENV": '"production"' },
    legalComments: "none",
    logLevel: "warning",
    plugins: [unindented],
  });
}

/**
 * @param {string} entry path from the root of the project
 * @param {string} name file name in dist
 */
async function style(entry, name) {
  const built = await compileAsync(join(root, entry), {
    loadPaths: [join(root, "node_modules")],
    style: "compressed",
    quietDeps: true,
  });
  if (/url\(\s*["']?https?:/.test(built.css)) throw new Error(`${entry} fetches something from another host`);
  await writeFile(join(dist, name), name === "app.css" ? trimmed(built.css) : built.css);
}

/** @param {string} name file name among the images of nhsuk-frontend */
async function picture(name) {
  await cp(join(root, "node_modules/nhsuk-frontend/dist/nhsuk/assets/images", name), join(dist, "images", name));
}
