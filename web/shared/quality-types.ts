/** The room of quality, as the desk tells it (docs/quality.md). */
export type RuleName = "greeting" | "acknowledgement" | "answer" | "next_step" | "no_blame" | "promise_kept" | "wait";
export type RuleOutcome = "met" | "missed" | "not_asked";
export type AppliesTo = "both" | "people" | "bot" | "nobody";

export interface OwnQuality {
  weeks: number;
  rules: { rule: RuleName; title: string; says: string; met: number; n: number }[];
  try: { title: string; says: string } | null;
  handlings: { conversation_id: string; seq: number; at: string; verdicts: RuleVerdict[] }[];
}

export interface RuleVerdict {
  rule: RuleName;
  title: string;
  outcome: RuleOutcome;
  seq: number | null;
  found: string;
}

export interface StandardRule {
  id: RuleName;
  title: string;
  applies_to: AppliesTo;
  says: string;
  phrases: string[];
  triggers: string[];
  bot_seconds: number;
  people_seconds: number;
  looked_for: string | null;
  triggered_by: string | null;
}

export interface StandardVersion {
  version: number;
  at: string;
  by: string;
  why: string;
}

export interface ServiceStandard extends StandardVersion {
  rules: StandardRule[];
  sampled: number;
  reviewers: number;
}

export interface Standards {
  standard: ServiceStandard;
  versions: StandardVersion[];
}

export interface PeerReview {
  id: string;
  week: string;
  done: boolean;
  bot: boolean;
  note: string;
  verdicts: { rule: RuleName; title: string; mine: RuleOutcome; rules: RuleOutcome | null; seq: number | null }[];
}

export interface ReviewLine {
  seq: number;
  author: { kind: string; name: string };
  message: { text: string } | null;
  line: string | null;
}

export interface ReviewSheet {
  review: PeerReview;
  bot: boolean;
  before: ReviewLine[];
  entries: ReviewLine[];
  rules: { rule: RuleName; title: string; says: string }[];
}

export interface MeasuredShare {
  value: number | null;
  n: number;
  low: number | null;
  high: number | null;
}

export interface DriftSide {
  weeks: MeasuredShare[];
  before: MeasuredShare;
  after: MeasuredShare;
  verdict: "too_early" | "better" | "worse" | "no_difference";
}

export interface JudgesAgree {
  n: number;
  same: number;
  few: boolean;
  kappa: number | null;
  low: number | null;
  high: number | null;
}

export interface QualityFigures {
  weeks: string[];
  drift: { rule: RuleName; title: string; on: boolean; bot: DriftSide; people: DriftSide }[];
  agreement: { rule: RuleName | null; title: string; rules: JudgesAgree; colleagues: JudgesAgree }[];
  samples: { week: string; candidates: number; drawn: number; seed: string }[];
  reviews_done: number;
  changes: StandardVersion[];
}

export interface BehindRule {
  handlings: { conversation_id: string; at: string; seq: number | null; found: string }[];
}

export interface ShopperRun {
  id: string;
  at: string;
  state: "waiting" | "running" | "passed" | "failed" | "broken" | "cut_short";
  by_hand: boolean;
  conversation_id: string | null;
  handed_over: string | null;
  findings: { about: string; ok: boolean; says: string; seq: number | null }[];
  calls: boolean;
}

export interface ShopperScript {
  id: string;
  name: string;
  lines: { says: string; expects: string[] }[];
  handover: "either" | "must" | "must_not";
  every_hours: number;
  active: boolean;
  owner: string;
  version: number;
  next_at: string | null;
  runs: ShopperRun[];
}
