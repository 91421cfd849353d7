import type { Summary, View } from "../shared/types";

const NOBODY: ReadonlySet<string> = new Set();

/** Whether a conversation belongs into a view of this agent's inbox. */
export function belongs(summary: Summary, view: View, agentId: string, mentioned: ReadonlySet<string> = NOBODY): boolean {
  if (view === "waiting") return summary.line !== null;
  if (view === "follow_ups") return summary.follow_up !== null;
  const mine = summary.agent?.id === agentId;
  if (view === "mine") return mine && summary.snoozed_until === null;
  if (view === "snoozed") return mine && summary.snoozed_until !== null;
  if (view === "mentions") return mentioned.has(summary.id);
  return true;
}

/** A view's conversations: the line as it is served, messages left by urgency, the others by last change. */
export function listOf(
  all: ReadonlyMap<string, Summary>,
  view: View,
  agentId: string,
  mentioned: ReadonlySet<string> = NOBODY,
): Summary[] {
  const found = [...all.values()].filter((summary) => belongs(summary, view, agentId, mentioned));
  if (view === "waiting") return found.sort((left, right) => compare(rankOf(left), rankOf(right), left, right));
  if (view === "follow_ups") return found.sort((left, right) => compare(left.follow_up?.due_at ?? "", right.follow_up?.due_at ?? "", left, right));
  return found.sort((left, right) => compare(right.last_at, left.last_at, left, right));
}

/** Takes a view's fresh list into what is known; what should be in the view but is not any more is forgotten. */
export function refresh(
  all: ReadonlyMap<string, Summary>,
  view: View,
  agentId: string,
  fresh: readonly Summary[],
): Map<string, Summary> {
  const next = new Map([...all].filter(([, summary]) => !belongs(summary, view, agentId)));
  for (const summary of fresh) next.set(summary.id, summary);
  return next;
}

function rankOf(summary: Summary): string {
  return (summary.line?.rank ?? []).join(" ");
}

function compare(left: string, right: string, one: Summary, other: Summary): number {
  if (left !== right) return left < right ? -1 : 1;
  return one.id < other.id ? -1 : 1;
}

/** The conversation to select when moving up or down from the selected one; the ends hold. */
export function neighbour(list: readonly Summary[], selected: string | null, step: 1 | -1): string | null {
  if (list.length === 0) return null;
  const at = list.findIndex((summary) => summary.id === selected);
  const next = at === -1 ? (step === 1 ? 0 : list.length - 1) : Math.min(list.length - 1, Math.max(0, at + step));
  return list[next]?.id ?? null;
}
