import type { Entry } from "../shared/types";

/** A message entry with sensible rest. */
export function said(seq: number, rest: Partial<Entry> & { id?: string; text?: string } = {}): Entry {
  const { id = `m${seq}`, text = `words ${seq}`, ...given } = rest;
  return {
    seq,
    kind: "message",
    at: `2026-11-22T10:00:${String(seq % 60).padStart(2, "0")}Z`,
    author: { kind: "customer", id: null, name: "Ana" },
    message: { id, text, quick_replies: [], card: null },
    line: null,
    ...given,
  };
}

/** An event entry. */
export function event(seq: number, kind: Entry["kind"], line: string = kind): Entry {
  return { ...said(seq), kind, message: null, line, author: { kind: "system", id: null, name: "Warmhand" } };
}
