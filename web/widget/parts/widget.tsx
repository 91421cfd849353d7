import type { Signal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { Composer } from "../../shared/composer";
import { FilesContext } from "../../shared/files/attached";
import { DropHint, useDrop } from "../../shared/files/tray";
import { LiveRegion } from "../../shared/live-region";
import { t } from "../../shared/words";
import type { Chat } from "../chat";
import { handlingToRate } from "../handling";
import type { SessionKeeper } from "../session";
import { Ask } from "./ask";
import { Connection } from "./connection";
import { Header } from "./header";
import { Rating } from "./rating";
import { Transcript } from "./transcript";
import { Waiting } from "./waiting";

export interface WidgetProps {
  chat: Chat;
  session: SessionKeeper;
  opened: Signal<boolean>;
  focusWish: Signal<number>;
  close: (() => void) | null;
  setLanguage: (code: string) => void;
  /** Takes the chat out of this browser; the words are shown afterwards. */
  clear: (words: string | null) => Promise<void>;
}

/** The whole chat: who is talking, what was said, what happens next, where to write. */
export function Widget({ chat, session, opened, focusWish, close, setLanguage, clear }: WidgetProps) {
  const field = useRef<HTMLTextAreaElement>(null);
  const wish = focusWish.value;
  const phase = chat.phase.value;
  const conversation = chat.conversation.value;
  const shop = session.current?.shop ?? null;

  useEffect(() => {
    if (wish > 0) field.current?.focus();
  }, [wish]);

  const verified = session.current?.customer.verified ?? false;
  const reception = chat.matters.reception.value;
  const asking = phase === "ready" && reception !== null && chat.matters.mustAsk(conversation !== null);
  const rateable = handlingToRate(chat.entries.value);
  const erase = async () => {
    const told = await chat.matters.erase();
    if (told !== null) await clear(told);
  };
  const drop = useDrop(chat.attaching);
  const person = conversation?.state === "with_agent" ? conversation.agent?.name : undefined;
  return (
    <main class="widget" data-testid="widget" data-state={conversation?.state ?? "new"} {...drop.target}>
      <Header
        conversation={conversation}
        shop={shop}
        verified={verified}
        close={close}
        menu={{
          canMail: chat.matters.reception.value?.can_mail ?? false,
          requestAgent: () => void chat.command("request_agent"),
          endChat: () => void chat.matters.end(),
          saveTranscript: () => void chat.matters.saveTranscript(),
          mailTranscript: (email) => chat.matters.mailTranscript(email),
          aboutMe: () => void chat.matters.aboutMe(),
          erase: () => void erase(),
          setLanguage,
          clear: () => void clear(null),
        }}
      />
      {chat.banner.value && (
        <p class="notice" role="status" data-testid="banner">
          {chat.banner.value}
        </p>
      )}
      <FilesContext.Provider value={{ pictures: chat.pictures, uploads: chat.attaching.uploads.value }}>
        <Transcript chat={chat} shop={shop} customer={session.current?.customer ?? null} opened={opened.value} />
      </FilesContext.Provider>
      {conversation !== null && (conversation.waiting !== null || conversation.left !== null) && (
        <Waiting
          key={conversation.state}
          conversation={conversation}
          chat={chat}
          knownEmail={verified}
        />
      )}
      {rateable !== null && chat.matters.rateable(rateable.seq) && (
        <Rating key={rateable.seq} handling={rateable} matters={chat.matters} />
      )}
      <footer>
        <Connection state={chat.connection.value} phase={phase} started={conversation !== null} />
        {chat.trouble.value !== null && (
          <p class="trouble" role="alert">
            {chat.trouble.value}
          </p>
        )}
        {chat.matters.notice.value !== null && (
          <p class="notice" data-testid="notice">
            {chat.matters.notice.value}
          </p>
        )}
        {asking ? (
          <Ask reception={reception} matters={chat.matters} verified={verified} />
        ) : (
        <Composer
          draft={chat.writing.draft.value}
          label={t("your_message")}
          placeholder={person === undefined ? t("write") : t("write_to", { name: person })}
          field={field}
          attaching={chat.attaching}
          changed={(draft) => chat.write(draft)}
          send={(text) => {
            chat.write("");
            chat.send(text);
          }}
        />
        )}
      </footer>
      <DropHint over={drop.over} />
      <LiveRegion />
    </main>
  );
}
