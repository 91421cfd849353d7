import type { Amount, Cause, Gift, GrantState, LedgerGrant, Verdict } from "../shared/gift-types";

export const GIFTS: Record<Gift, string> = {
  refund: "Refund",
  replacement: "Replacement",
  voucher: "Voucher",
  shipping_upgrade: "Faster delivery",
  gesture: "Small present",
};

export const CAUSES: Record<Cause, string> = {
  late: "Late delivery",
  lost: "Lost parcel",
  damaged: "Damaged goods",
  wrong_item: "Wrong item",
  poor_service: "Poor service on our side",
  loyalty: "Loyal customer",
  other: "Another reason",
};

export const STATES: Record<GrantState, string> = {
  waiting: "Waits for approval",
  asked: "On its way to the shop",
  unknown: "Not answered yet",
  done: "Given",
  refused: "Not given",
  declined: "Declined",
  lapsed: "Nobody decided",
  undo_asked: "Being taken back",
  undo_unknown: "Not answered yet",
  undone: "Taken back",
};

export const ANSWERS: Record<Verdict["answer"], string> = {
  within: "Within your authority",
  needs_approval: "Needs approval",
  never: "Cannot be given",
};

export const STEPS: Record<string, string> = {
  asked: "Given within one's authority",
  approval_asked: "Asked for approval",
  approved: "Approved",
  declined: "Declined",
  lapsed: "Nobody decided",
  done: "Carried out by the shop",
  refused: "Refused by the shop",
  undo_asked: "Asked to take back",
  undone: "Taken back by the shop",
  undo_refused: "The shop would not take it back",
};

const SIGNS: Record<string, string> = { EUR: "€", USD: "$", GBP: "£" };
const WHOLE = new Set(["JPY"]);

/** `€59.90`. */
export function money({ minor, currency }: Amount): string {
  const sign = SIGNS[currency];
  return sign === undefined ? `${decimal(minor, currency)} ${currency}` : `${sign}${decimal(minor, currency)}`;
}

/** `59.90`, as it is typed. */
export function decimal(minor: number, currency: string): string {
  if (WHOLE.has(currency)) return String(minor);
  return `${Math.floor(minor / 100)}.${String(minor % 100).padStart(2, "0")}`;
}

/** What was typed, in minor units; null when it is no amount of that currency. A comma is a point. */
export function minorOf(typed: string, currency: string): number | null {
  const found = /^(\d{1,6})(?:[.,](\d{1,2}))?$/.exec(typed.trim());
  if (found === null) return null;
  const fraction = found[2] ?? "";
  if (WHOLE.has(currency)) return fraction === "" ? Number(found[1]) : null;
  return Number(found[1]) * 100 + Number(fraction.padEnd(2, "0"));
}

/** "4:07" until that moment; null once it is over. */
export function timeLeft(until: string | null, nowMs: number): string | null {
  if (until === null) return null;
  const seconds = Math.ceil((Date.parse(until) - nowMs) / 1000);
  return seconds <= 0 ? null : `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

/** What came of it, once something did. */
export function outcomeWords({ outcome }: Pick<LedgerGrant, "outcome">): string {
  const said = [];
  if (outcome.solved !== null) said.push(outcome.solved ? "solved" : "not solved");
  if (outcome.rating !== null) said.push(`rated ${outcome.rating} of 5`);
  return said.length === 0 ? "" : `Afterwards: ${said.join(", ")}`;
}
