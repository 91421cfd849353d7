import { signal } from "@preact/signals";
import { call, DeskError } from "../shared/http";
import { freshId } from "../shared/uuid";
import type { AgentDesk } from "./desk";

export type Kind = "language" | "called" | "channel" | "no_phone" | "delivery";

export interface Remembered {
  kind: Kind;
  title: string;
  value: string;
  says: string;
  said_by: "customer" | "agent";
  by: string | null;
  at: string;
}

export type Profile =
  | { verified: false }
  | {
      verified: true;
      name: string | null;
      called: string | null;
      tier: string | null;
      segment: string | null;
      orders: number | null;
      last_order_on: string | null;
      promises_owed: number;
      last_case: { conversation_id: string; about: string; at: string; resolved: boolean } | null;
      preferences: Remembered[];
      bad_cases: { id: string; conversation_id: string; words: string; at: string; state: "given" | "suggested" }[];
    };

/** Who one customer is to us, and what agents do about it. */
export class Relationship {
  readonly found = signal<Profile | null>(null);
  readonly trouble = signal<string | null>(null);
  readonly busy = signal(false);

  constructor(
    private readonly id: string,
    private readonly desk: Pick<AgentDesk, "post">,
  ) {}

  load(): Promise<boolean> {
    return this.step(() => call<Profile>(this.at("profile")));
  }

  remember(kind: Kind, value: string): Promise<boolean> {
    return this.step(() => this.desk.post<Profile>(this.at("preferences"), { id: freshId(), kind, value }));
  }

  forget(kind: Kind): Promise<boolean> {
    return this.step(() => this.desk.post<Profile>(this.at("preferences/forget"), { kind }));
  }

  putAway(caseId: string): Promise<boolean> {
    return this.step(() => this.desk.post<Profile>(this.at("bad-cases/put-away"), { case: caseId }));
  }

  private async step(step: () => Promise<Profile>): Promise<boolean> {
    this.busy.value = true;
    this.trouble.value = null;
    try {
      this.found.value = await step();
    } catch (error) {
      if (!(error instanceof DeskError)) throw error;
      this.trouble.value = error.message;
    }
    this.busy.value = false;
    return this.trouble.value === null;
  }

  private at(what: string): string {
    return `/api/agent/conversations/${encodeURIComponent(this.id)}/${what}`;
  }
}
