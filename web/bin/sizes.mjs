// Prints what the browser has to fetch, gzipped, and fails when one outgrows its budget.
// The texts of a language are counted apart: a browser fetches English and the language it shows.
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const DIST = resolve(dirname(fileURLToPath(import.meta.url)), "..", "dist");
const AS_JSON = process.argv.includes("--json");
const BUDGETS = [
  { what: "launcher", page: "warmhand.js", limit: 5_000 },
  { what: "widget", page: "widget.html", limit: 40_000 },
  { what: "console", page: "agent.html", limit: 76_000 },
  { what: "studio", page: "studio.html", limit: 60_000 },
  { what: "articles", page: "articles.html", limit: 40_000 },
  { what: "insights", page: "insights.html", limit: 60_000 },
  { what: "culture", page: "culture.html", limit: 60_000 },
];

const LINKS = /(?:src|href)="\/(assets\/[^"]+)"/g;
const IMPORTS = /(?:from|import)\s*["']\.\/([^"']+)["']/g;
/** What a page fetches only once somebody asks for it, such as a dialog few people open: each counted by itself. */
const LATER = /import\s*\(\s*["'`]\.\/([^"'`]+)["'`]\s*\)/g;
const LATER_LIMIT = 12_000;

const LANGUAGE = /^assets\/(?:en|de|es|fr|ar)-[\w-]+\.js$/;
const sizeOf = (name) => gzipSync(readFileSync(join(DIST, name)), { level: 9 }).length;

/** The page and everything it pulls in, each once. */
function filesOf(page) {
  const found = new Set([page]);
  for (const name of found) {
    const text = readFileSync(join(DIST, name), "utf8");
    for (const [, linked] of text.matchAll(LINKS)) found.add(linked);
    if (name.startsWith("assets/")) for (const [, sibling] of text.matchAll(IMPORTS)) found.add(`assets/${sibling}`);
  }
  return [...found];
}

/** What those files fetch later: for each part the bytes it brings, without what is there already. */
function laterOf(files) {
  const parts = new Set();
  for (const name of files) {
    if (!name.startsWith("assets/")) continue;
    for (const [, part] of readFileSync(join(DIST, name), "utf8").matchAll(LATER)) if (!LANGUAGE.test(`assets/${part}`)) parts.add(`assets/${part}`);
  }
  return [...parts].map((part) => filesOf(part).filter((name) => !files.includes(name) && !LANGUAGE.test(name)).reduce((sum, name) => sum + sizeOf(name), 0));
}

let over = false;
const counted = {};
for (const { what, page, limit } of BUDGETS) {
  const files = filesOf(page).filter((name) => !LANGUAGE.test(name));
  const bytes = files.reduce((sum, name) => sum + sizeOf(name), 0);
  counted[what] = bytes;
  const verdict = bytes > limit ? `  over its ${limit / 1000} kB` : `  of ${limit / 1000} kB`;
  if (!AS_JSON) process.stdout.write(`${what.padEnd(10)}${(bytes / 1000).toFixed(1).padStart(6)} kB gzip${verdict}\n`);
  over ||= bytes > limit;
  const later = laterOf(files);
  const largest = Math.max(0, ...later);
  if (later.length > 0) counted[`${what}_later`] = largest;
  if (later.length > 0 && !AS_JSON) process.stdout.write(`  later   ${(largest / 1000).toFixed(1).padStart(6)} kB gzip  of ${LATER_LIMIT / 1000} kB, the largest of ${later.length}\n`);
  over ||= largest > LATER_LIMIT;
}
const languages = readdirSync(join(DIST, "assets")).map((name) => `assets/${name}`).filter((name) => LANGUAGE.test(name)).map(sizeOf);
counted.language = Math.max(...languages);
if (!AS_JSON) process.stdout.write(`languages  ${(Math.min(...languages) / 1000).toFixed(1)} to ${(counted.language / 1000).toFixed(1)} kB each, ${languages.length} of them\n`);
if (AS_JSON) process.stdout.write(`${JSON.stringify(counted)}\n`);
process.exitCode = over ? 1 : 0;
