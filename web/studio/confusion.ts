import type { Confusion, Report } from "./contract";

export interface Matrix {
  intents: string[];
  /** Row: what it is; column: what was read; the number of examples. */
  cells: number[][];
  most: number;
}

/** The confusions as a square, of those intents only that are confused at all; right readings on its diagonal. */
export function matrixOf(crossed: Pick<Report["crossed"], "confusions" | "per_intent">, largest = 24): Matrix {
  const weight = new Map<string, number>();
  for (const { expected, read, count } of mistakes(crossed.confusions)) {
    for (const name of [expected, read]) weight.set(name, (weight.get(name) ?? 0) + count);
  }
  const intents = [...weight].sort(([, one], [, other]) => other - one).slice(0, largest).map(([name]) => name).sort();
  const right = new Map(crossed.per_intent.map(({ intent, support, recall }) => [intent, Math.round(support * recall)]));
  const wrong = new Map(mistakes(crossed.confusions).map(({ expected, read, count }) => [`${expected} ${read}`, count]));
  const cells = intents.map((row) => intents.map((column) => (row === column ? (right.get(row) ?? 0) : (wrong.get(`${row} ${column}`) ?? 0))));
  const most = Math.max(1, ...mistakes(crossed.confusions).map(({ count }) => count));
  return { intents, cells, most };
}

export function mistakes(confusions: readonly Confusion[]): Confusion[] {
  return confusions.filter(({ expected, read }) => expected !== read);
}

/** How dark a cell is: 0 for none to 4 for the most. */
export function heat(count: number, most: number): number {
  return count === 0 ? 0 : Math.max(1, Math.ceil((4 * count) / most));
}
