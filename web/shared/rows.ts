import type { Pending } from "./outbox";
import type { Calendar } from "./time";
import type { AuthorKind, Entry, Message } from "./types";
import { t } from "./words";

export interface MessageRow {
  kind: "message";
  key: string;
  entry: Entry | null;
  pending: Pending | null;
  author: AuthorKind;
  name: string;
  text: string;
  at: string;
  /** First and last of a run by one author: the first carries the label, the last the time. */
  first: boolean;
  last: boolean;
}

export type Row =
  | { kind: "day"; key: string; text: string }
  | { kind: "line"; key: string; entry: Entry; text: string; clock: string }
  | MessageRow;

const RUN_MS = 5 * 60_000;

export interface RowParts {
  entries: readonly Entry[];
  pending: readonly Pending[];
  /** Who writes the pending ones. */
  writer: { kind: AuthorKind; name: string };
  calendar: Calendar;
  now: Date;
}

/** The transcript as rows to draw: days, calm lines, messages in runs, then what has not arrived yet. */
export function rows({ entries, pending, writer, calendar, now }: RowParts): Row[] {
  const drawn: Row[] = [];
  let day = "";
  for (const entry of entries) {
    const key = calendar.dayKey(entry.at);
    if (key !== day) {
      day = key;
      drawn.push({ kind: "day", key: `day-${key}`, text: calendar.dayHeading(entry.at, now) });
    }
    drawn.push(entry.message === null ? lineRow(entry, calendar) : messageRow(entry, entry.message));
  }
  for (const item of pending) drawn.push(pendingRow(item, writer));
  return joinRuns(drawn);
}

function lineRow(entry: Entry, calendar: Calendar): Row {
  return { kind: "line", key: `seq-${entry.seq}`, entry, text: entry.line ?? "", clock: calendar.clock(entry.at) };
}

function messageRow(entry: Entry, message: Message): MessageRow {
  const { kind, name } = entry.author;
  const id = message.id;
  const text = message.deleted ? t("deleted") : message.text;
  return { kind: "message", key: id, entry, pending: null, author: kind, name, text, at: entry.at, first: true, last: true };
}

function pendingRow(item: Pending, writer: RowParts["writer"]): MessageRow {
  return {
    kind: "message",
    key: item.id,
    entry: null,
    pending: item,
    author: writer.kind,
    name: writer.name,
    text: item.text,
    at: item.at,
    first: true,
    last: true,
  };
}

function joinRuns(drawn: Row[]): Row[] {
  return drawn.map((row, index) => {
    if (row.kind !== "message") return row;
    return { ...row, first: !sameRun(drawn[index - 1], row), last: !sameRun(drawn[index + 1], row) };
  });
}

function sameRun(other: Row | undefined, row: MessageRow): boolean {
  return (
    other?.kind === "message" &&
    other.author === row.author &&
    other.name === row.name &&
    other.entry?.kind === row.entry?.kind &&
    Math.abs(Date.parse(other.at) - Date.parse(row.at)) < RUN_MS
  );
}
