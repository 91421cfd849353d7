import { signal } from "@preact/signals";
import { DeskError } from "../shared/http";
import type { BriefPart, CannedReply, Colleagues, History, Outcome, Person, Summary, Verdict } from "../shared/types";
import { freshId } from "../shared/uuid";
import type { KeyValue } from "../shared/storage";
import { called } from "./canned";
import type { AgentDesk } from "./desk";
import type { Loading } from "./open-parts";
import type { Undo } from "./undo";

export interface CollaborationParts {
  id: string;
  agentId: string;
  desk: AgentDesk;
  store: KeyValue;
  undo: Undo;
  /** Does something that changes the conversation; false, and said on the screen, when the desk refused. */
  act: (step: () => Promise<{ conversation: Summary }>) => Promise<boolean>;
  ask: <T>(step: () => Promise<T>) => Promise<T | DeskError>;
  reread: () => Promise<void>;
  trouble: (words: string | null) => void;
}

/** What an agent does about a conversation besides writing to the customer. */
export class Collaboration {
  readonly mode = signal<"reply" | "note">("reply");
  readonly note = signal("");
  readonly noting = signal(false);
  readonly history = signal<Loading<History>>({ state: "loading" });
  readonly verdict = signal<Verdict | null>(null);
  readonly briefsRight = signal<string | null>(null);
  readonly people = signal<Colleagues | null>(null);
  /** What follows the next reply, chosen with a canned one. */
  readonly follows = signal<Pick<CannedReply, "labels" | "then"> | null>(null);

  private noteId = freshId();

  constructor(private readonly parts: CollaborationParts) {
    this.note.value = parts.store.get(this.noteKey) ?? "";
  }

  writeNote(text: string): void {
    this.note.value = text;
    if (text === "") this.parts.store.remove(this.noteKey);
    else this.parts.store.set(this.noteKey, text);
  }

  /** Stores the note; its words stay in the field until the desk has them. */
  async keepNote(): Promise<void> {
    const text = this.note.value.trim();
    if (text === "" || this.noting.value) return;
    this.noting.value = true;
    this.parts.trouble(null);
    const mentions = called(text, this.people.value?.agents ?? []).map(({ id }) => id);
    const done = await this.parts.ask(() => this.parts.desk.writeNote(this.parts.id, this.noteId, text, mentions));
    this.noting.value = false;
    if (done instanceof DeskError) {
      this.parts.trouble(done.status === 0 ? "The note is not saved yet. Please try again." : done.message);
      return;
    }
    this.noteId = freshId();
    if (this.note.value.trim() === text) this.writeNote("");
    await this.parts.reread();
  }

  async loadPeople(): Promise<void> {
    if (this.people.value !== null) return;
    const found = await this.parts.ask(() => this.parts.desk.colleagues());
    if (!(found instanceof DeskError)) this.people.value = found;
  }

  colleagues(): Person[] {
    return (this.people.value?.agents ?? []).filter(({ id }) => id !== this.parts.agentId);
  }

  async loadHistory(): Promise<void> {
    const found = await this.parts.ask(() => this.parts.desk.history(this.parts.id));
    if (!(found instanceof DeskError)) this.history.value = { state: "ready", value: found };
    else this.history.value = { state: "failed", words: "What happened before could not be loaded." };
  }

  async noteCustomer(text: string): Promise<boolean> {
    const done = await this.parts.ask(() => this.parts.desk.noteCustomer(this.parts.id, text));
    if (done instanceof DeskError) return false;
    await this.loadHistory();
    return true;
  }

  async changeLabels(add: string[], remove: string[], undoable = true): Promise<boolean> {
    const done = await this.parts.ask(() => this.parts.desk.changeLabels(this.parts.id, add, remove));
    this.parts.trouble(done instanceof DeskError ? done.message : null);
    if (done instanceof DeskError) return false;
    await this.parts.reread();
    const words = add.length > 0 ? `Label ${add.join(", ")} added.` : `Label ${remove.join(", ")} removed.`;
    if (undoable) this.parts.undo.offer(words, () => void this.changeLabels(remove, add, false));
    return true;
  }

  async judge(right: boolean, part: BriefPart | null): Promise<void> {
    const done = await this.parts.ask(() => this.parts.desk.judgeBrief(this.parts.id, right, part));
    if (done instanceof DeskError) {
      this.parts.trouble(done.message);
      return;
    }
    this.verdict.value = done.verdict;
    const figure = await this.parts.ask(() => this.parts.desk.briefs());
    if (figure instanceof DeskError || figure.share === null) return;
    this.briefsRight.value = `${Math.round(figure.share * 100)} % of ${figure.judged} briefs were right in 30 days`;
  }

  async putAside(until: Date): Promise<boolean> {
    const done = await this.parts.act(() => this.parts.desk.putAside(this.parts.id, until.toISOString()));
    if (done) this.parts.undo.offer("Put aside.", () => void this.takeOut());
    return done;
  }

  takeOut(): Promise<boolean> {
    return this.parts.act(() => this.parts.desk.takeOut(this.parts.id));
  }

  merge(into: string): Promise<boolean> {
    return this.parts.act(() => this.parts.desk.merge(this.parts.id, into));
  }

  async stepIn(): Promise<boolean> {
    const done = await this.parts.act(() => this.parts.desk.stepIn(this.parts.id));
    // What was ended before is part of the history now.
    void this.loadHistory();
    return done;
  }

  async handBack(): Promise<boolean> {
    const done = await this.parts.act(() => this.parts.desk.handBack(this.parts.id));
    if (done) this.parts.undo.offer("Handed back to the assistant.", () => void this.stepIn());
    return done;
  }

  async resolve(outcome: Outcome): Promise<boolean> {
    const done = await this.parts.act(() => this.parts.desk.resolve(this.parts.id, outcome));
    if (done) this.parts.undo.offer("Resolved.", () => void this.stepIn());
    return done;
  }

  /** The reply was stored: do what was chosen to follow it. */
  async afterReply(): Promise<void> {
    const follows = this.follows.value;
    this.follows.value = null;
    if (follows === null) return;
    if (follows.labels.length > 0) await this.changeLabels(follows.labels, [], false);
    if (follows.then === "resolve") await this.resolve({ solved: true, note: "", contact_reason: null, understood: [] });
    else if (follows.then === "hand_back") await this.handBack();
    else if (follows.then === "snooze_a_day") await this.putAside(new Date(Date.now() + 86_400_000));
  }

  private get noteKey(): string {
    return `warmhand.agent.${this.parts.agentId}.note.${this.parts.id}`;
  }
}
