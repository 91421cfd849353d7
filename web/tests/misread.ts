import type { Label, Message } from "../studio/contract";

/** A misread message of the studio with sensible rest. */
export function message(id: number, rest: Partial<Message> = {}): Message {
  return {
    id,
    conversation_id: `c_${id}`,
    seq: 1,
    at: "2026-11-26T10:00:00Z",
    text: `where is my order ${id}`,
    model_id: "20261126-101010-abcdef",
    intent: "track_order",
    confidence: 0.46,
    ranking: [
      { name: "track_order", confidence: 0.46 },
      { name: "delivery_late", confidence: 0.31 },
    ],
    cost: 5,
    reasons: [{ kind: "handoff", says: "It ended with a person having to help" }],
    suggested: null,
    version: 1,
    label: null,
    ...rest,
  };
}

export function label(rest: Partial<Label> = {}): Label {
  return { id: "l_1", kind: "intent", intent: "track_order", text: null, by: "Ida", at: "2026-11-26T10:05:00Z", state: "pending", ...rest };
}
