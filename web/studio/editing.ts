import { computed, signal } from "@preact/signals";
import { DeskError } from "../shared/http";
import { announce } from "../shared/live-region";
import type { StudioDesk } from "./api";
import type { Finding } from "./contract";
import { attempt, wordsOf, type SignedOut } from "../shared/remote";

const SETTLES_MS = 700;

interface Opened {
  path: string;
  /** As the desk has it, in the version the changes build on. */
  text: string;
  version: string;
}

/** A file of the training data, changed by hand: checked as one types, saved with a word about why. */
export class Editing {
  readonly opened = signal<Opened | null>(null);
  readonly text = signal("");
  readonly says = signal("");
  readonly findings = signal<readonly Finding[]>([]);
  readonly checked = signal<"no" | "asking" | "yes" | "away">("no");
  readonly trouble = signal<string | null>(null);
  readonly saving = signal(false);
  /** What a colleague saved since this file was opened; null while nobody did. */
  readonly meanwhile = signal<Opened | null>(null);
  readonly dirty = computed(() => this.opened.value !== null && this.text.value !== this.opened.value.text);
  private timer: ReturnType<typeof setTimeout> | undefined;
  private turn = 0;

  constructor(
    private readonly desk: StudioDesk,
    private readonly signedOut: SignedOut,
    private readonly changed: () => void,
  ) {}

  async open(path: string, line: number | null = null): Promise<void> {
    this.trouble.value = await attempt(async () => {
      this.take(await this.desk.file(path));
      this.goTo.value = line;
      this.check(0);
    }, this.signedOut);
  }

  /** A line to be shown, once. */
  readonly goTo = signal<number | null>(null);

  close(): void {
    clearTimeout(this.timer);
    this.opened.value = null;
    this.text.value = "";
  }

  write(text: string): void {
    this.text.value = text;
    this.check(SETTLES_MS);
  }

  async save(): Promise<void> {
    const opened = this.opened.value;
    if (opened === null || !this.dirty.value || this.saving.value) return;
    this.saving.value = true;
    this.trouble.value = null;
    const text = this.text.value;
    try {
      const { findings } = await this.desk.putFile(opened.path, text, opened.version, this.says.value.trim());
      const fresh = await this.desk.file(opened.path);
      this.opened.value = fresh;
      this.findings.value = findings;
      this.says.value = "";
      announce("Saved.");
      this.changed();
    } catch (error) {
      if (!(error instanceof DeskError)) throw error;
      await this.refused(error, opened);
    } finally {
      this.saving.value = false;
    }
  }

  /** After a colleague's change: one's own text goes on top of theirs, or is given up for it. */
  settle(mine: boolean): void {
    const theirs = this.meanwhile.value;
    if (theirs === null) return;
    const own = this.text.value;
    this.take(theirs);
    if (mine) this.write(own);
  }

  private take(file: Opened): void {
    this.opened.value = file;
    this.text.value = file.text;
    this.findings.value = [];
    this.checked.value = "no";
    this.meanwhile.value = null;
    this.trouble.value = null;
  }

  private async refused(error: DeskError, opened: Opened): Promise<void> {
    if (this.signedOut(error)) return;
    this.trouble.value = wordsOf(error);
    const line = error.place?.line ?? null;
    if (line !== null) {
      const finding: Finding = { line, level: "error", code: error.code, message: error.message };
      this.findings.value = [finding, ...this.findings.value.filter((each) => each.line !== line || each.message !== error.message)];
      this.goTo.value = line;
    }
    if (error.code !== "changed_meanwhile") return;
    const words = await attempt(async () => void (this.meanwhile.value = await this.desk.file(opened.path)), this.signedOut);
    if (words !== null) this.trouble.value = words;
  }

  private check(afterMs: number): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.ask(), afterMs);
  }

  private async ask(): Promise<void> {
    const opened = this.opened.value;
    if (opened === null) return;
    const turn = (this.turn += 1);
    this.checked.value = "asking";
    const words = await attempt(async () => {
      const answer = await this.desk.check(opened.path, this.text.value);
      if (turn !== this.turn || this.opened.value?.path !== opened.path) return;
      this.checked.value = answer.available ? "yes" : "away";
      this.findings.value = answer.findings.filter(({ file }) => file === undefined || file === opened.path);
    }, this.signedOut);
    if (words !== null && turn === this.turn) this.checked.value = "away";
  }
}
