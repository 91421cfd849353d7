import { useSignal } from "@preact/signals";
import type { Studio } from "../studio";
import { AdvicePane } from "./advice-pane";
import { InboxFilters } from "./inbox-filters";
import { MessageCard } from "./message-card";
import { MessageList } from "./message-list";
import { Empty, Shown } from "./shown";

/** List, message, advice; on a phone one after the other. */
export function InboxScreen({ studio }: { studio: Studio }) {
  const { inbox } = studio;
  const pane = useSignal<"list" | "message">("list");
  const message = inbox.current.value;
  return (
    <div class="inbox-screen" data-testid="inbox-screen" data-pane={message === null ? "list" : pane.value}>
      <h1 class="unseen">Inbox</h1>
      <section class="inbox-list" aria-label="Messages">
        <InboxFilters inbox={inbox} intents={studio.data.intents.value?.intents ?? []} />
        <Shown of={inbox.page} lines={7}>
          {() => <MessageList inbox={inbox} opened={() => (pane.value = "message")} />}
        </Shown>
      </section>
      {message === null ? (
        <section class="message-pane" aria-label="Message">
          {inbox.page.held.value.state === "ready" && <Nothing studio={studio} />}
        </section>
      ) : (
        <>
          <MessageCard key={message.id} studio={studio} message={message} back={() => (pane.value = "list")} />
          <AdvicePane inbox={inbox} />
        </>
      )}
    </div>
  );
}

function Nothing({ studio }: { studio: Studio }) {
  const narrowed = studio.inbox.asked.value.reason !== null || studio.inbox.asked.value.intent !== null || studio.inbox.asked.value.search !== "";
  if (narrowed) {
    return (
      <Empty title="Nothing fits">
        <p>No message is like this.</p>
        <button type="button" class="button" onClick={() => void studio.inbox.narrow({ reason: null, intent: null, search: "" })}>
          Show all
        </button>
      </Empty>
    );
  }
  return (
    <Empty title="Nothing to label">
      <p>What customers write and the assistant misreads will be here, dearest first.</p>
    </Empty>
  );
}
