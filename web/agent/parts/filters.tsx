import { useState } from "preact/hooks";
import type { ConversationState, InboxFilter } from "../../shared/types";
import type { Console } from "../console";

const STATES: readonly { state: ConversationState; words: string }[] = [
  { state: "with_bot", words: "With the assistant" },
  { state: "waiting", words: "Waiting" },
  { state: "with_agent", words: "With the team" },
  { state: "message_left", words: "Message left" },
  { state: "closed", words: "Closed" },
];

/** Narrows "all" down, and keeps what one looks for often under a name. */
export function Filters({ desk }: { desk: Console }) {
  const filter = desk.filter.value;
  const [naming, setNaming] = useState<string | null>(null);
  const change = (name: keyof InboxFilter, value: string | boolean) => void desk.show("all", changed(filter, name, value));
  const narrowed = Object.keys(filter).length > 0;
  return (
    <div class="filters" role="group" aria-label="Filter" data-testid="filters">
      {desk.views.list.value.map((view) => (
        <span key={view.id} class="tag saved">
          <button type="button" data-testid="saved-view" onClick={() => void desk.show("all", view.filter)}>
            {view.name}
          </button>
          <button type="button" aria-label={`Remove the view ${view.name}`} onClick={() => void desk.views.remove(view.id)}>
            ×
          </button>
        </span>
      ))}
      {desk.view.value === "all" && (
        <>
          <select aria-label="State" value={filter.state ?? ""} data-testid="filter-state" onChange={(event) => change("state", event.currentTarget.value)}>
            <option value="">Any state</option>
            {STATES.map(({ state, words }) => (
              <option key={state} value={state}>
                {words}
              </option>
            ))}
          </select>
          <input
            aria-label="Label"
            placeholder="Label"
            maxLength={40}
            value={filter.label ?? ""}
            data-testid="filter-label"
            onChange={(event) => change("label", event.currentTarget.value.trim().toLowerCase())}
          />
          <label class="tick">
            <input type="checkbox" checked={filter.upset === true} data-testid="filter-upset" onChange={(event) => change("upset", event.currentTarget.checked)} />
            Upset
          </label>
          <label class="tick">
            <input type="checkbox" checked={filter.agent === "me"} data-testid="filter-me" onChange={(event) => change("agent", event.currentTarget.checked ? "me" : "")} />
            Mine
          </label>
          {narrowed && naming === null && (
            <button type="button" class="text-button" data-testid="keep-view" onClick={() => setNaming("")}>
              Keep this view
            </button>
          )}
          {naming !== null && (
            <form
              class="label-form"
              onSubmit={(event) => {
                event.preventDefault();
                if (naming.trim() !== "") void desk.views.keep(naming, filter);
                setNaming(null);
              }}
            >
              <input aria-label="Name of the view" placeholder="Name" maxLength={40} value={naming} data-testid="view-name" onInput={(event) => setNaming(event.currentTarget.value)} />
              <button type="submit" class="button">
                Keep
              </button>
            </form>
          )}
        </>
      )}
      {desk.views.trouble.value !== null && (
        <p class="form-trouble" role="alert">
          {desk.views.trouble.value}
        </p>
      )}
    </div>
  );
}

/** The filter with one part changed; what does not narrow is left out. */
function changed(filter: InboxFilter, name: keyof InboxFilter, value: string | boolean): InboxFilter {
  const others = Object.entries(filter).filter(([known]) => known !== name);
  return Object.fromEntries(value === "" || value === false ? others : [...others, [name, value]]);
}
