import { signal } from "@preact/signals";
import { announce } from "../shared/live-region";

const OFFERED_MS = 10_000;

export interface Undoable {
  words: string;
  undo: () => void;
}

/** The last thing that can be taken back, for a little while. */
export class Undo {
  readonly offered = signal<Undoable | null>(null);
  private timer: ReturnType<typeof setTimeout> | undefined;

  offer(words: string, undo: () => void): void {
    clearTimeout(this.timer);
    this.offered.value = { words, undo };
    announce(`${words} Press z to undo.`);
    this.timer = setTimeout(() => this.forget(), OFFERED_MS);
  }

  take(): void {
    const offered = this.offered.value;
    this.forget();
    offered?.undo();
  }

  forget(): void {
    clearTimeout(this.timer);
    this.offered.value = null;
  }
}
