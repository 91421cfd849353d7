import { signal } from "@preact/signals";
import { call } from "../shared/http";
import { announce } from "../shared/live-region";
import { Asked } from "../shared/remote";
import { TeamPage } from "../shared/team-page";
import type { Care, Praise, Room, Session, Wall } from "./contract";

export type Place = "wall" | "care" | "practice";

/** Care is about now: looked at anew while its place is open. */
const CARE_MS = 60_000;
const ANSWERS = ["agent", "supervisor", "admin"];
const DESK = "/api/agent";

/** The whole screen: the wall of praise, care, and the practice room. */
export class Culture extends TeamPage {
  readonly place = signal<Place>("wall");
  readonly draft = signal("");
  /** What is practised just now. */
  readonly session = signal<Session | null>(null);
  readonly wall: Asked<Wall>;
  readonly care: Asked<Care>;
  readonly room: Asked<Room>;

  constructor() {
    super();
    const { signedOut } = this;
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

  protected override opened(): void {
    this.show(this.places.find((place) => place === location.hash.slice(1)) ?? "wall");
  }
}
