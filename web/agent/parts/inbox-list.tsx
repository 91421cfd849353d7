import { Fragment } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { present, WaitClock } from "../../shared/clock";
import { Icon } from "../../shared/icons";
import { calendar, shortAge } from "../../shared/time";
import type { Summary } from "../../shared/types";
import type { Console } from "../console";
import { density, ROW_PX } from "../density";
import { UPSET } from "../inbox";
import { languageName } from "../narrowing";
import { scrolledTo, spaced, windowOf } from "../window";
import { answerBy, dueWords } from "../words";

const CALENDAR = calendar("en-GB");

/** The conversations of a view. Only those in sight are drawn, however many there are. */
export function InboxList({ desk }: { desk: Console }) {
  const list = desk.list.value;
  const box = useRef<HTMLUListElement>(null);
  const [seen, setSeen] = useState({ top: 0, height: 800 });
  const rowPx = ROW_PX[density.value];
  const drawn = windowOf(list.length, rowPx, seen.top, seen.height);
  const look = () => {
    const element = box.current;
    if (element !== null) setSeen({ top: element.scrollTop, height: element.clientHeight });
  };
  useLayoutEffect(() => {
    look();
    const watcher = new ResizeObserver(look);
    if (box.current !== null) watcher.observe(box.current);
    return () => watcher.disconnect();
  }, []);
  useEffect(() => {
    if (drawn.end >= list.length) void desk.loadMore();
  }, [drawn.end, list.length, desk.next.value]);
  const [view, filter] = [desk.view.value, desk.filter.value];
  useLayoutEffect(() => {
    // Another list begins at its beginning.
    if (box.current !== null) box.current.scrollTop = 0;
  }, [view, filter]);
  const marked = desk.marked.value;
  const moved = desk.moved.value;
  useEffect(() => {
    const row = list.findIndex(({ id }) => id === marked);
    const element = box.current;
    if (row !== -1 && element !== null) element.scrollTop = scrolledTo(row, rowPx, element.scrollTop, element.clientHeight);
  }, [marked]);
  useEffect(() => {
    if (moved > 0 && marked !== null) rowOf(box.current, marked)?.focus({ preventScroll: true });
  }, [moved]);
  const focus = useRovingFocus(box, list);
  // One row takes part in the order of Tab; arrows lead to the others.
  const rover = [focus.id, marked, desk.open.value?.id].find((id) => list.some((one) => one.id === id)) ?? list[0]?.id;
  const apart = [rover, marked].map((id) => list.findIndex((one) => one.id === id)).filter((row) => row !== -1);
  const rows = spaced(drawn, apart);
  const state = desk.listed.value;
  return (
    <ul
      class="inbox"
      data-testid="inbox"
      data-count={list.length}
      ref={box}
      aria-label="Conversations"
      aria-busy={state === "loading"}
      tabIndex={list.length === 0 ? 0 : undefined}
      onScroll={look}
      onFocusIn={focus.came}
      onFocusOut={focus.left}
    >
      {rows.map(({ row, skipped }, index) => {
        const summary = list[row] as Summary;
        return (
          <Fragment key={summary.id}>
            {skipped > 0 && <Gap key={`before-${index}`} px={skipped * rowPx} />}
            <Item summary={summary} desk={desk} place={row + 1} of={desk.next.value === null ? list.length : -1} tab={summary.id === rover} />
          </Fragment>
        );
      })}
      <Gap px={(list.length - 1 - (rows.at(-1)?.row ?? list.length - 1)) * rowPx} />
      {list.length === 0 && <Nothing desk={desk} />}
      {desk.next.value !== null && list.length > 0 && (
        <li class="inbox-loading" aria-hidden="true">
          <div class="skeleton" />
        </li>
      )}
    </ul>
  );
}

function rowOf(box: HTMLElement | null, id: string): HTMLElement | null {
  return box?.querySelector<HTMLElement>(`[data-id="${CSS.escape(id)}"]`) ?? null;
}

/** Where the focus is among the rows. A row that leaves the list while it has the focus passes it to the one in its place. */
function useRovingFocus(box: { current: HTMLElement | null }, list: readonly Summary[]) {
  const [id, setId] = useState<string | null>(null);
  const place = useRef(0);
  const row = list.findIndex((one) => one.id === id);
  if (row !== -1) place.current = row;
  const gone = id !== null && row === -1;
  useLayoutEffect(() => {
    if (!gone) return;
    const next = list[Math.min(place.current, list.length - 1)];
    const free = document.activeElement === null || document.activeElement === document.body;
    setId(null);
    if (free && next !== undefined) rowOf(box.current, next.id)?.focus({ preventScroll: true });
  }, [gone]);
  return {
    id,
    came: (event: FocusEvent) => setId((event.target as HTMLElement).dataset["id"] ?? null),
    // A row that is taken from the page says so, too; where the focus went then is not for it to tell.
    left: (event: FocusEvent) => {
      if (event.relatedTarget !== null) setId(null);
    },
  };
}

/** Room for rows that are not drawn. */
function Gap({ px }: { px: number }) {
  const place = useRef<HTMLLIElement>(null);
  useLayoutEffect(() => place.current?.style.setProperty("height", `${px}px`), [px]);
  return <li ref={place} class="gap" aria-hidden="true" />;
}

function Item({ summary, desk, place, of, tab }: { summary: Summary; desk: Console; place: number; of: number; tab: boolean }) {
  const open = desk.open.value?.id === summary.id;
  const marked = desk.marked.value === summary.id && !open;
  return (
    <li data-marked={marked} aria-posinset={place} aria-setsize={of}>
      <button
        type="button"
        class={`item ${open ? "open" : ""} ${marked ? "marked" : ""}`}
        aria-current={open}
        tabIndex={tab ? 0 : -1}
        data-testid="inbox-item"
        data-id={summary.id}
        data-state={summary.state}
        onClick={() => desk.select(summary.id)}
      >
        <span class="top">
          {answerOwed(summary) && (
            <span class="owed">
              <span class="unseen">to be answered: </span>
            </span>
          )}
          <span class="name">{summary.customer.name}</span>
          {summary.customer.verified && (
            <span class="verified">
              <Icon name="shield" small />
              <span class="unseen">verified</span>
            </span>
          )}
          <Age summary={summary} />
        </span>
        <span class="said">{said(summary)}</span>
        <Tags summary={summary} me={desk.agent.value?.id ?? ""} />
      </button>
    </li>
  );
}

/** A person holds it, and the last word is the customer's. */
function answerOwed(summary: Summary): boolean {
  return summary.state === "with_agent" && summary.last_author === "customer" && summary.snoozed_until === null;
}

function Age({ summary }: { summary: Summary }) {
  if (summary.waiting_since !== null) {
    return (
      <span class="age waiting">
        <Icon name="clock" small />
        <span class="unseen">waiting </span>
        <WaitClock since={summary.waiting_since} />
      </span>
    );
  }
  return <span class="age">{shortAge(Date.parse(summary.last_at), present.value)}</span>;
}

function said(summary: Summary): string {
  const by = { customer: "", bot: "Bot: ", agent: "Agent: ", system: "" };
  if (summary.last_text === "") return "Nothing said yet";
  return (summary.last_author === null ? "" : by[summary.last_author]) + summary.last_text;
}

function Tags({ summary, me }: { summary: Summary; me: string }) {
  const tags: { key: string; words: string; tone: string }[] = [];
  if (summary.due !== null && summary.due.state !== "ok") {
    const late = summary.due.state === "breached";
    tags.push({ key: "due", words: dueWords(summary.due, present.value), tone: late ? "bad" : "warn" });
  }
  if (summary.follow_up !== null) tags.push({ key: "left", words: answerBy(summary.follow_up, present.value), tone: "" });
  if (summary.state === "waiting" && summary.reason !== null) tags.push({ key: "why", words: summary.reason, tone: "" });
  if (summary.mood !== null && summary.mood >= UPSET) tags.push({ key: "mood", words: "Upset", tone: "warn" });
  if (summary.customer.tier !== null) tags.push({ key: "tier", words: summary.customer.tier, tone: "tier" });
  if (summary.state === "with_bot" && summary.line !== null) tags.push({ key: "kept", words: "Place kept", tone: "" });
  if (summary.state === "with_bot") tags.push({ key: "bot", words: "With the assistant", tone: "" });
  if (summary.agent !== null && summary.agent.id !== me) tags.push({ key: "who", words: `With ${summary.agent.name}`, tone: "" });
  if (summary.state === "closed" || summary.state === "wrap_up") tags.push({ key: "done", words: "Resolved", tone: "good" });
  const { channel, language } = summary.narrowed_by;
  if (channel === "email") tags.push({ key: "mail", words: "By e-mail", tone: "" });
  if (language !== null && language !== "en") tags.push({ key: "language", words: languageName(language), tone: "" });
  if (summary.snoozed_until !== null) tags.push({ key: "aside", words: `Aside until ${CALENDAR.day(summary.snoozed_until, new Date())}`, tone: "warn" });
  for (const label of summary.labels) tags.push({ key: `label-${label}`, words: label, tone: "" });
  if (tags.length === 0) return null;
  return (
    <span class="tags">
      {tags.map(({ key, words, tone }) => (
        <span key={key} class={`tag ${tone}`}>
          {words}
        </span>
      ))}
    </span>
  );
}

function Nothing({ desk }: { desk: Console }) {
  const [state, view] = [desk.listed.value, desk.view.value];
  if (state === "loading") {
    return (
      <li class="inbox-loading">
        <span class="unseen">Loading the inbox</span>
        <div class="skeleton" />
        <div class="skeleton" />
        <div class="skeleton" />
      </li>
    );
  }
  if (state === "failed") {
    return (
      <li class="inbox-empty">
        <p>The inbox could not be loaded.</p>
        <button type="button" class="button" onClick={() => void desk.loadList()}>
          Try again
        </button>
      </li>
    );
  }
  if (Object.keys(desk.filter.value).length > 0) {
    return (
      <li class="inbox-empty">
        <strong>Nothing fits</strong>
        <p>No conversation is all that the filter asks for.</p>
        <button type="button" class="button" data-testid="all-of-it" onClick={() => void desk.show(view)}>
          Take the filter away
        </button>
      </li>
    );
  }
  const words = {
    waiting: ["Nobody is waiting", "New conversations appear here by themselves."],
    follow_ups: ["No messages to answer", "What customers leave while nobody is here appears here, the most urgent first."],
    mentions: ["Nobody has called you", "Notes in which a colleague calls you with @ lead here."],
    snoozed: ["Nothing is put aside", "What you put aside comes back by itself when its time has come."],
    mine: ["You hold no conversation", "Claim one from Waiting, and it stays here until it is resolved."],
    all: ["No conversations yet", "The first one will appear here."],
  }[view];
  return (
    <li class="inbox-empty">
      <strong>{words[0]}</strong>
      <p>{words[1]}</p>
    </li>
  );
}
