import type { Method as AccountMethod } from "../shared/account/account";
import { call } from "../shared/http";
import type { Agent } from "../shared/types";
import type * as Wire from "./contract";

interface SignedIn {
  agent: Agent;
  csrf_token: string;
}

type Body = Record<string, unknown>;
export interface TextFile {
  name: string;
  text: string;
}

/** The desk's calls for one designer; the session is the browser's cookie, writes carry the CSRF token. */
export class StudioDesk {
  private csrf = "";

  async me(): Promise<Agent> {
    return this.enter(await call<SignedIn>("/api/agent/me"));
  }

  async signIn(email: string, password: string, code: string | null): Promise<Agent> {
    return this.enter(await this.write<SignedIn>("/api/agent/sign-in", { email, password, code }));
  }

  signOut() {
    return this.write<null>("/api/agent/sign-out", {});
  }

  /** One's own account, `path` below it. */
  account<T>(method: AccountMethod, path: string, body?: unknown): Promise<T> {
    const at = `/api/agent/account${path}`;
    return method === "GET" ? call<T>(at) : this.write<T>(at, body, method);
  }

  inbox(asked: Wire.InboxAsked, cursor: string | null = null) {
    return get<Wire.InboxPage>("inbox", { ...asked, cursor });
  }

  advice(id: number, intent: string | null, signal: AbortSignal) {
    return get<Wire.Advice>(`messages/${id}/advice`, { intent }, signal);
  }

  similar(id: number) {
    return get<{ available: boolean; messages: Wire.SimilarMessage[] }>(`messages/${id}/similar`);
  }

  label(messages: readonly { id: number; version: number }[], decision: Wire.Decision) {
    return this.post<Wire.Decided>("labels", { messages, ...decision });
  }

  undoLabel(id: string) {
    return this.post<{ message: Wire.Message }>(`labels/${encodeURIComponent(id)}/undo`);
  }

  intents() {
    return get<{ intents: Wire.IntentRow[]; entities: string[] }>("intents");
  }

  newIntent(name: string, answer: string, examples: string[]) {
    return this.post<{ change: Wire.Change }>("intents", { name, answer, examples });
  }

  askFor(threshold: number) {
    return this.post<{ change: Wire.Change | null }>("threshold", { threshold });
  }

  changes() {
    return get<{ pending: number; changes: Wire.Change[] }>("changes");
  }

  writePending(says = "") {
    return this.post<{ change: Wire.Change | null }>("changes", { says });
  }

  patch(id: string) {
    return get<TextFile>(`changes/${encodeURIComponent(id)}/patch`);
  }

  undoChange(id: string) {
    return this.post<{ change: Wire.Change }>(`changes/${encodeURIComponent(id)}/undo`);
  }

  files() {
    return get<{ files: Wire.DataFile[] }>("files");
  }

  file(path: string) {
    return get<{ path: string; text: string; version: string }>("file", { path });
  }

  putFile(path: string, text: string, version: string, says: string) {
    return this.post<{ change: Wire.Change; findings: Wire.Finding[] }>("file", { path, text, version, says });
  }

  check(path: string, text: string) {
    return this.post<{ available: boolean; findings: Wire.Finding[] }>("checks", { path, text });
  }

  bring(format: "tsv" | "rasa", content: { text: string } | { base64: string }, commit: boolean) {
    return this.post<Wire.Imported>("import", { format, ...content, commit });
  }

  export(format: "tsv" | "rasa") {
    return get<TextFile>("export", { format });
  }

  runs() {
    return get<{ runs: Wire.Run[] }>("runs");
  }

  run(id: string) {
    return get<Wire.Run>(`runs/${encodeURIComponent(id)}`);
  }

  begin(says: string) {
    return this.post<{ run: Wire.Run }>("runs", { says });
  }

  cancel(id: string) {
    return this.post<{ run: Wire.Run }>(`runs/${encodeURIComponent(id)}/cancel`);
  }

  models() {
    return get<Wire.Models>("models");
  }

  rollout() {
    return get<Wire.Rollout>("rollout");
  }

  beginRollout(modelId: string) {
    return this.post<Wire.Rollout>("rollout", { model_id: modelId });
  }

  share(percent: number) {
    return this.post<Wire.Rollout>("rollout/share", { percent });
  }

  promote(signedReason: string | null) {
    return this.post<Wire.Rollout>("rollout/promote", { signed_reason: signedReason });
  }

  endRollout(reason: string) {
    return this.post<Wire.Rollout>("rollout/end", { reason });
  }

  restore(modelId: string, reason: string) {
    return this.post<Wire.Rollout>(`models/${encodeURIComponent(modelId)}/restore`, { reason });
  }

  tryIt(text: string, session: string | null, slot: Wire.Slot) {
    return this.post<Wire.Tried>("try", { text, session, slot });
  }

  testOf(conversationId: string) {
    return get<{ name: string; yaml: string }>(`conversations/${encodeURIComponent(conversationId)}/test`);
  }

  trend(days: number) {
    return get<{ days: Wire.Day[] }>("trend", { days: String(days) });
  }

  private enter(answer: SignedIn): Agent {
    this.csrf = answer.csrf_token;
    return answer.agent;
  }

  private post<T>(path: string, body: Body = {}): Promise<T> {
    return this.write<T>(`/api/studio/${path}`, body);
  }

  private write<T>(path: string, body: unknown, method: "POST" | "DELETE" = "POST"): Promise<T> {
    return call<T>(path, {
      method,
      headers: { "Content-Type": "application/json", "X-CSRF-Token": this.csrf },
      body: JSON.stringify(body),
    });
  }
}

function get<T>(path: string, asked: Record<string, string | null> = {}, signal?: AbortSignal): Promise<T> {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(asked)) if (value !== null && value !== "") query.set(name, value);
  const tail = query.size > 0 ? `?${query.toString()}` : "";
  return call<T>(`/api/studio/${path}${tail}`, signal === undefined ? {} : { signal });
}
