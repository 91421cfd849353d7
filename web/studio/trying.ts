import { signal } from "@preact/signals";
import type { StudioDesk, TextFile } from "./api";
import type { Slot, Tried } from "./contract";
import { attempt, type SignedOut } from "../shared/remote";

/** One thing said to the bot, with its answer once there is one. */
export interface Said {
  text: string;
  slot: Slot;
  answer: Tried | null;
  trouble: string | null;
}

/** Talking to a model as a customer would, on a conversation that is thrown away. */
export class Trying {
  readonly said = signal<readonly Said[]>([]);
  readonly slot = signal<Slot>("live");
  /** The turn whose workings are shown; null for the last. */
  readonly chosen = signal<number | null>(null);
  readonly busy = signal(false);
  readonly test = signal<TextFile | null>(null);
  readonly testTrouble = signal<string | null>(null);
  private session: string | null = null;

  constructor(
    private readonly desk: StudioDesk,
    private readonly signedOut: SignedOut,
    readonly save: (file: TextFile) => void,
  ) {}

  async say(text: string): Promise<void> {
    const words = text.trim();
    if (words === "" || this.busy.value) return;
    this.busy.value = true;
    const at = this.said.value.length;
    this.said.value = [...this.said.value, { text: words, slot: this.slot.value, answer: null, trouble: null }];
    this.chosen.value = null;
    const trouble = await attempt(async () => {
      const answer = await this.desk.tryIt(words, this.session, this.slot.value);
      this.session = answer.session;
      this.put(at, { answer, trouble: answer.available ? null : "This model does not run just now." });
    }, this.signedOut);
    if (trouble !== null) this.put(at, { trouble });
    this.busy.value = false;
  }

  /** A new conversation, with the other model if wanted. */
  again(slot: Slot = this.slot.value): void {
    this.slot.value = slot;
    this.session = null;
    this.said.value = [];
    this.chosen.value = null;
  }

  async makeTest(conversationId: string): Promise<void> {
    const id = conversationId.trim();
    if (id === "") return;
    this.test.value = null;
    this.testTrouble.value = await attempt(async () => {
      const { name, yaml } = await this.desk.testOf(id);
      this.test.value = { name: name.endsWith(".yml") ? name : `${name}.yml`, text: yaml };
    }, this.signedOut);
  }

  private put(at: number, part: Partial<Said>): void {
    this.said.value = this.said.value.map((each, index) => (index === at ? { ...each, ...part } : each));
  }
}
