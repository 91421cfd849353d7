// Sample people, orders and conversations for the stand-in desk.
import { randomUUID } from "node:crypto";

const DAY = 24 * 3600_000;
const date = (days) => new Date(Date.now() + days * DAY).toISOString().slice(0, 10);
const at = (minutes) => new Date(Date.now() - minutes * 60_000).toISOString();

const STEPS = [
  ["paid", "Paid"],
  ["packed", "Packed"],
  ["shipped", "Shipped"],
  ["out_for_delivery", "Out for delivery"],
  ["delivered", "Delivered"],
];

function timeline(reached, startDays) {
  return STEPS.map(([state, label], index) => ({
    state,
    label,
    at: index <= reached ? new Date(Date.now() + (startDays + index) * DAY).toISOString() : null,
    done: index <= reached,
  }));
}

export const ORDERS = [
  {
    number: "20417", state: "shipped", state_label: "Shipped", placed_on: date(-4), promised_on: date(2),
    delivered_on: null, carrier: "DHL", tracking_number: "JD014600003", tracking_url: "http://127.0.0.1:5170/parcels/JD014600003",
    total: { amount: "59.90", currency: "EUR" },
    items: [
      { sku: "MUG-02", name: "Stoneware mug, sand", quantity: 2, unit_price: { amount: "14.95", currency: "EUR" } },
      { sku: "TEA-11", name: "Teapot 0.8 l", quantity: 1, unit_price: { amount: "30.00", currency: "EUR" } },
    ],
    timeline: timeline(2, -4), refund: null, late: false, cancellable: false, returnable: false,
  },
  {
    number: "20388", state: "delivered", state_label: "Delivered", placed_on: date(-20), promised_on: date(-14),
    delivered_on: date(-13), carrier: "GLS", tracking_number: "GL88", tracking_url: "http://127.0.0.1:5170/parcels/GL88",
    total: { amount: "129.00", currency: "EUR" },
    items: [{ sku: "LMP-04", name: "Reading lamp, brass", quantity: 1, unit_price: { amount: "129.00", currency: "EUR" } }],
    timeline: timeline(4, -20),
    refund: { state: "approved", amount: { amount: "129.00", currency: "EUR" }, expected_on: date(4) },
    late: false, cancellable: false, returnable: true,
  },
  {
    number: "20431", state: "late", state_label: "Late", placed_on: date(-9), promised_on: date(-2),
    delivered_on: null, carrier: "DHL", tracking_number: null, tracking_url: null,
    total: { amount: "18.50", currency: "EUR" },
    items: [{ sku: "NAP-01", name: "Linen napkins, set of four", quantity: 1, unit_price: { amount: "18.50", currency: "EUR" } }],
    timeline: timeline(2, -9), refund: null, late: true, cancellable: true, returnable: false,
  },
];

export const AGENT = { id: "a_maya", name: "Maya Lindqvist", email: "maya@acme.example", role: "agent" };
export const PEOPLE = {
  ana: { name: "Ana Petrova", verified: true, email: "ana@example.com", tier: "gold", customer_id: "C1003", since: "2023-04-11", contacts: 4 },
  tom: { name: "Tom Okafor", verified: true, email: "tom@example.com", tier: null, customer_id: "C1007", since: "2025-09-02", contacts: 1 },
  guest: { name: "Guest", verified: false, email: null, tier: null, customer_id: null, since: null, contacts: 1 },
};

export const BOT = { kind: "bot", id: null, name: "Acme Assistant" };
const customer = (person) => ({ kind: "customer", id: person.customer_id, name: person.name });

export function message(author, text, extra = {}) {
  return { kind: "message", author, message: { id: randomUUID(), text, quick_replies: [], card: null, ...extra }, line: null };
}

export function line(kind, author, text) {
  return { kind, author, message: null, line: text };
}

function stamped(entries, from) {
  return entries.map((entry, index) => ({ seq: index + 1, at: at(from - index * 0.4), ...entry }));
}

export const ANGRY_BRIEF = {
  reason: "frustration", reason_label: "Frustrated: said so twice in a row",
  evidence: ["wrote: “this is the second time it arrives broken”", "wrote in capitals: “I WANT A NEW ONE”"],
  requested_at: at(2.2),
  customer: { name: "Ana Petrova", verified: true, tier: "gold", email: "ana@example.com" },
  wants: "A replacement for the teapot in order 20417, which arrived broken",
  asked: [
    { seq: 1, text: "where is 20417", intent: "track_order", confidence: 0.94, missed: false },
    { seq: 3, text: "it came broken, this is the second time it arrives broken", intent: "report_damage", confidence: 0.71, missed: false },
    { seq: 5, text: "I WANT A NEW ONE", intent: "out_of_scope", confidence: 0.31, missed: true },
  ],
  tried: [
    { seq: 2, action: "action_track_order", label: "Looked up order 20417" },
    { seq: 4, action: "action_return_item", label: "Offered a return label" },
    { seq: 6, action: "action_miss", label: "Did not understand" },
  ],
  shop: [
    { asked: "Order 20417", answered: "Shipped with DHL, due Tuesday, 24 November", ok: true },
    { asked: "Return for order 20417", answered: "Not returnable until it is delivered", ok: false },
  ],
  slots: [
    { name: "order_number", label: "Order", value: "20417" },
    { name: "order_wish", label: "Wish", value: "return" },
  ],
  mood: [0.12, 0.2, 0.55, 0.84], contacts: 4,
};

const turn = (seq, intent, confidence, missed = false, frustration = 0.1) => ({
  seq, intent, confidence, missed, ranking: [{ name: intent, confidence }, { name: "return_item", confidence: 0.12 }],
  entities: seq === 1 ? [{ entity: "order_number", value: "20417", start: 9, end: 14 }] : [],
  actions: ["action_track_order"], frustration, model_id: "20261122-1",
});

export function conversations() {
  const ana = customer(PEOPLE.ana);
  const system = { kind: "system", id: null, name: "Warmhand" };
  return [
    {
      id: "c_ana", state: "waiting", person: PEOPLE.ana, agent: null, waiting_since: at(2.2), mood: 0.84, brief: ANGRY_BRIEF,
      turns: [turn(1, "track_order", 0.94), turn(3, "report_damage", 0.71, false, 0.55), turn(5, "out_of_scope", 0.31, true, 0.84)],
      orders: ORDERS,
      entries: stamped([
        message(ana, "where is 20417"),
        message(BOT, "Order 20417 was shipped with DHL and is due on Tuesday, 24 November.", { card: { kind: "order", order: ORDERS[0] } }),
        message(ana, "it came broken, this is the second time it arrives broken"),
        message(BOT, "I am sorry to hear that. I can make a return label, or a person can look at it with you."),
        message(ana, "I WANT A NEW ONE"),
        message(BOT, "I have not understood that well enough to act on it. A person is the better choice here."),
        line("handoff_requested", system, "Ana asked for a person"),
      ], 5),
    },
    {
      id: "c_tom", state: "waiting", person: PEOPLE.tom, agent: null, waiting_since: at(0.7), mood: 0.2,
      brief: { ...ANGRY_BRIEF, reason: "explicit_request", reason_label: "Asked for a person", evidence: ["asked: “a human please”"],
        wants: "To change the delivery address of an order", asked: [], tried: [], shop: [], slots: [], mood: [0.1, 0.2], contacts: 1,
        customer: { name: "Tom Okafor", verified: true, tier: null, email: "tom@example.com" } },
      turns: [], orders: [ORDERS[2]],
      entries: stamped([message(customer(PEOPLE.tom), "a human please, my address changed"), line("handoff_requested", system, "Tom asked for a person")], 1),
    },
    {
      id: "c_guest", state: "with_bot", person: PEOPLE.guest, agent: null, waiting_since: null, mood: 0.1, brief: null, turns: [], orders: [],
      entries: stamped([message(customer(PEOPLE.guest), "do you ship to Norway?"), message(BOT, "Yes, in four to six working days.")], 18),
    },
  ];
}
