import { describe, expect, it } from "vitest";
import { contrast, parseHex } from "../shared/colour";
import css from "../shared/tokens.css?raw";

type Theme = "light" | "dark";
type Rgb = readonly [number, number, number];

function readTokens(): Map<string, Record<Theme, Rgb>> {
  const found = new Map<string, Record<Theme, Rgb>>();
  for (const [, name, light, dark] of css.matchAll(/--([\w-]+):\s*light-dark\((#[0-9a-f]+),\s*(#[0-9a-f]+)\)/gi)) {
    const pair = { light: parseHex(light ?? ""), dark: parseHex(dark ?? "") };
    if (pair.light === null || pair.dark === null) throw new Error(`--${name ?? ""} holds no colour`);
    found.set(name ?? "", { light: pair.light, dark: pair.dark });
  }
  return found;
}

const TOKENS = readTokens();

function ratio(front: string, back: string, theme: Theme): number {
  const [one, other] = [TOKENS.get(front), TOKENS.get(back)];
  if (one === undefined || other === undefined) throw new Error(`no token ${front} or ${back}`);
  return contrast(one[theme], other[theme]);
}

const SURFACES = ["surface", "surface-raised", "surface-sunken"];

/** Every pair in which the style sheets put text on a ground. */
const TEXT: [string, string][] = [
  ...SURFACES.flatMap((ground): [string, string][] =>
    ["text", "text-muted", "accent", "good", "warn", "bad"].map((front) => [front, ground]),
  ),
  ["text", "hover"],
  ["text-muted", "hover"],
  ["accent-text", "accent"],
  ["text", "accent-soft"],
  ["text-muted", "accent-soft"],
  ["accent", "accent-soft"],
  ["accent", "bot"],
  ["customer-text", "customer"],
  ["bot-text", "bot"],
  ["text-muted", "bot"],
  ["agent-text", "agent"],
  ["good", "good-soft"],
  ["warn", "warn-soft"],
  ["bad", "bad-soft"],
];

/** Borders of controls and the focus ring. */
const CONTROLS: [string, string][] = [
  ...SURFACES.flatMap((ground): [string, string][] => [
    ["line-strong", ground],
    ["focus", ground],
  ]),
  ["line-strong", "accent-soft"],
];

describe("tokens", () => {
  it("are there for every role the design names", () => {
    const roles =
      "surface surface-raised text text-muted line accent accent-text customer bot agent good warn bad focus".split(" ");
    for (const role of roles) expect(TOKENS.has(role), role).toBe(true);
  });

  describe.each<Theme>(["light", "dark"])("in the %s theme", (theme) => {
    it.each(TEXT)("%s reads on %s at 4.5:1 or better", (front, back) => {
      expect(ratio(front, back, theme)).toBeGreaterThanOrEqual(4.5);
    });

    it.each(CONTROLS)("%s shows on %s at 3:1 or better", (front, back) => {
      expect(ratio(front, back, theme)).toBeGreaterThanOrEqual(3);
    });
  });
});
