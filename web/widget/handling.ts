import type { Entry } from "../shared/types";

/** A handling that ended and may be rated: which entry ended it, and the person who handled it, or null for the assistant. */
export interface Handling {
  seq: number;
  person: string | null;
}

const ENDS = new Set(["resolved", "handed_back", "ended"]);

/**
 * What there is to rate now: the last handling that ended, until it is rated or the customer writes again. Short thanks
 * in between would be the wrong moment, and a conversation that goes on is no end.
 */
export function handlingToRate(entries: readonly Entry[]): Handling | null {
  const end = entries.findLastIndex((entry) => ENDS.has(entry.kind));
  const last = entries[end];
  if (last === undefined || last.ask === false) return null;
  const after = entries.slice(end + 1);
  if (after.some((entry) => entry.kind === "rated" || entry.author.kind === "customer" || entry.message?.quick_replies.some((reply) => "command" in reply))) return null;
  const before = entries.slice(0, end).findLastIndex((entry) => ENDS.has(entry.kind));
  const stretch = entries.slice(before + 1, end);
  const taken = stretch.findLast(
    (entry) => entry.kind === "claimed" || (entry.kind === "reopened" && entry.author.kind === "agent"),
  );
  if (taken !== undefined) return { seq: last.seq, person: taken.author.name };
  return stretch.some((entry) => entry.message !== null && entry.author.kind === "bot") ? { seq: last.seq, person: null } : null;
}
