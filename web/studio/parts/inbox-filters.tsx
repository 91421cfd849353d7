import { useRef } from "preact/hooks";
import type { InboxAsked, IntentRow, ReasonKind } from "../contract";
import { spoken } from "../flow";
import type { Inbox } from "../inbox";

/** Why a message is here, gravest first. */
export const REASONS: Record<ReasonKind, string> = {
  agent_said: "An agent said what was meant",
  handoff: "Led to a handoff",
  low_rating: "Was rated low",
  frustration: "Made somebody cross",
  repeat: "Had to be said twice",
  abandoned: "Customer gave up",
  missed: "Bot had no answer",
  unsure: "Bot was unsure",
};
const TYPED_MS = 250;
const STATES = { open: "To label", labelled: "Labelled", all: "All" } as const;
const ORDERS = { cost: "Dearest first", newest: "Newest first", unsure: "Least sure first" } as const;

/** What the list is narrowed down by, and how it is ordered. */
export function InboxFilters({ inbox, intents }: { inbox: Inbox; intents: readonly IntentRow[] }) {
  const state = inbox.asked.value.state;
  const page = inbox.page.value;
  return (
    <div class="filters" role="search">
      <div class="segments" role="group" aria-label="State">
        {(Object.keys(STATES) as (keyof typeof STATES)[]).map((each) => (
          <button key={each} type="button" aria-pressed={state === each} data-testid={`state-${each}`} onClick={() => void inbox.narrow({ state: each })}>
            {STATES[each]}
          </button>
        ))}
      </div>
      <Search inbox={inbox} />
      <Selects inbox={inbox} intents={intents} />
      {page !== null && (
        <p class="quiet-note" data-testid="total">
          {page.total === 1 ? "1 message" : `${page.total.toLocaleString()} messages`}
        </p>
      )}
    </div>
  );
}

function Search({ inbox }: { inbox: Inbox }) {
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  return (
    <input
      type="search"
      aria-label="Search the messages"
      placeholder="Search the messages"
      data-testid="search"
      value={inbox.asked.value.search}
      onInput={(event) => {
        const search = event.currentTarget.value;
        clearTimeout(timer.current);
        timer.current = setTimeout(() => void inbox.narrow({ search }), TYPED_MS);
      }}
    />
  );
}

function Selects({ inbox, intents }: { inbox: Inbox; intents: readonly IntentRow[] }) {
  const asked = inbox.asked.value;
  const counts = inbox.page.value?.reasons ?? {};
  const narrow = (part: Partial<InboxAsked>) => void inbox.narrow(part);
  const reasons = (Object.keys(REASONS) as ReasonKind[]).map((kind) => {
    const count = counts[kind];
    return [kind, count === undefined ? REASONS[kind] : `${REASONS[kind]} (${count})`] as const;
  });
  return (
    <div class="selects">
      <select aria-label="Why it is here" data-testid="filter-reason" value={asked.reason ?? ""} onChange={(event) => narrow({ reason: (event.currentTarget.value || null) as ReasonKind | null })}>
        <option value="">Any reason</option>
        <Options all={reasons} />
      </select>
      <select aria-label="What the bot read" data-testid="filter-intent" value={asked.intent ?? ""} onChange={(event) => narrow({ intent: event.currentTarget.value || null })}>
        <option value="">Any intent</option>
        <Options all={intents.map(({ name }) => [name, spoken(name)] as const)} />
      </select>
      <select aria-label="Order" data-testid="order" value={asked.order} onChange={(event) => narrow({ order: event.currentTarget.value as InboxAsked["order"] })}>
        <Options all={Object.entries(ORDERS)} />
      </select>
    </div>
  );
}

function Options({ all }: { all: readonly (readonly [string, string])[] }) {
  return (
    <>
      {all.map(([value, words]) => (
        <option key={value} value={value}>
          {words}
        </option>
      ))}
    </>
  );
}
