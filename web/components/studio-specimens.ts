import type { Advice, Change, Finding, IntentRow, Message, Model, Report, Rollout, Run, Tried, Verdict } from "../studio/contract";
import { ARABIC, LONG } from "./specimens";

const MODEL = "20261127-091500-3fa2c1d0";
const BEFORE = "20261126-222207-1933e2fe";
const at = (minute: number) => `2026-11-26T10:${String(minute).padStart(2, "0")}:00Z`;

const MESSAGE: Message = {
  id: 1,
  conversation_id: "c_1",
  seq: 3,
  at: at(3),
  text: "my parcel 4711 says delivered but the porch is empty",
  model_id: BEFORE,
  intent: "track_order",
  confidence: 0.46,
  ranking: [
    { name: "track_order", confidence: 0.46 },
    { name: "delivered_not_received", confidence: 0.31 },
    { name: "delivery_late", confidence: 0.12 },
  ],
  cost: 11,
  reasons: [
    { kind: "handoff", says: "It ended with a person having to help" },
    { kind: "repeat", says: "The customer had to say it again" },
  ],
  suggested: { intent: "delivered_not_received", by: "Tom", from: "agent" },
  version: 1,
  label: null,
};
const LABEL = { id: "l_1", kind: "intent", intent: "delivery_late", text: null, by: "Noor", at: at(5), state: "pending" } as const;

/** One message of each kind and state. */
export const MESSAGES: Message[] = [
  MESSAGE,
  { ...MESSAGE, id: 2, text: "do you gift wrap", intent: "nlu_fallback", confidence: 0.2, suggested: null, reasons: [{ kind: "missed", says: "The bot had no answer" }] },
  { ...MESSAGE, id: 3, text: LONG, suggested: null, label: LABEL, version: 2 },
  { ...MESSAGE, id: 4, text: ARABIC, suggested: null, reasons: [{ kind: "low_rating", says: "The customer rated the bot 1 of 5" }], label: { ...LABEL, kind: "exam", state: "written" } },
  { ...MESSAGE, id: 5, text: "ok", intent: "nlu_fallback", ranking: [], suggested: null, reasons: [{ kind: "unsure", says: "The bot was 12% sure" }], label: { ...LABEL, kind: "unusable", intent: null } },
];

export const INTENTS: IntentRow[] = [
  { name: "delivered_not_received", examples: 61, pending: 2, protected: false },
  { name: "human_request", examples: 67, pending: 0, protected: true },
  { name: "gift_card_balance", examples: 3, pending: 1, protected: false },
];
export const ENTITIES = ["order_number", "product", "size", "tracking_number"];

const example = (text: string, intent: string, likeness: number, line: number) => ({ text, intent, likeness, file: "data/nlu/delivery.yml", line });
export const ADVICE: Advice = {
  available: true,
  same: [example("it says delivered, i have nothing", "delivered_not_received", 0.91, 12), example("marked as delivered but not here", "delivered_not_received", 0.88, 14)],
  others: [example("where is my parcel", "track_order", 0.74, 90)],
  twins: [],
  read_as: { intent: "track_order", confidence: 0.46 },
  effect: { adds: true, pulled: 0, pulls: [] },
};
export const WARNED: Advice = {
  ...ADVICE,
  twins: [example("my parcel says delivered, the porch is empty", "track_order", 0.98, 92)],
  effect: { adds: false, pulled: 2, pulls: [example("parcel says delivered today", "delivery_date", 0.8, 40)] },
};

export const CHANGES: Change[] = [
  {
    id: "d_2",
    at: at(9),
    by: "Ida",
    says: "2 labels: delivered_not_received",
    diff: "--- a/data/nlu/delivery.yml\n+++ b/data/nlu/delivery.yml\n@@ -12,3 +12,4 @@\n       - it says delivered, i have nothing\n-      - delivered but gone\n+      - delivered but it is gone\n+      - my parcel [4711](order_number) says delivered but the porch is empty\n",
    undone: false,
  },
  { id: "d_1", at: at(2), by: "Noor", says: "Imported 40 examples", diff: "--- a/data/nlu/gifts.yml\n+++ b/data/nlu/gifts.yml\n@@ -1 +1,2 @@\n nlu:\n+  - intent: gift_wrap\n", undone: true },
];

export const FINDINGS: Finding[] = [
  { file: "data/nlu/gifts.yml", line: 4, level: "error", code: "yaml_wrong", message: "This line is not indented like the one before." },
  { file: "data/nlu/gifts.yml", line: 2, level: "warning", code: "thin", message: "gift_wrap has 3 examples." },
];
export const FILE_TEXT = 'version: "3.1"\n\nnlu:\n  - intent: gift_wrap\n   examples: |\n      - do you gift wrap\n';

const RUN: Run = {
  id: "t_1",
  state: "running",
  step: "learning",
  share: 0.42,
  seconds_left: 3.4,
  started_at: at(10),
  by: "Ida",
  says: "20 labels",
  base_model: BEFORE,
  code: null,
  message: null,
  file: null,
  line: null,
  model_id: null,
  report: null,
  passed: null,
  verdict: null,
};

export const VERDICT: Verdict = {
  passed: true,
  findings: [{ kind: "replay", level: "note", says: "1 past messages that the live model reads right are read wrong." }],
  exam: { live_right: 371, candidate_right: 383, of: 412, gained: 14, lost: 2, p: 0.9998 },
  flips: [
    { id: "1", text: "the cup came cracked", from: "exam", expected: "damaged_item", live: "damaged_item", candidate: "wrong_item", effect: "lost" },
    { id: "2", text: "it says delivered, but it is not here", from: "exam", expected: "delivered_not_received", live: "track_order", candidate: "delivered_not_received", effect: "gained" },
    { id: "3", text: LONG, from: "replay", expected: null, live: "track_order", candidate: "nlu_fallback", effect: "moved" },
  ],
  floors: [
    { intent: "damaged_item", live: 9, candidate: 8, of: 10 },
    { intent: "delivered_not_received", live: 5, candidate: 9, of: 10 },
  ],
};
export const STOPPED: Verdict = { ...VERDICT, passed: false, findings: [{ kind: "protected", level: "stop", says: "human_request is protected and loses 3 of 12 lines." }] };

const curve = Array.from({ length: 51 }, (_, step) => {
  const threshold = step / 50;
  return { threshold, answered: 1 - threshold ** 3 * 0.6, wrong: 0.12 * (1 - threshold) ** 1.5 };
});
export const CROSSED: Report["crossed"] = {
  accuracy: 0.91,
  per_intent: [
    { intent: "track_order", support: 69, precision: 0.9, recall: 0.87 },
    { intent: "delivery_late", support: 71, precision: 0.92, recall: 0.93 },
    { intent: "order_status", support: 73, precision: 0.94, recall: 0.96 },
  ],
  confusions: [
    { expected: "track_order", read: "order_status", count: 6, texts: ["what about my order", "any news of my parcel"] },
    { expected: "delivery_late", read: "track_order", count: 3, texts: ["still not here"] },
    { expected: "order_status", read: "nlu_fallback", count: 1, texts: ["status"] },
  ],
  calibration: [
    { from: 0.2, to: 0.4, count: 12, right: 0.42, sure: 0.31 },
    { from: 0.4, to: 0.6, count: 30, right: 0.57, sure: 0.52 },
    { from: 0.6, to: 0.8, count: 64, right: 0.73, sure: 0.71 },
    { from: 0.8, to: 1, count: 900, right: 0.97, sure: 0.97 },
  ],
  curve,
  threshold: 0.4,
};

const REPORT: Report = { model_id: MODEL, base_model: BEFORE, seconds: { encoding: 0.6, learning: 3.1, judging: 2.2 }, examples: 3210, intents: {}, warnings: [], crossed: CROSSED };

/** A training in each state. */
export const RUNS: Run[] = [
  { ...RUN, id: "t_5", state: "queued", step: "", share: 0, seconds_left: null },
  RUN,
  { ...RUN, id: "t_2", state: "done", model_id: MODEL, passed: true, report: REPORT, verdict: VERDICT },
  { ...RUN, id: "t_3", state: "failed", code: "yaml_wrong", message: "This line is not indented like the one before.", file: "data/nlu/gifts.yml", line: 4 },
  { ...RUN, id: "t_4", state: "cancelled" },
];

const KEPT: Model = {
  model_id: BEFORE,
  trained_at: "2026-11-26T22:22:07Z",
  parent: null,
  examples: 3190,
  metrics: { accuracy: 0.903, exam_right: 371 },
  sha256: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
  approved_by: "Noor",
  approved_at: at(1),
  reason: null,
  state: "live",
  refused: null,
  intact: true,
};
export const MODELS: Model[] = [
  KEPT,
  { ...KEPT, model_id: MODEL, state: "candidate", parent: BEFORE, approved_by: null, approved_at: null },
  { ...KEPT, model_id: "20261125-101010-aaaaaaaa", state: "kept", reason: "The exam has no gift wrapping yet" },
  { ...KEPT, model_id: "20261124-101010-bbbbbbbb", state: "refused", intact: false, refused: "The archive holds a link that leads out of it.", approved_at: null, approved_by: null },
];

export const ROLLOUT: Rollout = {
  stage: "shadow",
  percent: 0,
  live: BEFORE,
  candidate: MODEL,
  slot_state: { model_id: "20261126-101500-3f2a", state: "up", says: null },
  since: at(20),
  by: "Ida",
  shadow: {
    seen: 212,
    differ: 2,
    differences: [
      { at: at(21), text: "it says delivered but i have nothing", live: { intent: "track_order", confidence: 0.46 }, candidate: { intent: "delivered_not_received", confidence: 0.92 } },
      { at: at(22), text: LONG, live: { intent: "nlu_fallback", confidence: 0.2 }, candidate: { intent: "gift_wrap", confidence: 0.7 } },
    ],
    latency_ms: { live: 11.2, candidate: 11.9 },
  },
  share: {
    live: { conversations: 120, handoff_rate: 0.12, fallback_rate: 0.08, latency_ms: 61 },
    candidate: { conversations: 0, handoff_rate: null, fallback_rate: null, latency_ms: null },
  },
  events: [{ at: at(20), by: "Ida", says: `${MODEL} reads along beside ${BEFORE}.` }],
  alarm: null,
};

export const TRIED: Tried = {
  session: "try_1",
  available: true,
  replies: [{ text: "I am sorry it is not there. May I have your order number?" }],
  understanding: {
    intent: { name: "delivered_not_received", confidence: 0.92 },
    ranking: [
      { name: "delivered_not_received", confidence: 0.92 },
      { name: "track_order", confidence: 0.05 },
    ],
    entities: [{ entity: "order_number", value: "4711" }],
    slots: { order_number: "4711", asked_for: null },
    missed: false,
    frustration: { score: 0.2, reasons: ["said twice"] },
  },
  handoff: null,
  model_id: MODEL,
  actions: ["order_form", "action_delivered_not_received", "action_listen"],
  decision: {
    reasons: [
      { name: "explicit_request", score: 0.02, threshold: 0.5, met: false },
      { name: "frustration", score: 0.61, threshold: 0.6, met: true },
      { name: "no_progress", score: null, threshold: null, met: false },
    ],
  },
};

export const DAYS = Array.from({ length: 21 }, (_, day) => ({
  day: `2026-11-${String(day + 6).padStart(2, "0")}`,
  messages: 400 + ((day * 37) % 90),
  missed: Math.max(4, 31 - day + ((day * 7) % 6)),
  handoffs: 20,
  labelled: day % 4 === 0 ? 12 : 0,
}));
