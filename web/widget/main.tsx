import { signal } from "@preact/signals";
import { render } from "preact";
import { readableAccent } from "../shared/colour";
import { browserFiles } from "../shared/files/file-store";
import { browserStorage } from "../shared/storage";
import type { Entry } from "../shared/types";
import { Chat } from "./chat";
import { Host } from "./host";
import { Widget } from "./parts/widget";
import { SessionKeeper } from "./session";

const store = browserStorage(() => localStorage);
const files = browserFiles("warmhand.widget");
const opened = signal(window.parent === window);
const focusWish = signal(0);

const host = new Host(
  (message) => {
    if (message.type === "opened") {
      opened.value = true;
      applyAccent(message.accent);
      markRead();
      if (message.focus) focusWish.value += 1;
    } else if (message.type === "closed") opened.value = false;
    else void endChat();
  },
  (identity) => {
    void session.meet(identity).then((changed) => (changed ? chat.begin() : undefined));
  },
);

const session: SessionKeeper = new SessionKeeper({
  store,
  identity: () => host.identity(),
  now: () => Date.now(),
  subjectChanged: () => chat.reset(),
  cleared: () => void files.clear(),
});

const chat = new Chat(session, store, files, (entries) => {
  if (opened.value) markRead();
  else tellUnread();
  for (const entry of entries) host.tell({ warmhand: 1, type: "event", name: eventName(entry) });
});

function eventName(entry: Entry): "message" | "handoff" | "resolved" {
  if (entry.kind === "handoff_requested") return "handoff";
  return entry.kind === "resolved" ? "resolved" : "message";
}

function markRead(): void {
  const seq = chat.transcript.value.held;
  if (seq > 0) store.set(`${session.prefix}read`, String(seq));
  host.tell({ warmhand: 1, type: "unread", count: 0 });
}

function tellUnread(): void {
  const read = Number(store.get(`${session.prefix}read`) ?? "0");
  const unread = chat.entries.value.filter(
    (entry) => entry.seq > read && entry.message !== null && entry.author.kind !== "customer",
  );
  host.tell({ warmhand: 1, type: "unread", count: unread.length });
}

function applyAccent(setting: string | null): void {
  if (setting === null) return;
  const dark = matchMedia("(prefers-color-scheme: dark)").matches;
  const pair = readableAccent(setting, dark ? "dark" : "light");
  if (pair === null) return;
  const style = document.documentElement.style;
  style.setProperty("--accent", pair.accent);
  style.setProperty("--accent-text", pair.accentText);
  style.setProperty("--customer", pair.accent);
  style.setProperty("--customer-text", pair.accentText);
}

async function endChat(): Promise<void> {
  await session.end();
  await chat.begin();
}

const close = host.embedded ? () => host.tell({ warmhand: 1, type: "close" }) : null;

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && !event.defaultPrevented) close?.();
});

const place = document.getElementById("widget");
if (place === null) throw new Error("widget.html lost its #widget element");
render(
  <Widget
    chat={chat}
    session={session}
    opened={opened}
    focusWish={focusWish}
    close={close}
    end={async () => {
      close?.();
      await endChat();
    }}
  />,
  place,
);
host.tell({ warmhand: 1, type: "ready" });
void chat.begin().then(() => {
  if (opened.value) markRead();
  else tellUnread();
});
