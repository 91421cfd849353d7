/** Alarms and incidents as the desk tells them (docs/wire.md §4). */
export interface Alarm {
  id: string;
  reason: string;
  state: "open" | "confirmed" | "dismissed" | "quiet";
  raised_at: string;
  risen_at: string;
  rule: "history" | "cold";
  window_hours: number;
  people: number;
  everybody: number;
  /** The usual share, 0 to 1; null without history. */
  usual: number | null;
  chance: number | null;
  decided_at: string | null;
  decided_by: string | null;
  why: string | null;
}

export type SharedKind = "carrier" | "product" | "payment_method" | "warehouse" | "placed_on" | "late";

/** Something the orders behind an alarm have in common, and how common it is. */
export interface Shared {
  kind: SharedKind;
  value: string;
  label: string;
  behind: number;
  of_behind: number;
  recent: number;
  of_recent: number;
  times: number;
}

export interface PersonBehind {
  name: string;
  verified: boolean;
  conversation_id: string;
  at: string;
  said: string;
}

export interface BehindAlarm {
  alarm: Alarm;
  people: PersonBehind[];
  also: string[];
  /** Null while the shop does not answer. */
  shared: Shared[] | null;
}

export interface Scope {
  kind: SharedKind;
  value: string;
  label: string;
  open_only: boolean;
}

export type Telling = "told" | "will_be" | "wrote" | "no_consent" | "no_conversation" | "enough";

export interface Affected {
  customers: number;
  orders: number;
  counts: Partial<Record<Telling, number>>;
  list: { customer_id: string; name: string; orders: string[]; telling: Telling }[];
}

export interface TroubleOutcome {
  affected: number;
  wrote_before: number;
  told: number;
  told_wrote: number;
  not_told: number;
  not_told_wrote: number;
  avoided: number | null;
  what_it_is: string;
}

export interface Incident {
  id: string;
  alarm_id: string;
  name: string;
  reasons: string[];
  scope: Scope;
  answer: string;
  banner: string;
  tell: boolean;
  state: "open" | "closed";
  opened_at: string;
  opened_by: string;
  closed_at: string | null;
  closed_by: string | null;
  closing: string | null;
  outcome: TroubleOutcome;
}

export interface TroublesAnswer {
  alarms: Alarm[];
  incidents: Incident[];
  history: boolean;
  rule: { least_people: number; times: number; cold_people: number; cold_share: number; most_a_week: number };
}
