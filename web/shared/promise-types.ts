/** What customers were promised, as docs/wire.md §9 writes it. Days and times are the house's own. */

export type What = "refund" | "replacement" | "delivery" | "call_back" | "answer" | "other";
export type PromiseState = "open" | "kept" | "broken" | "withdrawn" | "moved";
/** While it is owed: in time, calling somebody, or late; afterwards what became of it. */
export type Standing = PromiseState | "at_risk" | "late";

export interface Due {
  due_on: string;
  at: string | null;
}

export interface Promised extends Due {
  id: string;
  conversation_id: string;
  what: What;
  note: string;
  says: string;
  by: { id: string; name: string };
  team: string | null;
  state: PromiseState;
  standing: Standing;
  owed: boolean;
  settled_by: string | null;
  settled_at: string | null;
  why: string | null;
  moved_to: string | null;
  /** On lists over several customers. */
  customer?: string;
}

/** What an agent seems to have promised in a message of theirs. */
export interface Noticed extends Due {
  said_seq: number;
  what: What;
  words: string;
  says: string;
}

export interface PromisesOfOne {
  promises: Promised[];
  suggested: Noticed[];
  today: string;
}

export interface PromiseWish extends Due {
  what: What;
  note: string;
  said_seq: number | null;
}

export interface KeptRate {
  team: string | null;
  name: string;
  kept: number;
  broken: number;
  moved: number;
  withdrawn: number;
  share: number | null;
}

export interface Owed {
  promises: Promised[];
  agents: { id: string; name: string }[];
  teams: { id: string; name: string }[];
}
