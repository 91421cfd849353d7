import { useEffect, useId, useRef } from "preact/hooks";
import { shortAge } from "../../shared/time";
import type { Message, ReasonKind } from "../contract";
import { decisionWords } from "../flow";
import type { Inbox } from "../inbox";
import { REASONS } from "./inbox-filters";

/** The messages in their order; the one at hand is chosen, and keys work here as on the page. */
export function MessageList({ inbox, opened }: { inbox: Inbox; opened: () => void }) {
  const list = useRef<HTMLUListElement>(null);
  const name = useId();
  const at = inbox.at.value;
  useEffect(() => {
    list.current?.querySelector("[aria-selected='true']")?.scrollIntoView({ block: "nearest" });
  }, [at]);
  const messages = inbox.messages.value;
  if (messages.length === 0) return <p class="quiet-note list-note">No messages.</p>;
  return (
    <div class="rows-box">
      <ul
        ref={list}
        class="rows"
        role="listbox"
        aria-label="Messages, dearest first"
        tabIndex={0}
        data-keys="page"
        data-testid="messages"
        aria-activedescendant={at === null ? undefined : `${name}-${at}`}
      >
        {messages.map((message) => (
          <Row
            key={message.id}
            name={`${name}-${message.id}`}
            inbox={inbox}
            message={message}
            chosen={message.id === at}
            choose={() => {
              inbox.go(message.id);
              opened();
            }}
          />
        ))}
      </ul>
      <More inbox={inbox} />
    </div>
  );
}

function More({ inbox }: { inbox: Inbox }) {
  const page = inbox.page.value;
  if (page === null || page.cursor === null) return null;
  return (
    <button type="button" class="button quiet more" data-testid="more" onClick={() => void inbox.more()}>
      Show more
    </button>
  );
}

interface OneRow {
  inbox: Inbox;
  name: string;
  message: Message;
  chosen: boolean;
  choose: () => void;
}

function Row({ inbox, name, message, chosen, choose }: OneRow) {
  const gravest = (Object.keys(REASONS) as ReasonKind[]).find((kind) => message.reasons.some((reason) => reason.kind === kind));
  return (
    <li
      id={name}
      role="option"
      aria-selected={chosen}
      class={message.label !== null ? "row-item done" : "row-item"}
      data-testid="message"
      data-id={message.id}
      onClick={choose}
    >
      <span class="words">{message.text}</span>
      <span class="why">
        <Outcome inbox={inbox} message={message} otherwise={gravest === undefined ? "" : REASONS[gravest]} />
        <time dateTime={message.at}>{shortAge(Date.parse(message.at), Date.now())}</time>
      </span>
    </li>
  );
}

function Outcome({ inbox, message, otherwise }: { inbox: Inbox; message: Message; otherwise: string }) {
  const given = inbox.labelling.open.value.find(({ messages }) => messages.some(({ id }) => id === message.id));
  if (given !== undefined) {
    const words = decisionWords(given.decision.kind, given.decision.intent);
    return given.state === "kept" ? <span class="tag warn" data-testid="kept">Not sent yet: {words}</span> : <span class="tag good">{words}</span>;
  }
  if (message.label !== null) {
    return (
      <span class="tag good" data-testid="labelled">
        ✓ {decisionWords(message.label.kind, message.label.intent)} · {message.label.by}
      </span>
    );
  }
  return <span>{otherwise}</span>;
}
