import { signal } from "@preact/signals";
import type { KeyValue } from "../shared/storage";

/** What may need somebody: an offer, people in line they could take, colleagues who called them, promises due soon. */
export interface Calls {
  offer: string | null;
  waiting: number;
  available: boolean;
  mentions: number;
  promises?: number;
}

export interface NoticesParts {
  store: KeyValue;
  /** Plays a short sound; false when the browser does not let us before the page was touched. */
  sound: () => boolean;
  /** Shows a notice outside of the page, unless the agent looks at it anyway; false when this browser cannot. */
  show: (words: string) => boolean;
  allowed: () => "granted" | "denied" | "default" | "unsupported";
  ask: () => Promise<void>;
  repeat: (act: () => void, ms: number) => () => void;
}

const REPEAT_MS = 20_000;
const SOUND_KEY = "warmhand.agent.sound";
const DESKTOP_KEY = "warmhand.agent.desktop";
const UNHEARD = "Click anywhere once, and you will hear when somebody waits.";
const UNSHOWN = "This browser cannot show notices. The sound and the title of this page still call you.";
const REFUSED = "This browser does not allow notices. Its settings for this page can change that.";

/** Sound and desktop notices that go on until somebody has seen to it. */
export class Notices {
  readonly soundOn = signal(true);
  readonly desktopOn = signal(false);
  /** Why nothing is heard or shown although it is switched on. */
  readonly trouble = signal<string | null>(null);
  private calls: Calls = { offer: null, waiting: 0, available: false, mentions: 0 };
  private stop: (() => void) | null = null;

  constructor(private readonly parts: NoticesParts) {
    this.soundOn.value = parts.store.get(SOUND_KEY) !== "off";
    this.desktopOn.value = parts.store.get(DESKTOP_KEY) === "on" && parts.allowed() === "granted";
  }

  /** Told whenever one of these may have changed. */
  hear(calls: Calls): void {
    const before = this.calls;
    this.calls = calls;
    const words = pressing(calls);
    const grew = (calls.offer !== null && calls.offer !== before.offer) || (calls.available && calls.waiting > before.waiting);
    if (calls.mentions > before.mentions) this.call("A colleague calls you in a note.");
    else if ((calls.promises ?? 0) > (before.promises ?? 0)) this.call("A promise to a customer is due soon, or late.");
    else if (words !== null && (grew || pressing(before) === null)) this.call(words);
    if (words === null) this.quiet();
    else this.stop ??= this.parts.repeat(() => this.call(pressing(this.calls) ?? ""), REPEAT_MS);
  }

  setSound(on: boolean): void {
    this.soundOn.value = on;
    this.parts.store.set(SOUND_KEY, on ? "on" : "off");
    this.trouble.value = on && !this.parts.sound() ? UNHEARD : null;
  }

  async setDesktop(on: boolean): Promise<void> {
    if (on && this.parts.allowed() === "default") await this.parts.ask();
    const allowed = this.parts.allowed();
    this.desktopOn.value = on && allowed === "granted";
    this.trouble.value = on && allowed !== "granted" ? REFUSED : null;
    this.parts.store.set(DESKTOP_KEY, this.desktopOn.value ? "on" : "off");
  }

  /** The page may be heard from now on: what called in vain calls at once, not at the next round. */
  audible(): void {
    if (this.trouble.value !== UNHEARD) return;
    this.trouble.value = null;
    this.call(pressing(this.calls) ?? "");
  }

  /** Nothing is pressing, or the agent has signed out. */
  quiet(): void {
    this.stop?.();
    this.stop = null;
  }

  private call(words: string): void {
    if (words === "") return;
    const heard = !this.soundOn.value || this.parts.sound();
    const shown = !this.desktopOn.value || this.parts.show(words);
    this.trouble.value = !heard ? UNHEARD : !shown ? UNSHOWN : null;
  }
}

/** What cannot wait, in words; null when nothing is. People in line press only on who could take them. */
export function pressing(calls: Calls): string | null {
  if (calls.offer !== null) return "A conversation is offered to you.";
  if (!calls.available || calls.waiting === 0) return null;
  return calls.waiting === 1 ? "One person is waiting." : `${calls.waiting} people are waiting.`;
}
