import { useEffect, useRef } from "preact/hooks";
import { present, WaitClock } from "../../shared/clock";
import { Icon } from "../../shared/icons";
import { shortAge } from "../../shared/time";
import type { Summary, View } from "../../shared/types";
import type { Console } from "../console";
import { answerBy, dueWords } from "../words";
import { StatusSwitch } from "./status-switch";

const VIEWS: readonly { view: View; label: string }[] = [
  { view: "waiting", label: "Waiting" },
  { view: "mine", label: "Mine" },
  { view: "follow_ups", label: "Messages" },
  { view: "mentions", label: "Mentions" },
  { view: "snoozed", label: "Aside" },
  { view: "all", label: "All" },
];

const UPSET = 0.6;

export function InboxPane({ desk, help }: { desk: Console; help: () => void }) {
  const agent = desk.agent.value;
  const link = desk.connection.value;
  return (
    <nav class="inbox-pane" aria-label="Inbox">
      <header class="inbox-head">
        <p class="brand">Warmhand</p>
        <button type="button" class="icon-button" aria-label="Keyboard shortcuts" onClick={help}>
          <kbd>?</kbd>
        </button>
      </header>
      <div class="views" role="group" aria-label="Views">
        {VIEWS.map(({ view, label }) => (
          <button
            key={view}
            type="button"
            aria-pressed={desk.view.value === view}
            data-testid={`view-${view}`}
            onClick={() => void desk.show(view)}
          >
            {label} <span class="count">{desk.counts.value[view]}</span>
          </button>
        ))}
      </div>
      <List desk={desk} />
      <footer class="inbox-foot">
        <p class="connection" role="status" data-testid="connection" data-state={link}>
          <span class={link === "online" ? "lamp on" : "lamp"} aria-hidden="true" />
          {link === "online" ? "Live" : link === "stopped" ? "Not live. Reload the page." : "Reconnecting. What you write is kept."}
        </p>
        <StatusSwitch own={desk.own} />
        <p class="me">
          <span>{agent?.name}</span>
          <button type="button" class="text-button" data-testid="sign-out" onClick={() => void desk.signOut()}>
            Sign out
          </button>
        </p>
      </footer>
    </nav>
  );
}

function List({ desk }: { desk: Console }) {
  const list = desk.list.value;
  const box = useRef<HTMLUListElement>(null);
  const marked = desk.marked.value;
  useEffect(() => {
    box.current?.querySelector("[data-marked='true']")?.scrollIntoView({ block: "nearest" });
  }, [marked]);
  const state = desk.listed.value;
  return (
    <ul class="inbox" data-testid="inbox" ref={box} aria-label="Conversations" aria-busy={state === "loading"}>
      {list.map((summary) => (
        <Item key={summary.id} summary={summary} desk={desk} />
      ))}
      {list.length === 0 && <Nothing state={state} view={desk.view.value} again={() => void desk.loadList()} />}
    </ul>
  );
}

function Item({ summary, desk }: { summary: Summary; desk: Console }) {
  const open = desk.open.value?.id === summary.id;
  const marked = desk.marked.value === summary.id && !open;
  return (
    <li data-marked={marked}>
      <button
        type="button"
        class={`item ${open ? "open" : ""} ${marked ? "marked" : ""}`}
        aria-current={open}
        data-testid="inbox-item"
        data-id={summary.id}
        data-state={summary.state}
        onClick={() => desk.select(summary.id)}
      >
        <span class="top">
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

function Nothing({ state, view, again }: { state: Console["listed"]["value"]; view: View; again: () => void }) {
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
        <button type="button" class="button" onClick={again}>
          Try again
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
