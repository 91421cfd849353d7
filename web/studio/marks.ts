/** Entities marked in the words of a message: places in the text, and the line that is learnt. Pure. */
export interface Mark {
  start: number;
  end: number;
  entity: string;
}

export interface Piece {
  start: number;
  text: string;
  entity: string | null;
}

/** The marks with one more; spaces at its ends stay outside, and marks it lies over give way. */
export function withMark(text: string, marks: readonly Mark[], wanted: Mark): Mark[] {
  const said = text.slice(wanted.start, wanted.end);
  const start = wanted.start + (said.length - said.trimStart().length);
  const end = wanted.end - (said.length - said.trimEnd().length);
  if (start >= end || /[[\]\n]/.test(text.slice(start, end))) return [...marks];
  const others = marks.filter((mark) => mark.end <= start || mark.start >= end);
  return [...others, { start, end, entity: wanted.entity }].sort((left, right) => left.start - right.start);
}

export function withoutMark(marks: readonly Mark[], start: number): Mark[] {
  return marks.filter((mark) => mark.start !== start);
}

/** The text in pieces, marked and not, in order. */
export function pieces(text: string, marks: readonly Mark[]): Piece[] {
  const found: Piece[] = [];
  let at = 0;
  for (const { start, end, entity } of marks) {
    if (start > at) found.push({ start: at, text: text.slice(at, start), entity: null });
    found.push({ start, text: text.slice(start, end), entity });
    at = end;
  }
  if (at < text.length || found.length === 0) found.push({ start: at, text: text.slice(at), entity: null });
  return found;
}

/** As an example stands in the files, `[4711](order_number)`; null where nothing is marked. */
export function markedLine(text: string, marks: readonly Mark[]): string | null {
  if (marks.length === 0) return null;
  const line = pieces(text, marks).map((piece) => (piece.entity === null ? unmarked(piece.text) : `[${piece.text}](${piece.entity})`));
  return line.join("").replace(/\s+/g, " ").trim();
}

/** Marks as they stand in a line somebody kept, with the words alone. */
export function readMarks(line: string): { text: string; marks: Mark[] } {
  const marks: Mark[] = [];
  let text = "";
  let at = 0;
  for (const found of line.matchAll(/\[([^[\]]+)\]\(([a-z][a-z0-9_]*)\)/g)) {
    const [whole, value = "", entity = ""] = found;
    text += line.slice(at, found.index);
    marks.push({ start: text.length, end: text.length + value.length, entity });
    text += value;
    at = found.index + whole.length;
  }
  return { text: text + line.slice(at), marks };
}

/** A customer's own brackets must not read as a mark. */
function unmarked(text: string): string {
  return text.replace(/\](?=[({])/g, "] ");
}
