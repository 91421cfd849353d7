import { signal } from "@preact/signals";
import type { Approval, Grant } from "../shared/gift-types";
import { DeskError, call } from "../shared/http";
import { announce } from "../shared/live-region";
import type { OwnDesk } from "../shared/types";
import type { AgentDesk } from "./desk";

/** What waits for this agent's decision. */
export class Approvals {
  readonly count = signal(0);
  readonly list = signal<Approval[]>([]);
  readonly shown = signal(false);
  readonly busy = signal(false);
  readonly trouble = signal<string | null>(null);

  constructor(private readonly desk: Pick<AgentDesk, "post">) {}

  hear(own: OwnDesk): void {
    const before = this.count.value;
    this.count.value = own.approvals ?? 0;
    if (this.count.value > before) announce("A colleague asks for your approval. Press b to see it.");
    if (this.shown.value && this.count.value !== before) void this.load();
  }

  async show(): Promise<void> {
    this.shown.value = true;
    await this.load();
  }

  async load(): Promise<void> {
    await this.then(async () => {
      this.list.value = (await call<{ approvals: Approval[] }>("/api/agent/approvals")).approvals;
      this.count.value = this.list.value.length;
    });
  }

  async decide(grantId: string, approve: boolean): Promise<void> {
    if (this.busy.value) return;
    this.busy.value = true;
    const done = await this.then(async () => {
      await this.desk.post<{ grant: Grant }>(`/api/agent/approvals/${encodeURIComponent(grantId)}`, { approve });
    });
    const trouble = this.trouble.value;
    await this.load();
    if (done) announce(approve ? "Approved" : "Declined");
    else this.trouble.value = trouble;
    this.busy.value = false;
  }

  clear(): void {
    this.count.value = 0;
    this.list.value = [];
    this.shown.value = false;
  }

  private async then(step: () => Promise<void>): Promise<boolean> {
    this.trouble.value = null;
    try {
      await step();
      return true;
    } catch (error) {
      if (!(error instanceof DeskError)) throw error;
      this.trouble.value = error.message;
      return false;
    }
  }
}
