import type { InboxFilter, Summary, View } from "../shared/types";

const NOBODY: ReadonlySet<string> = new Set();
export const UPSET = 0.6;
const KEPT_AS = ["channel", "language", "reason", "about"] as const;

/** What a list is made of besides the conversations themselves. */
export interface Inbox {
  view: View;
  agentId: string;
  mentioned?: ReadonlySet<string>;
  filter?: InboxFilter;
  /** Of a list that comes page by page: the last change of the last one loaded. Older ones are not shown yet. */
  loadedTo?: string | null;
}

/** Whether a conversation belongs into this list. */
export function belongs(summary: Summary, { view, agentId, mentioned = NOBODY, filter = {} }: Inbox): boolean {
  if (view === "waiting") return summary.line !== null && passes(summary, filter, agentId);
  if (view === "follow_ups") return summary.follow_up !== null;
  const mine = summary.agent?.id === agentId;
  if (view === "mine") return mine && summary.snoozed_until === null;
  if (view === "snoozed") return mine && summary.snoozed_until !== null;
  if (view === "mentions") return mentioned.has(summary.id);
  return passes(summary, filter, agentId);
}

/** What the desk filters by, for what arrives live. */
export function passes(summary: Summary, filter: InboxFilter, agentId: string): boolean {
  const agent = filter.agent === "me" ? agentId : filter.agent;
  return (
    (filter.state === undefined || summary.state === filter.state) &&
    (agent === undefined || summary.agent?.id === agent) &&
    (filter.label === undefined || summary.labels.includes(filter.label)) &&
    (filter.tier === undefined || summary.customer.tier?.toLowerCase() === filter.tier.toLowerCase()) &&
    (filter.upset !== true || (summary.mood ?? 0) >= UPSET) &&
    KEPT_AS.every((name) => filter[name] === undefined || summary.narrowed_by[name] === filter[name]) &&
    (filter.team === undefined || summary.narrowed_by.teams.includes(filter.team))
  );
}

/** The conversations of a list: the line as it is served, messages left by urgency, the others by last change. */
export function listOf(all: ReadonlyMap<string, Summary>, inbox: Inbox): Summary[] {
  const found = [...all.values()].filter((summary) => belongs(summary, inbox));
  if (inbox.view === "waiting") return found.sort((left, right) => compare(rankOf(left), rankOf(right), left, right));
  if (inbox.view === "follow_ups") {
    return found.sort((left, right) => compare(left.follow_up?.due_at ?? "", right.follow_up?.due_at ?? "", left, right));
  }
  const to = inbox.view === "all" ? (inbox.loadedTo ?? "") : "";
  return found.filter(({ last_at: at }) => at >= to).sort((left, right) => compare(right.last_at, left.last_at, left, right));
}

/**
 * Takes a fresh list into what is known; what should be in it but is not any more is forgotten, but for `keep`. What was
 * heard live `since` the list was asked for is newer than the list, whether it holds it or not.
 */
export function refresh(
  all: ReadonlyMap<string, Summary>,
  inbox: Inbox,
  fresh: readonly Summary[],
  keep: string | null = null,
  since: (id: string) => boolean = () => false,
): Map<string, Summary> {
  const next = new Map([...all].filter(([id, summary]) => id === keep || since(id) || !belongs(summary, inbox)));
  for (const summary of fresh) {
    if (!since(summary.id)) next.set(summary.id, summary);
  }
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
