import type { AuthorKind, Conversation, Counts, Entry, Summary, OwnDesk, Person } from "./types";

/** What the desk says on a socket, and what browsers say (docs/wire.md §4). */
export type ServerFrame =
  | { type: "ready"; conversation?: Conversation | null }
  | { type: "entry"; conversation_id: string; entry: Entry }
  | { type: "sent"; conversation_id: string; id: string; seq: number; entry: Entry }
  | { type: "refused"; conversation_id: string; id: string; status: number; code: string; message: string; field?: string }
  | { type: "seen"; conversation_id: string; by: "customer" | "agent"; seq: number }
  | { type: "viewing"; conversation_id: string; agent: Person; on: boolean }
  | { type: "conversation"; conversation: Conversation }
  | { type: "inbox"; conversation: Summary; counts: Counts }
  | { type: "typing"; conversation_id: string; author: { kind: AuthorKind; name: string }; on: boolean }
  | ({ type: "desk" } & OwnDesk)
  | { type: "reload"; conversation_id: string }
  | { type: "error"; code: string; message: string }
  | { type: "pong" };

export type ClientFrame =
  | { type: "hello"; token: string; conversation_id: string; after: number }
  | { type: "watch"; conversation_id: string; after: number }
  | { type: "unwatch"; conversation_id: string }
  | { type: "typing"; conversation_id: string; on: boolean }
  | { type: "viewing"; conversation_id: string; on: boolean }
  | { type: "send"; conversation_id: string; id: string; text: string; attachments?: string[] }
  | { type: "seen"; conversation_id: string; seq: number }
  | { type: "ping" };
