/** The audit log as the desk tells it (docs/wire.md §4). */
export interface AuditLine {
  seq: number;
  at: string;
  by: { id: string; name: string };
  /** "looked at a conversation" */
  did: string;
  action: string;
  subject: string;
  detail: Record<string, unknown>;
  /** The conversation it was about, while that is kept. */
  conversation_id: string | null;
  /** Whether it is as it was written after the line before it. */
  intact: boolean;
}

export interface AuditPage {
  lines: AuditLine[];
  next: number | null;
}

export interface AuditChoices {
  people: { id: string; name: string }[];
  kinds: { id: string; name: string }[];
}

export interface AuditChain {
  checked: number;
  last: number;
  broken_at: number | null;
  whole: boolean;
}
