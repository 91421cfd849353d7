import { signal } from "@preact/signals";
import { call, DeskError } from "./http";
import { attempt, wordsOf } from "./remote";
import type { Agent } from "./types";

export type Phase = "loading" | "signed_out" | "ready" | "unreachable" | "not_allowed";

const RETRY_MS = 4_000;

interface SignedIn {
  agent: Agent;
  csrf_token: string;
}

/** A page of the team's beside the console: who works here, signing in, and one step at a time that changes something. */
export abstract class TeamPage {
  readonly phase = signal<Phase>("loading");
  readonly agent = signal<Agent | null>(null);
  /** The password was right and the desk asks for the authenticator's code. */
  readonly codeWanted = signal(false);
  readonly signInTrouble = signal<string | null>(null);
  readonly trouble = signal<string | null>(null);
  readonly said = signal<string | null>(null);
  readonly busy = signal(false);
  /** Whose page it is; null: everybody's of the team. */
  protected readonly roles: readonly Agent["role"][] | null = null;
  private csrf = "";

  /** What the page shows first to whoever is there now. */
  protected abstract opened(): void;

  /** Find out who is here; with no desk to ask, again and again. */
  async begin(): Promise<void> {
    try {
      this.enter(await call<SignedIn>("/api/agent/me"));
    } catch (error) {
      if (!(error instanceof DeskError)) throw error;
      if (this.signedOut(error)) return;
      this.phase.value = "unreachable";
      setTimeout(() => void this.begin(), RETRY_MS);
    }
  }

  async signIn(email: string, password: string, code: string | null): Promise<void> {
    this.signInTrouble.value = null;
    try {
      this.enter(await this.write<SignedIn>("POST", "/api/agent/sign-in", { email, password, code }));
      this.codeWanted.value = false;
    } catch (error) {
      if (!(error instanceof DeskError)) throw error;
      if (error.code === "code_required") this.codeWanted.value = true;
      else this.signInTrouble.value = wordsOf(error);
    }
  }

  /** Whether the desk refused because nobody is signed in any more; then the page says so. */
  readonly signedOut = (error: DeskError): boolean => {
    if (error.status !== 401) return false;
    this.phase.value = "signed_out";
    return true;
  };

  /** Do one step; a second one meanwhile is not begun. Says `says` once it is done, or why it could not be. */
  protected async step(step: () => Promise<void>, says: string | null = null): Promise<void> {
    if (this.busy.value) return;
    this.busy.value = true;
    this.said.value = null;
    this.trouble.value = await attempt(step, this.signedOut);
    // A step may have said more itself.
    if (this.trouble.value === null && says !== null) this.said.value = says;
    this.busy.value = false;
  }

  protected write<T>(method: string, path: string, body: Record<string, unknown>): Promise<T> {
    const headers = { "Content-Type": "application/json", "X-CSRF-Token": this.csrf };
    return call<T>(path, { method, headers, body: JSON.stringify(body) });
  }

  private enter(answer: SignedIn): void {
    this.csrf = answer.csrf_token;
    this.agent.value = answer.agent;
    this.phase.value = (this.roles?.includes(answer.agent.role) ?? true) ? "ready" : "not_allowed";
    if (this.phase.value === "ready") this.opened();
  }
}
