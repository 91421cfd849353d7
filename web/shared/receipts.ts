import { signal } from "@preact/signals";
import type { ClientFrame, ServerFrame } from "./types";

export interface ReceiptsParts {
  say: (frame: ClientFrame) => void;
  conversation: () => string | null;
  /** Who is at the other end. */
  others: "agent" | "customer";
}

/** Up to where each side has seen the conversation on screen. What we have seen is told once it is really on screen. */
export class Receipts {
  /** What the other side has seen. */
  readonly theySaw = signal(0);
  private told = 0;
  private wish = 0;

  constructor(private readonly parts: ReceiptsParts) {}

  /** Everything up to here is on the screen of somebody who looks. */
  saw(seq: number): void {
    this.wish = Math.max(this.wish, seq);
    this.tell();
  }

  hear(frame: ServerFrame): void {
    if (frame.type === "ready") {
      // A new line to the desk: what was said on the old one may not have arrived.
      this.told = 0;
      this.tell();
    }
    if (frame.type !== "seen" || frame.conversation_id !== this.parts.conversation()) return;
    if (frame.by === this.parts.others) this.theySaw.value = Math.max(this.theySaw.value, frame.seq);
  }

  clear(): void {
    this.told = this.wish = 0;
    this.theySaw.value = 0;
  }

  private tell(): void {
    const id = this.parts.conversation();
    if (id === null || this.wish <= this.told) return;
    this.told = this.wish;
    this.parts.say({ type: "seen", conversation_id: id, seq: this.wish });
  }
}
