import type { Signal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { Composer } from "../../shared/composer";
import { FilesContext } from "../../shared/files/attached";
import { DropHint, useDrop } from "../../shared/files/tray";
import { LiveRegion } from "../../shared/live-region";
import type { Chat } from "../chat";
import type { SessionKeeper } from "../session";
import { Connection } from "./connection";
import { Header } from "./header";
import { Transcript } from "./transcript";
import { Waiting } from "./waiting";

export interface WidgetProps {
  chat: Chat;
  session: SessionKeeper;
  opened: Signal<boolean>;
  focusWish: Signal<number>;
  close: (() => void) | null;
  end: () => Promise<void>;
}

/** The whole chat: who is talking, what was said, what happens next, where to write. */
export function Widget({ chat, session, opened, focusWish, close, end }: WidgetProps) {
  const field = useRef<HTMLTextAreaElement>(null);
  const wish = focusWish.value;
  const phase = chat.phase.value;
  const conversation = chat.conversation.value;
  const shop = session.current?.shop ?? null;

  useEffect(() => {
    if (wish > 0) field.current?.focus();
  }, [wish]);

  const drop = useDrop(chat.attaching);
  const person = conversation?.state === "with_agent" ? conversation.agent?.name : undefined;
  return (
    <main class="widget" data-testid="widget" data-state={conversation?.state ?? "new"} {...drop.target}>
      <Header
        conversation={conversation}
        shop={shop}
        verified={session.current?.customer.verified ?? false}
        close={close}
        requestAgent={() => void chat.command("request_agent")}
        end={() => void end()}
      />
      <FilesContext.Provider value={{ pictures: chat.pictures, uploads: chat.attaching.uploads.value }}>
        <Transcript chat={chat} shop={shop} customer={session.current?.customer ?? null} opened={opened.value} />
      </FilesContext.Provider>
      {conversation !== null && (conversation.waiting !== null || conversation.left !== null) && (
        <Waiting
          key={conversation.state}
          conversation={conversation}
          chat={chat}
          knownEmail={session.current?.customer.verified ?? false}
        />
      )}
      <footer>
        <Connection state={chat.connection.value} phase={phase} started={conversation !== null} />
        {chat.trouble.value !== null && (
          <p class="trouble" role="alert">
            {chat.trouble.value}
          </p>
        )}
        <Composer
          draft={chat.draft.value}
          label="Your message"
          placeholder={person === undefined ? "Write a message…" : `Write to ${person}…`}
          field={field}
          attaching={chat.attaching}
          changed={(draft) => chat.write(draft)}
          send={(text) => {
            chat.write("");
            chat.send(text);
          }}
        />
      </footer>
      <DropHint over={drop.over} />
      <LiveRegion />
    </main>
  );
}
