import type { Person } from "./types";

/** `k` of `n`, and between which shares (0 to 1) the truth lies. */
export interface Share {
  k: number;
  n: number;
  low: number;
  high: number;
}

export type RecoveryState = "open" | "taken" | "recovered" | "not_recovered";

/** A low rating that somebody sees to. `of` is who was rated, null the assistant. */
export interface Recovery {
  id: string;
  conversation_id: string;
  customer: string;
  of: string | null;
  rated: string | null;
  score: number;
  reasons: string[];
  text: string;
  state: RecoveryState;
  owner: Person | null;
  taken_by: Person | null;
  opened_at: string;
  due_at: string;
  late: boolean;
  written_at: string | null;
  words: string;
  ended_by: Person | null;
  ended_at: string | null;
  again_score: number | null;
}

export interface Recoveries {
  open: Recovery[];
  ended: Recovery[];
  outcome: { ended: number; rated_again: number; better: Share };
}

export interface RatedSide {
  n: number;
  asked: number;
  content: Share;
  low: number;
  /** How many gave 1, 2, 3, 4 and 5. */
  marks: number[];
  low_reasons: { reason: string; n: number }[];
  good_reasons: { reason: string; n: number }[];
}

export interface RatingFigures {
  days: number;
  bot: RatedSide;
  person: RatedSide;
  weeks: { begin: string; bot: Share; person: Share }[];
}

export interface SaidWith {
  conversation_id: string;
  seq: number;
  text: string;
  score: number;
  of: string | null;
  at: string;
}

export interface CommentGroup {
  people: number;
  count: number;
  mean: number;
  last_at: string;
  voices: { conversation_id: string; seq: number }[];
  led_to: string[];
  examples: SaidWith[];
}

export interface Comments {
  available: boolean;
  groups: CommentGroup[];
}

export type LinkKind = "article" | "model" | "incident";

export interface Improvement {
  id: string;
  said: string;
  did: string;
  link: { kind: LinkKind; to: string } | null;
  by: string;
  at: string;
  people: number;
  told: number;
}

export interface SolutionRow {
  reason: string | null;
  person: boolean;
  durable: Share;
  pending: number;
  not_durable: Record<string, number>;
  cases: { conversation_id: string; outcome: string; at: string }[];
}

export interface Solutions {
  days: number;
  all: Share;
  asked: number;
  answered: { yes: number; no: number };
  rows: SolutionRow[];
}
