import type { Entry, Message } from "./types";

/**
 * The entries of one conversation, numbered without gaps from `base` on. Entries may arrive in any order and any
 * number of times; what is shown depends only on which have arrived, never on how.
 */
export interface Transcript {
  readonly base: number;
  readonly bySeq: ReadonlyMap<number, Entry>;
  /** Everything up to here is held without a gap; the number to resume from. */
  readonly held: number;
}

export const EMPTY: Transcript = { base: 1, bySeq: new Map(), held: 0 };

/** A transcript made from a full load; its first entry is where the numbering starts for this screen. */
export function startFrom(entries: readonly Entry[]): Transcript {
  const first = entries.reduce((least, entry) => Math.min(least, entry.seq), Number.POSITIVE_INFINITY);
  const base = Number.isFinite(first) ? first : 1;
  return merge({ base, bySeq: new Map(), held: base - 1 }, entries);
}

/** Adds entries; those already held, or older than the base, change nothing. */
export function merge(transcript: Transcript, entries: readonly Entry[]): Transcript {
  const fresh = entries.filter((entry) => entry.seq >= transcript.base && !transcript.bySeq.has(entry.seq));
  if (fresh.length === 0) return transcript;
  const bySeq = new Map(transcript.bySeq);
  for (const entry of fresh) bySeq.set(entry.seq, entry);
  let held = transcript.held;
  while (bySeq.has(held + 1)) held += 1;
  return { base: transcript.base, bySeq, held };
}

/** True while something between the first and the last entry has not arrived. */
export function hasGap(transcript: Transcript): boolean {
  return transcript.base - 1 + transcript.bySeq.size > transcript.held;
}

/** What a person reads, in order: no hidden entries, nothing beyond a gap, each message once and as it reads now. */
export function visible(transcript: Transcript): Entry[] {
  const shown: Entry[] = [];
  const messageIds = new Set<string>();
  const now = amended(transcript);
  for (let seq = transcript.base; seq <= transcript.held; seq += 1) {
    const entry = transcript.bySeq.get(seq);
    if (entry === undefined || entry.kind === "hidden" || entry.change !== undefined) continue;
    if (entry.message !== null) {
      if (messageIds.has(entry.message.id)) continue;
      messageIds.add(entry.message.id);
    }
    const message = now.get(seq);
    shown.push(message === undefined ? entry : { ...entry, message });
  }
  return shown;
}

/** Messages that were reworded or deleted, by their number, as the last word on each has them. */
function amended(transcript: Transcript): Map<number, Message> {
  const now = new Map<number, Message>();
  for (let seq = transcript.base; seq <= transcript.held; seq += 1) {
    const change = transcript.bySeq.get(seq)?.change;
    if (change !== undefined) now.set(change.seq, change.message);
  }
  return now;
}

/** Ids of all messages that have arrived, even beyond a gap: these need no place in the outbox any more. */
export function messageIds(transcript: Transcript): Set<string> {
  const ids = new Set<string>();
  for (const entry of transcript.bySeq.values()) if (entry.message !== null) ids.add(entry.message.id);
  return ids;
}
