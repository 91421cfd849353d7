/** The rows of a long list that are drawn, for rows of one height. */
export interface Window {
  first: number;
  /** The one after the last. */
  end: number;
  above: number;
  below: number;
}

const SPARE = 6;

/** What of `count` rows of `rowPx` is drawn when `heightPx` of the list is seen from `topPx` on; some spare on both ends. */
export function windowOf(count: number, rowPx: number, topPx: number, heightPx: number): Window {
  const first = Math.min(Math.max(0, Math.floor(topPx / rowPx) - SPARE), Math.max(0, count - 1));
  const end = Math.min(count, Math.ceil((topPx + heightPx) / rowPx) + SPARE);
  return { first, end: Math.max(end, first), above: first * rowPx, below: Math.max(0, count - Math.max(end, first)) * rowPx };
}

/** Where the list must stand so that a row is seen; as it stands when it is. */
export function scrolledTo(row: number, rowPx: number, topPx: number, heightPx: number): number {
  const top = row * rowPx;
  if (top < topPx) return top;
  return top + rowPx > topPx + heightPx ? top + rowPx - heightPx : topPx;
}
