import { computed, signal } from "@preact/signals";
import { DeskError, call } from "../shared/http";
import { announce } from "../shared/live-region";
import type { Affected, BehindAlarm, Incident, Scope, TroublesAnswer } from "../shared/trouble-types";
import type { OwnDesk } from "../shared/types";
import { freshId } from "../shared/uuid";
import type { AgentDesk } from "./desk";

/** What is written before a trouble is confirmed. */
export interface TroubleDraft {
  name: string;
  reasons: string[];
  scope: Scope;
  answer: string;
  banner: string;
  tell: boolean;
}

const ALL = "/api/agent/troubles";

/** Alarms that wait for a supervisor's word, the one that is looked into, and incidents. */
export class Troubles {
  readonly count = signal(0);
  readonly shown = signal(false);
  readonly all = signal<TroublesAnswer | null>(null);
  readonly behind = signal<BehindAlarm | null>(null);
  /** Who is affected, and by which choice of orders and reasons that was asked. */
  readonly affected = signal<{ of: string; found: Affected } | null>(null);
  readonly closing = signal<Incident | null>(null);
  readonly busy = signal(false);
  readonly trouble = signal<string | null>(null);
  readonly open = computed(() => this.all.value?.alarms.filter((alarm) => alarm.state === "open") ?? []);

  /** The id of the incident that is being confirmed: a second try after a lost answer is the same incident. */
  private sending: { wish: string; id: string } | null = null;

  constructor(private readonly desk: Pick<AgentDesk, "post">) {}

  hear(own: OwnDesk): void {
    const before = this.count.value;
    this.count.value = own.troubles ?? 0;
    if (this.count.value > before) announce("More people than usual ask about one thing. Press ! to see it.");
    if (this.shown.value && this.count.value !== before) void this.load();
  }

  async show(): Promise<void> {
    this.shown.value = true;
    this.back();
    await this.load();
  }

  back(): void {
    this.behind.value = null;
    this.affected.value = null;
    this.closing.value = null;
    this.trouble.value = null;
  }

  async load(): Promise<void> {
    await this.then(async () => {
      this.all.value = await call<TroublesAnswer>(ALL);
      this.count.value = this.open.value.length;
    });
  }

  async look(alarmId: string): Promise<void> {
    await this.then(async () => {
      this.behind.value = await call<BehindAlarm>(at(alarmId));
    });
  }

  async lookAtAffected(alarmId: string, scope: Scope, reasons: string[]): Promise<void> {
    const of = asked(scope, reasons);
    await this.then(async () => {
      const { affected } = await this.desk.post<{ affected: Affected }>(at(alarmId, "/affected"), { scope, reasons });
      this.affected.value = { of, found: affected };
    });
  }

  async dismiss(alarmId: string, why: string): Promise<void> {
    await this.decided("Dismissed", () => this.desk.post(at(alarmId, "/dismissal"), { why }));
  }

  async confirm(alarmId: string, draft: TroubleDraft): Promise<void> {
    const written = JSON.stringify([alarmId, draft]);
    if (this.sending?.wish !== written) this.sending = { wish: written, id: freshId() };
    const body = { ...draft, alarm_id: alarmId, id: this.sending.id };
    await this.decided("Confirmed. The assistant and the chat say so from now on.", () => this.desk.post("/api/agent/incidents", body));
  }

  async close(incidentId: string, words: string): Promise<void> {
    const path = `/api/agent/incidents/${encodeURIComponent(incidentId)}/end`;
    await this.decided("Closed. Those it was about are told.", () => this.desk.post(path, { words }));
  }

  clear(): void {
    this.count.value = 0;
    this.all.value = null;
    this.shown.value = false;
    this.back();
  }

  private async decided(words: string, step: () => Promise<unknown>): Promise<void> {
    if (this.busy.value) return;
    this.busy.value = true;
    const done = await this.then(async () => {
      await step();
    });
    this.busy.value = false;
    if (!done) return;
    announce(words);
    this.back();
    await this.load();
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

/** A choice as one text, to see whether what is on the screen is what was asked. */
export function asked(scope: Scope, reasons: readonly string[]): string {
  return JSON.stringify([scope.kind, scope.value, scope.open_only, [...reasons].sort()]);
}

function at(alarmId: string, rest = ""): string {
  return `${ALL}/${encodeURIComponent(alarmId)}${rest}`;
}
