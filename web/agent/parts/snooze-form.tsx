import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { calendar } from "../../shared/time";
import type { OpenConversation } from "../open-conversation";
import { forInput, laterTimes } from "../snooze";

const CALENDAR = calendar("en-GB");
const MINUTE_MS = 60_000;

/** When shall it come back? One click for the usual times. */
export function SnoozeForm({ open, close }: { open: OpenConversation; close: () => void }) {
  const now = new Date();
  const [own, setOwn] = useState(() => forInput(new Date(now.getTime() + 60 * MINUTE_MS)));
  const first = useRef<HTMLButtonElement>(null);
  useLayoutEffect(() => first.current?.focus(), []);
  const until = (at: Date) => void open.team.putAside(at).then((done) => (done ? close() : undefined));
  return (
    <form
      class="resolve-form"
      data-testid="snooze-form"
      onSubmit={(event) => {
        event.preventDefault();
        until(new Date(own));
      }}
    >
      <p>Put aside until when? It comes back by itself, and at once if the customer writes.</p>
      <div class="choices">
        {laterTimes(now).map((later, index) => (
          <button
            key={later.id}
            ref={index === 0 ? first : null}
            type="button"
            class="button"
            data-testid={`snooze-${later.id}`}
            disabled={open.busy.value}
            onClick={() => until(later.at)}
          >
            {later.words} <span class="when">{CALENDAR.clock(later.at.toISOString())}</span>
          </button>
        ))}
      </div>
      <label class="note">
        Another time
        <input
          type="datetime-local"
          required
          value={own}
          min={forInput(new Date(now.getTime() + 2 * MINUTE_MS))}
          data-testid="snooze-until"
          onInput={(event) => setOwn(event.currentTarget.value)}
        />
      </label>
      <div class="dock-verbs">
        <button type="button" class="button quiet" onClick={close}>
          Cancel
        </button>
        <button type="submit" class="button primary" data-testid="snooze-confirm" disabled={open.busy.value}>
          Put aside
        </button>
      </div>
    </form>
  );
}
