import { computed, signal } from "@preact/signals";
import { browserSocket } from "../shared/browser-socket";
import { Attaching } from "../shared/files/attaching";
import type { FileStore } from "../shared/files/file-store";
import { Pictures } from "../shared/files/pictures";
import { DeskError } from "../shared/http";
import { announce, spokenEntry } from "../shared/live-region";
import { Refused, type Pending } from "../shared/outbox";
import { Sending } from "../shared/sending";
import type { LiveSocket, SocketState } from "../shared/socket";
import type { KeyValue } from "../shared/storage";
import { EMPTY, hasGap, merge, messageIds, startFrom, visible, type Transcript } from "../shared/transcript";
import { browserClock, TypingIn, TypingOut } from "../shared/typing";
import { USUAL_LIMITS, type Author, type Command, type Conversation, type Entry, type ServerFrame, type WaitContract } from "../shared/types";
import { freshId } from "../shared/uuid";
import { CatchingUp } from "./catching-up";
import { deskCalls, type DeskCalls } from "./desk";
import { Matters } from "./matters";
import { ignoreUnreachable, isNews, troubleWords } from "./news";
import { Receipts } from "../shared/receipts";
import type { SessionKeeper } from "./session";
import { Writing } from "./writing";

export type Phase = "loading" | "ready" | "unreachable";

const RETRY_MS = 4_000;

/** One person's chat: what was said, what is on its way, who is there. The views only read it and call its verbs. */
export class Chat {
  readonly phase = signal<Phase>("loading");
  readonly conversation = signal<Conversation | null>(null);
  readonly transcript = signal<Transcript>(EMPTY);
  readonly connection = signal<SocketState>("connecting");
  readonly typing = signal<Pick<Author, "kind" | "name"> | null>(null);
  readonly trouble = signal<string | null>(null);
  /** A trouble this customer's own order is in. */
  readonly banner = signal<string | null | undefined>(null);
  readonly entries = computed(() => visible(this.transcript.value));
  readonly writing: Writing;
  readonly attaching: Attaching;
  readonly pictures: Pictures;
  readonly matters: Matters;
  readonly receipts = new Receipts({
    say: (frame) => this.socket.send(frame),
    conversation: () => this.conversation.value?.id ?? null,
    others: "agent",
  });

  private readonly desk: DeskCalls;
  private socket: LiveSocket;
  private socketFor: string | null = null;
  private loading: Promise<void> | null = null;
  private readonly catching = new CatchingUp({
    state: () => this.standing(),
    fetch: (id, after) => this.desk.entries(id, after),
    take: (conversation, entries) => {
      this.conversation.value = conversation;
      this.take(entries);
    },
    reload: () => this.begin(),
  });
  private readonly sending = new Sending({ say: (frame) => this.socket.send(frame), after: browserClock.after });
  private readonly typingOut = new TypingOut((on) => this.tellTyping(on), browserClock);
  private readonly typingIn = new TypingIn<Pick<Author, "kind" | "name">>((who) => (this.typing.value = who), browserClock);

  constructor(
    private readonly session: SessionKeeper,
    store: KeyValue,
    files: FileStore,
    /** New entries by others, once each, in order. */
    private readonly arrived: (entries: Entry[]) => void,
  ) {
    this.desk = deskCalls(session);
    this.pictures = new Pictures((id, small) => this.desk.file(this.conversation.value?.id ?? "", id, small));
    this.attaching = new Attaching({
      files,
      store,
      prefix: () => session.prefix,
      limits: () => session.current?.attachments ?? USUAL_LIMITS,
      send: async (...file) => this.desk.attach(await this.openConversation(), ...file),
      arrived: (attachment, content) => this.pictures.seed(attachment, content),
    });
    this.matters = new Matters({
      desk: this.desk,
      session,
      conversation: () => this.conversation.value?.id ?? null,
      wish: (step) => this.wish(step),
      trouble: (words) => (this.trouble.value = words),
      remember: (key, value) => (value === "" ? store.remove(session.prefix + key) : store.set(session.prefix + key, value)),
      recall: (key) => store.get(session.prefix + key),
    });
    this.writing = new Writing({ store, send: (item) => this.deliver(item) });
    this.socket = browserSocket("/api/widget/socket", {
      greet: () => this.greet(),
      frame: (frame) => this.hear(frame),
      state: (state) => this.linkChanged(state),
    });
    setInterval(() => this.retryKept(), RETRY_MS);
  }

  /** Loads everything for whoever is there now. Safe to call again. */
  async begin(): Promise<void> {
    try {
      await (this.loading = this.load().finally(() => (this.loading = null)));
      this.phase.value = "ready";
      await this.catching.now();
      this.writing.flush();
    } catch (error) {
      if (!(error instanceof DeskError)) throw error;
      this.phase.value = "unreachable";
      setTimeout(() => void this.begin(), RETRY_MS);
    }
  }

  /** Clears the screen: the person who was here has gone. */
  reset(): void {
    this.socket.stop();
    this.socketFor = null;
    this.typingIn.clear();
    this.attaching.reset();
    this.pictures.clear();
    this.receipts.clear();
    this.phase.value = "loading";
    this.conversation.value = null;
    this.banner.value = null;
    this.transcript.value = EMPTY;
    this.writing.reset();
    this.trouble.value = null;
  }

  write(draft: string): void {
    this.writing.write(draft);
    if (draft.trim() !== "") this.typingOut.typed();
    else this.typingOut.stopped();
  }

  send(text: string): void {
    this.trouble.value = this.matters.notice.value = null;
    this.typingOut.stopped();
    const [at, files] = [new Date().toISOString(), this.attaching.take()];
    this.writing.add({ id: freshId(), conversation_id: this.conversation.value?.id ?? null, text, at, files });
  }

  retry(id: string): void {
    this.writing.retry(id);
  }

  discard(id: string): void {
    this.attaching.drop(this.writing.pending.value.find((item) => item.id === id)?.files ?? []);
    this.writing.settle(new Set([id]));
  }

  command(command: Command): Promise<boolean> {
    if (command.startsWith("held")) return this.wish((id) => this.desk.held(id, command === "held_yes"));
    return this.wish(command === "request_agent" ? this.desk.requestAgent : this.desk.returnToBot);
  }

  howToWait(contract: WaitContract, email: string | null = null): Promise<boolean> {
    return this.wish((id) => this.desk.howToWait(id, contract, email));
  }

  leaveMessage(...said: [messageId: string, text: string, email: string | null]): Promise<boolean> {
    return this.wish((id) => this.desk.leaveMessage(id, ...said));
  }

  /** Asks the desk for a change of the conversation; false, with words on screen, when it was not made. */
  private async wish(step: (id: string) => Promise<{ conversation: Conversation }>): Promise<boolean> {
    this.trouble.value = this.matters.notice.value = null;
    try {
      this.conversation.value = (await step(await this.openConversation())).conversation;
      this.catching.soon();
      return true;
    } catch (error) {
      this.trouble.value = troubleWords(error);
      return false;
    }
  }

  private standing() {
    const conversation = this.conversation.value;
    if (conversation === null) return null;
    const { held } = this.transcript.value;
    return { id: conversation.id, held, behind: held < conversation.last_seq || hasGap(this.transcript.value) };
  }

  private async load(): Promise<void> {
    await this.session.begin().finally(() => this.takePlace());
    const [page] = await Promise.all([this.desk.current(), this.matters.receive()]);
    this.banner.value = (page.conversation ?? page).notice;
    this.adopt(page.conversation, startFrom(page.entries));
  }

  private takePlace(): void {
    if (!this.session.settled) return;
    this.writing.belongsTo(this.session.prefix);
    void this.attaching.restore(this.writing.pending.value.flatMap((item) => item.files ?? []));
  }

  private async deliver(item: Pending): Promise<void> {
    const files = item.files ?? [];
    try {
      const id = await this.openConversation();
      const said = [id, item.id, item.text, await this.attaching.deliver(files)] as const;
      const entry = (await this.sending.send(...said)) ?? (await this.desk.send(...said)).entry;
      await this.attaching.done(files);
      this.take([entry]);
    } catch (error) {
      if (!(error instanceof DeskError)) throw error;
      if (error.code === "attachment_gone") return this.attaching.sendAgain(files, error);
      if (error.status === 404 || error.code === "conversation_closed") this.conversation.value = null;
      else if (error.code === "consent_needed" || error.code === "details_needed") this.matters.askAgain();
      else if (error.final && error.status !== 401) throw new Refused(error.message);
      throw error;
    }
  }

  private async openConversation(): Promise<string> {
    // What is being loaded must not come after, and in place of, what is opened here.
    if (this.conversation.value === null) await this.loading;
    const known = this.conversation.value;
    if (known !== null) return known.id;
    const { conversation, entries } = await this.desk.open();
    this.adopt(conversation, startFrom(entries));
    return conversation.id;
  }

  private adopt(conversation: Conversation | null, transcript: Transcript): void {
    this.conversation.value = conversation;
    this.transcript.value = transcript;
    this.writing.settle(messageIds(transcript));
    if (conversation !== null && this.socketFor !== conversation.id) {
      this.socketFor = conversation.id;
      this.socket.start();
    }
  }

  private greet() {
    const token = this.session.current?.token;
    const id = this.conversation.value?.id;
    if (token === undefined || id === undefined) return [];
    return [{ type: "hello" as const, token, conversation_id: id, after: this.transcript.value.held }];
  }

  private hear(frame: ServerFrame): void {
    const id = this.conversation.value?.id;
    this.sending.hear(frame);
    this.receipts.hear(frame);
    if (frame.type === "conversation") this.update(frame.conversation);
    else if ((frame.type === "entry" || frame.type === "sent") && frame.conversation_id === id) this.take([frame.entry]);
    else if (frame.type === "reload" && frame.conversation_id === id) void this.begin();
    else if (frame.type === "typing" && frame.author.kind !== "customer") this.typingIn.heard(frame.author, frame.on);
  }

  private update(conversation: Conversation): void {
    const known = this.conversation.value;
    if (conversation.id !== known?.id) return;
    if (conversation.state !== known.state) this.typingIn.clear();
    this.conversation.value = conversation;
    this.banner.value = conversation.notice;
    if (conversation.last_seq > this.transcript.value.held) this.catching.soon();
  }

  private take(entries: Entry[]): void {
    const before = this.transcript.value.held;
    this.transcript.value = merge(this.transcript.value, entries);
    this.writing.settle(messageIds(this.transcript.value));
    const fresh = this.entries.value.filter((entry) => entry.seq > before && isNews(entry));
    if (fresh.some((entry) => entry.message !== null)) this.typingIn.clear();
    for (const entry of fresh) announce(spokenEntry(entry));
    if (fresh.length > 0) this.arrived(fresh);
    if (hasGap(this.transcript.value)) this.catching.soon();
  }

  private linkChanged(state: SocketState): void {
    this.connection.value = state;
    if (state === "online") this.writing.flush();
    else this.sending.lost();
    if (state === "reconnecting") this.typingIn.clear();
    if (state === "sign_in") void this.signInAgain();
  }

  private async signInAgain(): Promise<void> {
    const token = this.session.current?.token;
    if (token !== undefined) await this.session.renew(token).catch(ignoreUnreachable);
    this.socketFor = null;
    await this.begin();
  }

  private retryKept(): void {
    if (this.phase.value !== "ready") return;
    if (this.writing.pending.value.some((item) => item.state === "not_sent")) this.writing.flush();
    // Without a live connection, ask; a message must not wait for the socket.
    if (this.connection.value === "reconnecting" && this.conversation.value !== null) void this.catching.look();
  }

  private tellTyping(on: boolean): void {
    if (this.conversation.value !== null) this.socket.send({ type: "typing", conversation_id: this.conversation.value.id, on });
  }
}
