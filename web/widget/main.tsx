import { effect, signal } from "@preact/signals";
import { render } from "preact";
import { readableAccent } from "../shared/colour";
import { browserFiles } from "../shared/files/file-store";
import { browserStorage } from "../shared/storage";
import type { Entry } from "../shared/types";
import { chooseLanguage, language, speak, t } from "../shared/words";
import { Chat } from "./chat";
import { Host } from "./host";
import { Widget } from "./parts/widget";
import { SessionKeeper } from "./session";

const store = browserStorage(() => localStorage);
const files = browserFiles("warmhand.widget");
const opened = signal(window.parent === window);
const focusWish = signal(0);
/** Beside what belongs to people, so that clearing theirs leaves it. */
const LANGUAGE_KEY = "warmhand.language";

/** The token of a letter's link, taken out of the address at once: it is nobody else's business, and used once. */
function takeBack(): string | null {
  const token = /^#back=([\w.-]{1,200})$/.exec(location.hash)?.[1] ?? null;
  if (token !== null) history.replaceState(null, "", location.pathname);
  return token;
}

const host = new Host(
  (message) => {
    if (message.type === "opened") {
      opened.value = true;
      applyAccent(message.accent);
      markRead();
      if (message.focus) focusWish.value += 1;
    } else if (message.type === "closed") opened.value = false;
    else if (message.type === "language") setLanguage(chooseLanguage([message.code]));
    else void clearChat(null);
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
  back: takeBack,
  backRefused: () => chat.matters.say(t("link_refused")),
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
  if (document.hidden) return;
  if (seq > 0) store.set(`${session.prefix}read`, String(seq));
  chat.receipts.saw(seq);
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

async function clearChat(words: string | null): Promise<void> {
  await session.end();
  await chat.begin();
  if (words !== null) chat.matters.say(words);
}

/** Remembered for this browser, not for a person: whoever comes next most likely reads the same. */
function setLanguage(code: string): void {
  store.set(LANGUAGE_KEY, code);
  void speak(code).catch(() => undefined); // Words that cannot be fetched now leave the present ones in place.
}

effect(() => {
  document.documentElement.lang = language.value.code;
  document.documentElement.dir = language.value.dir;
});

document.addEventListener("visibilitychange", () => {
  if (opened.value) markRead();
});

const close = host.embedded ? () => host.tell({ warmhand: 1, type: "close" }) : null;

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && !event.defaultPrevented) close?.();
});

/** Puts the chat on the screen. */
function draw(): void {
  const place = document.getElementById("widget");
  if (place === null) throw new Error("widget.html lost its #widget element");
  render(
    <Widget
      chat={chat}
      session={session}
      opened={opened}
      focusWish={focusWish}
      close={close}
      setLanguage={setLanguage}
      clear={async (words) => {
        if (words === null) close?.();
        await clearChat(words);
      }}
    />,
    place,
  );
}

setLanguage(store.get(LANGUAGE_KEY) ?? chooseLanguage(navigator.languages));
host.tell({ warmhand: 1, type: "ready" });

function begin(): void {
  void chat.begin().then(() => {
    if (opened.value) markRead();
    else tellUnread();
  });
}

// Each in a task of its own: the shop's page shares our processor, and may have something to do in between.
setTimeout(draw);
setTimeout(begin);
