import type { Board, Figure, Improvement, Measured, Step, Told, Unit } from "../insights/contract";

export const NOTHING: Measured = { value: null, low: null, high: null, n: 0, apart: {} };

export function measured(value: number, n: number, spread = 0): Measured {
  return { value, low: spread === 0 ? null : value - spread, high: spread === 0 ? null : value + spread, n, apart: {} };
}

/** A week; the shop is closed on its last day. */
export const STEPS: Step[] = [20, 21, 22, 23, 24, 25, 26].map((day) => ({ first: `2026-11-${day}`, last: `2026-11-${day}`, open: day !== 22 }));

function figure(id: string, title: string, unit: Unit, change: Partial<Figure>): Figure {
  return {
    id,
    group: "Contacts",
    title,
    unit,
    better: "more",
    says: `${title}, counted on the day the conversation began.`,
    parts: ["all"],
    about_reasons: true,
    target: null,
    now: NOTHING,
    before: NOTHING,
    trend: STEPS.map(() => NOTHING),
    ...change,
  };
}

const SHARES = [0.61, 0.66, 0.7, null, 0.72, 0.69, 0.74];
export const FIGURES: [string, Figure][] = [
  ["a count", figure("volume", "Contacts", "count", { better: null, now: measured(412, 412), before: measured(398, 398), trend: [61, 58, 12, 70, 74, 69, 68].map((n) => measured(n, n)) })],
  ["target met", figure("durable", "Held for seven days", "share", {
    target: 0.65,
    now: { ...measured(0.7, 240, 0.06), apart: { pending: 31 } },
    before: measured(0.64, 251, 0.06),
    trend: SHARES.map((share) => (share === null ? NOTHING : measured(share, 34, 0.12))),
  })],
  ["target missed, less is better", figure("wait", "Wait for a person", "seconds", {
    better: "less",
    target: 60,
    now: measured(95, 57, 21),
    before: measured(71, 60, 18),
    trend: [80, 90, 40, 120, 110, 95, 101].map((seconds) => measured(seconds, 8)),
  })],
  ["money, nobody set the price of an hour", figure("cost", "Cost of people's work", "money", { better: "less", now: NOTHING })],
  ["nothing to measure", figure("rating", "Ratings", "score", {})],
];

export const TOLD: Told = {
  mail: true,
  segment: null,
  period: { first: "2026-11-20", last: "2026-11-26" },
  before: { first: "2026-11-13", last: "2026-11-19" },
  steps: STEPS,
  figures: FIGURES.map(([, one]) => one),
  handoff_reasons: [
    { reason: "explicit_request", words: "Asked for a person", now: 31, before: 28 },
    { reason: "frustration", words: "Frustrated", now: 9, before: 17 },
  ],
  gifts: [{ cause: "late", currency: "EUR", now: { number: 3, amount: 2_500 }, before: { number: 1, amount: 500 } }],
  reasons: [
    {
      reason: "delivery_late",
      conversations: { now: 88, before: 41 },
      work_seconds: 14_400,
      total_cost: null,
      now: { durable: measured(0.55, 60, 0.12), handoff_rate: measured(0.31, 88, 0.1), rating: measured(3.4, 21, 0.5) },
      before: { durable: measured(0.7, 33, 0.15), handoff_rate: measured(0.22, 41, 0.12), rating: NOTHING },
    },
    { reason: null, conversations: { now: 12, before: 15 }, work_seconds: 0, total_cost: null, now: {}, before: {} },
  ],
  open_questions: { messages: 4, people: 3 },
  parts: { all: "All of them" },
  rules: { hour_cost: null, currency: "EUR", quiet_hours: 24, held_days: 7, zone: "Europe/Berlin" },
};

function improvement(change: Partial<Improvement>): Improvement {
  return {
    id: change.state ?? "doing",
    version: 1,
    state: "doing",
    title: "Say in the confirmation when the parcel will come",
    figure: "durable",
    reason: "delivery_late",
    owner: { id: "a_olu", name: "Olu" },
    action: "The shop’s letter gets the day the carrier promised.",
    due_on: "2026-12-04",
    late: false,
    created_at: "2026-11-20T09:00:00Z",
    created_by: "Olu",
    acted_on: null,
    now: measured(0.55, 60, 0.12),
    window: TOLD.period,
    effect: null,
    next: ["done", "dropped"],
    history: [{ at: "2026-11-20T09:00:00Z", by: "Olu", says: "put it on the board" }],
    ...change,
  };
}

export const BOARD: Board = {
  improvements: [
    improvement({ late: true, due_on: "2026-11-24" }),
    improvement({ state: "idea", title: "A picture of the size table", reason: "size_advice", owner: { id: "a_maya", name: "Maya" }, due_on: null, next: ["doing", "dropped"] }),
    improvement({
      state: "done",
      acted_on: "2026-10-20",
      next: [],
      effect: {
        before: measured(0.52, 84, 0.1),
        after: measured(0.71, 90, 0.09),
        difference: { value: 0.19, low: 0.05, high: 0.33 },
        verdict: "better",
        until: "2026-11-17",
      },
    }),
    improvement({ state: "dropped", title: "Call everybody back", next: ["idea"] }),
  ],
  owners: [
    { id: "a_olu", name: "Olu" },
    { id: "a_maya", name: "Maya" },
  ],
  figures: [{ id: "durable", title: "Held for seven days", unit: "share", better: "more" }],
  intents: ["delivery_late", "size_advice"],
  currency: "EUR",
};
