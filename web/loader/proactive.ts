/** Messages that speak first: on which page, after how long, and how rarely. What the desk's service file says. */
export interface Proactive {
  id: string;
  text: string;
  pages: string[];
  after_seconds: number;
  most_times: number;
  days_between: number;
}

/** How often each was shown in this browser, and when last (ms). */
export type Shown = Record<string, [times: number, last: number] | undefined>;

const DAY = 86_400_000;

/** The first message for this page that this browser has not had too often. */
export function dueMessage(messages: readonly Proactive[], page: string, shown: Shown, now: number): Proactive | null {
  return (
    messages.find(({ id, pages, most_times, days_between }) => {
      const [times, last] = shown[id] ?? [0, 0];
      const rested = times === 0 || now - last >= days_between * DAY;
      return times < most_times && rested && pages.some((pattern) => matches(pattern, page));
    }) ?? null
  );
}

/** `*` stands for anything, all else for itself. */
export function matches(pattern: string, page: string): boolean {
  const parts = pattern.split("*").map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${parts.join(".*")}$`).test(page);
}
