import type { Method as AccountMethod } from "../shared/account/account";
import type { AuditChain, AuditChoices, AuditPage } from "../shared/audit-types";
import type { PendingFile } from "../shared/files/pending-file";
import { sendFile } from "../shared/files/transfer";
import { call, callForFile } from "../shared/http";
import { USUAL_LIMITS, type FileLimits } from "../shared/types";
import type { Agent, BriefPart, CannedReply, CannedReplyDraft, Colleagues, ConversationDetail, Counts, Entry, History } from "../shared/types";
import type { InboxChoices, InboxFilter, NarrowedView, Order, Outcome, OwnDesk, SavedView, SearchPage, Status, Suggestions, UsableArticle, Summary, Verdict, View } from "../shared/types";

export interface OrdersAnswer {
  orders: Order[];
  proved_by: "sign_in" | "code" | "none";
}

interface SignedIn {
  agent: Agent;
  csrf_token: string;
  attachments?: FileLimits;
  shop: { name: string };
}

/** The desk's calls for one agent; the session is the browser's cookie, writes carry the CSRF token. */
export class AgentDesk {
  limits: FileLimits = USUAL_LIMITS;
  shopName = "";
  private csrf = "";

  async me(): Promise<Agent> {
    return this.enter(await call<SignedIn>("/api/agent/me"));
  }

  /** `code` is the authenticator's, asked for with the error `code_required` when this colleague has one. */
  async signIn(email: string, password: string, code: string | null): Promise<Agent> {
    return this.enter(await this.post<SignedIn>("/api/agent/sign-in", { email, password, code }));
  }

  /** By a link; null when the authenticator's code is still to be asked for. */
  async join(token: string, password: string): Promise<Agent | null> {
    const answer = await this.post<SignedIn | { sign_in: true }>("/api/agent/joining", { token, password });
    return "sign_in" in answer ? null : this.enter(answer);
  }

  async signOut(): Promise<void> {
    await this.post<null>("/api/agent/sign-out", {});
  }

  /** One page of a view; "waiting" and "all" may have more than one, and heed the filter. */
  list(view: View, filter: InboxFilter = {}, cursor: string | null = null) {
    const asked = new URLSearchParams({ view });
    for (const [name, value] of Object.entries(filter)) asked.set(name, String(value));
    if (cursor !== null) asked.set("cursor", cursor);
    return call<{ conversations: Summary[]; counts: Counts; next: string | null }>(`/api/agent/conversations?${asked.toString()}`);
  }

  search(typed: string, before: number | null) {
    const asked = new URLSearchParams({ q: typed });
    if (before !== null) asked.set("before", String(before));
    return call<SearchPage>(`/api/agent/search?${asked.toString()}`);
  }

  inboxChoices() {
    return call<InboxChoices>("/api/agent/inbox-choices");
  }

  savedViews() {
    return call<{ views: SavedView[] }>("/api/agent/views");
  }

  keepView(name: string, view: NarrowedView, filter: InboxFilter) {
    return this.post<{ view: SavedView }>("/api/agent/views", { name, view, filter });
  }

  removeView(id: string) {
    return this.write<null>("DELETE", `/api/agent/views/${encodeURIComponent(id)}`, {});
  }

  detail(id: string) {
    return call<ConversationDetail>(at(id));
  }

  entries(id: string, after: number) {
    return call<{ conversation: Summary; entries: Entry[]; reload: boolean }>(at(id, `entries?after=${after}`));
  }

  orders(id: string) {
    return call<OrdersAnswer>(at(id, "orders"));
  }

  claim(id: string) {
    return this.post<{ conversation: Summary }>(at(id, "claim"), {});
  }

  reply(id: string, messageId: string, text: string, attachments: string[]) {
    return this.post<{ entry: Entry }>(at(id, "messages"), { id: messageId, text, attachments });
  }

  attach(id: string, file: PendingFile, content: Blob, progress: (share: number) => void, signal: AbortSignal) {
    const path = at(id, `attachments?id=${file.id}`);
    return sendFile({ path, headers: { "X-CSRF-Token": this.csrf }, name: file.name, file: content, progress, signal });
  }

  file(id: string, attachmentId: string, small: boolean) {
    return callForFile(at(id, `attachments/${encodeURIComponent(attachmentId)}${small ? "/thumbnail" : ""}`));
  }

  handBack(id: string) {
    return this.post<{ conversation: Summary }>(at(id, "hand-back"), {});
  }

  resolve(id: string, outcome: Outcome) {
    return this.post<{ conversation: Summary }>(at(id, "resolve"), outcome);
  }

  stepIn(id: string) {
    return this.post<{ conversation: Summary }>(at(id, "step-in"), {});
  }

  putAside(id: string, until: string) {
    return this.write<{ conversation: Summary }>("PUT", at(id, "snooze"), { until });
  }

  takeOut(id: string) {
    return this.write<{ conversation: Summary }>("DELETE", at(id, "snooze"), {});
  }

  merge(id: string, into: string) {
    return this.post<{ conversation: Summary }>(at(id, "merge"), { into });
  }

  judgeBrief(id: string, right: boolean, wrongPart: BriefPart | null) {
    return this.write<{ verdict: Verdict }>("PUT", at(id, "brief-verdict"), { right, wrong_part: wrongPart });
  }

  briefs() {
    return call<{ judged: number; right: number; share: number | null }>("/api/agent/briefs");
  }

  intents() {
    return call<{ intents: string[] }>("/api/agent/intents");
  }

  writeNote(id: string, noteId: string, text: string, mentions: string[]) {
    return this.post<{ entry: Entry }>(at(id, "notes"), { id: noteId, text, mentions });
  }

  /** Rewords an own message or note; without a text it is deleted. */
  amend(id: string, messageId: string, text: string | null) {
    const path = at(id, `messages/${encodeURIComponent(messageId)}`);
    return text === null ? this.write<{ entry: Entry }>("DELETE", path, {}) : this.write<{ entry: Entry }>("PATCH", path, { text });
  }

  auditLines(asked: URLSearchParams) {
    return call<AuditPage>(`/api/agent/audit?${asked.toString()}`);
  }

  auditChoices() {
    return call<AuditChoices>("/api/agent/audit/choices");
  }

  auditChain(after: number) {
    return call<AuditChain>(`/api/agent/audit/chain?after=${after}`);
  }

  /** One's own account, `path` below it. */
  account<T>(method: AccountMethod, path: string, body?: unknown): Promise<T> {
    return method === "GET" ? call<T>(`/api/agent/account${path}`) : this.write<T>(method, `/api/agent/account${path}`, body);
  }

  labels() {
    return call<{ labels: { name: string; conversations: number }[] }>("/api/agent/labels");
  }

  changeLabels(id: string, add: string[], remove: string[]) {
    return this.post<{ labels: string[] }>(at(id, "labels"), { add, remove });
  }

  suggestions(id: string) {
    return call<Suggestions>(at(id, "suggestions"));
  }

  articles(words: string) {
    return call<{ by_meaning: boolean; articles: UsableArticle[] }>(`/api/agent/articles?q=${encodeURIComponent(words)}`);
  }

  /** An article was put into the reply: it counts for the article. */
  insertArticle(id: string, articleId: string) {
    return this.write<null>("POST", at(id, "articles"), { article_id: articleId });
  }

  history(id: string) {
    return call<History>(at(id, "history"));
  }

  noteCustomer(id: string, text: string) {
    return this.write<{ note: History["note"] }>("PUT", at(id, "customer-note"), { text });
  }

  cannedReplies() {
    return call<{ replies: CannedReply[] }>("/api/agent/canned-replies");
  }

  /** Adds a reply, or changes the one with that id. */
  keepCannedReply(id: string | null, draft: CannedReplyDraft) {
    if (id === null) return this.post<{ reply: CannedReply }>("/api/agent/canned-replies", draft);
    return this.write<{ reply: CannedReply }>("PUT", `/api/agent/canned-replies/${encodeURIComponent(id)}`, draft);
  }

  removeCannedReply(id: string) {
    return this.write<null>("DELETE", `/api/agent/canned-replies/${encodeURIComponent(id)}`, {});
  }

  ownDesk() {
    return call<OwnDesk>("/api/agent/desk");
  }

  setStatus(status: Status) {
    return this.write<OwnDesk>("PUT", "/api/agent/desk/status", { status });
  }

  takeOffer(id: string) {
    return this.post<{ conversation: Summary }>(`/api/agent/offers/${encodeURIComponent(id)}/take`, {});
  }

  passOffer(id: string) {
    return this.post<OwnDesk>(`/api/agent/offers/${encodeURIComponent(id)}/pass`, {});
  }

  colleagues() {
    return call<Colleagues>("/api/agent/colleagues");
  }

  transfer(id: string, to: { agent_id: string } | { team: string }, note: string) {
    return this.post<{ conversation: Summary }>(at(id, "transfer"), { ...to, note });
  }

  takeUp(followUpId: string) {
    return this.post<{ conversation: Summary }>(`/api/agent/follow-ups/${encodeURIComponent(followUpId)}/take-up`, {});
  }

  private enter(answer: SignedIn): Agent {
    this.limits = answer.attachments ?? USUAL_LIMITS;
    this.csrf = answer.csrf_token;
    this.shopName = answer.shop.name;
    return answer.agent;
  }

  post<T>(path: string, body: unknown): Promise<T> {
    return this.write<T>("POST", path, body);
  }

  write<T>(method: "POST" | "PUT" | "PATCH" | "DELETE", path: string, body: unknown): Promise<T> {
    return call<T>(path, {
      method,
      headers: { "Content-Type": "application/json", "X-CSRF-Token": this.csrf },
      body: JSON.stringify(body),
    });
  }
}

function at(id: string, rest?: string): string {
  const path = `/api/agent/conversations/${encodeURIComponent(id)}`;
  return rest === undefined ? path : `${path}/${rest}`;
}
