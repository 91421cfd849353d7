import { signal } from "@preact/signals";
import { Outbox, type Pending } from "../shared/outbox";
import type { KeyValue } from "../shared/storage";

export interface WritingParts {
  store: KeyValue;
  /** Delivers one message; rejects as the outbox wants it. */
  send: (item: Pending) => Promise<void>;
}

/**
 * What one person has written and the desk does not have yet: the draft, and messages on their way. Before the page has said
 * who is here it is kept in memory only, and goes to whoever that turns out to be: nothing is lost, and nobody finds it later.
 */
export class Writing {
  readonly draft = signal("");
  readonly pending = signal<Pending[]>([]);
  private outbox: Outbox | null = null;
  private prefix: string | null = null;

  constructor(private readonly parts: WritingParts) {}

  /** Says where this person's things lie: what they left behind comes back, with what was written meanwhile after it. */
  belongsTo(prefix: string): void {
    if (this.prefix === prefix) return;
    const early = this.prefix === null ? this.pending.value : [];
    this.prefix = prefix;
    const outbox = new Outbox({
      store: this.parts.store,
      prefix: `${prefix}outbox.`,
      send: this.parts.send,
      // One that belonged to somebody before may still be at it.
      changed: (items) => {
        if (this.outbox === outbox) this.pending.value = items;
      },
    });
    this.outbox = outbox;
    this.pending.value = outbox.list();
    for (const item of early) outbox.add(item);
    if (this.draft.value !== "") this.write(this.draft.value);
    else this.draft.value = this.parts.store.get(`${prefix}draft`) ?? "";
  }

  /** The person has gone. */
  reset(): void {
    this.outbox = this.prefix = null;
    this.pending.value = [];
    this.draft.value = "";
  }

  write(draft: string): void {
    this.draft.value = draft;
    if (this.prefix !== null) this.parts.store.set(`${this.prefix}draft`, draft);
  }

  add(item: Omit<Pending, "state" | "reason">): void {
    if (this.outbox !== null) this.outbox.add(item);
    else this.pending.value = [...this.pending.value, { ...item, state: "sending", reason: null }];
  }

  /** Tries again whatever may still succeed. */
  flush(): void {
    void this.outbox?.flush();
  }

  retry(id: string): void {
    void this.outbox?.retry(id);
  }

  /** Takes messages out that have arrived, or that their writer gave up. */
  settle(ids: ReadonlySet<string>): void {
    this.outbox?.settle(ids);
  }
}
