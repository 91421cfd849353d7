import { computed, signal } from "@preact/signals";
import { DeskError } from "../shared/http";
import { readJson, type KeyValue } from "../shared/storage";
import { freshId } from "../shared/uuid";
import type { StudioDesk } from "./api";
import type { Decided, Decision, Message, Refused } from "./contract";
import { wordsOf } from "../shared/remote";

/** A decision about one or many messages, from the key on until the desk has it. */
export interface Given {
  /** Names it where it is kept. */
  key: string;
  /** When, in milliseconds; each later than the one before, so that second thoughts stay second. */
  at: number;
  messages: { id: number; version: number }[];
  decision: Decision;
  /** On its way; or kept here because the desk could not be reached. */
  state: "sending" | "kept";
}

interface Step {
  given: Given;
  /** The desk's names of the labels; null until they are stored there. */
  labels: string[] | null;
}

export interface Around {
  desk: Pick<StudioDesk, "label" | "undoLabel">;
  store: KeyValue;
  /** What the names begin with under which unsent decisions are kept. */
  prefix: () => string;
  changed: (messages: readonly Message[]) => void;
  refused: (refused: readonly Refused[]) => void;
  /** The desk will not take this; its words. */
  failed: (ids: readonly number[], words: string) => void;
  signedOut: (error: DeskError) => boolean;
}

/** Decisions go to the desk one after another. What it cannot take now is kept, over a reload too, and tried again. */
export class Labelling {
  readonly open = signal<readonly Given[]>([]);
  readonly ids = computed(() => new Set(this.open.value.flatMap(({ messages }) => messages.map(({ id }) => id))));
  readonly kept = computed(() => this.open.value.filter(({ state }) => state === "kept").length);
  /** How much `undo` could take back. */
  readonly undoable = signal(0);
  private steps: Step[] = [];
  private last = 0;
  private line: Promise<void> = Promise.resolve();

  constructor(private readonly around: Around) {}

  /** What was kept here by an earlier page. */
  restore(): void {
    const names = this.around.store.keys().filter((key) => key.startsWith(this.around.prefix()));
    const kept = names.flatMap((key) => {
      const given = readJson(this.around.store, key, isKept);
      return given === null ? [] : [{ ...given, key, state: "kept" as const }];
    });
    kept.sort((one, other) => one.at - other.at);
    this.open.value = kept;
    this.steps = kept.map((given) => ({ given, labels: null }));
    this.undoable.value = this.steps.length;
    void this.retry();
  }

  give(messages: readonly Message[], decision: Decision): Promise<void> {
    const key = `${this.around.prefix()}${freshId()}`;
    this.last = Math.max(Date.now(), this.last + 1);
    const given: Given = { key, at: this.last, messages: messages.map(({ id, version }) => ({ id, version })), decision, state: "sending" };
    this.steps.push({ given, labels: null });
    this.undoable.value = this.steps.length;
    // Another page of the same person may keep things, too: each decision lies under a name of its own.
    this.around.store.set(key, JSON.stringify(given));
    this.open.value = [...this.open.value, given];
    return this.after(() => this.send(given));
  }

  /** Tries again what is kept. */
  retry(): Promise<void> {
    const kept = this.open.value.filter(({ state }) => state === "kept");
    return kept.length === 0 ? Promise.resolve() : this.after(() => this.each(kept));
  }

  /** Takes the last decision back; the messages it was about, or null when there is none. Throws DeskError. */
  undo(): Promise<number[] | null> {
    const back = this.line.then(() => this.takeBack());
    // Who presses the key twice means two decisions: the second waits for the first. Whoever asked hears what failed.
    this.line = back.then(
      () => undefined,
      () => undefined,
    );
    return back;
  }

  forget(): void {
    this.open.value = [];
    this.steps = [];
    this.undoable.value = 0;
  }

  private async takeBack(): Promise<number[] | null> {
    const step = this.steps.at(-1);
    if (step === undefined) return null;
    if (this.open.value.includes(step.given)) this.drop(step.given);
    while (step.labels !== null && step.labels[0] !== undefined) {
      this.around.changed([(await this.around.desk.undoLabel(step.labels[0])).message]);
      step.labels.shift();
    }
    this.forgetStep(step.given);
    return step.given.messages.map(({ id }) => id);
  }

  private async each(all: readonly Given[]): Promise<void> {
    for (const given of all) if (this.open.value.includes(given) && !(await this.send(given))) return;
  }

  /** Whether the desk was reached. */
  private async send(given: Given): Promise<boolean> {
    try {
      this.arrived(given, await this.around.desk.label(given.messages, given.decision));
      return true;
    } catch (error) {
      if (!(error instanceof DeskError)) throw error;
      const out = this.around.signedOut(error);
      if (!out && error.final) {
        this.drop(given);
        this.forgetStep(given);
        this.around.failed(given.messages.map(({ id }) => id), wordsOf(error));
        return true;
      }
      given.state = "kept";
      this.open.value = [...this.open.value];
      return false;
    }
  }

  private arrived(given: Given, answer: Decided): void {
    const step = this.steps.find((each) => each.given === given);
    if (step !== undefined) step.labels = answer.labels.map(({ id }) => id);
    if (answer.labels.length === 0) this.forgetStep(given);
    // A second thought about the same message was had before this answer: it builds on the version made by the first.
    const versions = new Map(answer.messages.map(({ id, version }) => [id, version]));
    for (const later of this.open.value) {
      if (later !== given) for (const named of later.messages) named.version = versions.get(named.id) ?? named.version;
    }
    this.around.changed(answer.messages);
    this.drop(given);
    if (answer.refused.length > 0) this.around.refused(answer.refused);
  }

  private drop(given: Given): void {
    this.around.store.remove(given.key);
    this.open.value = this.open.value.filter((each) => each !== given);
  }

  private forgetStep(given: Given): void {
    this.steps = this.steps.filter((step) => step.given !== given);
    this.undoable.value = this.steps.length;
  }

  private after(step: () => Promise<unknown>): Promise<void> {
    this.line = this.line.then(step).then(() => undefined);
    return this.line;
  }
}

function isKept(value: unknown): value is Given {
  const given = value as Partial<Given> | null;
  return Array.isArray(given?.messages) && typeof given.decision?.kind === "string";
}
