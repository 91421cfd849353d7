type Rgb = readonly [number, number, number];

/** `#rgb` or `#rrggbb`, else null: a shop's setting is never trusted to be a colour. */
export function parseHex(text: string): Rgb | null {
  const match = /^#([0-9a-f]{3}|[0-9a-f]{6})$/i.exec(text.trim());
  if (match === null) return null;
  const digits = match[1] ?? "";
  const full = digits.length === 3 ? digits.replace(/./g, "$&$&") : digits;
  const value = Number.parseInt(full, 16);
  return [(value >> 16) & 255, (value >> 8) & 255, value & 255];
}

/** WCAG 2 relative luminance, 0 to 1. */
export function luminance(colour: Rgb): number {
  const [red, green, blue] = colour.map((part) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** WCAG 2 contrast ratio, 1 to 21. */
export function contrast(left: Rgb, right: Rgb): number {
  const [dark, light] = [luminance(left), luminance(right)].sort((a, b) => a - b) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

export interface AccentPair {
  accent: string;
  accentText: string;
}

/**
 * The shop's accent, moved towards black (light theme) or white (dark theme) until text on it, and it as text on the
 * surface, both read at 4.5:1 or better. Null when the setting is no colour.
 */
export function readableAccent(setting: string, theme: "light" | "dark"): AccentPair | null {
  const wished = parseHex(setting);
  if (wished === null) return null;
  const surface: Rgb = theme === "light" ? [255, 255, 255] : [24, 23, 21];
  const goal: Rgb = theme === "light" ? [0, 0, 0] : [255, 255, 255];
  const text: Rgb = theme === "light" ? [255, 255, 255] : [20, 18, 16];
  for (let step = 0; step <= 20; step += 1) {
    const accent = mix(wished, goal, step / 20);
    if (contrast(accent, surface) >= 4.5 && contrast(accent, text) >= 4.5) {
      return { accent: toHex(accent), accentText: toHex(text) };
    }
  }
  return { accent: toHex(goal), accentText: toHex(surface) };
}

function mix(from: Rgb, to: Rgb, share: number): Rgb {
  const part = (index: 0 | 1 | 2) => Math.round(from[index] + (to[index] - from[index]) * share);
  return [part(0), part(1), part(2)];
}

function toHex(colour: Rgb): string {
  return `#${colour.map((part) => part.toString(16).padStart(2, "0")).join("")}`;
}
