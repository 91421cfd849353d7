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
  { what: "console", page: "agent.html", limit: 70_000 },
];

const LINKS = /(?:src|href)="\/(assets\/[^"]+)"/g;
const IMPORTS = /(?:from|import)\s*\(?\s*["']\.\/([^"']+)["']/g;

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

let over = false;
const counted = {};
for (const { what, page, limit } of BUDGETS) {
  const files = filesOf(page).filter((name) => !LANGUAGE.test(name));
  const bytes = files.reduce((sum, name) => sum + sizeOf(name), 0);
  counted[what] = bytes;
  const verdict = bytes > limit ? `  over its ${limit / 1000} kB` : `  of ${limit / 1000} kB`;
  if (!AS_JSON) process.stdout.write(`${what.padEnd(10)}${(bytes / 1000).toFixed(1).padStart(6)} kB gzip${verdict}\n`);
  over ||= bytes > limit;
}
const languages = readdirSync(join(DIST, "assets")).map((name) => `assets/${name}`).filter((name) => LANGUAGE.test(name)).map(sizeOf);
counted.language = Math.max(...languages);
if (!AS_JSON) process.stdout.write(`languages  ${(Math.min(...languages) / 1000).toFixed(1)} to ${(counted.language / 1000).toFixed(1)} kB each, ${languages.length} of them\n`);
if (AS_JSON) process.stdout.write(`${JSON.stringify(counted)}\n`);
process.exitCode = over ? 1 : 0;
