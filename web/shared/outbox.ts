import { isPendingFile, type PendingFile } from "./files/pending-file";
import { readJson, type KeyValue } from "./storage";

/** `sending`: on its way. `not_sent`: kept, will be tried again. `refused`: the desk will not take it as it is. */
export type PendingState = "sending" | "not_sent" | "refused";

export interface Pending {
  id: string;
  /** Null until the first message has opened a conversation. */
  conversation_id: string | null;
  text: string;
  at: string;
  state: PendingState;
  /** Why it was refused, in words for the writer. */
  reason: string | null;
  /** Files that go with it; their bytes wait in the file store. */
  files?: PendingFile[];
}

/** Thrown by a sender when trying the same message again cannot help. */
export class Refused extends Error {}

export interface OutboxParts {
  store: KeyValue;
  /** Where this person's messages live in the store; each message has its own key, so two tabs do not overwrite. */
  prefix: string;
  /** Delivers one message; resolves once the desk has stored it, rejects with Refused or any other error. */
  send: (item: Pending) => Promise<void>;
  changed: (items: Pending[]) => void;
}

/**
 * Messages written but not yet acknowledged, oldest first. One is sent at a time, so that order is kept; each keeps
 * the id it was born with, so that sending twice stores once.
 */
export class Outbox {
  private items: Pending[];
  private running = false;

  constructor(private readonly parts: OutboxParts) {
    this.items = load(parts.store, parts.prefix);
  }

  list(): Pending[] {
    return [...this.items];
  }

  add(item: Omit<Pending, "state" | "reason">): void {
    this.put({ ...item, state: "sending", reason: null });
    void this.flush();
  }

  /** Tries everything again that may still succeed. Call on reconnect, on reload and on a person's wish. */
  async flush(): Promise<void> {
    if (this.running) return;
    this.running = true;
    try {
      for (let item = this.next(); item !== undefined; item = this.next()) {
        if (!(await this.deliver(item))) break;
      }
    } finally {
      this.running = false;
    }
  }

  async retry(id: string): Promise<void> {
    const item = this.items.find((candidate) => candidate.id === id);
    if (item === undefined) return;
    this.put({ ...item, state: "sending", reason: null });
    await this.flush();
  }

  /** Takes messages out that have arrived (or that their writer gave up). */
  settle(arrived: ReadonlySet<string>): void {
    const left = this.items.filter((item) => !arrived.has(item.id));
    if (left.length === this.items.length) return;
    for (const item of this.items) if (arrived.has(item.id)) this.parts.store.remove(this.parts.prefix + item.id);
    this.items = left;
    this.parts.changed(this.list());
  }

  clear(): void {
    this.settle(new Set(this.items.map((item) => item.id)));
  }

  private next(): Pending | undefined {
    return this.items.find((item) => item.state !== "refused");
  }

  private async deliver(item: Pending): Promise<boolean> {
    if (item.state !== "sending") this.put({ ...item, state: "sending" });
    try {
      await this.parts.send(item);
      this.settle(new Set([item.id]));
      return true;
    } catch (error) {
      const stillHere = this.items.some((candidate) => candidate.id === item.id);
      if (!stillHere) return true;
      if (error instanceof Refused) {
        this.put({ ...item, state: "refused", reason: error.message });
        return true;
      }
      for (const held of this.items) if (held.state === "sending") this.put({ ...held, state: "not_sent" });
      return false;
    }
  }

  private put(item: Pending): void {
    const known = this.items.some((candidate) => candidate.id === item.id);
    this.items = known
      ? this.items.map((candidate) => (candidate.id === item.id ? item : candidate))
      : [...this.items, item];
    this.parts.store.set(this.parts.prefix + item.id, JSON.stringify(item));
    this.parts.changed(this.list());
  }
}

function load(store: KeyValue, prefix: string): Pending[] {
  const found: Pending[] = [];
  for (const key of store.keys()) {
    if (!key.startsWith(prefix)) continue;
    const item = readJson(store, key, isPending);
    if (item === null) store.remove(key);
    else found.push(item.state === "sending" ? { ...item, state: "not_sent" } : item);
  }
  // Ids are time-ordered, so their order is the order of writing.
  return found.sort((left, right) => (left.id < right.id ? -1 : 1));
}

function isPending(value: unknown): value is Pending {
  if (typeof value !== "object" || value === null) return false;
  const item = value as Record<string, unknown>;
  return (
    typeof item.id === "string" &&
    (typeof item.conversation_id === "string" || item.conversation_id === null) &&
    typeof item.text === "string" &&
    typeof item.at === "string" &&
    (item.state === "sending" || item.state === "not_sent" || item.state === "refused") &&
    (typeof item.reason === "string" || item.reason === null) &&
    (item.files === undefined || (Array.isArray(item.files) && item.files.every(isPendingFile)))
  );
}
