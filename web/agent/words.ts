import type { Due, FollowUp } from "../shared/types";

const MEASURES: Record<Due["measure"], string> = {
  first_reply: "First reply",
  next_reply: "Reply",
  follow_up: "Answer",
  resolution: "Solution",
};

/** "track_order" as people say it. */
export function spoken(name: string): string {
  const words = name.replaceAll("_", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** A clock in words: "Reply due in 2 min", "First reply 3 min late". */
export function dueWords(due: Due, nowMs: number): string {
  const left = Date.parse(due.due_at) - nowMs;
  return left >= 0 ? `${MEASURES[due.measure]} due in ${span(left)}` : `${MEASURES[due.measure]} ${span(-left)} late`;
}

/** When a message left is to be answered: "Answer within 3 h". */
export function answerBy(left: FollowUp, nowMs: number): string {
  const remains = Date.parse(left.due_at) - nowMs;
  return remains >= 0 ? `Answer within ${span(remains)}` : `Answer ${span(-remains)} late`;
}

export function leftWords(left: FollowUp, nowMs: number): string {
  const where = left.email === null ? "" : ` and the address ${left.email}`;
  return `Left a message${where}. ${answerBy(left, nowMs)}.`;
}

/** Parts as one sentence: "Waiting 3 min, upset (+3 min)." */
export function sentence(parts: readonly string[]): string {
  const said = parts.join(", ");
  return said === "" ? "" : `${said[0]?.toUpperCase() ?? ""}${said.slice(1)}.`;
}

/** Whole seconds left of an offer; never below zero. */
export function secondsLeft(expiresAt: string, nowMs: number): number {
  return Math.max(0, Math.ceil((Date.parse(expiresAt) - nowMs) / 1000));
}

function span(ms: number): string {
  const minutes = Math.floor(ms / 60_000);
  if (minutes < 1) return "1 min";
  if (minutes < 120) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} h` : `${Math.floor(hours / 24)} d`;
}
