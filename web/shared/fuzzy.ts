/** What fits what was typed, best first: letters in their order, the closer together and the earlier the better. */
export function fitting<T extends { does: string }>(all: readonly T[], typed: string): T[] {
  const scored = all.flatMap((one) => {
    const score = fuzzy(typed, one.does);
    return score === null ? [] : [{ one, score }];
  });
  return scored.sort((left, right) => left.score - right.score).map(({ one }) => one);
}

/** How far apart the letters stand in the words; null when they do not stand there in this order. Smaller is better. */
export function fuzzy(typed: string, words: string): number | null {
  const text = words.toLowerCase();
  let score = 0;
  let at = -1;
  for (const letter of typed.toLowerCase().replaceAll(" ", "")) {
    const next = text.indexOf(letter, at + 1);
    if (next === -1) return null;
    // A letter right after the last one, or at the beginning of a word, is what people mean.
    const expected = next === at + 1 || text[next - 1] === " ";
    score += expected ? 0 : next - at;
    at = next;
  }
  return score;
}
