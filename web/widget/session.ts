import { call, DeskError } from "../shared/http";
import { clearPrefix, readJson, type KeyValue } from "../shared/storage";
import type { WidgetSession } from "../shared/types";
import type { Identity } from "./host";

const SPARE_MS = 60_000;
const EVERYTHING = "warmhand.widget.";
const LAST_SUBJECT = `${EVERYTHING}subject`;
export const GUEST = "guest";

export interface SessionParts {
  store: KeyValue;
  identity: () => Promise<Identity>;
  now: () => number;
  /** Another person now speaks from this browser: whatever is on screen is not theirs. */
  subjectChanged: () => void;
  /** What this browser kept of everybody is being cleared. */
  cleared: () => void;
  /** The token of a letter's link, once; null without one. */
  back?: () => string | null;
  /** The link does not work any more. */
  backRefused?: () => void;
}

/** Who is speaking, and the token that says so. One token per person, kept in this frame's storage. */
export class SessionKeeper {
  current: WidgetSession | null = null;
  subject = GUEST;
  /** Whether the page has said who is here since the last person went. */
  settled = false;
  private starting: Promise<WidgetSession> | null = null;
  /** How often everything has been wiped: what was begun before belongs to somebody who has gone. */
  private wiped = 0;

  constructor(private readonly parts: SessionParts) {}

  /** Where this person's own things live in the store. */
  get prefix(): string {
    return prefixOf(this.subject);
  }

  /** The session in force; asks the page who is there and opens one when needed. */
  async begin(): Promise<WidgetSession> {
    if (this.current !== null) return this.current;
    if (this.starting !== null) return this.starting;
    const opening = this.open().finally(() => {
      if (this.starting === opening) this.starting = null;
    });
    this.starting = opening;
    return opening;
  }

  /** Calls the desk as this person; a token that has died is replaced once. */
  call<T>(path: string, init: RequestInit = {}): Promise<T> {
    return this.withToken((token) => call<T>(path, withToken(init, token)));
  }

  /** Does something that needs the token of whoever is here; with a token that has died once more with a new one. */
  async withToken<T>(step: (token: string) => Promise<T>): Promise<T> {
    const session = await this.begin();
    try {
      return await step(session.token);
    } catch (error) {
      if (!(error instanceof DeskError) || error.status !== 401) throw error;
      const before = this.subject;
      const renewed = await this.renew(session.token);
      if (this.subject !== before) throw error;
      return await step(renewed.token);
    }
  }

  /** Drops a token the desk no longer takes and begins again. */
  async renew(dead: string): Promise<WidgetSession> {
    if (this.current?.token === dead) this.forgetToken();
    return this.begin();
  }

  /** Ends the session here and at the desk, and clears what this browser kept of it. */
  async end(): Promise<void> {
    const token = this.current?.token;
    this.wipe();
    if (token === undefined) return;
    await call("/api/widget/sessions/current", withToken({ method: "DELETE" }, token)).catch((error: unknown) => {
      // A token that is dead already needs no ending; one we could not reach runs out by itself.
      if (!(error instanceof DeskError)) throw error;
    });
  }

  /** The page names someone else: end the old session if it is another person's. Answers whether it was. */
  async meet(identity: Identity): Promise<boolean> {
    // Whoever it is has not been asked for yet, or is being asked for: there is nobody to part with.
    if (!this.settled || !identity.known || subjectOf(identity.jwt) === this.subject) return false;
    await this.end();
    return true;
  }

  private async open(): Promise<WidgetSession> {
    const era = this.wiped;
    const identity = await this.parts.identity();
    if (era !== this.wiped) return this.begin();
    const last = this.parts.store.get(LAST_SUBJECT) ?? GUEST;
    // A shop that cannot answer leaves the last person in place only while their own session lasts.
    const subject = identity.known ? subjectOf(identity.jwt) : this.kept(last) === null ? GUEST : last;
    if (subject !== last && last !== GUEST) this.clear();
    // Before anybody was known, nothing on screen was another person's: it is what this one has written meanwhile.
    const changed = this.settled && subject !== this.subject;
    this.subject = subject;
    this.settled = true;
    this.parts.store.set(LAST_SUBJECT, subject);
    if (changed) this.parts.subjectChanged();
    const back = this.parts.back?.() ?? null;
    const session = back === null ? (this.kept(subject) ?? (await this.create(identity.jwt))) : await this.ledBack(back);
    if (era !== this.wiped) return this.begin();
    this.parts.store.set(`${this.prefix}session`, JSON.stringify(session));
    this.current = session;
    return session;
  }

  /** The session this browser holds for someone, if it still lasts. */
  private kept(subject: string): WidgetSession | null {
    const session = readJson(this.parts.store, `${prefixOf(subject)}session`, isSession);
    return session !== null && Date.parse(session.expires_at) - SPARE_MS > this.parts.now() ? session : null;
  }

  /** The session of whoever the letter was for; with a link that has ended, that of a new visitor. */
  private async ledBack(back: string): Promise<WidgetSession> {
    try {
      return await this.create(null, back);
    } catch (error) {
      if (!(error instanceof DeskError) || error.code !== "return_link_refused") throw error;
      this.parts.backRefused?.();
      return this.kept(this.subject) ?? this.create(null);
    }
  }

  private create(jwt: string | null, back: string | null = null): Promise<WidgetSession> {
    return call<WidgetSession>("/api/widget/sessions", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ identity: jwt, ...(back === null ? {} : { back }) }),
    });
  }

  private forgetToken(): void {
    this.parts.store.remove(`${this.prefix}session`);
    this.current = null;
  }

  private clear(): void {
    clearPrefix(this.parts.store, EVERYTHING);
    this.parts.cleared();
  }

  private wipe(): void {
    this.clear();
    this.wiped += 1;
    this.current = this.starting = null;
    this.subject = GUEST;
    this.settled = false;
    this.parts.subjectChanged();
  }
}

function prefixOf(subject: string): string {
  return `${EVERYTHING}person.${encodeURIComponent(subject)}.`;
}

function withToken(init: RequestInit, token: string): RequestInit {
  const headers = new Headers(init.headers);
  headers.set("Authorization", `Bearer ${token}`);
  if (init.body !== undefined) headers.set("Content-Type", "application/json");
  return { ...init, headers };
}

/** Whose token this is, only to keep people's things apart in this browser; the desk checks the signature. */
export function subjectOf(jwt: string | null): string {
  if (jwt === null) return GUEST;
  try {
    const middle = (jwt.split(".")[1] ?? "").replaceAll("-", "+").replaceAll("_", "/");
    const claims: unknown = JSON.parse(atob(middle));
    const sub = typeof claims === "object" && claims !== null && "sub" in claims ? claims.sub : null;
    return typeof sub === "string" && sub !== "" ? `customer:${sub}` : GUEST;
  } catch {
    return GUEST;
  }
}

function isSession(value: unknown): value is WidgetSession {
  if (typeof value !== "object" || value === null) return false;
  const session = value as Partial<WidgetSession>;
  return (
    typeof session.token === "string" &&
    typeof session.expires_at === "string" &&
    typeof session.customer?.verified === "boolean" &&
    typeof session.shop?.name === "string"
  );
}
