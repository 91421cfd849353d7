import { signal } from "@preact/signals";
import { DeskError } from "../shared/http";
import type { CannedReply, CannedReplyDraft } from "../shared/types";
import type { AgentDesk } from "./desk";

/** The team's canned replies and one's own, loaded when first needed. */
export class CannedReplies {
  readonly list = signal<CannedReply[]>([]);
  readonly trouble = signal<string | null>(null);
  readonly managing = signal(false);
  private loaded = false;

  constructor(private readonly desk: Pick<AgentDesk, "cannedReplies" | "keepCannedReply" | "removeCannedReply">) {}

  async load(again = false): Promise<void> {
    if (this.loaded && !again) return;
    this.loaded = true;
    const found = await this.ask(() => this.desk.cannedReplies());
    if (found === null) this.loaded = false;
    else this.list.value = found.replies;
  }

  /** True once the desk has it. */
  async keep(id: string | null, draft: CannedReplyDraft): Promise<boolean> {
    const done = await this.ask(() => this.desk.keepCannedReply(id, draft));
    if (done !== null) await this.load(true);
    return done !== null;
  }

  async remove(id: string): Promise<void> {
    const done = await this.ask(async () => ({ gone: await this.desk.removeCannedReply(id) }));
    if (done !== null) await this.load(true);
  }

  clear(): void {
    this.list.value = [];
    this.loaded = false;
    this.managing.value = false;
  }

  private async ask<T>(step: () => Promise<T>): Promise<T | null> {
    this.trouble.value = null;
    try {
      return await step();
    } catch (error) {
      if (!(error instanceof DeskError)) throw error;
      this.trouble.value = error.message;
      return null;
    }
  }
}
