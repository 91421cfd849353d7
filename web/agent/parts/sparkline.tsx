const WIDTH = 96;
const HEIGHT = 24;
const EDGE = 3;

/** How upset, in a word. */
export function moodWord(score: number): string {
  if (score >= 0.75) return "angry";
  if (score >= 0.5) return "upset";
  return score >= 0.25 ? "uneasy" : "calm";
}

/** The points of the line, from calm at the foot to angry at the top. */
export function sparkPoints(scores: readonly number[]): [number, number][] {
  const step = scores.length > 1 ? (WIDTH - 2 * EDGE) / (scores.length - 1) : 0;
  return scores.map((score, index) => {
    const held = Math.min(1, Math.max(0, score));
    return [round(EDGE + index * step), round(HEIGHT - EDGE - held * (HEIGHT - 2 * EDGE))];
  });
}

/** Mood from message to message, drawn and in words. */
export function Mood({ scores }: { scores: readonly number[] }) {
  const first = scores[0];
  const last = scores.at(-1);
  if (first === undefined || last === undefined) return null;
  const points = sparkPoints(scores);
  const end = points.at(-1) ?? [EDGE, HEIGHT - EDGE];
  const words = moodWord(first) === moodWord(last) ? moodWord(last) : `from ${moodWord(first)} to ${moodWord(last)}`;
  return (
    <span class="mood">
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} width={WIDTH} height={HEIGHT} aria-hidden="true">
        {points.length > 1 && <polyline points={points.map((point) => point.join(",")).join(" ")} />}
        <circle cx={end[0]} cy={end[1]} r="2.5" />
      </svg>
      {words}
    </span>
  );
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
