import { readableAccent } from "../shared/colour";
import { labels } from "./labels";
import { STYLE } from "./style";

const CHAT = "M21 11.5a8.4 8.4 0 0 1-12.2 7.5L3 21l2-5.4A8.4 8.4 0 1 1 21 11.5Z";
const CLOSE = "M6 9.5l6 6 6-6";

export interface LauncherParts {
  frameUrl: string;
  side: "left" | "right";
  accent: string | null;
  language: string | undefined;
  toggled: () => void;
  escaped: () => void;
}

/** The round button and the frame, drawn in a shadow root over the page; nothing of the page moves. */
export class Launcher {
  private readonly host = document.createElement("div");
  private readonly button = document.createElement("button");
  private readonly badge = document.createElement("span");
  private readonly path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  private readonly root: ShadowRoot;
  frame: HTMLIFrameElement | null = null;
  private words: ReturnType<typeof labels>;

  constructor(private readonly parts: LauncherParts) {
    this.words = labels(parts.language);
    this.root = this.host.attachShadow({ mode: "open" });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLE);
    this.root.adoptedStyleSheets = [sheet];
    this.dress(parts.side, parts.accent);
    this.root.append(this.buildButton());
    this.root.addEventListener("keydown", (event) => {
      if ((event as KeyboardEvent).key === "Escape") parts.escaped();
    });
    this.show(false);
    this.unread(0);
    document.body.append(this.host);
  }

  /** Side and colour; the rest of the look are custom properties of the page (docs/widget.md). */
  dress(side: "left" | "right", wish: string | null): void {
    this.host.dataset.side = side;
    const theme = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
    const accent = wish === null ? null : readableAccent(wish, theme);
    if (accent === null) return;
    this.host.style.setProperty("--a", accent.accent);
    this.host.style.setProperty("--t", accent.accentText);
  }

  speak(language: string | undefined): void {
    this.words = labels(language);
    if (this.frame !== null) this.frame.title = this.words.title;
    this.label();
  }

  /** A few words beside the button, to be answered or waved away. */
  say(text: string, answered: () => void): void {
    this.unsay();
    const bubble = document.createElement("div");
    bubble.className = "say";
    bubble.setAttribute("role", "status");
    bubble.dataset.testid = "proactive";
    const answer = document.createElement("button");
    answer.textContent = text;
    answer.addEventListener("click", answered);
    const wave = document.createElement("button");
    wave.className = "wave";
    wave.textContent = "×";
    wave.setAttribute("aria-label", this.words.dismiss);
    wave.addEventListener("click", () => this.unsay());
    bubble.append(answer, wave);
    this.root.append(bubble);
  }

  private unsay(): void {
    this.root.querySelector(".say")?.remove();
  }

  show(open: boolean): void {
    this.unsay();
    this.host.toggleAttribute("data-open", open);
    this.button.setAttribute("aria-expanded", String(open));
    this.path.setAttribute("d", open ? CLOSE : CHAT);
    if (this.frame !== null) this.frame.hidden = !open;
    this.label();
  }

  unread(count: number): void {
    this.badge.hidden = count === 0;
    this.badge.textContent = count > 9 ? "9+" : String(count);
    this.label();
  }

  /** The frame, made the first time it is wanted. */
  wantFrame(): HTMLIFrameElement {
    if (this.frame !== null) return this.frame;
    const frame = document.createElement("iframe");
    frame.title = this.words.title;
    // The fragment tells the widget which page it may talk to; it is never sent to a server.
    frame.src = `${this.parts.frameUrl}#${encodeURIComponent(location.origin)}`;
    frame.hidden = true;
    this.root.append(frame);
    this.frame = frame;
    return frame;
  }

  focus(): void {
    this.button.focus();
  }

  private buildButton(): HTMLButtonElement {
    const icon = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    icon.setAttribute("viewBox", "0 0 24 24");
    icon.setAttribute("aria-hidden", "true");
    icon.append(this.path);
    this.badge.className = "badge";
    this.badge.setAttribute("aria-hidden", "true");
    this.button.type = "button";
    this.button.dataset.testid = "launcher";
    this.button.append(icon, this.badge);
    this.button.addEventListener("click", this.parts.toggled);
    return this.button;
  }

  private label(): void {
    const open = this.host.hasAttribute("data-open");
    const { open: ask, close, unread } = this.words;
    const count = this.badge.hidden ? "" : `, ${this.badge.textContent} ${unread}`;
    this.button.setAttribute("aria-label", open ? close : `${ask}${count}`);
  }
}

/** The accent that was set, or the page's own custom property `--warmhand-accent`. */
export function accentOf({ accent }: { accent?: string | undefined }): string | null {
  const own = getComputedStyle(document.documentElement).getPropertyValue("--warmhand-accent").trim();
  return accent ?? (own === "" ? null : own);
}
