import { Fate, LineRow, MessageRow, TypingRow } from "../../shared/message-row";
import { rows, type MessageRow as MessageRowData } from "../../shared/rows";
import { useStickToEnd } from "../../shared/stick";
import type { WidgetSession } from "../../shared/types";
import { language, spokenCalendar, t } from "../../shared/words";
import type { Chat } from "../chat";
import { lineWords } from "../line-words";
import { AMEND_MS, OwnMessage } from "./own-message";
import { QuickReplies } from "./quick-replies";
import { Welcome } from "./welcome";

export interface TranscriptProps {
  chat: Chat;
  shop: WidgetSession["shop"] | null;
  customer: WidgetSession["customer"] | null;
  opened: boolean;
}

/** Everything said, oldest first, with the welcome above and the offered answers below. */
export function Transcript({ chat, shop, customer, opened }: TranscriptProps) {
  const entries = chat.entries.value;
  const pending = chat.writing.pending.value;
  const typing = chat.typing.value;
  const phase = chat.phase.value;
  const own = pending.length;
  const stick = useStickToEnd(`${entries.length}.${pending.length}.${typing?.name ?? ""}.${phase}`, own, opened);
  const now = new Date();
  const shown = entries.map((entry) => (entry.message === null ? { ...entry, line: lineWords(entry, language.value.code) } : entry));
  const drawn = rows({ entries: shown, pending, writer: { kind: "customer", name: t("you") }, calendar: spokenCalendar(), now });
  const greeted = entries.find((entry) => entry.message !== null)?.author.kind === "bot";
  const quiet = entries.length === 0 && pending.length === 0;

  return (
    <div class="transcript-place">
      <div
        class="transcript"
        ref={stick.box}
        onScroll={stick.scrolled}
        tabIndex={0}
        role="region"
        aria-label={t("conversation")}
      >
        {phase === "loading" && <Loading />}
        {phase !== "loading" && shop !== null && !greeted && (
          <Welcome
            shop={shop}
            name={customer?.verified === true ? customer.name : null}
            starters={quiet}
            send={(text) => chat.send(text)}
            requestAgent={() => void chat.command("request_agent")}
            opens={chat.matters.reception.value?.opens ?? null}
          />
        )}
        <ol data-testid="transcript">
          {drawn.map((row) =>
            row.kind === "message" ? (
              <WidgetMessage key={row.key} row={row} chat={chat} now={now} shop={shop?.name ?? ""} />
            ) : (
              <LineRow key={row.key} row={row} />
            ),
          )}
          {typing !== null && <TypingRow who={typing} />}
        </ol>
        <QuickReplies chat={chat} />
      </div>
      {stick.below && (
        <button type="button" class="button newer" onClick={stick.toEnd}>
          {t("newer")}
        </button>
      )}
    </div>
  );
}

interface WidgetMessageProps {
  row: MessageRowData;
  chat: Chat;
  now: Date;
  shop: string;
}

function WidgetMessage({ row, chat, now, shop }: WidgetMessageProps) {
  const own = row.author === "customer";
  // What the desk itself says, the shop says.
  const author = row.author === "system" ? shop : row.name;
  const clock = spokenCalendar().clock(row.at);
  const message = row.entry?.message ?? null;
  const amendable = own && message !== null && message.deleted !== true && now.getTime() - Date.parse(row.at) < AMEND_MS;
  return (
    <MessageRow
      row={row}
      side={own ? "end" : "start"}
      named={!own}
      label={own ? t("you") : author}
      tag={row.author === "bot" ? t("bot") : undefined}
      calendar={spokenCalendar()}
      now={now}
    >
      {own ? (
        <>
          <Fate
            row={row}
            clock={clock}
            retry={(id) => chat.retry(id)}
            discard={(id) => chat.discard(id)}
            seen={row.entry !== null && row.entry.seq <= chat.receipts.theySaw.value}
          />
          {message?.edited_at !== undefined && <p class="fate">{t("edited")}</p>}
          {amendable && <OwnMessage key={message.text} id={message.id} text={message.text} matters={chat.matters} />}
        </>
      ) : (
        row.last && <p class="fate">{clock}</p>
      )}
    </MessageRow>
  );
}

function Loading() {
  return (
    <div class="loading" role="status">
      <span class="unseen">{t("loading")}</span>
      <div class="skeleton" />
      <div class="skeleton right" />
      <div class="skeleton wide" />
    </div>
  );
}
