import { computed, signal } from "@preact/signals";
import { DeskError, call } from "../shared/http";
import { announce } from "../shared/live-region";
import type { Due, Noticed, Promised, PromisesOfOne, PromiseWish } from "../shared/promise-types";
import type { Entry } from "../shared/types";
import { freshId } from "../shared/uuid";
import type { AgentDesk } from "./desk";
import type { Loading } from "./open-parts";

export interface PromisingParts {
  id: string;
  agentId: string;
  desk: Pick<AgentDesk, "post">;
  ask: <T>(step: () => Promise<T>) => Promise<T | DeskError>;
}

/** Changes what an agent's own words promise, or what is promised. */
const NEWS = new Set(["promise", "edited", "deleted", "claimed", "resolved", "transferred"]);

/** What this customer was promised, and what the agent seems to have promised just now. */
export class Promising {
  readonly found = signal<Loading<PromisesOfOne>>({ state: "loading" });
  readonly busy = signal(false);
  readonly trouble = signal<string | null>(null);
  /** The form was asked for by key. */
  readonly wanted = signal(false);
  private readonly declined = signal<ReadonlySet<string>>(new Set());
  /** The first thing noticed that is neither confirmed nor declined; nothing is promised by itself. */
  readonly suggestion = computed<Noticed | null>(() => {
    const found = this.found.value;
    if (found.state !== "ready") return null;
    return found.value.suggested.find((one) => !this.declined.value.has(keyOf(one))) ?? null;
  });

  private asked = 0;
  /** The id of the wish that is being sent: a second try after a lost answer is the same wish. */
  private sending: { wish: string; id: string } | null = null;

  constructor(private readonly parts: PromisingParts) {}

  async load(): Promise<void> {
    const number = (this.asked += 1);
    const before = this.suggestion.value;
    const found = await this.parts.ask(() => call<PromisesOfOne>(this.at()));
    if (number !== this.asked) return;
    if (!(found instanceof DeskError)) this.found.value = { state: "ready", value: found };
    else if (this.found.value.state !== "ready") this.found.value = { state: "failed", words: found.message };
    const now = this.suggestion.value;
    if (now !== null && (before === null || keyOf(before) !== keyOf(now))) announce(`You promised: ${now.says}. Control Enter keeps track of it.`);
  }

  /** Something was said or promised, here or by a colleague. */
  heard(entries: readonly Entry[]): void {
    const own = (entry: Entry) => entry.kind === "message" && entry.author.id === this.parts.agentId;
    if (entries.some((entry) => NEWS.has(entry.kind) || own(entry))) void this.load();
  }

  /** Yes, that was a promise. True when there was something to confirm. */
  confirm(): boolean {
    const one = this.suggestion.value;
    if (one === null) return false;
    void this.make({ what: one.what, due_on: one.due_on, at: one.at, note: one.what === "other" ? one.words.slice(0, 60) : "", said_seq: one.said_seq });
    return true;
  }

  decline(): void {
    const one = this.suggestion.value;
    if (one !== null) this.declined.value = new Set(this.declined.value).add(keyOf(one));
  }

  /** True once the desk has it; what was refused is said on the screen. */
  async make(wish: PromiseWish): Promise<boolean> {
    return this.then(() => this.parts.desk.post(this.at(), { ...wish, id: this.idOf(wish) }), "Promised. The customer reads it.");
  }

  keep(one: Promised): Promise<boolean> {
    return this.then(() => this.parts.desk.post(at(one, "keep"), {}), "Kept. The customer reads it.");
  }

  withdraw(one: Promised, why: string): Promise<boolean> {
    return this.then(() => this.parts.desk.post(at(one, "withdraw"), { why }), "Taken back. The customer reads it.");
  }

  move(one: Promised, due: Due, why: string): Promise<boolean> {
    const id = this.idOf([one.id, due, why]);
    return this.then(() => this.parts.desk.post(at(one, "move"), { ...due, why, id }), "Moved. The customer was told.");
  }

  private idOf(wish: unknown): string {
    const written = JSON.stringify(wish);
    if (this.sending?.wish !== written) this.sending = { wish: written, id: freshId() };
    return this.sending.id;
  }

  private async then(step: () => Promise<unknown>, words: string): Promise<boolean> {
    if (this.busy.value) return false;
    this.busy.value = true;
    this.trouble.value = null;
    const done = await this.parts.ask(step);
    const failed = done instanceof DeskError;
    if (!failed) this.sending = null;
    await this.load();
    this.busy.value = false;
    if (failed) this.trouble.value = done.status === 0 ? "The desk did not answer. Press again: nothing is promised twice." : done.message;
    else announce(words);
    return !failed;
  }

  private at(): string {
    return `/api/agent/conversations/${encodeURIComponent(this.parts.id)}/promises`;
  }
}

function at(one: Promised, step: string): string {
  return `/api/agent/promises/${encodeURIComponent(one.id)}/${step}`;
}

function keyOf(one: Noticed): string {
  return `${one.said_seq}.${one.what}`;
}
