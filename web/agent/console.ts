import { computed, effect, signal } from "@preact/signals";
import { browserSocket } from "../shared/browser-socket";
import type { FileStore } from "../shared/files/file-store";
import { DeskError } from "../shared/http";
import type { LiveSocket, SocketState } from "../shared/socket";
import type { KeyValue } from "../shared/storage";
import type { Agent, Counts, InboxFilter, Summary, View } from "../shared/types";
import { Asking } from "./asking";
import { AgentDesk } from "./desk";
import { Entrance } from "./entrance";
import { hear } from "./hearing";
import { listOf, neighbour, refresh, type Inbox } from "./inbox";
import { OpenConversation } from "./open-conversation";
import { CannedReplies } from "./canned-replies";
import { OwnPlace } from "./own-place";
import { browserNotices } from "./browser-notices";
import type { Notices } from "./notices";
import { Narrowing } from "./narrowing";
import { SavedViews } from "./saved-views";
import { Rooms } from "./rooms";
import { TeamView } from "./team-view";
import { Search } from "./search";
import { Undo } from "./undo";

export type Phase = "loading" | "signed_out" | "ready" | "unreachable";

const RETRY_MS = 4_000;

/** The agent's whole screen: who works here, what waits, what is open. */
export class Console {
  readonly phase = signal<Phase>("loading");
  readonly agent = signal<Agent | null>(null);
  readonly view = signal<View>("waiting");
  readonly counts = signal<Counts>({ waiting: 0, mine: 0, follow_ups: 0, mentions: 0, snoozed: 0, all: 0 });
  readonly connection = signal<SocketState>("connecting");
  readonly listed = signal<"loading" | "ready" | "failed">("loading");
  readonly open = signal<OpenConversation | null>(null);
  /** Marked in the inbox by keyboard; opened with Enter. */
  readonly marked = signal<string | null>(null);
  /** How often the mark was moved by keyboard: the focus goes along. */
  readonly moved = signal(0);
  readonly all = signal<ReadonlyMap<string, Summary>>(new Map());
  /** Where a colleague called this agent, as the desk last listed it. */
  readonly mentioned = signal<ReadonlySet<string>>(new Set());
  /** What "all" or "waiting" is narrowed down by. */
  readonly filter = signal<InboxFilter>({});
  /** Where the next page begins; null at the end of the list. */
  readonly next = signal<string | null>(null);
  readonly loadedTo = signal<string | null>(null);
  readonly list = computed(() => listOf(this.all.value, this.inbox()));

  readonly own: OwnPlace;
  readonly entrance: Entrance;
  readonly undo = new Undo();
  readonly desk = new AgentDesk();
  readonly canned = new CannedReplies(this.desk);
  readonly search = new Search(this.desk);
  readonly views = new SavedViews(this.desk);
  readonly narrowing = new Narrowing(this.desk);
  readonly team = new TeamView(this.desk);
  readonly rooms = new Rooms(this.desk, (error) => this.signedOut(error));
  /** The field to search in, while it is on the screen. */
  searchField: HTMLInputElement | null = null;
  readonly notices: Notices;

  private readonly socket: LiveSocket;
  private loadingMore = false;
  private readonly asking = new Asking();

  constructor(
    private readonly store: KeyValue,
    private readonly files: FileStore,
  ) {
    this.own = new OwnPlace({
      desk: this.desk,
      taken: (summary) => {
        this.update(summary);
        this.select(summary.id);
      },
      signedOut: (error) => this.signedOut(error),
    });
    this.entrance = new Entrance({
      desk: this.desk,
      enter: (agent) => this.enter(agent),
      outside: (words) => this.exit(words),
      begin: () => this.begin(),
    });
    this.notices = browserNotices(store);
    effect(() => {
      const { waiting, mentions } = this.counts.value;
      this.notices.hear({ ...this.own.calls(), waiting, mentions, promises: this.rooms.promised.count.value });
    });
    this.socket = browserSocket("/api/agent/socket", {
      greet: () => [], // The cookie signs in; what to watch follows once the desk says it is ready.
      frame: (frame) => hear(this, frame),
      state: (state) => this.linkChanged(state),
    });
    setInterval(() => this.open.value?.retryKept(), RETRY_MS);
  }

  async begin(): Promise<void> {
    const first = this.desk.list(this.view.value); // Alongside: the list is here one way to the desk and back earlier.
    first.catch(() => undefined); // `me` says the same, or it is awaited below.
    try {
      await this.enter(await this.desk.me(), first);
    } catch (error) {
      if (!(error instanceof DeskError)) throw error;
      if (this.signedOut(error)) return;
      this.phase.value = "unreachable";
      setTimeout(() => void this.begin(), RETRY_MS);
    }
  }

  async signOut(): Promise<void> {
    try {
      await this.desk.signOut();
    } catch (error) {
      if (!(error instanceof DeskError)) throw error;
      if (error.status !== 401) return void (this.entrance.signInTrouble.value = error.message);
    }
    this.exit();
  }

  async show(view: View, filter: InboxFilter = {}): Promise<void> {
    this.search.clear();
    this.view.value = view;
    this.filter.value = filter;
    this.marked.value = null;
    this.loadedTo.value = this.next.value = null;
    await this.loadList();
  }

  async loadList(already?: ReturnType<AgentDesk["list"]>): Promise<void> {
    const asked = this.inbox();
    const { since, overtaken } = this.asking.ask();
    if (this.list.value.length === 0) this.listed.value = "loading";
    try {
      const found = await (already ?? this.desk.list(asked.view, asked.filter));
      if (!this.stillShows(asked) || overtaken()) return;
      this.loadedTo.value = null;
      this.all.value = refresh(this.all.value, asked, found.conversations, this.open.value?.id ?? null, since);
      this.counts.value = found.counts;
      if (asked.view === "mentions") this.mentioned.value = new Set(found.conversations.map(({ id }) => id));
      this.loadedFrom(found);
      this.listed.value = "ready";
    } catch (error) {
      if (!(error instanceof DeskError)) throw error;
      if (!this.signedOut(error) && this.stillShows(asked)) this.listed.value = "failed";
    }
  }

  /** The next page of the list; what cannot be loaded now is asked for again at the next look. */
  async loadMore(): Promise<void> {
    const asked = this.inbox();
    const cursor = this.next.value;
    if (cursor === null || this.loadingMore) return;
    this.loadingMore = true;
    await this.quietly(async () => {
      const found = await this.desk.list(asked.view, asked.filter, cursor);
      if (!this.stillShows(asked)) return;
      const known = [...this.all.value]; // What came live is newer than the page.
      this.all.value = new Map([...found.conversations.map((each) => [each.id, each] as const), ...known]);
      this.loadedFrom(found);
    });
    this.loadingMore = false;
  }

  /** Opens a conversation, at an entry of it when `seq` says which. */
  select(id: string, seq: number | null = null): void {
    this.marked.value = id;
    if (this.open.value?.id === id) {
      this.open.value.goTo.value = seq;
      return;
    }
    this.open.value?.leave();
    const conversation = new OpenConversation({
      id,
      desk: this.desk,
      store: this.store,
      files: this.files,
      agentId: this.agent.value?.id ?? "",
      tell: (frame) => this.socket.send(frame),
      summary: (summary) => this.update(summary),
      signedOut: (error) => this.signedOut(error),
      undo: this.undo,
    });
    conversation.goTo.value = seq;
    this.open.value = conversation;
    history.replaceState(null, "", `#${encodeURIComponent(id)}`);
    void conversation.load();
  }

  /** Back to the inbox, where only one pane fits. */
  leave(): void {
    this.open.value?.leave();
    this.open.value = null;
    history.replaceState(null, "", location.pathname);
  }

  move(step: 1 | -1): void {
    this.moved.value += 1;
    this.marked.value = neighbour(this.list.value, this.marked.value ?? this.open.value?.id ?? null, step);
  }

  /** What the agent holds or who waits, whatever view is shown. */
  loadBeside(view: "mine" | "waiting"): Promise<void> {
    return this.quietly(async () => {
      const { since } = this.asking.ask();
      const found = await this.desk.list(view);
      this.all.value = refresh(this.all.value, { ...this.inbox(), view, filter: {} }, found.conversations, this.open.value?.id ?? null, since);
    });
  }

  summaryOf(id: string): Summary | null {
    return this.all.value.get(id) ?? null;
  }

  private async enter(agent: Agent, first?: ReturnType<AgentDesk["list"]>): Promise<void> {
    this.agent.value = agent;
    this.phase.value = "ready";
    this.socket.start();
    const wanted = decodeURIComponent(location.hash.slice(1));
    if (wanted !== "") this.select(wanted);
    void Promise.all([this.views.load(), this.narrowing.load()]);
    await this.loadList(first);
  }

  private inbox(): Inbox & { filter: InboxFilter } {
    return {
      view: this.view.value,
      agentId: this.agent.value?.id ?? "",
      mentioned: this.mentioned.value,
      filter: this.filter.value,
      loadedTo: this.loadedTo.value,
    };
  }

  private stillShows(asked: Inbox): boolean {
    return asked.view === this.view.value && asked.filter === this.filter.value;
  }

  private loadedFrom(found: { conversations: Summary[]; next: string | null }): void {
    this.next.value = found.next;
    this.loadedTo.value = found.next === null ? null : (found.conversations.at(-1)?.last_at ?? null);
  }

  /** For what is of no consequence when it fails: the screen stays as it is. */
  private async quietly(step: () => Promise<void>): Promise<void> {
    try {
      await step();
    } catch (error) {
      if (!(error instanceof DeskError)) throw error;
      this.signedOut(error);
    }
  }

  private exit(words: string | null = null): void {
    this.entrance.signInTrouble.value = words;
    this.socket.stop();
    this.asking.forget();
    this.open.value = null;
    this.all.value = new Map();
    this.agent.value = null;
    this.undo.forget();
    for (const part of [this.own, this.canned, this.search, this.views, this.narrowing, this.rooms]) part.clear();
    this.listed.value = "loading";
    this.phase.value = "signed_out";
  }

  /** The desk does not know this browser any more; who was at work hears that it was not they who left. */
  private shutOut(): void {
    if (this.phase.value === "signed_out") return;
    this.exit(this.agent.value === null ? null : "You were signed out. Sign in again; if that fails, an admin can tell you why.");
  }

  private signedOut(error: DeskError): boolean {
    if (error.status !== 401) return false;
    this.shutOut();
    return true;
  }

  update(summary: Summary): void {
    // An answer may be overtaken by a newer frame; the further one wins.
    const known = this.all.value.get(summary.id);
    if (known !== undefined && known.last_seq > summary.last_seq) return;
    this.asking.heard(summary.id);
    this.all.value = new Map(this.all.value).set(summary.id, summary);
    if (this.open.value?.id === summary.id) this.open.value.reached(summary.last_seq);
  }

  private linkChanged(state: SocketState): void {
    this.connection.value = state;
    if (state === "sign_in") this.shutOut();
    if (state !== "online") return;
    // What happened in the inbox while we were away, or before we listened for the first time, did not reach us.
    void this.loadList();
    this.open.value?.online();
  }
}
