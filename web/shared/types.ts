/** What the desk says, as docs/wire.md §4 writes it. Names and shapes follow the wire exactly. */

export type ConversationState = "with_bot" | "waiting" | "with_agent" | "wrap_up" | "closed";
export type AuthorKind = "customer" | "bot" | "agent" | "system";

export interface Author {
  kind: AuthorKind;
  id: string | null;
  name: string;
}

export interface Money {
  amount: string;
  currency: string;
}

export interface TimelineStep {
  state: string;
  label: string;
  at: string | null;
  done: boolean;
}

/** What a guest may see of an order. Absent fields are never sent. */
export interface OrderGlance {
  number: string;
  state: string;
  state_label: string;
  placed_on: string;
  promised_on: string | null;
  timeline: TimelineStep[];
  carrier: string | null;
  late: boolean;
}

export interface Order extends OrderGlance {
  delivered_on: string | null;
  tracking_number: string | null;
  tracking_url: string | null;
  total: Money;
  items: { sku: string; name: string; quantity: number; unit_price: Money | string }[];
  refund: { state: "requested" | "approved" | "sent"; amount: Money; expected_on: string | null } | null;
  cancellable: boolean;
  returnable: boolean;
}

export interface OrderCard {
  kind: "order";
  order: Order | OrderGlance;
}

export type Command = "request_agent" | "return_to_bot";
export type QuickReply = { label: string; text: string } | { label: string; command: Command };

/** A file of a message. Pictures have width and height. */
export interface Attachment {
  id: string;
  name: string;
  type: string;
  bytes: number;
  width?: number;
  height?: number;
}

export interface FileLimits {
  bytes: number;
  per_message: number;
}

/** What holds until the desk has said what it takes. */
export const USUAL_LIMITS: FileLimits = { bytes: 10 * 1024 * 1024, per_message: 5 };

export interface Message {
  id: string;
  text: string;
  quick_replies: QuickReply[];
  card: OrderCard | null;
  attachments?: Attachment[];
  /** Set once its author has reworded it. */
  edited_at?: string;
  /** Its author took it back: the text is empty. */
  deleted?: true;
}

export type EntryKind =
  | "message"
  | "handoff_requested"
  | "claimed"
  | "handed_back"
  | "resolved"
  | "reopened"
  | "wait_ended"
  | "edited"
  | "deleted"
  | "hidden";

export interface Entry {
  seq: number;
  kind: EntryKind;
  at: string;
  author: Author;
  message: Message | null;
  line: string | null;
  /** With `edited` and `deleted`: an earlier message as it reads now. */
  change?: { seq: number; message: Message };
}

/** A conversation as its customer sees it. */
export interface Conversation {
  id: string;
  state: ConversationState;
  agent: { name: string } | null;
  waiting: { position: number; since: string; agents_online: number } | null;
  last_seq: number;
}

export interface ConversationPage {
  conversation: Conversation | null;
  entries: Entry[];
}

export interface Agent {
  id: string;
  name: string;
  email: string;
  role: "agent" | "supervisor" | "designer" | "admin";
}

/** A conversation as agents see it in the inbox. */
export interface Summary {
  id: string;
  state: ConversationState;
  customer: { name: string; verified: boolean; tier: string | null };
  last_text: string;
  last_author: AuthorKind | null;
  last_at: string;
  waiting_since: string | null;
  agent: { id: string; name: string } | null;
  /** Why it was handed over, in words. */
  reason: string | null;
  mood: number | null;
  last_seq: number;
}

export type View = "waiting" | "mine" | "all";
export type Counts = Record<View, number>;

export interface Customer {
  name: string;
  verified: boolean;
  email: string | null;
  tier: string | null;
  customer_id: string | null;
  since: string | null;
  contacts: number;
}

export interface Brief {
  reason: string;
  reason_label: string;
  evidence: string[];
  requested_at: string;
  customer: { name: string; verified: boolean; tier: string | null; email: string | null };
  wants: string;
  asked: { seq: number; text: string; intent: string | null; confidence: number | null; missed: boolean }[];
  tried: { seq: number; action: string; label: string }[];
  shop: { asked: string; answered: string; ok: boolean }[];
  slots: { name: string; label: string; value: string }[];
  attachments?: (Attachment & { seq: number })[];
  mood: number[];
  contacts: number;
}

/** What the bot understood of one customer message, found by its `seq`. */
export interface Turn {
  seq: number;
  intent: string | null;
  confidence: number | null;
  ranking: { name: string; confidence: number }[];
  entities: { entity: string; value: string }[];
  actions: string[];
  missed: boolean;
  /** 0 calm to 1 furious. */
  frustration: number;
  model_id: string | null;
}

export interface ConversationDetail {
  conversation: Summary;
  customer: Customer;
  brief: Brief | null;
  turns: Turn[];
  entries: Entry[];
}

export interface WidgetSession {
  token: string;
  expires_at: string;
  customer: { verified: boolean; name: string | null };
  shop: { name: string; assistant: string };
  attachments?: FileLimits;
}

export type ServerFrame =
  | { type: "ready"; conversation?: Conversation | null }
  | { type: "entry"; conversation_id: string; entry: Entry }
  | { type: "sent"; conversation_id: string; id: string; seq: number; entry: Entry }
  | { type: "refused"; conversation_id: string; id: string; status: number; code: string; message: string; field?: string }
  | { type: "seen"; conversation_id: string; by: "customer" | "agent"; seq: number }
  | { type: "conversation"; conversation: Conversation }
  | { type: "inbox"; conversation: Summary; counts: Counts }
  | { type: "typing"; conversation_id: string; author: { kind: AuthorKind; name: string }; on: boolean }
  | { type: "reload"; conversation_id: string }
  | { type: "error"; code: string; message: string }
  | { type: "pong" };

export type ClientFrame =
  | { type: "hello"; token: string; conversation_id: string; after: number }
  | { type: "watch"; conversation_id: string; after: number }
  | { type: "unwatch"; conversation_id: string }
  | { type: "typing"; conversation_id: string; on: boolean }
  | { type: "send"; conversation_id: string; id: string; text: string }
  | { type: "seen"; conversation_id: string; seq: number }
  | { type: "ping" };
