import type { DriftSide, OwnQuality, PeerReview, QualityFigures, ReviewSheet, RuleName, ShopperRun, ShopperScript, StandardRule, Standards } from "../shared/quality-types";

const AT = "2026-11-25T10:20:00Z";
const TITLES: [RuleName, string, string][] = [
  ["greeting", "Greeting", "The first message greets."],
  ["acknowledgement", "Acknowledgement", "Who tells of trouble is told that we are sorry."],
  ["next_step", "Next step", "Every answer says what comes next, and when."],
  ["no_blame", "No blame", "Nobody is told that it was their mistake."],
];

export const MINE: OwnQuality = {
  weeks: 8,
  rules: TITLES.map(([rule, title, says], at) => ({ rule, title, says, met: 9 - at, n: 9 })),
  try: { title: "Next step", says: "Say what comes next, and when: “I will call you by noon.”" },
  handlings: [
    {
      conversation_id: "c_ana",
      seq: 14,
      at: AT,
      verdicts: [
        { rule: "greeting", title: "Greeting", outcome: "met", seq: 3, found: "Hello" },
        { rule: "acknowledgement", title: "Acknowledgement", outcome: "met", seq: 3, found: "I am sorry" },
        { rule: "next_step", title: "Next step", outcome: "missed", seq: 5, found: "" },
      ],
    },
  ],
};

function review(id: string, change: Partial<PeerReview>): PeerReview {
  return { id, week: "2026-11-16", done: false, bot: false, note: "", verdicts: [], ...change };
}

export const REVIEWS: PeerReview[] = [
  review("r_open", {}),
  review("r_alike", { done: true, bot: true, verdicts: [{ rule: "greeting", title: "Greeting", mine: "met", rules: "met", seq: 3 }] }),
  review("r_other", { done: true, verdicts: [{ rule: "next_step", title: "Next step", mine: "missed", rules: "met", seq: 5 }] }),
];

export const SHEET: ReviewSheet = {
  review: review("r_open", {}),
  bot: false,
  before: [{ seq: 1, author: { kind: "customer", name: "Customer" }, message: { text: "my vase arrived broken" }, line: null }],
  entries: [
    { seq: 2, author: { kind: "system", name: "" }, message: null, line: "Colleague joined the conversation" },
    { seq: 3, author: { kind: "agent", name: "Maya" }, message: { text: "Hello, I am sorry that it broke. A new one will be with you on Friday." }, line: null },
  ],
  rules: TITLES.map(([rule, title, says]) => ({ rule, title, says })),
};

function rule(id: RuleName, title: string, says: string): StandardRule {
  return { id, title, applies_to: id === "no_blame" ? "nobody" : "both", says, phrases: ["hello", "good morning"], triggers: [], bot_seconds: 0, people_seconds: 0, looked_for: "Words of a greeting", triggered_by: null };
}

const VERSION = { version: 2, at: AT, by: "Olu", why: "Shorter is better read" };
export const STANDARDS: Standards = {
  standard: { ...VERSION, rules: TITLES.map(([id, title, says]) => rule(id, title, says)), sampled: 8, reviewers: 2 },
  versions: [VERSION, { version: 1, at: "2026-11-01T08:00:00Z", by: "Warmhand", why: "As shipped" }],
};

const share = (value: number | null, n = 20) => ({ value, n, low: value === null ? null : value - 0.1, high: value === null ? null : value + 0.1 });

function side(verdict: DriftSide["verdict"], before: number | null, after: number | null): DriftSide {
  return { weeks: [0.5, 0.6, null, 0.55, 0.7, 0.8, 0.85, 0.9].map((value) => share(value)), before: share(before), after: share(after), verdict };
}

export const FIGURES: QualityFigures = {
  weeks: [],
  drift: [
    { rule: "greeting", title: "Greeting", on: true, bot: side("no_difference", 0.98, 0.97), people: side("better", 0.56, 0.81) },
    { rule: "next_step", title: "Next step", on: true, bot: side("worse", 0.8, 0.62), people: side("too_early", null, null) },
    { rule: "no_blame", title: "No blame", on: false, bot: side("too_early", null, null), people: side("too_early", null, null) },
  ],
  agreement: [
    { rule: null, title: "All rules", rules: { n: 56, same: 51, few: false, kappa: 0.78, low: 0.6, high: 0.9 }, colleagues: { n: 0, same: 0, few: true, kappa: null, low: null, high: null } },
    { rule: "greeting", title: "Greeting", rules: { n: 8, same: 8, few: true, kappa: null, low: null, high: null }, colleagues: { n: 4, same: 3, few: true, kappa: 0.5, low: 0, high: 1 } },
  ],
  samples: [{ week: "2026-11-16", candidates: 41, drawn: 8, seed: "2026-11-16" }],
  reviews_done: 8,
  changes: [VERSION],
};

function run(id: string, state: ShopperRun["state"], change: Partial<ShopperRun> = {}): ShopperRun {
  return { id, at: AT, state, by_hand: false, conversation_id: "c_shopper", handed_over: null, findings: [], calls: false, ...change };
}

function script(id: string, name: string, runs: ShopperRun[]): ShopperScript {
  const lines = [{ says: "Hello", expects: ["hello", "hi"] }, { says: "Where is my parcel?", expects: ["order number"] }];
  return { id, name, lines, handover: "must_not", every_hours: 24, active: true, owner: "Olu", version: 1, next_at: "2026-11-28T08:00:00Z", runs };
}

export const SCRIPTS: ShopperScript[] = [
  script("s_passed", "Polite and curious", [run("n_1", "passed", { findings: [{ about: "Greeting", ok: true, says: "Hello", seq: 2 }] })]),
  script("s_failed", "Impatient", [run("n_3", "failed", { calls: true, findings: [{ about: "Line 2", ok: false, says: "none of: order number", seq: 4 }] }), run("n_2", "passed")]),
  script("s_new", "Never run", []),
];
