import type { PendingFile } from "../shared/files/pending-file";
import { sendFile } from "../shared/files/transfer";
import { call, callForFile } from "../shared/http";
import { USUAL_LIMITS, type FileLimits } from "../shared/types";
import type { Agent, Colleagues, ConversationDetail, Counts, Entry, Order, OwnDesk, Status, Summary, View } from "../shared/types";

export interface OrdersAnswer {
  orders: Order[];
  proved_by: "sign_in" | "code" | "none";
}

interface SignedIn {
  agent: Agent;
  csrf_token: string;
  attachments?: FileLimits;
}

/** The desk's calls for one agent; the session is the browser's cookie, writes carry the CSRF token. */
export class AgentDesk {
  limits: FileLimits = USUAL_LIMITS;
  private csrf = "";

  async me(): Promise<Agent> {
    return this.enter(await call<SignedIn>("/api/agent/me"));
  }

  /** `code` is the authenticator's, asked for with the error `code_required` when this colleague has one. */
  async signIn(email: string, password: string, code: string | null): Promise<Agent> {
    return this.enter(await this.post<SignedIn>("/api/agent/sign-in", { email, password, code }));
  }

  async signOut(): Promise<void> {
    await this.post<null>("/api/agent/sign-out", {});
  }

  list(view: View) {
    return call<{ conversations: Summary[]; counts: Counts }>(`/api/agent/conversations?view=${view}`);
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

  resolve(id: string, solved: boolean, note: string) {
    return this.post<{ conversation: Summary }>(at(id, "resolve"), { solved, note });
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
    return answer.agent;
  }

  private post<T>(path: string, body: unknown): Promise<T> {
    return this.write<T>("POST", path, body);
  }

  private write<T>(method: "POST" | "PUT", path: string, body: unknown): Promise<T> {
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
