/** What the desk tells of figures and improvements (docs/wire.md §4, docs/insights.md). */
export type Unit = "count" | "share" | "seconds" | "score" | "money";

export interface Measured {
  /** Null where there is nothing to measure. */
  value: number | null;
  low: number | null;
  high: number | null;
  n: number;
  /** What belongs to it, but is in neither side of it. */
  apart: Record<string, number>;
}

export interface Span {
  first: string;
  last: string;
}

export interface Step extends Span {
  /** False on days on which the house is closed. */
  open: boolean;
}

export interface Figure {
  id: string;
  group: string;
  title: string;
  unit: Unit;
  better: "more" | "less" | null;
  says: string;
  parts: string[];
  about_reasons: boolean;
  target: number | null;
  now: Measured;
  before: Measured;
  trend: Measured[];
}

export interface Reason {
  /** Null: not known. */
  reason: string | null;
  conversations: { now: number; before: number };
  work_seconds: number;
  total_cost: number | null;
  now: Record<string, Measured>;
  before: Record<string, Measured>;
}

interface GiftSum {
  number: number;
  amount: number;
}

export interface Told {
  mail: boolean;
  /** Of whose customers alone; null: of everybody. */
  segment: string | null;
  period: Span;
  before: Span;
  steps: Step[];
  figures: Figure[];
  handoff_reasons: { reason: string; words: string; now: number; before: number }[];
  gifts: { cause: string; currency: string; now: GiftSum; before: GiftSum }[];
  reasons: Reason[];
  open_questions: { messages: number; people: number };
  parts: Record<string, string>;
  rules: { hour_cost: number | null; currency: string; quiet_hours: number; held_days: number; zone: string };
}

export interface BehindLine {
  id: string;
  seq: number;
  day: string;
  at: string;
  end: string | null;
  reason: string | null;
  handoff: string | null;
  seconds: number | null;
}

export interface Behind {
  words: string;
  number: number;
  gone: number;
  pages: number;
  conversations: BehindLine[];
}

export type State = "idea" | "doing" | "done" | "dropped";
export type Verdict = "too_early" | "better" | "worse" | "no_difference";

export interface Effect {
  before: Measured;
  after: Measured;
  difference: { value: number | null; low: number | null; high: number | null };
  verdict: Verdict;
  until: string;
}

export interface Improvement {
  id: string;
  version: number;
  state: State;
  title: string;
  figure: string;
  reason: string | null;
  owner: { id: string; name: string };
  action: string;
  due_on: string | null;
  late: boolean;
  created_at: string;
  created_by: string;
  acted_on: string | null;
  now: Measured;
  window: Span;
  effect: Effect | null;
  next: State[];
  history: { at: string; by: string; says: string }[];
}

export interface Board {
  improvements: Improvement[];
  owners: { id: string; name: string }[];
  figures: { id: string; title: string; unit: Unit; better: "more" | "less" }[];
  intents: string[];
  currency: string;
}

export interface Letter {
  wanted: boolean;
  can_mail: boolean;
}

/** What is looked at behind a figure; without a span the whole period. */
export interface Wanted {
  part: string;
  span?: Span;
  reason?: string;
  handoff?: string;
  cause?: string;
}

export interface Plan {
  title: string;
  figure: string;
  reason: string | null;
  owner_id: string;
  action: string;
  due_on: string | null;
}
