import { DeskError } from "../shared/http";
import type { Conversation, Entry } from "../shared/types";
import { ignoreUnreachable } from "./news";

const GAP_PATIENCE_MS = 400;

export interface CatchingUpParts {
  /** Which conversation, up to where it is held, and whether more is known to exist; null without one. */
  state: () => { id: string; held: number; behind: boolean } | null;
  fetch: (id: string, after: number) => Promise<{ conversation: Conversation; entries: Entry[]; reload: boolean }>;
  take: (conversation: Conversation, entries: Entry[]) => void;
  reload: () => Promise<void>;
}

/** Fetches what did not arrive by itself. */
export class CatchingUp {
  private timer: ReturnType<typeof setTimeout> | null = null;

  constructor(private readonly parts: CatchingUpParts) {}

  /** What is missing usually arrives by itself; what has not after a moment is fetched. */
  soon(): void {
    this.timer ??= setTimeout(() => {
      this.timer = null;
      void this.now();
    }, GAP_PATIENCE_MS);
  }

  async now(): Promise<void> {
    for (;;) {
      const state = this.parts.state();
      if (state === null || !state.behind) return;
      try {
        const page = await this.parts.fetch(state.id, state.held);
        if (page.reload) {
          await this.parts.reload();
          return;
        }
        this.parts.take(page.conversation, page.entries);
      } catch (error) {
        if (error instanceof DeskError) return; // The next frame or reconnect asks again.
        throw error;
      }
      if (this.parts.state()?.held === state.held) return;
    }
  }

  /** One look, whether or not anything is known to be missing: there is no live line. */
  async look(): Promise<void> {
    const state = this.parts.state();
    if (state === null) return;
    const page = await this.parts.fetch(state.id, state.held).catch(ignoreUnreachable);
    if (page === undefined || page.reload || state.id !== this.parts.state()?.id) return;
    this.parts.take(page.conversation, page.entries);
  }
}
