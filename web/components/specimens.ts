import type { Brief, Entry, History, InboxChoices, Order, OrderGlance, Suggestions, Summary, Turn } from "../shared/types";

/** What the component pages show: invented people and orders, one of each kind and state. */
export const NOW = new Date("2026-11-26T12:00:00Z");
export const LONG =
  "Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichenhersteller: https://shop.example/a/very/long/address/that/has/no/place/to/break?with=everything&and=more";
export const ARABIC = "أين طلبي رقم 20417؟ كان يجب أن يصل أمس.";

const at = (minute: number) => `2026-11-26T10:${String(minute).padStart(2, "0")}:00Z`;

export const GLANCE: OrderGlance = {
  number: "20417",
  state: "shipped",
  state_label: "Shipped",
  placed_on: "2026-11-18",
  promised_on: "2026-11-27",
  timeline: [
    { state: "paid", label: "Paid", at: "2026-11-18T09:00:00Z", done: true },
    { state: "packed", label: "Packed", at: "2026-11-19T09:00:00Z", done: true },
    { state: "shipped", label: "Shipped", at: "2026-11-20T09:00:00Z", done: true },
    { state: "delivered", label: "Delivered", at: null, done: false },
  ],
  carrier: "DHL",
  late: false,
};

export const ORDER: Order = {
  ...GLANCE,
  delivered_on: null,
  tracking_number: "JD0144",
  tracking_url: "https://dhl.example/JD0144",
  total: { amount: "59.90", currency: "EUR" },
  items: [{ sku: "FO-102", name: "Stoneware mug, Moss", quantity: 2, unit_price: { amount: "14.95", currency: "EUR" } }],
  refund: null,
  cancellable: false,
  returnable: false,
};

export const LATE: Order = { ...ORDER, number: "20411", promised_on: "2026-11-22", late: true };
export const REFUNDED: Order = {
  ...ORDER,
  number: "20404",
  state: "returned",
  state_label: "Returned",
  refund: { state: "approved", amount: { amount: "59.90", currency: "EUR" }, expected_on: "2026-11-30" },
};

type Said = Partial<Omit<Entry, "author">> & { seq: number; text: string; who: "customer" | "bot" | "agent" };

export function said({ seq, text, who, ...rest }: Said): Entry {
  const names = { customer: "Ana Petrova", bot: "Fern", agent: "Maya" };
  return {
    seq,
    kind: "message",
    at: at(seq),
    author: { kind: who, id: who === "agent" ? "a_maya" : null, name: names[who] },
    message: { id: `m${seq}`, text, quick_replies: [], card: null },
    line: null,
    ...rest,
  };
}

const line = (seq: number, kind: Entry["kind"], words: string): Entry => ({
  ...said({ seq, text: "", who: "agent" }),
  kind,
  message: null,
  line: words,
});

const WITH_FILES = said({ seq: 6, text: "it arrived like this", who: "customer" });

export const TRANSCRIPT: Entry[] = [
  said({ seq: 1, text: "where is my order 20417", who: "customer" }),
  said({ seq: 2, text: "It is on its way.", who: "bot", message: { id: "m2", text: "It is on its way.", quick_replies: [], card: { kind: "order", order: ORDER } } }),
  said({ seq: 3, text: LONG, who: "customer" }),
  line(4, "handoff_requested", "Waiting for a person from our team"),
  line(5, "claimed", "Maya joined"),
  {
    ...WITH_FILES,
    message: {
      id: "m6",
      text: "it arrived like this",
      quick_replies: [],
      card: null,
      attachments: [{ id: "f1", name: "receipt with a rather long name of 2026.pdf", type: "application/pdf", bytes: 48_000 }],
    },
  },
  { ...said({ seq: 7, text: "looks like fraud to me", who: "agent" }), kind: "note", mentions: [{ id: "a_tom", name: "Tom" }] },
  said({ seq: 8, text: "I am sorry. A new one leaves today.", who: "agent" }),
  { ...said({ seq: 9, text: "", who: "customer" }), message: { id: "m9", text: "", quick_replies: [], card: null, deleted: true, edited_at: at(9) } },
  said({ seq: 10, text: ARABIC, who: "customer" }),
];

export const TURN: Turn = {
  seq: 1,
  intent: "track_order",
  confidence: 0.97,
  ranking: [
    { name: "track_order", confidence: 0.97 },
    { name: "order_status", confidence: 0.02 },
  ],
  entities: [{ entity: "order_number", value: "20417" }],
  actions: ["action_track_order"],
  missed: false,
  frustration: 0.1,
  model_id: "20261126",
};

export const BRIEF: Brief = {
  reason: "frustration",
  reason_label: "Upset, and not helped",
  evidence: ["said: “this is the third time”", "the last two answers missed"],
  requested_at: at(4),
  customer: { name: "Ana Petrova", verified: true, tier: "gold", email: "ana@example.com" },
  wants: "Track order: where is my order 20417",
  asked: [
    { seq: 1, text: "where is my order 20417", intent: "track_order", confidence: 0.97, missed: false },
    { seq: 3, text: "this is the third time i ask", intent: "complaint", confidence: 0.41, missed: true },
  ],
  tried: [{ seq: 2, action: "action_track_order", label: "Looked up the order" }],
  shop: [{ asked: "Order 20417", answered: "Shipped with DHL, due 27 November", ok: true }],
  slots: [{ name: "order_number", label: "Order", value: "20417" }],
  mood: [0.1, 0.4, 0.8],
  contacts: 2,
};

export const SUGGESTIONS: Suggestions = {
  available: true,
  question: "it arrived broken",
  replies: [
    {
      text: "I am sorry, {{customer.first_name}}. A new one leaves our house today; the broken one stays with you.",
      likeness: 0.81,
      from: { conversation_id: "c_9", seq: 4, agent: "Tom", at: "2026-11-20T10:00:00Z", rating: 5, question: "the mug came in pieces" },
    },
  ],
  articles: [{ id: "return_policy", title: "Return policy", text: "You can send back anything within 30 days of delivery, unused and with its label.", url: "/help/returns", staff: "Beyond 30 days a supervisor decides.", old: false }],
};

export const HISTORY: History = {
  handlings: [
    {
      at: "2026-11-02T10:00:00Z",
      conversation_id: "c_5",
      reason: "Asked for a person",
      agent: "Tom",
      outcome: "solved",
      ended_at: "2026-11-02T10:20:00Z",
      contact_reason: "delivery_late",
      note: "Carrier had lost it",
    },
  ],
  ratings: [{ score: 4, reasons: ["speed"], text: "quick, thanks", of: "Tom", at: "2026-11-02T10:30:00Z" }],
  merged: [],
  note: { text: "Prefers to be written to in the evening", by: "Tom", at: "2026-11-02T10:21:00Z" },
};

const SUMMARY: Summary = {
  id: "c_1",
  state: "with_agent",
  customer: { name: "Ana Petrova", verified: true, tier: "gold" },
  last_text: "it arrived like this",
  last_author: "customer",
  last_at: at(6),
  waiting_since: null,
  agent: { id: "a_maya", name: "Maya" },
  reason: null,
  mood: 0.2,
  last_seq: 10,
  line: null,
  due: null,
  follow_up: null,
  labels: [],
  snoozed_until: null,
  merged_into: null,
  narrowed_by: { channel: "chat", language: "en", reason: null, about: null, teams: [] },
};

export const CHOICES: InboxChoices = {
  languages: ["ar", "de", "en"],
  reasons: [{ id: "frustration", name: "Frustrated with the assistant" }],
  about: ["refund_status", "delivery_late"],
  teams: [{ id: "care", name: "Customer care" }],
};

/** A row of the inbox in each state. */
export const SUMMARIES: Summary[] = [
  SUMMARY,
  {
    ...SUMMARY,
    id: "c_2",
    state: "waiting",
    customer: { name: "Visitor", verified: false, tier: null },
    agent: null,
    reason: "Asked for a person",
    mood: 0.9,
    waiting_since: at(2),
    line: { why: ["longest waiting"], rank: [0, at(2), "c_2"], contract: "nothing_said", for_agent: null, for_team: null },
    due: { measure: "first_reply", due_at: at(1), state: "breached" },
    last_text: LONG,
  },
  { ...SUMMARY, id: "c_3", labels: ["carrier", "damage"], due: { measure: "next_reply", due_at: "2026-11-26T12:04:00Z", state: "soon" } },
  { ...SUMMARY, id: "c_4", state: "with_bot", agent: null, last_author: "bot", last_text: ARABIC, narrowed_by: { ...SUMMARY.narrowed_by, channel: "email", language: "ar" } },
  { ...SUMMARY, id: "c_5", agent: { id: "a_tom", name: "Tom" }, snoozed_until: "2026-11-27T09:00:00Z" },
  { ...SUMMARY, id: "c_6", state: "closed", last_text: "" },
];
