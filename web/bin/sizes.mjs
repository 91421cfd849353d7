// Prints what the browser has to fetch, gzipped, and fails when the launcher or the widget outgrow their budget.
import { readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const DIST = resolve(dirname(fileURLToPath(import.meta.url)), "..", "dist");
const AS_JSON = process.argv.includes("--json");
const BUDGETS = [
  { what: "launcher", page: "warmhand.js", limit: 5_000 },
  { what: "widget", page: "widget.html", limit: 40_000 },
  { what: "console", page: "agent.html", limit: null },
];

const LINKS = /(?:src|href)="\/(assets\/[^"]+)"/g;
const IMPORTS = /(?:from|import)\s*\(?\s*["']\.\/([^"']+)["']/g;

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
  const bytes = filesOf(page).reduce((sum, name) => sum + gzipSync(readFileSync(join(DIST, name)), { level: 9 }).length, 0);
  counted[what] = bytes;
  const verdict = limit === null ? "" : bytes > limit ? `  over its ${limit / 1000} kB` : `  of ${limit / 1000} kB`;
  if (!AS_JSON) process.stdout.write(`${what.padEnd(10)}${(bytes / 1000).toFixed(1).padStart(6)} kB gzip${verdict}\n`);
  over ||= limit !== null && bytes > limit;
}
if (AS_JSON) process.stdout.write(`${JSON.stringify(counted)}\n`);
process.exitCode = over ? 1 : 0;
