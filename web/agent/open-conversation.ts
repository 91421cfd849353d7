import { computed, signal } from "@preact/signals";
import { Attaching } from "../shared/files/attaching";
import { Pictures } from "../shared/files/pictures";
import { DeskError } from "../shared/http";
import { announce, spokenEntry } from "../shared/live-region";
import { Outbox, Refused, type Pending } from "../shared/outbox";
import { Receipts } from "../shared/receipts";
import { EMPTY, hasGap, merge, messageIds, startFrom, visible, type Transcript } from "../shared/transcript";
import { browserClock, TypingIn, TypingOut } from "../shared/typing";
import type { Author, Brief, Colleagues, ConversationDetail, Customer, Entry, Summary, Turn } from "../shared/types";
import { freshId } from "../shared/uuid";
import { Collaboration } from "./collaboration";
import type { OrdersAnswer } from "./desk";
import { Gifts } from "./gifts";
import type { Loading, OpenParts } from "./open-parts";
import { Promising } from "./promising";
import { soon } from "./soon";
import { suggestingOf, type Suggesting } from "./suggesting";
import { browserRepeat, Viewers } from "./viewers";

const GAP_PATIENCE_MS = 400;
const REREAD_MS = 600;

/** The conversation an agent is looking at. */
export class OpenConversation {
  readonly phase = signal<Loading<null>>({ state: "loading" });
  readonly customer = signal<Customer | null>(null);
  readonly brief = signal<Brief | null>(null);
  readonly turns = signal<ReadonlyMap<number, Turn>>(new Map());
  readonly orders = signal<Loading<OrdersAnswer>>({ state: "loading" });
  readonly transcript = signal<Transcript>(EMPTY);
  readonly pending = signal<Pending[]>([]);
  readonly typing = signal<Pick<Author, "kind" | "name"> | null>(null);
  readonly draft = signal("");
  readonly trouble = signal<string | null>(null);
  readonly busy = signal(false);
  /** An entry to be brought into sight once it is there. */
  readonly goTo = signal<number | null>(null);
  readonly entries = computed(() => visible(this.transcript.value));
  readonly id: string;
  readonly agentId: string;
  readonly attaching: Attaching;
  readonly receipts: Receipts;
  readonly pictures: Pictures;
  readonly team: Collaboration;
  readonly viewers: Viewers;
  readonly suggesting: Suggesting;
  readonly gifts: Gifts;
  readonly promising: Promising;

  private readonly outbox: Outbox;
  private readonly soonCatchUp = soon(GAP_PATIENCE_MS, () => void this.catchUp());
  private readonly soonReread = soon(REREAD_MS, () => void this.reread());
  private readonly typingOut: TypingOut;
  private readonly typingIn = new TypingIn<Pick<Author, "kind" | "name">>((who) => (this.typing.value = who), browserClock);

  constructor(private readonly parts: OpenParts) {
    this.id = parts.id;
    this.agentId = parts.agentId;
    this.draft.value = parts.store.get(this.draftKey) ?? "";
    this.typingOut = new TypingOut((on) => parts.tell({ type: "typing", conversation_id: this.id, on }), browserClock);
    this.receipts = new Receipts({ say: parts.tell, conversation: () => this.id, others: "customer" });
    this.pictures = new Pictures((attachmentId, small) => parts.desk.file(this.id, attachmentId, small));
    this.attaching = new Attaching({
      files: parts.files,
      store: parts.store,
      prefix: () => `warmhand.agent.${parts.agentId}.${parts.id}.`,
      limits: () => parts.desk.limits,
      send: (...file) => parts.desk.attach(this.id, ...file),
      arrived: (attachment, content) => this.pictures.seed(attachment, content),
    });
    this.outbox = new Outbox({
      store: parts.store,
      prefix: `warmhand.agent.${parts.agentId}.outbox.${parts.id}.`,
      send: (item) => this.deliver(item),
      changed: (items) => (this.pending.value = items),
    });
    this.team = new Collaboration({
      id: parts.id,
      agentId: parts.agentId,
      desk: parts.desk,
      store: parts.store,
      undo: parts.undo,
      act: (step) => this.act(step),
      ask: (step) => this.ask(step),
      reread: () => this.reread(),
      trouble: (words) => (this.trouble.value = words),
    });
    this.suggesting = suggestingOf(parts, (step) => this.ask(step));
    this.gifts = new Gifts({ id: parts.id, desk: parts.desk, ask: (step) => this.ask(step) });
    this.promising = new Promising({ id: parts.id, agentId: parts.agentId, desk: parts.desk, ask: (step) => this.ask(step) });
    this.viewers = new Viewers({
      tell: (on) => parts.tell({ type: "viewing", conversation_id: this.id, on }),
      now: () => Date.now(),
      repeat: browserRepeat,
    });
    this.pending.value = this.outbox.list();
    void this.attaching.restore(this.pending.value.flatMap((item) => item.files ?? []));
  }

  async load(): Promise<void> {
    const found = await this.ask(() => this.parts.desk.detail(this.id));
    if (found instanceof DeskError) {
      this.phase.value = { state: "failed", words: found.message };
      return;
    }
    this.know(found);
    this.transcript.value = startFrom(found.entries);
    this.outbox.settle(messageIds(this.transcript.value));
    this.parts.summary(found.conversation);
    this.phase.value = { state: "ready", value: null };
    this.watch();
    void this.outbox.flush();
    void this.loadOrders();
    void this.team.loadHistory();
    void this.gifts.load();
    void this.promising.load();
  }

  async loadOrders(): Promise<void> {
    this.orders.value = { state: "loading" };
    const found = await this.ask(() => this.parts.desk.orders(this.id));
    if (!(found instanceof DeskError)) this.orders.value = { state: "ready", value: found };
    else this.orders.value = { state: "failed", words: "The shop does not answer just now." };
  }

  /** The connection is back: stream on from the last number held. */
  online(): void {
    this.watch();
    void this.outbox.flush();
    if (this.phase.value.state === "failed") void this.load();
  }

  leave(): void {
    this.typingOut.stopped();
    this.viewers.leave();
    this.pictures.clear();
    this.parts.tell({ type: "unwatch", conversation_id: this.id });
  }

  take(entries: Entry[]): void {
    const before = this.transcript.value.held;
    this.transcript.value = merge(this.transcript.value, entries);
    this.outbox.settle(messageIds(this.transcript.value));
    const fresh = this.entries.value.filter((entry) => entry.seq > before && entry.author.id !== this.parts.agentId);
    if (fresh.some((entry) => entry.message !== null)) this.typingIn.clear();
    for (const entry of fresh) announce(spokenEntry(entry));
    const heard = this.entries.value.filter((entry) => entry.seq > before);
    this.gifts.heard(heard);
    this.promising.heard(heard);
    if (before > 0) this.suggesting.heard(heard);
    // The bot's reading of a message and the brief come with a full look, not with the entry.
    if (fresh.some((entry) => entry.author.kind === "bot" || entry.kind === "handoff_requested")) this.soonReread();
    if (hasGap(this.transcript.value)) this.soonCatchUp();
  }

  /** The inbox says how far this conversation is; what has not come by stream is fetched. */
  reached(seq: number): void {
    if (this.phase.value.state === "ready" && seq > this.transcript.value.held) this.soonCatchUp();
  }

  heardTyping(author: Pick<Author, "kind" | "name">, on: boolean): void {
    this.typingIn.heard(author, on);
  }

  write(draft: string): void {
    this.draft.value = draft;
    if (draft === "") this.parts.store.remove(this.draftKey);
    else this.parts.store.set(this.draftKey, draft);
    if (draft.trim() !== "") this.typingOut.typed();
    else this.typingOut.stopped();
  }

  reply(text: string): void {
    this.trouble.value = null;
    this.write("");
    const files = this.attaching.take();
    this.outbox.add({ id: freshId(), conversation_id: this.id, text, at: new Date().toISOString(), files });
  }

  retry(id: string): void {
    void this.outbox.retry(id);
  }

  discard(id: string): void {
    this.attaching.drop(this.pending.value.find((item) => item.id === id)?.files ?? []);
    this.outbox.settle(new Set([id]));
  }

  retryKept(): void {
    if (this.pending.value.some((item) => item.state === "not_sent")) void this.outbox.flush();
  }

  claim(): Promise<boolean> {
    return this.act(() => this.parts.desk.claim(this.id));
  }

  /** Rewords an own message or note; without a text it is deleted. True once the desk has it. */
  async amend(messageId: string, text: string | null): Promise<boolean> {
    const done = await this.ask(() => this.parts.desk.amend(this.id, messageId, text));
    this.trouble.value = done instanceof DeskError ? done.message : null;
    if (done instanceof DeskError) return false;
    await this.reread();
    return true;
  }

  transfer(to: { agent_id: string } | { team: string }, note: string): Promise<boolean> {
    return this.act(() => this.parts.desk.transfer(this.id, to, note));
  }

  takeUp(followUpId: string): Promise<boolean> {
    return this.act(() => this.parts.desk.takeUp(followUpId));
  }

  colleagues(): Promise<Colleagues | DeskError> {
    return this.ask(() => this.parts.desk.colleagues());
  }

  private get draftKey(): string {
    return `warmhand.agent.${this.parts.agentId}.draft.${this.parts.id}`;
  }

  private async act(step: () => Promise<{ conversation: Summary }>): Promise<boolean> {
    if (this.busy.value) return false;
    this.busy.value = true;
    this.trouble.value = null;
    const done = await this.ask(step);
    this.busy.value = false;
    if (done instanceof DeskError) {
      this.trouble.value = done.code === "already_claimed" ? "A colleague has just taken this conversation." : done.message;
      await this.reread();
      return false;
    }
    this.parts.summary(done.conversation);
    this.reached(done.conversation.last_seq);
    return true;
  }

  private async deliver(item: Pending): Promise<void> {
    const files = item.files ?? [];
    try {
      const { entry } = await this.parts.desk.reply(this.id, item.id, item.text, await this.attaching.deliver(files));
      await this.attaching.done(files);
      this.take([entry]);
      await this.team.afterReply();
    } catch (error) {
      if (error instanceof DeskError && error.code === "attachment_gone") this.attaching.sendAgain(files, error);
      if (error instanceof DeskError && !this.parts.signedOut(error) && error.final) throw new Refused(error.message);
      throw error;
    }
  }

  private watch(): void {
    if (this.phase.value.state !== "ready") return;
    this.parts.tell({ type: "watch", conversation_id: this.id, after: this.transcript.value.held });
    this.viewers.say();
  }

  private async catchUp(): Promise<void> {
    const page = await this.ask(() => this.parts.desk.entries(this.id, this.transcript.value.held));
    if (page instanceof DeskError) return; // The next frame or reconnect asks again.
    if (page.reload) return this.load();
    const before = this.transcript.value.held;
    this.take(page.entries);
    this.parts.summary(page.conversation);
    if (this.transcript.value.held > before && page.conversation.last_seq > this.transcript.value.held) this.soonCatchUp();
  }

  private async reread(): Promise<void> {
    const found = await this.ask(() => this.parts.desk.detail(this.id));
    if (found instanceof DeskError) return; // What is on screen stays; the next change asks again.
    this.know(found);
    this.parts.summary(found.conversation);
    this.take(found.entries);
  }

  private know(found: ConversationDetail): void {
    this.customer.value = found.customer;
    this.brief.value = found.brief;
    this.team.verdict.value = found.verdict;
    this.turns.value = new Map(found.turns.map((turn) => [turn.seq, turn]));
  }

  private async ask<T>(step: () => Promise<T>): Promise<T | DeskError> {
    try {
      return await step();
    } catch (error) {
      if (!(error instanceof DeskError)) throw error;
      this.parts.signedOut(error);
      return error;
    }
  }
}
