import { signal } from "@preact/signals";
import { announce } from "../shared/live-region";
import type { Conversation, Reception } from "../shared/types";
import { freshId } from "../shared/uuid";
import { t } from "../shared/words";
import type { DeskCalls } from "./desk";
import { ignoreUnreachable, troubleWords } from "./news";
import type { SessionKeeper } from "./session";

export interface MattersParts {
  desk: DeskCalls;
  session: SessionKeeper;
  conversation: () => string | null;
  /** Asks for a change of the conversation; false, with words on screen, when it was not made. */
  wish: (step: (id: string) => Promise<{ conversation: Conversation }>) => Promise<boolean>;
  trouble: (words: string | null) => void;
  remember: (key: string, value: string) => void;
  recall: (key: string) => string | null;
}

/** What a customer does about the conversation besides talking: beginning, ending, rating, keeping, erasing. */
export class Matters {
  readonly reception = signal<Reception | null>(null);
  /** Good news from the desk, until something else is done. */
  readonly notice = signal<string | null>(null);
  /** Counts up when something remembered here has changed. */
  readonly changes = signal(0);

  constructor(private readonly parts: MattersParts) {}

  /** How we are received; a desk that cannot say it now will refuse by itself what it must. */
  async receive(): Promise<void> {
    this.reception.value = (await this.parts.desk.reception().catch(ignoreUnreachable)) ?? this.reception.value;
  }

  /** Whether something must or may be said before the first message. */
  mustAsk(begun: boolean): boolean {
    const reception = this.reception.value;
    if (begun || reception === null || this.recall("introduced") !== null) return false;
    const verified = this.parts.session.current?.customer.verified ?? false;
    const details = reception.ask.name !== "off" || reception.ask.email !== "off";
    return reception.consent !== null || (details && !verified);
  }

  introduce(name: string, email: string, consent: boolean): Promise<boolean> {
    return this.attempt(async () => {
      await this.parts.desk.introduce({ name: name || null, email: email || null, consent });
      this.note("introduced", "yes");
    });
  }

  /** The desk says that something is still missing. */
  askAgain(): void {
    this.note("introduced", null);
  }

  end(): Promise<boolean> {
    return this.parts.wish(this.parts.desk.end);
  }

  async rate(seq: number, score: number, reasons: string[], text: string): Promise<boolean> {
    const done = await this.parts.wish((id) => this.parts.desk.rate(id, { seq, score, reasons, text }));
    if (done) this.say(t("rate_thanks"));
    return done;
  }

  /** Not now; not asked again for this handling. */
  rateLater(seq: number): void {
    this.note(`later.${seq}`, "yes");
  }

  rateable(seq: number): boolean {
    return this.recall(`later.${seq}`) === null;
  }

  reword(messageId: string, text: string | null): Promise<boolean> {
    return this.attempt(async (id) => {
      await this.parts.desk.amend(id, messageId, text);
    });
  }

  saveTranscript(): Promise<boolean> {
    return this.attempt(async (id) => {
      const address = URL.createObjectURL(await this.parts.desk.transcript(id));
      const link = document.createElement("a");
      link.href = address;
      link.download = "conversation.txt";
      link.click();
      setTimeout(() => URL.revokeObjectURL(address), 60_000);
    });
  }

  mailTranscript(email: string): Promise<boolean> {
    return this.attempt(async (id) => {
      const { email: to } = await this.parts.desk.mailTranscript(id, freshId(), email.trim() || null);
      this.say(t("transcript_on_way", { email: to }));
    });
  }

  aboutMe(): Promise<boolean> {
    return this.attempt(async () => void open((await this.parts.desk.aboutMe()).path));
  }

  /** Erases everything at the desk; the caller then clears this browser. */
  async erase(): Promise<string | null> {
    let told: string | null = null;
    await this.attempt(async () => {
      const { erased } = await this.parts.desk.erase();
      told = t("erased", { n: erased.conversations });
    });
    return told;
  }

  say(words: string): void {
    this.notice.value = words;
    announce(words);
  }

  /** Read by views: they are drawn anew when something changes. */
  private recall(key: string): string | null {
    return this.changes.value < 0 ? null : this.parts.recall(key);
  }

  private note(key: string, value: string | null): void {
    this.parts.remember(key, value ?? "");
    this.changes.value += 1;
  }

  private async attempt(step: (id: string) => Promise<void>): Promise<boolean> {
    this.parts.trouble(null);
    this.notice.value = null;
    try {
      await step(this.parts.conversation() ?? "");
      return true;
    } catch (error) {
      this.parts.trouble(troubleWords(error));
      return false;
    }
  }
}
