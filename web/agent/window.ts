/** The rows of a long list that are drawn, for rows of one height. */
export interface Window {
  first: number;
  /** The one after the last. */
  end: number;
}

const SPARE = 6;

/** What of `count` rows of `rowPx` is drawn when `heightPx` of the list is seen from `topPx` on; some spare on both ends. */
export function windowOf(count: number, rowPx: number, topPx: number, heightPx: number): Window {
  const first = Math.min(Math.max(0, Math.floor(topPx / rowPx) - SPARE), Math.max(0, count - 1));
  const end = Math.min(count, Math.ceil((topPx + heightPx) / rowPx) + SPARE);
  return { first, end: Math.max(end, first) };
}

/** A row to draw, and how many rows before it are not. */
export interface Spaced {
  row: number;
  skipped: number;
}

/** The rows to draw in their order: those of the window, and single ones beside it that must not be lost from the page. */
export function spaced({ first, end }: Window, beside: readonly number[]): Spaced[] {
  const apart = [...new Set(beside)].filter((row) => row < first || row >= end);
  const drawn = [...Array.from({ length: end - first }, (_, index) => first + index), ...apart].sort((left, right) => left - right);
  return drawn.map((row, index) => ({ row, skipped: row - (index === 0 ? 0 : (drawn[index - 1] ?? 0) + 1) }));
}

/** Where the list must stand so that a row is seen; as it stands when it is. */
export function scrolledTo(row: number, rowPx: number, topPx: number, heightPx: number): number {
  const top = row * rowPx;
  if (top < topPx) return top;
  return top + rowPx > topPx + heightPx ? top + rowPx - heightPx : topPx;
}
