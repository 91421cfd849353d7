import { signal } from "@preact/signals";
import { DeskError } from "../http";
import { announce } from "../live-region";
import type { Agent } from "../types";

export interface OwnSession {
  id: string;
  /** Where one sits just now. */
  this: boolean;
  browser: string | null;
  same_place: boolean | null;
  since: string;
  last_used: string;
}

export interface OwnAccount {
  agent: Agent;
  password_set_at: string | null;
  authenticator: { since: string | null; recovery_codes_left: number };
  sessions: OwnSession[];
}

/** A secret that is not in force yet: as text, as an address for an authenticator, and as the rows of a QR code. */
export interface NewSecret {
  secret: string;
  address: string;
  qr: string[];
}

export type Method = "GET" | "POST" | "DELETE";
/** Calls the desk about one's own account; below `/api/agent/account`. */
export type AskAccount = <T>(method: Method, path: string, body?: unknown) => Promise<T>;
export type Held = { state: "loading" } | { state: "ready"; value: OwnAccount } | { state: "failed"; words: string };
export type Part = "password" | "authenticator" | "sessions";

const AWAY = "The desk does not answer just now. Please try again in a moment.";

/** One's own account as its page shows it. Secrets are here only while the page is open. */
export class Account {
  readonly shown = signal(false);
  readonly held = signal<Held>({ state: "loading" });
  readonly begun = signal<NewSecret | null>(null);
  /** Recovery codes that were just made; the desk cannot tell them again. */
  readonly codes = signal<readonly string[]>([]);
  readonly trouble = signal<{ part: Part; words: string } | null>(null);
  readonly done = signal<{ part: Part; words: string } | null>(null);
  readonly busy = signal(false);

  constructor(
    private readonly ask: AskAccount,
    /** True when the error meant "sign in again" and was dealt with. */
    private readonly signedOut: (error: DeskError) => boolean,
  ) {}

  open(): void {
    this.shown.value = true;
    void this.load();
  }

  close(): void {
    this.shown.value = false;
    this.clear();
  }

  clear(): void {
    this.shown.value = false;
    this.held.value = { state: "loading" };
    this.begun.value = null;
    this.codes.value = [];
    this.trouble.value = null;
    this.done.value = null;
  }

  async load(): Promise<void> {
    try {
      this.held.value = { state: "ready", value: await this.ask<OwnAccount>("GET", "") };
    } catch (error) {
      if (!(error instanceof DeskError)) throw error;
      if (!this.signedOut(error) && this.held.value.state !== "ready") this.held.value = { state: "failed", words: wordsOf(error) };
    }
  }

  changePassword(old: string, wanted: string): Promise<boolean> {
    return this.act("password", async () => {
      const { sessions_ended: ended } = await this.ask<{ sessions_ended: number }>("POST", "/password", { old, new: wanted });
      return ended === 0 ? "Your password is changed." : `Your password is changed. ${counted(ended)} ended.`;
    });
  }

  begin(): Promise<boolean> {
    return this.act("authenticator", async () => {
      this.begun.value = await this.ask<NewSecret>("POST", "/authenticator", {});
      return null;
    });
  }

  confirm(code: string): Promise<boolean> {
    return this.act("authenticator", async () => {
      const { recovery_codes: codes } = await this.ask<{ recovery_codes: string[] }>("POST", "/authenticator/confirm", { code });
      this.codes.value = codes;
      this.begun.value = null;
      return "Your authenticator is in force.";
    });
  }

  remove(password: string, code: string): Promise<boolean> {
    return this.act("authenticator", async () => {
      await this.ask<null>("POST", "/authenticator/remove", { password, code });
      this.codes.value = [];
      return "Your authenticator is removed.";
    });
  }

  end(session: OwnSession): Promise<boolean> {
    return this.act("sessions", async () => {
      await this.ask<null>("DELETE", `/sessions/${encodeURIComponent(session.id)}`, {});
      return "That session is ended.";
    });
  }

  endOthers(): Promise<boolean> {
    return this.act("sessions", async () => {
      const { sessions_ended: ended } = await this.ask<{ sessions_ended: number }>("DELETE", "/sessions", {});
      return `${counted(ended)} ended.`;
    });
  }

  private async act(part: Part, step: () => Promise<string | null>): Promise<boolean> {
    if (this.busy.value) return false;
    this.busy.value = true;
    this.trouble.value = null;
    this.done.value = null;
    try {
      const words = await step();
      await this.load();
      if (words !== null) {
        this.done.value = { part, words };
        announce(words);
      }
      return true;
    } catch (error) {
      if (!(error instanceof DeskError)) throw error;
      if (!this.signedOut(error)) this.trouble.value = { part, words: wordsOf(error) };
      return false;
    } finally {
      this.busy.value = false;
    }
  }
}

function wordsOf(error: DeskError): string {
  return error.status === 0 ? AWAY : error.message;
}

function counted(sessions: number): string {
  return sessions === 1 ? "One other session" : `${sessions} other sessions`;
}

/** Letters in fours, as people copy them. */
export function grouped(secret: string): string {
  return secret.match(/.{1,4}/g)?.join(" ") ?? secret;
}

/** The dark modules of a QR code as one path, a stroke for each run of them. */
export function pathOf(rows: readonly string[]): string {
  return rows.flatMap((row, y) => [...row.matchAll(/1+/g)].map((run) => `M${run.index} ${y}h${run[0].length}v1h-${run[0].length}z`)).join("");
}
