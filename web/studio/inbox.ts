import { computed, effect, signal, untracked } from "@preact/signals";
import { announce } from "../shared/live-region";
import type { KeyValue } from "../shared/storage";
import { Advising } from "./advising";
import type { StudioDesk } from "./api";
import type { InboxAsked, InboxPage, LabelKind, Message, Refused, SimilarMessage } from "./contract";
import { decided, decisionWords, neighbour, nextOpen, otherChoice, picks, proposed } from "./flow";
import { Labelling } from "./labelling";
import { markedLine, readMarks, withMark, withoutMark, type Mark } from "./marks";
import { Asked, attempt, type SignedOut } from "../shared/remote";

export type Panel = "pick" | "new" | "similar" | "mark";
export interface Around {
  desk: StudioDesk;
  store: KeyValue;
  agentId: () => string;
  signedOut: SignedOut;
  /** Labels were given or taken back: what waits to be written has changed. */
  labelled: () => void;
}

/** The messages to be labelled: one is looked at, a key decides, the next one comes. */
export class Inbox {
  readonly asked = signal<InboxAsked>({ state: "open", order: "cost", intent: null, reason: null, search: "" });
  readonly page: Asked<InboxPage>;
  readonly at = signal<number | null>(null);
  /** Chosen instead of what is proposed, and not saved yet. */
  readonly other = signal<string | null>(null);
  readonly panel = signal<Panel | null>(null);
  readonly marks = signal<ReadonlyMap<number, readonly Mark[]>>(new Map());
  /** What became of something that did not go as expected. */
  readonly notice = signal<string | null>(null);
  readonly similar: Asked<{ available: boolean; messages: SimilarMessage[] }>;
  readonly labelling: Labelling;
  readonly advising: Advising;

  readonly messages = computed<readonly Message[]>(() => {
    const held = this.page.held.value;
    return held.state === "ready" ? held.value.messages : [];
  });
  readonly current = computed(() => this.messages.value.find(({ id }) => id === this.at.value) ?? null);
  readonly choice = computed(() => this.other.value ?? (this.current.value === null ? null : proposed(this.current.value)));

  constructor(private readonly around: Around) {
    this.advising = new Advising(around.desk);
    this.page = new Asked(() => around.desk.inbox(this.asked.value), around.signedOut);
    this.similar = new Asked(() => around.desk.similar(this.at.value ?? 0), around.signedOut);
    this.labelling = new Labelling({
      desk: around.desk,
      store: around.store,
      prefix: () => `warmhand.studio.kept.${around.agentId()}.`,
      changed: (messages) => this.changed(messages),
      refused: (refused) => this.refused(refused),
      failed: (_, words) => this.say(words),
      signedOut: around.signedOut,
    });
    effect(() => {
      const [id, choice] = [this.current.value?.id ?? null, this.choice.value];
      untracked(() => this.advising.about(id, choice));
    });
  }

  async load(): Promise<void> {
    await this.page.load();
    if (this.current.value === null) this.go(nextOpen(this.messages.value, null, this.labelling.ids.value) ?? this.messages.value[0]?.id ?? null);
  }

  async narrow(part: Partial<InboxAsked>): Promise<void> {
    this.asked.value = { ...this.asked.value, ...part };
    this.at.value = null;
    await this.load();
  }

  async more(): Promise<void> {
    const shown = this.page.value;
    if (shown === null || shown.cursor === null) return;
    const words = await attempt(async () => {
      const found = await this.around.desk.inbox(this.asked.value, shown.cursor);
      const known = new Set(this.messages.value.map(({ id }) => id));
      this.page.set({ ...found, messages: [...this.messages.value, ...found.messages.filter(({ id }) => !known.has(id))] });
    }, this.around.signedOut);
    if (words !== null) this.say(words);
  }

  go(id: number | null): void {
    this.at.value = id;
    this.other.value = null;
    this.panel.value = null;
  }

  move(step: 1 | -1): void {
    this.go(neighbour(this.messages.value, this.at.value, step));
  }

  /** Looks at another of the offered readings, with its advice, without saving it. */
  consider(step: 1 | -1): void {
    if (this.current.value !== null) this.other.value = otherChoice(this.current.value, this.choice.value, step);
  }

  pick(number: number): void {
    const picked = this.current.value === null ? undefined : picks(this.current.value)[number - 1];
    if (picked !== undefined) this.decide("intent", picked.name);
  }

  /** Decides about the message at hand and goes on to the next. */
  decide(kind: LabelKind, intent: string | null = this.choice.value): void {
    const message = this.current.value;
    if (message === null) return;
    if ((kind === "intent" || kind === "exam") && intent === null) {
      this.panel.value = "pick";
      return;
    }
    if (message.label?.state === "written") {
      this.say("This is in the training data already. To change it, undo its change under Data.");
      return;
    }
    const carried = kind === "intent" || kind === "exam" ? intent : null;
    const text = kind === "intent" ? markedLine(message.text, this.marksOf(message)) : null;
    this.notice.value = null;
    void this.labelling.give([message], { kind, intent: carried, text });
    const next = nextOpen(this.messages.value, message.id, this.labelling.ids.value);
    this.go(next ?? message.id);
    const following = next === null ? "That was the last one here." : `Next: ${this.current.value?.text ?? ""}`;
    announce(`${decisionWords(kind, carried)}. ${following}`);
  }

  /** Decides about many at once, the one at hand among them. */
  decideAll(messages: readonly Message[], intent: string): void {
    const open = messages.filter((message) => !decided(message, this.labelling.ids.value));
    if (open.length === 0) return;
    void this.labelling.give(open, { kind: "intent", intent, text: null });
    announce(`${open.length} labelled ${decisionWords("intent", intent)}.`);
    this.go(nextOpen(this.messages.value, this.at.value, this.labelling.ids.value) ?? this.at.value);
  }

  async undo(): Promise<void> {
    const words = await attempt(async () => {
      const back = await this.labelling.undo();
      if (back === null) {
        this.say("There is nothing to undo.");
        return;
      }
      this.around.labelled();
      const first = back.find((id) => this.messages.value.some((message) => message.id === id));
      if (first !== undefined) this.go(first);
      announce(back.length === 1 ? "Taken back." : `${back.length} taken back.`);
    }, this.around.signedOut);
    if (words !== null) this.say(words);
  }

  openSimilar(): void {
    if (this.current.value === null) return;
    this.panel.value = "similar";
    this.similar.held.value = { state: "loading" };
    void this.similar.load();
  }

  marksOf(message: Message): readonly Mark[] {
    const own = this.marks.value.get(message.id);
    if (own !== undefined) return own;
    const line = message.label?.text ?? null;
    const kept = line === null ? null : readMarks(line);
    return kept?.text === message.text ? kept.marks : [];
  }

  mark(message: Message, mark: Mark): void {
    this.setMarks(message, withMark(message.text, this.marksOf(message), mark));
  }

  unmark(message: Message, start: number): void {
    this.setMarks(message, withoutMark(this.marksOf(message), start));
  }

  say(words: string): void {
    this.notice.value = words;
    announce(words);
  }

  private setMarks(message: Message, marks: readonly Mark[]): void {
    this.marks.value = new Map(this.marks.value).set(message.id, marks);
  }

  private changed(messages: readonly Message[]): void {
    const shown = this.page.value;
    if (shown === null) return;
    const fresh = new Map(messages.map((message) => [message.id, message]));
    this.page.set({ ...shown, messages: shown.messages.map((message) => fresh.get(message.id) ?? message) });
    this.around.labelled();
  }

  private refused(refused: readonly Refused[]): void {
    this.changed(refused.flatMap(({ message }) => (message === null ? [] : [message])));
    this.say(refusedWords(refused));
  }
}

/** What colleagues chose meanwhile. */
export function refusedWords(refused: readonly Refused[]): string {
  const gone = refused.filter(({ code }) => code === "not_found").length;
  const named = refused.filter(({ by }) => by !== null).map(({ by, intent, message }) => `${by ?? ""} chose ${decisionWords(message?.label?.kind ?? "intent", intent)}`);
  const words = [...new Set(named)];
  if (gone > 0) words.push(gone === 1 ? "one message is gone" : `${gone} messages are gone`);
  const rest = refused.length - named.length - gone;
  if (rest > 0) words.push(rest === 1 ? "one changed meanwhile" : `${rest} changed meanwhile`);
  return `Not saved: ${words.join("; ")}.`;
}
