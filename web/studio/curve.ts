import type { CurvePoint } from "./contract";

/** What a mistake costs, in any unit, as long as both are in the same. */
export interface Prices {
  wrong: number;
  handoff: number;
}

export interface Cost {
  point: CurvePoint;
  /** For a hundred messages. */
  wrong: number;
  handoff: number;
  total: number;
}

/** What a threshold costs a hundred messages: those answered wrongly, and those that go to a person. */
export function costOf(point: CurvePoint, prices: Prices): Cost {
  const wrong = 100 * point.wrong * prices.wrong;
  const handoff = 100 * (1 - point.answered) * prices.handoff;
  return { point, wrong, handoff, total: wrong + handoff };
}

/** The cheapest threshold; of equals the lowest, which answers most. */
export function cheapest(curve: readonly CurvePoint[], prices: Prices): Cost | null {
  return curve.map((point) => costOf(point, prices)).reduce<Cost | null>((best, each) => (best === null || each.total < best.total - 1e-9 ? each : best), null);
}

/** The point of the curve that lies nearest to a threshold. */
export function nearest(curve: readonly CurvePoint[], threshold: number): CurvePoint | null {
  const distance = (point: CurvePoint) => Math.abs(point.threshold - threshold);
  return curve.reduce<CurvePoint | null>((best, each) => (best === null || distance(each) < distance(best) ? each : best), null);
}

export interface Frame {
  width: number;
  height: number;
  left: number;
  right: number;
  top: number;
  bottom: number;
}

export const FRAME: Frame = { width: 560, height: 240, left: 44, right: 22, top: 12, bottom: 34 };

export function across(share: number, frame: Frame = FRAME): number {
  return round(frame.left + share * (frame.width - frame.left - frame.right));
}

export function up(share: number, frame: Frame = FRAME): number {
  return round(frame.height - frame.bottom - share * (frame.height - frame.top - frame.bottom));
}

/** An SVG path through points given as shares of width and height. */
export function path(points: readonly (readonly [number, number])[], frame: Frame = FRAME): string {
  return points.map(([x, y], at) => `${at === 0 ? "M" : "L"}${across(x, frame)} ${up(y, frame)}`).join("");
}

/** The round number at or above the largest, for the top of a scale. */
export function ceiling(largest: number): number {
  if (largest <= 0) return 1;
  const power = 10 ** Math.floor(Math.log10(largest));
  const steps = [1, 2, 5, 10].map((step) => step * power);
  return steps.find((step) => step >= largest - 1e-9) ?? 10 * power;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
