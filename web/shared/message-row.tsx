import type { ComponentChildren } from "preact";
import { ArticleCard } from "./article-card";
import { Attached, Leaving, useProgress } from "./files/attached";
import { Icon } from "./icons";
import { LinkedText } from "./linked-text";
import { OrderCard } from "./order-card";
import type { MessageRow as MessageRowData, Row } from "./rows";
import type { Calendar } from "./time";
import { t } from "./words";

export interface MessageRowProps {
  row: MessageRowData;
  /** `end` for our own side of the conversation, `start` for the other. */
  side: "start" | "end";
  /** Whether the author is named above the first bubble of a run; otherwise only listeners hear it. */
  named: boolean;
  class?: string;
  label: string;
  tag?: string | undefined;
  calendar: Calendar;
  now: Date;
  /** Shown under the bubble: time, fate, what was understood. */
  children?: ComponentChildren;
}

/** One message of a transcript, with who wrote it and its card. */
export function MessageRow(props: MessageRowProps) {
  const { row, side, named, label, tag, calendar, now, children } = props;
  const card = row.entry?.message?.card ?? null;
  const classes = ["row", props.class, side === "end" && "own", row.first && "first", row.last && "last", row.pending !== null && "unsent"];
  return (
    <li
      class={classes.filter(Boolean).join(" ")}
      data-testid="entry"
      data-seq={row.entry?.seq}
      data-author={row.author}
      data-kind="message"
      data-pending={row.pending?.state}
    >
      {row.first && named ? (
        <p class="by">
          {label}
          {tag !== undefined && <span class="tag">{tag}</span>}
        </p>
      ) : (
        <span class="unseen">{label}:</span>
      )}
      {row.text !== "" && (
        <div class="bubble" dir="auto">
          <LinkedText text={row.text} />
        </div>
      )}
      <Attached files={row.entry?.message?.attachments ?? []} />
      <Leaving files={row.pending?.files ?? []} />
      {card?.kind === "order" && <OrderCard order={card.order} calendar={calendar} now={now} />}
      {card?.kind === "article" && <ArticleCard {...card} />}
      {children}
    </li>
  );
}

/** A calm line between messages: someone joined, the day changed. */
export function LineRow({ row, class: part = "" }: { row: Exclude<Row, MessageRowData>; class?: string }) {
  if (row.kind === "day") return <li class={`day ${part}`}>{row.text}</li>;
  const { entry, text, clock } = row;
  return (
    <li
      class={`event ${part}`}
      data-testid="entry"
      data-seq={entry.seq}
      data-author={entry.author.kind}
      data-kind={entry.kind}
    >
      <span>
        {text} · {clock}
      </span>
    </li>
  );
}

export interface FateProps {
  row: MessageRowData;
  clock: string;
  retry: (id: string) => void;
  discard: (id: string) => void;
  /** The other side has seen it. */
  seen?: boolean;
}

/** What became of the writer's own message, in words. */
export function Fate({ row, clock, retry, discard, seen = false }: FateProps) {
  const item = row.pending;
  const progress = useProgress(item?.files);
  if (item === null) {
    return row.last ? (
      <p class="fate">
        <Icon name="check" small /> {t("sent_at", { time: clock })}
        {seen && <span data-testid="seen"> · {t("seen")}</span>}
      </p>
    ) : null;
  }
  if (item.state === "sending") {
    if (progress === null) return <p class="fate">{t("sending")}</p>;
    return (
      <p class="fate">
        {t("sending_share", { share: Math.round(progress * 100) })}
        <button type="button" class="text-button" data-testid="cancel-sending" onClick={() => discard(item.id)}>
          {t("cancel")}
        </button>
      </p>
    );
  }
  const words = item.state === "refused" ? t("not_sent_why", { why: item.reason ?? "" }) : t("not_sent");
  return (
    <p class="fate trouble">
      <span>
        <Icon name="alert" small /> {words}
      </span>
      <button type="button" class="text-button" onClick={() => retry(item.id)}>
        {t("retry")}
      </button>
      <button type="button" class="text-button" onClick={() => discard(item.id)}>
        {t("remove")}
      </button>
    </p>
  );
}

/** Someone is writing. */
export function TypingRow({ who }: { who: { kind: string; name: string } }) {
  return (
    <li class={`typing ${who.kind}`} data-testid="typing">
      <span class="dots" aria-hidden="true">
        <i />
        <i />
        <i />
      </span>
      {t("writing", { name: who.name })}
    </li>
  );
}
