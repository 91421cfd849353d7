import { computed, signal } from "@preact/signals";
import { DeskError } from "../shared/http";
import { announce } from "../shared/live-region";
import type { AuditChain, AuditChoices, AuditLine, AuditPage } from "../shared/audit-types";

export interface AuditDesk {
  auditLines(asked: URLSearchParams): Promise<AuditPage>;
  auditChoices(): Promise<AuditChoices>;
  auditChain(after: number): Promise<AuditChain>;
}

/** What the log is narrowed down by; days are the reader's own. */
export interface Narrowed {
  person: string;
  kind: string;
  conversation: string;
  from: string;
  to: string;
}

export type Chain = { state: "unknown" } | { state: "checking"; checked: number; last: number } | { state: "whole"; last: number } | { state: "broken"; at: number } | { state: "failed"; words: string };

const NOTHING: Narrowed = { person: "", kind: "", conversation: "", from: "", to: "" };

/** The audit log as supervisors look through it. */
export class AuditLog {
  readonly shown = signal(false);
  readonly narrowed = signal<Narrowed>(NOTHING);
  readonly lines = signal<readonly AuditLine[]>([]);
  readonly listed = signal<"loading" | "ready" | "failed">("loading");
  readonly trouble = signal<string | null>(null);
  readonly next = signal<number | null>(null);
  readonly choices = signal<AuditChoices>({ people: [], kinds: [] });
  readonly chain = signal<Chain>({ state: "unknown" });
  /** The line that the keys move. */
  readonly marked = signal<number | null>(null);
  /** How often the mark was moved by keyboard: the focus goes along. */
  readonly moved = signal(0);
  readonly unfolded = signal<number | null>(null);
  readonly exportAt = computed(() => `/api/agent/audit/export?${asked(this.narrowed.value).toString()}`);

  private turn = 0;
  private checks = 0;

  constructor(
    private readonly desk: AuditDesk,
    /** True when the error meant "sign in again" and was dealt with. */
    private readonly signedOut: (error: DeskError) => boolean,
  ) {}

  open(): void {
    this.shown.value = true;
    void this.load();
    void this.then(async () => void (this.choices.value = await this.desk.auditChoices()));
  }

  clear(): void {
    this.turn += 1;
    this.checks += 1;
    this.shown.value = false;
    this.narrowed.value = NOTHING;
    this.lines.value = [];
    this.listed.value = "loading";
    this.trouble.value = this.next.value = this.marked.value = this.unfolded.value = null;
    this.chain.value = { state: "unknown" };
  }

  narrow(name: keyof Narrowed, value: string): void {
    if (this.narrowed.value[name] === value) return;
    this.narrowed.value = { ...this.narrowed.value, [name]: value };
    void this.load();
  }

  async load(): Promise<void> {
    const turn = (this.turn += 1);
    this.listed.value = "loading";
    this.lines.value = [];
    this.next.value = this.marked.value = this.unfolded.value = null;
    const done = await this.then(async () => {
      const found = await this.desk.auditLines(asked(this.narrowed.value));
      if (turn !== this.turn) return;
      this.lines.value = found.lines;
      this.next.value = found.next;
      this.marked.value = found.lines[0]?.seq ?? null;
      this.listed.value = "ready";
    });
    if (!done && turn === this.turn) this.listed.value = "failed";
  }

  async more(): Promise<void> {
    const turn = this.turn;
    const before = this.next.value;
    if (before === null) return;
    this.next.value = null; // Asked for once.
    const done = await this.then(async () => {
      const wanted = asked(this.narrowed.value);
      wanted.set("before", String(before));
      const found = await this.desk.auditLines(wanted);
      if (turn !== this.turn) return;
      this.lines.value = [...this.lines.value, ...found.lines];
      this.next.value = found.next;
    });
    if (!done && turn === this.turn) this.next.value = before;
  }

  /** Moves the mark; towards the end it brings the next page along. */
  move(step: number): void {
    const numbers = this.lines.value.map(({ seq }) => seq);
    const at = this.marked.value === null ? -1 : numbers.indexOf(this.marked.value);
    const to = Math.max(0, Math.min(numbers.length - 1, at + step));
    this.marked.value = numbers[to] ?? null;
    this.moved.value += 1;
    if (to >= numbers.length - 3) void this.more();
  }

  fold(seq: number): void {
    this.marked.value = seq;
    this.unfolded.value = this.unfolded.value === seq ? null : seq;
  }

  /** Follows the whole chain of seals, a stretch at a time. */
  async check(): Promise<void> {
    const turn = (this.checks += 1);
    this.chain.value = { state: "checking", checked: 0, last: 0 };
    try {
      for (let after = 0; turn === this.checks; ) {
        const found = await this.desk.auditChain(after);
        if (turn !== this.checks) return;
        after = found.checked;
        if (found.broken_at !== null) this.end({ state: "broken", at: found.broken_at });
        else if (found.whole) this.end({ state: "whole", last: found.checked });
        else this.chain.value = { state: "checking", checked: found.checked, last: found.last };
      }
    } catch (error) {
      if (!(error instanceof DeskError)) throw error;
      if (!this.signedOut(error) && turn === this.checks) this.end({ state: "failed", words: wordsOf(error) });
    }
  }

  private end(chain: Chain): void {
    this.checks += 1;
    this.chain.value = chain;
    announce(chainWords(chain));
  }

  private async then(step: () => Promise<void>): Promise<boolean> {
    this.trouble.value = null;
    try {
      await step();
      return true;
    } catch (error) {
      if (!(error instanceof DeskError)) throw error;
      if (!this.signedOut(error)) this.trouble.value = wordsOf(error);
      return false;
    }
  }
}

function wordsOf(error: DeskError): string {
  return error.status === 0 ? "The desk does not answer just now." : error.message;
}

/** The filter as the desk takes it: a day begins and ends where its reader is. */
export function asked({ person, kind, conversation, from, to }: Narrowed): URLSearchParams {
  const wanted = new URLSearchParams();
  for (const [name, value] of Object.entries({ person, kind, conversation: conversation.trim() })) if (value !== "") wanted.set(name, value);
  const since = from === "" ? null : new Date(`${from}T00:00:00`);
  const until = to === "" ? null : new Date(`${to}T00:00:00`);
  if (since !== null && !Number.isNaN(since.getTime())) wanted.set("since", since.toISOString());
  if (until !== null && !Number.isNaN(until.getTime())) {
    until.setDate(until.getDate() + 1);
    wanted.set("until", until.toISOString());
  }
  return wanted;
}

/** What is known of the chain, in words. */
export function chainWords(chain: Chain): string {
  switch (chain.state) {
    case "unknown":
      return "Every line shown is checked against the one before it. The whole log is checked when you ask.";
    case "checking":
      return chain.last === 0 ? "Checking…" : `Checking: ${chain.checked} of ${chain.last} lines.`;
    case "whole":
      return chain.last === 1 ? "Whole: the one line is as it was written." : `Whole: all ${chain.last} lines are as they were written.`;
    case "broken":
      return `Not whole: look at line ${chain.at}. Something was changed, taken out or put in behind the desk's back.`;
    case "failed":
      return `The check did not end: ${chain.words}`;
  }
}
