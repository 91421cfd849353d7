import { call } from "../shared/http";
import type { Agent, Colleagues, ConversationDetail, Counts, Entry, Order, OwnDesk, Status, Summary, View } from "../shared/types";

export interface OrdersAnswer {
  orders: Order[];
  proved_by: "sign_in" | "none";
}

/** The desk's calls for one agent; the session is the browser's cookie, writes carry the CSRF token. */
export class AgentDesk {
  private csrf = "";

  async me(): Promise<Agent> {
    return this.enter(await call<{ agent: Agent; csrf_token: string }>("/api/agent/me"));
  }

  async signIn(email: string, password: string): Promise<Agent> {
    return this.enter(await this.post<{ agent: Agent; csrf_token: string }>("/api/agent/sign-in", { email, password }));
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

  reply(id: string, messageId: string, text: string) {
    return this.post<{ entry: Entry }>(at(id, "messages"), { id: messageId, text });
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

  private enter(answer: { agent: Agent; csrf_token: string }): Agent {
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
