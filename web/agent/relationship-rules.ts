import { signal } from "@preact/signals";
import { call, DeskError } from "../shared/http";
import type { AgentDesk } from "./desk";

const PATH = "/api/agent/relationship/rules";

export interface Segment {
  name: string;
  tiers: string[];
  orders_from: number | null;
  orders_to: number | null;
  ordered_within_days: number | null;
  silent_for_days: number | null;
  in_trouble: boolean | null;
}

export interface Draft {
  segments: Segment[];
  thanks_after: number[];
  thanks_words: string;
  birthday_words: string;
}

interface Found {
  rules: Draft & { version: number; by: string; why: string; at: string };
}

/** Segments and thanks, as somebody rewrites them. */
export class RelationshipRules {
  readonly found = signal<Found["rules"] | null>(null);
  readonly draft = signal<Draft | null>(null);
  readonly trouble = signal<string | null>(null);
  readonly kept = signal(false);

  constructor(private readonly desk: Pick<AgentDesk, "post">) {}

  load(): Promise<void> {
    return this.take(() => call<Found>(PATH));
  }

  change(step: Partial<Draft>): void {
    if (this.draft.value !== null) this.draft.value = { ...this.draft.value, ...step };
    this.kept.value = false;
  }

  async save(why: string): Promise<void> {
    const body = { ...this.draft.value, based_on: this.found.value?.version ?? 0, why };
    await this.take(() => this.desk.post<Found>(PATH, body));
    this.kept.value = this.trouble.value === null;
  }

  private async take(step: () => Promise<Found>): Promise<void> {
    this.trouble.value = null;
    try {
      const { rules } = await step();
      const { segments, thanks_after, thanks_words, birthday_words } = rules;
      this.found.value = rules;
      this.draft.value = { segments, thanks_after, thanks_words, birthday_words };
    } catch (error) {
      if (!(error instanceof DeskError)) throw error;
      this.trouble.value = error.message;
    }
  }
}
