import { EVENTS, readToLoader, type EventName, type ToWidget } from "../shared/bridge";
import { firstWords } from "./first-words";
import { accentOf, Launcher } from "./launcher";

/** What a page may set, besides the `data-` attributes of the script: they are the same. */
export interface Options {
  /** The page's own address that answers who is signed in. */
  identity?: string;
  /** `#rgb` or `#rrggbb`; its contrast is corrected. */
  accent?: string;
  position?: "left" | "right";
  language?: string;
  /** The visitor agreed to being spoken to first. */
  consent?: boolean;
}

/** The one global a shop's page may use; documented in docs/widget.md. */
export interface WarmhandApi {
  init(options: Options): void;
  open(): void;
  close(): void;
  /** Tells who is signed in, by the shop's short-lived JWT. */
  identify(jwt: string): void;
  /** Forgets who was signed in and clears the chat from this browser. */
  logout(): void;
  /** The language of the chat, such as "de"; unknown ones are English. */
  setLanguage(code: string): void;
  /** Where the visitor is, for pages that change without loading; it stays in this page. */
  setContext(context: { page: string }): void;
  /** Calls back on `open`, `close`, `unread`, `message`, `handoff`, `resolved`. Answers how to stop. */
  on(event: EventName, listener: (detail: number | null) => void): () => void;
}

declare global {
  interface Window {
    Warmhand?: WarmhandApi;
  }
}

const OPEN_KEY = "warmhand.open";

function remembered(): string | null {
  try {
    return sessionStorage.getItem(OPEN_KEY);
  } catch {
    return null; // Storage is forbidden on this page: start closed.
  }
}

function remember(open: boolean): void {
  try {
    sessionStorage.setItem(OPEN_KEY, open ? "open" : "closed");
  } catch {
    return; // Only the memory across pages is lost.
  }
}

/** Who the shop says is signed in: `{"token": "<JWT>"}`, or 401 for nobody. Anything else is not knowing. */
async function fetchIdentity(address: string | undefined): Promise<{ jwt: string | null; known: boolean }> {
  if (address === undefined || address === "") return { jwt: null, known: true };
  const url = new URL(address, location.href);
  if (url.origin !== location.origin) return { jwt: null, known: true };
  try {
    const answer = await fetch(url, { credentials: "same-origin", headers: { Accept: "application/json" } });
    if (answer.status === 401) return { jwt: null, known: true };
    if (!answer.ok) return { jwt: null, known: false };
    const body = (await answer.json()) as { token?: unknown } | null;
    return typeof body?.token === "string" ? { jwt: body.token, known: true } : { jwt: null, known: false };
  } catch {
    return { jwt: null, known: false };
  }
}

function start(script: HTMLScriptElement): void {
  const desk = new URL(script.src).origin;
  const { identity, accent, language, position, consent } = script.dataset;
  const options: Options = {
    ...(identity === undefined ? {} : { identity }),
    ...(accent === undefined ? {} : { accent }),
    ...(language === undefined ? {} : { language }),
    position: position === "left" ? "left" : "right",
    consent: consent === "true",
  };
  const listeners = new Map<EventName, Set<(detail: number | null) => void>>();
  let open = false;
  let ready = false;
  let given: string | null = null;
  let wanted = false;

  const launcher = new Launcher({
    frameUrl: `${desk}/widget`,
    side: options.position ?? "right",
    accent: accentOf(options),
    language,
    toggled: () => (open ? api.close() : api.open()),
    escaped: () => api.close(),
  });

  const tell = (message: ToWidget) => launcher.frame?.contentWindow?.postMessage(message, desk);
  const announce = (name: EventName, detail: number | null = null) =>
    listeners.get(name)?.forEach((listener) => listener(detail));
  const sendIdentity = async () => {
    const found = given === null ? await fetchIdentity(options.identity) : { jwt: given, known: true };
    given = null; // A given token is used once; when it has run out the page's own address is asked.
    tell({ warmhand: 1, type: "identity", ...found });
  };
  const tellLanguage = () => {
    launcher.speak(options.language);
    if (ready && options.language !== undefined) tell({ warmhand: 1, type: "language", code: options.language });
  };
  const showNow = (focus: boolean) => {
    if (focus) launcher.frame?.focus();
    tell({ warmhand: 1, type: "opened", accent: accentOf(options), focus });
  };
  const show = (focus: boolean) => {
    launcher.wantFrame();
    open = true;
    wanted = focus;
    remember(true);
    launcher.show(true);
    launcher.unread(0);
    if (ready) showNow(focus);
    announce("open");
  };

  let page = location.pathname;
  const speakFirst = firstWords(desk, launcher, () => !open, () => page, () => api.open());
  const api: WarmhandApi = {
    init(given) {
      Object.assign(options, given);
      launcher.dress(options.position ?? "right", accentOf(options));
      tellLanguage();
      if (ready) void sendIdentity();
      speakFirst(options.consent === true);
    },
    setLanguage(code) {
      options.language = code;
      tellLanguage();
    },
    setContext(context) {
      page = context.page;
      speakFirst(options.consent === true);
    },
    open: () => show(true),
    close() {
      if (!open) return;
      open = false;
      remember(false);
      launcher.show(false);
      launcher.focus();
      tell({ warmhand: 1, type: "closed" });
      announce("close");
    },
    identify(jwt) {
      given = jwt;
      if (ready) void sendIdentity();
    },
    logout() {
      given = null;
      if (ready) tell({ warmhand: 1, type: "sign_out" });
    },
    on(event, listener) {
      if (!EVENTS.includes(event)) throw new TypeError(`Warmhand.on: no event "${event}". Known: ${EVENTS.join(", ")}`);
      const set = listeners.get(event) ?? new Set();
      listeners.set(event, set.add(listener));
      return () => set.delete(listener);
    },
  };

  window.addEventListener("message", (event) => {
    if (event.origin !== desk || event.source !== launcher.frame?.contentWindow) return;
    const message = readToLoader(event.data);
    if (message === null) return;
    if (message.type === "ready") {
      ready = true;
      tellLanguage();
      if (open) showNow(wanted);
    } else if (message.type === "need_identity") void sendIdentity();
    else if (message.type === "close") api.close();
    else if (message.type === "unread") {
      launcher.unread(open ? 0 : message.count);
      announce("unread", message.count);
    } else announce(message.name);
  });

  window.Warmhand = api;
  const before = remembered();
  // The link of a letter leads here.
  if (location.hash === "#warmhand") show(true);
  // A chat left open comes back open, without taking the focus from the page that was just loaded.
  else if (before === "open") show(false);
  // Someone who has used the chat on this visit hears of answers on later pages too.
  else if (before === "closed") launcher.wantFrame();
  speakFirst(options.consent === true);
}

const script = document.currentScript;
if (script instanceof HTMLScriptElement && window.Warmhand === undefined) {
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", () => start(script));
  else start(script);
}
