import { signal } from "@preact/signals";
import type { StudioDesk, TextFile } from "./api";
import type { Change, DataFile, IntentRow } from "./contract";
import { Editing } from "./editing";
import { Importing } from "./importing";
import { Asked, attempt, type SignedOut } from "../shared/remote";

export type DataTab = "intents" | "changes" | "files" | "import";

/** The training data: what there is, how it came about, and ways to change it. */
export class DataRoom {
  readonly tab = signal<DataTab>("intents");
  readonly intents: Asked<{ intents: IntentRow[]; entities: string[] }>;
  readonly changes: Asked<{ pending: number; changes: Change[] }>;
  readonly files: Asked<{ files: DataFile[] }>;
  readonly editing: Editing;
  readonly importing: Importing;
  readonly trouble = signal<string | null>(null);

  constructor(
    private readonly desk: StudioDesk,
    private readonly signedOut: SignedOut,
    private readonly save: (file: TextFile) => void,
    /** The files read differently now. */
    private readonly touched: () => void,
  ) {
    this.intents = new Asked(() => desk.intents(), signedOut);
    this.changes = new Asked(() => desk.changes(), signedOut);
    this.files = new Asked(() => desk.files(), signedOut);
    const changed = () => this.changed();
    this.editing = new Editing(desk, signedOut, changed);
    this.importing = new Importing(desk, signedOut, changed);
  }

  async load(): Promise<void> {
    await Promise.all([this.intents.load(), this.changes.load(), this.files.load()]);
  }

  /** How many labels wait to be written; 0 while it is not known. */
  get pending(): number {
    return this.changes.value?.pending ?? 0;
  }

  undo(change: Change): Promise<void> {
    return this.step(async () => {
      await this.desk.undoChange(change.id);
      this.changed();
    });
  }

  writePending(): Promise<void> {
    return this.step(async () => {
      await this.desk.writePending();
      this.changed();
    });
  }

  patch(change: Change): Promise<void> {
    return this.step(async () => this.save(await this.desk.patch(change.id)));
  }

  export(format: "tsv" | "rasa"): Promise<void> {
    return this.step(async () => this.save(await this.desk.export(format)));
  }

  /** A new intent with its answer; the desk's words when it refuses, null when it is there. */
  async newIntent(name: string, answer: string, examples: string[]): Promise<string | null> {
    const words = await attempt(async () => {
      await this.desk.newIntent(name, answer, examples);
    }, this.signedOut);
    if (words === null) this.changed();
    return words;
  }

  /** From the next training on the assistant must be this sure; the desk's words when it refuses. */
  async askFor(threshold: number): Promise<string | null> {
    const words = await attempt(async () => {
      await this.desk.askFor(threshold);
    }, this.signedOut);
    if (words === null) this.changed();
    return words;
  }

  private async step(step: () => Promise<void>): Promise<void> {
    this.trouble.value = await attempt(step, this.signedOut);
  }

  private changed(): void {
    this.touched();
    void this.load();
  }
}
