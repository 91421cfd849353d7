import { signal } from "@preact/signals";
import { call, DeskError } from "../shared/http";
import { announce } from "../shared/live-region";
import type { Agent } from "../shared/types";
import { Asked, attempt, wordsOf } from "../studio/remote";
import type { Care, Praise, Room, Session, Wall } from "./contract";

export type Phase = "loading" | "signed_out" | "ready" | "unreachable";
export type Place = "wall" | "care" | "practice";

const RETRY_MS = 4_000;
/** Care is about now: looked at anew while its place is open. */
const CARE_MS = 60_000;
const ANSWERS = ["agent", "supervisor", "admin"];
const DESK = "/api/agent";

interface SignedIn {
  agent: Agent;
  csrf_token: string;
}

/** The whole screen: the wall of praise, care, and the practice room. */
export class Culture {
  readonly phase = signal<Phase>("loading");
  readonly agent = signal<Agent | null>(null);
  readonly codeWanted = signal(false);
  readonly signInTrouble = signal<string | null>(null);
  readonly place = signal<Place>("wall");
  readonly trouble = signal<string | null>(null);
  readonly busy = signal(false);
  readonly draft = signal("");
  /** What is practised just now. */
  readonly session = signal<Session | null>(null);
  readonly wall: Asked<Wall>;
  readonly care: Asked<Care>;
  readonly room: Asked<Room>;
  private csrf = "";

  constructor() {
    const signedOut = (error: DeskError) => this.signedOut(error);
    this.wall = new Asked(() => call<Wall>(`${DESK}/praise`), signedOut);
    this.care = new Asked(() => call<Care>(`${DESK}/care`), signedOut);
    this.room = new Asked(() => call<Room>(`${DESK}/practice`), signedOut);
    setInterval(() => {
      if (this.phase.value === "ready" && this.place.value === "care" && !document.hidden) void this.care.load();
    }, CARE_MS);
  }

  /** Designers hold no conversations: they have the wall only. */
  get places(): readonly Place[] {
    return ANSWERS.includes(this.agent.value?.role ?? "") ? ["wall", "care", "practice"] : ["wall"];
  }

  async begin(): Promise<void> {
    try {
      this.enter(await call<SignedIn>(`${DESK}/me`));
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
      this.enter(await this.write<SignedIn>("POST", `${DESK}/sign-in`, { email, password, code }));
      this.codeWanted.value = false;
    } catch (error) {
      if (!(error instanceof DeskError)) throw error;
      if (error.code === "code_required") this.codeWanted.value = true;
      else this.signInTrouble.value = wordsOf(error);
    }
  }

  show(place: Place): void {
    this.place.value = place;
    this.trouble.value = null;
    history.replaceState(null, "", `#${place}`);
    void { wall: this.wall, care: this.care, practice: this.room }[place].load();
  }

  /** Take praise down, or hang it up again. */
  async hide(praise: Praise, hidden: boolean): Promise<void> {
    await this.step(async () => {
      this.wall.set(await this.write<Wall>("PUT", `${DESK}/praise/${encodeURIComponent(praise.id)}`, { hidden }));
      announce(hidden ? "Taken down" : "Back on the wall");
    });
  }

  async practise(exercise: string): Promise<void> {
    await this.step(async () => {
      const { session } = await this.write<{ session: Session }>("POST", `${DESK}/practice/sessions`, { exercise });
      this.draft.value = "";
      this.session.value = session;
    });
  }

  async answer(text: string): Promise<void> {
    const session = this.session.value;
    if (session === null || session.done) return;
    await this.step(async () => {
      const at = `${DESK}/practice/sessions/${encodeURIComponent(session.id)}/answers`;
      const answered = await this.write<{ session: Session }>("POST", at, { step: session.step, text });
      this.draft.value = "";
      this.session.value = answered.session;
      announce("Your answer and your colleague’s are side by side");
    });
  }

  leave(): void {
    this.session.value = null;
    this.trouble.value = null;
    void this.room.load();
  }

  private async step(step: () => Promise<void>): Promise<void> {
    if (this.busy.value) return;
    this.busy.value = true;
    this.trouble.value = await attempt(step, (error) => this.signedOut(error));
    this.busy.value = false;
  }

  private enter(answer: SignedIn): void {
    this.csrf = answer.csrf_token;
    this.agent.value = answer.agent;
    this.phase.value = "ready";
    this.show(this.places.find((place) => place === location.hash.slice(1)) ?? "wall");
  }

  private signedOut(error: DeskError): boolean {
    if (error.status !== 401) return false;
    this.phase.value = "signed_out";
    return true;
  }

  private write<T>(method: string, path: string, body: Record<string, unknown>): Promise<T> {
    const headers = { "Content-Type": "application/json", "X-CSRF-Token": this.csrf };
    return call<T>(path, { method, headers, body: JSON.stringify(body) });
  }
}
