import { useSignal } from "@preact/signals";
import type { Message, SimilarMessage } from "../contract";
import { decided, spoken } from "../flow";
import type { Inbox } from "../inbox";
import { useFocus } from "./focus";
import { Empty, Shown } from "./shown";

const SURELY = 0.75;

/** Messages that may ask the same: those ticked get the same label, all at once. */
export function SimilarPanel({ inbox, message }: { inbox: Inbox; message: Message }) {
  return (
    <section class="similar" aria-label="Similar messages" data-testid="similar-panel">
      <Shown of={inbox.similar}>
        {({ available, messages }) => {
          if (!available) return <Empty title="Who is alike cannot be said just now" />;
          const open = messages.filter((each) => !decided(each, inbox.labelling.ids.value));
          if (open.length === 0) return <Empty title="Nothing else is like this" />;
          return <Ticked inbox={inbox} message={message} messages={open} />;
        }}
      </Shown>
    </section>
  );
}

function Ticked({ inbox, message, messages }: { inbox: Inbox; message: Message; messages: readonly SimilarMessage[] }) {
  const ticked = useSignal<ReadonlySet<number>>(new Set(messages.filter(({ likeness }) => likeness >= SURELY).map(({ id }) => id)));
  const first = useFocus<HTMLInputElement>();
  const tick = (id: number) => {
    const next = new Set(ticked.value);
    if (!next.delete(id)) next.add(id);
    ticked.value = next;
  };
  const choice = inbox.choice.value;
  const chosen = messages.filter(({ id }) => ticked.value.has(id));
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (choice !== null) inbox.decideAll([message, ...chosen], choice);
      }}
    >
      <ul>
        {messages.map((each, at) => (
          <li key={each.id}>
            <label>
              <input type="checkbox" ref={at === 0 ? first : null} checked={ticked.value.has(each.id)} data-testid="tick" onChange={() => tick(each.id)} />
              <span>{each.text}</span>
              <span class="figure">{Math.round(100 * each.likeness)} % alike</span>
            </label>
          </li>
        ))}
      </ul>
      <button type="submit" class="button primary" disabled={choice === null} data-testid="label-all">
        {choice === null ? "Choose an intent first" : `Label all ${chosen.length + 1} as ${spoken(choice)}`}
      </button>
    </form>
  );
}
