import type { KeptRate, Promised, Standing, What } from "../shared/promise-types";

export const WHATS: Record<What, string> = {
  refund: "Refund",
  replacement: "Replacement",
  delivery: "Delivery",
  call_back: "Call back",
  answer: "Answer",
  other: "Something else",
};

export const STANDINGS: Record<Standing, string> = {
  open: "Promised",
  at_risk: "Due soon",
  late: "Late",
  kept: "Kept",
  broken: "Broken",
  withdrawn: "Taken back",
  moved: "Moved",
};

/** Whether it should catch the eye. */
export function presses(one: Pick<Promised, "standing">): boolean {
  return one.standing === "at_risk" || one.standing === "late" || one.standing === "broken";
}

/** "92 %", or a dash where nothing had to be kept. */
export function shareWords({ share }: Pick<KeptRate, "share">): string {
  return share === null ? "–" : `${Math.round(share * 100)} %`;
}

export function calledWords(count: number): string {
  return count === 1 ? "A promise is due soon, or late" : `${count} promises are due soon, or late`;
}
