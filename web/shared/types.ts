/** What the desk says, as docs/wire.md §4 writes it. Names and shapes follow the wire exactly. */
import type { NarrowedBy } from "./team-types";

export type ConversationState = "with_bot" | "waiting" | "with_agent" | "wrap_up" | "closed" | "message_left";
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

export interface OrderCard { kind: "order"; order: Order | OrderGlance }

/** The way to an article of the help. */
export interface ArticleCard { kind: "article"; article: { id: string; number: number; title: string; url: string } }

export type Command = "request_agent" | "return_to_bot" | "held_yes" | "held_no";
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
  card: OrderCard | ArticleCard | null;
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
  | "bot_tries"
  | "message_left"
  | "transferred"
  | "agent_lost"
  | "ended"
  | "rated"
  | "note"
  | "labelled"
  | "snoozed"
  | "woken"
  | "merged"
  | "grant"
  | "promise"
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
  /** With `note`: the colleagues called in it. */
  mentions?: Person[];
  ask?: boolean; // With the end of a handling: is this a moment to ask how it was?
  /** With `grant`: which one, and whether only the team sees the line. */
  grant?: string;
  team_only?: boolean;
  /** With `merged`: the conversation that ended for this one. */
  merged?: string;
}

/** A colleague, by name. */
export interface Person {
  id: string;
  name: string;
}

/** A conversation as its customer sees it. */
export interface Conversation {
  id: string;
  state: ConversationState;
  agent: { name: string } | null;
  /** A place in line; kept while the assistant tries, so also `with_bot`. */
  waiting: Waiting | null;
  /** The message left for the team, while it is to be answered. */
  left: { email: string | null; due_at: string } | null;
  last_seq: number;
  notice?: string | null;
}

/** What was agreed about the wait. */
export type WaitContract = "nothing_said" | "keep_waiting" | "mail_me" | "bot_meanwhile";

export interface Waiting {
  position: number;
  /** In minutes; null while it is not known. */
  expected?: { from_minutes: number; to_minutes: number } | { longer: true } | null;
  since: string;
  agents_online: number;
  contract: WaitContract;
  email: string | null;
  /** When the house opens, in words, while it is closed. */
  opens: string | null;
  /** Whether the answer can be sent by e-mail. */
  can_mail: boolean;
}

export interface ConversationPage extends Pick<Conversation, "notice"> {
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
  /** Where it stands in line and why; `rank` sorts the line the way it is served. */
  line: Line | null;
  /** The service clock that runs out first. */
  due: Due | null;
  follow_up: FollowUp | null;
  labels: string[];
  snoozed_until: string | null;
  merged_into: string | null;
  narrowed_by: NarrowedBy;
}

export interface Line {
  why: string[];
  rank: [number, string, string];
  contract: WaitContract;
  for_agent: string | null;
  for_team: string | null;
}

export interface Due {
  measure: "first_reply" | "next_reply" | "resolution" | "follow_up";
  due_at: string;
  state: "ok" | "soon" | "breached";
}

/** A message left while nobody was there. */
export interface FollowUp {
  id: string;
  conversation_id: string;
  email: string | null;
  text: string;
  left_at: string;
  due_at: string;
  state: "open" | "taken" | "done";
}

export type Status = "available" | "away" | "offline";

export interface Seat {
  status: Status;
  status_at: string | null;
  capacity: number;
  load: number;
  skills: string[];
  languages: string[];
  teams: string[];
}

/** One waiting conversation before this agent, for a short while. */
export interface Offer {
  id: string;
  conversation_id: string;
  offered_at: string;
  expires_at: string;
  why: string[];
}

export interface Colleagues {
  agents: { id: string; name: string; present: boolean; seat: Seat }[];
  teams: { id: string; name: string }[];
}

export type View = "waiting" | "mine" | "follow_ups" | "mentions" | "snoozed" | "all";
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

export interface WidgetSession {
  token: string;
  expires_at: string;
  customer: { verified: boolean; name: string | null };
  shop: { name: string; assistant: string };
  attachments?: FileLimits;
}

/** How this house receives visitors (docs/wire.md §4). */
export interface Reception {
  opens: string | null;
  can_mail: boolean;
  ask: Record<"name" | "email", "off" | "optional" | "required">;
  consent: { text: string; link: string | null } | null;
}

export type { BriefPart, CannedReply, CannedReplyDraft, ConversationDetail, History, InboxChoices, InboxFilter, NarrowedBy, NarrowedView, Outcome, OwnDesk, SavedView, SearchHit, SearchPage, SearchResult, SuggestedReply, Suggestions, Then, Turn, UsableArticle, Verdict } from "./team-types";
export type { ClientFrame, ServerFrame } from "./frames";
