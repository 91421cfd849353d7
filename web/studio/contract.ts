/** What the desk says to the studio (docs/wire.md §6). Names and shapes follow the wire exactly. */

export type ReasonKind = "agent_said" | "handoff" | "low_rating" | "frustration" | "repeat" | "abandoned" | "missed" | "unsure";
export type LabelKind = "intent" | "out_of_scope" | "unusable" | "exam";

export interface Label {
  id: string;
  kind: LabelKind;
  intent: string | null;
  text: string | null;
  by: string;
  at: string;
  state: "pending" | "written" | "undone";
}

export interface Ranked {
  name: string;
  confidence: number;
}

/** A customer's message as the bot read it, masked, with what it cost. */
export interface Message {
  id: number;
  conversation_id: string;
  seq: number;
  at: string;
  text: string;
  model_id: string;
  intent: string;
  confidence: number;
  ranking: Ranked[];
  cost: number;
  reasons: { kind: ReasonKind; says: string }[];
  suggested: { intent: string; by: string; from: "agent" } | null;
  version: number;
  label: Label | null;
}

export type SimilarMessage = Message & { likeness: number };

export interface InboxAsked {
  state: "open" | "labelled" | "all";
  order: "cost" | "newest" | "unsure";
  intent: string | null;
  reason: ReasonKind | null;
  search: string;
}

export interface InboxPage {
  messages: Message[];
  total: number;
  cursor: string | null;
  reasons: Partial<Record<ReasonKind, number>>;
}

export interface Decision {
  kind: LabelKind;
  intent: string | null;
  /** The message with its entities marked, `[4711](order_number)`; null for the words as they are. */
  text: string | null;
}

export interface Refused {
  id: number;
  code: string;
  by: string | null;
  intent: string | null;
  message: Message | null;
}

export interface Decided {
  labels: Label[];
  messages: Message[];
  refused: Refused[];
}

export interface Example {
  text: string;
  intent: string;
  likeness: number;
  file: string;
  line: number;
}

/** What to know before a label is given; only `available` while the trainer is away. */
export interface Advice {
  available: boolean;
  same?: Example[];
  others?: Example[];
  twins?: Example[];
  read_as?: { intent: string; confidence: number };
  effect?: { adds: boolean; pulled: number; pulls: Omit<Example, "likeness">[] };
}

export interface IntentRow {
  name: string;
  examples: number;
  pending: number;
  protected: boolean;
}

export interface Change {
  id: string;
  at: string;
  by: string;
  says: string;
  diff: string;
  undone: boolean;
}

export interface DataFile {
  path: string;
  bytes: number;
  version: string;
}

export interface Finding {
  file?: string;
  line: number | null;
  level?: "error" | "warning";
  code: string;
  message: string;
}

export interface Imported {
  rows: number;
  new: number;
  known: number;
  findings: Finding[];
  change: Change | null;
}

export interface CurvePoint {
  threshold: number;
  answered: number;
  wrong: number;
}

export interface Confusion {
  expected: string;
  read: string;
  count: number;
  texts: string[];
}

export interface Report {
  model_id: string;
  base_model: string | null;
  seconds: Record<string, number>;
  examples: number;
  intents: Record<string, number>;
  warnings: Finding[];
  crossed: {
    accuracy: number;
    per_intent: { intent: string; support: number; precision: number | null; recall: number }[];
    confusions: Confusion[];
    /** By how sure readings are: `right` is the share that is right, `sure` the mean confidence. */
    calibration: { from: number; to: number; count: number; right: number; sure: number }[];
    curve: CurvePoint[];
    threshold: number;
  };
}

export interface Flip {
  id: string;
  text: string;
  from: "exam" | "replay";
  expected: string | null;
  live: string | null;
  candidate: string;
  effect: "gained" | "lost" | "moved";
}

export interface Verdict {
  passed: boolean;
  findings: { kind: string; level: "stop" | "note"; says: string }[];
  exam: { live_right: number; candidate_right: number; of: number; gained: number; lost: number; p: number };
  flips: Flip[];
  floors: { intent: string; live: number; candidate: number; of: number }[];
}

export interface Run {
  id: string;
  state: "queued" | "running" | "done" | "failed" | "cancelled";
  step: string;
  share: number;
  seconds_left: number | null;
  started_at: string;
  by: string;
  says: string;
  base_model: string | null;
  code: string | null;
  message: string | null;
  file: string | null;
  line: number | null;
  model_id: string | null;
  /** What the gate said, where report and verdict are not at hand: lists leave those out. */
  passed: boolean | null;
  report: Report | null;
  verdict: Verdict | null;
}

export interface Model {
  model_id: string;
  trained_at: string;
  parent: string | null;
  examples: number | null;
  metrics: Record<string, unknown> | null;
  sha256: string;
  approved_by: string | null;
  approved_at: string | null;
  reason: string | null;
  state: "live" | "candidate" | "draining" | "kept" | "refused";
  /** Why it was refused, in words. */
  refused: string | null;
  intact: boolean;
}

export interface Reading {
  intent: string;
  confidence: number;
}

export interface Arm {
  conversations: number;
  handoff_rate: number | null;
  fallback_rate: number | null;
  latency_ms: number | null;
}

export interface Difference {
  at: string;
  text: string;
  live: Reading;
  candidate: Reading;
}

/** How a roll-out stands; between two there is no stage. */
export interface Rollout {
  stage: "shadow" | "share" | "promoted" | null;
  percent: number;
  live: string | null;
  candidate: string | null;
  slot_state: { model_id: string | null; state: string; says: string | null } | null;
  since: string | null;
  by: string | null;
  shadow: {
    seen: number;
    differ: number;
    differences: Difference[];
    latency_ms: { live: number | null; candidate: number | null };
  } | null;
  share: { live: Arm; candidate: Arm } | null;
  events: { at: string; by: string; says: string; alarm?: boolean }[];
  alarm: string | null;
}

export interface Models {
  live: string | null;
  models: Model[];
  rollout: Rollout | null;
}

export type Slot = "live" | "candidate";

export interface Tried {
  session: string;
  available: boolean;
  replies: { text: string }[];
  understanding: {
    intent: Ranked;
    ranking: Ranked[];
    entities: { entity: string; value: string; start?: number; end?: number }[];
    slots: Record<string, unknown>;
    missed: boolean;
    frustration: { score: number; reasons: string[] };
  } | null;
  handoff: { reason: string; evidence: string[] } | null;
  model_id: string | null;
  actions: string[];
  decision: { reasons: { name: string; score: number | null; threshold: number | null; met: boolean }[] };
}

export interface Day {
  day: string;
  messages: number;
  missed: number;
  handoffs: number;
  labelled: number;
}
