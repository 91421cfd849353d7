import type { AuthorKind, Brief, ConversationState, Customer, Entry, Offer, Seat, Summary } from "./types";

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
  verdict: Verdict | null;
  turns: Turn[];
  entries: Entry[];
}

export type BriefPart = "wish" | "reason" | "tried" | "shop" | "mood" | "other";

/** Whether an agent found the brief right. */
export interface Verdict {
  right: boolean;
  wrong_part: BriefPart | null;
}

/** What is said at the end of a handling. */
export interface Outcome {
  solved: boolean;
  note: string;
  contact_reason: string | null;
  understood: { seq: number; intent: string }[];
}

export type Then = "nothing" | "resolve" | "hand_back" | "snooze_a_day";

export interface CannedReply {
  id: string;
  shortcut: string;
  title: string;
  text: string;
  shared: boolean;
  labels: string[];
  then: Then;
  mine_to_change: boolean;
}

export type CannedReplyDraft = Omit<CannedReply, "id" | "mine_to_change">;

/** What is known of the conversation's customer from before. */
export interface History {
  handlings: {
    at: string;
    conversation_id: string;
    reason: string;
    agent: string | null;
    outcome: string | null;
    ended_at: string | null;
    contact_reason: string | null;
    note: string;
  }[];
  ratings: { score: number; reasons: string[]; text: string; of: string | null; at: string }[];
  merged: { id: string; name: string; at: string }[];
  note: { text: string; by: string; at: string } | null;
}

/** What helped before with what the customer asks just now. Never sent by itself. */
export interface Suggestions {
  /** False when nobody could say just now what the question means. */
  available: boolean;
  question: string | null;
  replies: SuggestedReply[];
  articles: UsableArticle[];
}

/** A published article as an agent may use it; `staff` is for the team alone. */
export interface UsableArticle {
  id: string;
  title: string;
  text: string;
  url: string;
  staff: string;
  old: boolean;
}

/** Names and numbers of the other customer are places such as {{customer.first_name}}. */
export interface SuggestedReply {
  text: string;
  likeness: number;
  from: { conversation_id: string; seq: number; agent: string; at: string; rating: number | null; question: string };
}

/** What narrows the inbox down; all that is set must hold. */
export interface InboxFilter {
  state?: ConversationState;
  /** An agent's id, or "me". */
  agent?: string;
  label?: string;
  tier?: string;
  upset?: boolean;
  channel?: NarrowedBy["channel"];
  language?: string;
  /** Why a person was asked for. */
  reason?: string;
  /** An intent. */
  about?: string;
  team?: string;
}

/** What a filter asks of a conversation and its line does not tell anyway. */
export interface NarrowedBy {
  /** How answers reach the customer: "email" is besides the chat. */
  channel: "chat" | "email";
  language: string | null;
  reason: string | null;
  about: string | null;
  /** Kept for, or of the agent who holds it. */
  teams: string[];
}

/** What the inbox can be narrowed down by in this house. */
export interface InboxChoices {
  languages: string[];
  reasons: { id: string; name: string }[];
  about: string[];
  teams: { id: string; name: string }[];
}

/** The lists that can be narrowed down. */
export type NarrowedView = "all" | "waiting";

export interface SavedView {
  id: string;
  name: string;
  view: NarrowedView;
  filter: InboxFilter;
}

export interface SearchHit {
  seq: number;
  at: string;
  kind: string;
  author: { kind: AuthorKind; name: string };
  excerpt: { text: string; hit: boolean }[];
}

export interface SearchResult {
  conversation: Summary;
  hits: SearchHit[];
}

export interface SearchPage {
  results: SearchResult[];
  next: number | null;
}

export interface OwnDesk {
  seat: Seat;
  offer: Offer | null;
  /** How many gifts wait for this agent's decision. */
  approvals?: number;
  /** How many promises call this agent. */
  promises?: number;
  /** How many alarms wait for a supervisor's word. */
  troubles?: number;
  /** How many low ratings are this agent's to make good. */
  recoveries?: number;
  /** Reviews to do; alarms of the mystery shopper, for those who lead. */
  quality?: { reviews?: number; alarms?: number };
}
