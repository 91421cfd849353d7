import { signal } from "@preact/signals";
import { DeskError, call } from "../shared/http";
import { announce } from "../shared/live-region";
import type { KeptRate, Owed, Promised } from "../shared/promise-types";
import type { OwnDesk } from "../shared/types";
import { calledWords } from "./promise-words";

export interface OwedFilter {
  standing: "all" | "at_risk";
  what: string;
  team: string;
  agent_id: string;
  due_by: string;
}

const EVERYTHING: OwedFilter = { standing: "all", what: "", team: "", agent_id: "", due_by: "" };

/** The promises that call this agent, and for supervisors all that the house owes and how many it kept. */
export class PromisedRoom {
  readonly count = signal(0);
  readonly shown = signal(false);
  readonly calling = signal<Promised[]>([]);
  readonly owed = signal<Owed | null>(null);
  readonly kept = signal<{ all: KeptRate; teams: KeptRate[] } | null>(null);
  readonly filter = signal<OwedFilter>(EVERYTHING);
  readonly trouble = signal<string | null>(null);
  private leads = false;
  private asked = 0;

  constructor(private readonly signedOut: (error: DeskError) => boolean) {}

  hear(own: OwnDesk): void {
    const before = this.count.value;
    this.count.value = own.promises ?? 0;
    if (this.count.value > before) announce(`${calledWords(this.count.value)}. Press capital Q to see.`);
    if (this.shown.value && this.count.value !== before) void this.load();
  }

  async show(leads: boolean): Promise<void> {
    this.leads = leads;
    this.shown.value = true;
    await this.load();
  }

  narrow(change: Partial<OwedFilter>): void {
    this.filter.value = { ...this.filter.value, ...change };
    void this.load();
  }

  /** Of several looks at once the last one counts. */
  async load(): Promise<void> {
    const number = (this.asked += 1);
    this.trouble.value = null;
    try {
      const [calling, owed, kept] = await Promise.all([
        call<{ promises: Promised[] }>("/api/agent/promises/calling"),
        this.leads ? call<Owed>(`/api/agent/promises?${query(this.filter.value)}`) : null,
        this.leads ? call<{ all: KeptRate; teams: KeptRate[] }>("/api/agent/promises/kept") : null,
      ]);
      if (number !== this.asked) return;
      this.calling.value = calling.promises;
      this.owed.value = owed;
      this.kept.value = kept;
    } catch (error) {
      if (!(error instanceof DeskError)) throw error;
      if (!this.signedOut(error)) this.trouble.value = error.message;
    }
  }

  clear(): void {
    this.count.value = 0;
    this.shown.value = false;
    this.calling.value = [];
    this.owed.value = null;
    this.kept.value = null;
    this.filter.value = EVERYTHING;
  }
}

/** Only what was chosen. */
export function query(filter: OwedFilter): string {
  return new URLSearchParams(Object.entries(filter).filter(([, value]) => value !== "")).toString();
}
