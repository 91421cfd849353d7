import { useEffect, useRef } from "preact/hooks";
import { Icon } from "../../shared/icons";
import type { View } from "../../shared/types";
import type { Console } from "../console";
import { canNarrow } from "../narrowing";
import { leads } from "../verbs";
import { Filters } from "./filters";
import { InboxList } from "./inbox-list";
import { NoticeSwitches } from "./notice-switches";
import { SearchResults } from "./search-results";
import { StatusSwitch } from "./status-switch";

const VIEWS: readonly { view: View; label: string }[] = [
  { view: "waiting", label: "Waiting" },
  { view: "mine", label: "Mine" },
  { view: "follow_ups", label: "Messages" },
  { view: "mentions", label: "Mentions" },
  { view: "snoozed", label: "Aside" },
  { view: "all", label: "All" },
];

export interface InboxPaneProps {
  desk: Console;
  help: () => void;
  bar: () => void;
}

/** What there is to do: views with their numbers, or what a search found. */
export function InboxPane({ desk, help, bar }: InboxPaneProps) {
  const agent = desk.agent.value;
  const link = desk.connection.value;
  const searching = desk.search.typed.value.trim() !== "";
  return (
    <nav class="inbox-pane" aria-label="Inbox">
      <header class="inbox-head">
        <p class="brand">Warmhand</p>
        <span>
          <button type="button" class="icon-button" aria-label="Commands" data-testid="open-commands" onClick={bar}>
            <Icon name="more" />
          </button>
          <button type="button" class="icon-button" aria-label="Keyboard shortcuts" onClick={help}>
            <kbd>?</kbd>
          </button>
        </span>
      </header>
      <SearchField desk={desk} />
      {!searching && (
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
      )}
      {!searching && (canNarrow(desk.view.value) || desk.views.list.value.length > 0) && <Filters desk={desk} />}
      {searching ? <SearchResults desk={desk} /> : <InboxList desk={desk} />}
      <footer class="inbox-foot">
        <p class="connection" role="status" data-testid="connection" data-state={link}>
          <span class={link === "online" ? "lamp on" : "lamp"} aria-hidden="true" />
          {link === "online" ? "Live" : link === "stopped" ? "Not live. Reload the page." : "Reconnecting. What you write is kept."}
        </p>
        <NoticeSwitches notices={desk.notices} />
        <StatusSwitch own={desk.own} />
        <p class="me">
          <button type="button" class="text-button" data-testid="my-account" onClick={() => desk.rooms.account.open()}>
            {agent?.name}
          </button>
          <button type="button" class="text-button" data-testid="open-team" onClick={() => (desk.team.shown.value = true)}>
            Team
          </button>
          {leads(desk) && (
            <button type="button" class="text-button" data-testid="open-audit" onClick={() => desk.rooms.audit.open()}>
              Audit log
            </button>
          )}
          <button type="button" class="text-button" data-testid="sign-out" onClick={() => void desk.signOut()}>
            Sign out
          </button>
        </p>
      </footer>
    </nav>
  );
}

function SearchField({ desk }: { desk: Console }) {
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    desk.searchField = field.current;
    return () => (desk.searchField = null);
  }, []);
  return (
    <div class="search-field">
      <input
        ref={field}
        type="search"
        aria-label="Search all transcripts"
        placeholder="Search all transcripts  /"
        maxLength={200}
        value={desk.search.typed.value}
        data-testid="search"
        onInput={(event) => desk.search.type(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== "Escape" || desk.search.typed.value === "") return;
          event.preventDefault();
          desk.search.clear();
        }}
      />
    </div>
  );
}
