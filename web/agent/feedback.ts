import { signal } from "@preact/signals";
import { announce } from "../shared/live-region";
import type { OwnDesk } from "../shared/types";

/** Whether low ratings wait for this agent, and whether the room lies open; the room itself is fetched when it is. */
export class Feedback {
  readonly count = signal(0);
  readonly shown = signal(false);
  /** Counts up with every sign that tasks have changed. */
  readonly news = signal(0);

  hear(own: OwnDesk): void {
    const before = this.count.value;
    this.count.value = own.recoveries ?? 0;
    this.news.value += 1;
    if (this.count.value > before) announce("A customer was not content. Press 7 to see what was said.");
  }

  clear(): void {
    this.count.value = 0;
    this.shown.value = false;
  }
}
