/** What can be given to make good, as docs/wire.md §4 writes it. Amounts are whole minor units. */

export type Gift = "refund" | "replacement" | "voucher" | "shipping_upgrade" | "gesture";
export type Cause = "late" | "lost" | "damaged" | "wrong_item" | "poor_service" | "loyalty" | "other";
export type Standing = "bot" | "agent" | "supervisor" | "admin";
export type GrantState =
  | "waiting"
  | "asked"
  | "unknown"
  | "done"
  | "refused"
  | "declined"
  | "lapsed"
  | "undo_asked"
  | "undo_unknown"
  | "undone";

export interface Amount {
  minor: number;
  currency: string;
}

export interface Offer {
  gift: Gift;
  possible: boolean;
  why: string | null;
  most: Amount;
  fixed: boolean;
  sku: string | null;
  label: string;
}

export interface Verdict {
  answer: "within" | "needs_approval" | "never";
  reasons: string[];
  matrix_version: number;
  /** How much could be given at once, in minor units. */
  left: number;
}

export interface Wish {
  order_number: string;
  gift: Gift;
  cause: Cause;
  amount: Amount;
  sku: string | null;
}

export interface Grant {
  id: string;
  conversation_id: string;
  order_number: string;
  gift: Gift;
  cause: Cause;
  amount: Amount;
  sku: string | null;
  state: GrantState;
  by: { id: string; name: string };
  decided_by: string | null;
  matrix_version: number;
  at: string;
  undo_until: string | null;
  told: { code?: string | null; new_order?: string | null } | null;
  problem: string | null;
}

export interface LedgerStep {
  seq: number;
  step: string;
  at: string;
  by: string | null;
  matrix_version: number | null;
  reasons: string[];
  why: string | null;
}

export interface LedgerGrant extends Grant {
  steps: LedgerStep[];
  outcome: { rating: number | null; solved: boolean | null };
}

export interface Approval {
  grant: Grant;
  says: string;
  stage: "first" | "deputy" | "all";
  until: string | null;
  verdict: Verdict;
}

export interface Rule {
  standing: Standing;
  tier: "any" | "standard" | "silver" | "gold";
  cause: Cause | "any";
  gift: Gift;
  up_to: number;
}

export interface Caps {
  case: number;
  customer: number;
  agent: number;
}

export interface MatrixDraft {
  rules: Rule[];
  caps: Partial<Record<Standing, Caps>>;
  approvers: { first: string | null; deputy: string | null; minutes: number };
  undo_minutes: number;
}

export interface Matrix extends MatrixDraft {
  version: number;
  at: string;
  by: string;
  why: string;
  currency: string;
}

export interface MatrixAnswer {
  matrix: Matrix;
  versions: { version: number; at: string; by: string; why: string }[];
  approvers: { id: string; name: string }[];
}

export interface Preview {
  asked: number;
  changed: number;
  gifts: { grant_id: string; conversation_id: string; says: string; by: string; at: string; before: Verdict["answer"]; after: Verdict["answer"]; why: string }[];
}
