import { computed, signal } from "@preact/signals";
import { DeskError, call } from "../shared/http";
import { announce } from "../shared/live-region";
import type { MadeLink, PeopleAnswer, Person, SeatDraft } from "../shared/people-types";
import type { Agent } from "../shared/types";
import type { AgentDesk } from "./desk";

const PATH = "/api/agent/people";

export const ROLES: readonly Agent["role"][] = ["agent", "supervisor", "designer", "admin"];

export interface Invitation {
  name: string;
  email: string;
  role: Agent["role"];
  seat: SeatDraft;
}

/** What lies before whoever rules the team: the list, somebody of it, somebody new, or a link that was just made. */
export type Screen = { on: "list" } | { on: "person"; id: string } | { on: "new" } | { on: "link"; made: MadeLink; whom: string };

/** Who works here, as whoever rules the team changes it. */
export class People {
  readonly all = signal<PeopleAnswer | null>(null);
  readonly typed = signal("");
  readonly withGone = signal(false);
  readonly screen = signal<Screen>({ on: "list" });
  readonly trouble = signal<string | null>(null);
  readonly done = signal<string | null>(null);
  readonly busy = signal(false);
  readonly shown = computed(() => found(this.all.value?.people ?? [], this.typed.value, this.withGone.value));

  constructor(
    private readonly desk: Pick<AgentDesk, "post" | "write">,
    private readonly signedOut: (error: DeskError) => boolean,
  ) {}

  async load(): Promise<void> {
    try {
      this.all.value = await call<PeopleAnswer>(PATH);
    } catch (error) {
      if (!(error instanceof DeskError)) throw error;
      if (!this.signedOut(error) && this.all.value === null) this.trouble.value = error.message;
    }
  }

  go(screen: Screen): void {
    this.screen.value = screen;
    this.trouble.value = null;
    this.done.value = null;
  }

  person(id: string): Person | null {
    return this.all.value?.people.find((one) => one.id === id) ?? null;
  }

  async invite(wanted: Invitation): Promise<void> {
    await this.act(async () => {
      const made = await this.desk.post<MadeLink>(PATH, wanted);
      this.go({ on: "link", made, whom: wanted.name });
    });
  }

  async makeLink(whom: Person, removeAuthenticator: boolean): Promise<void> {
    await this.act(async () => {
      const body = { version: whom.version, remove_authenticator: removeAuthenticator };
      const made = await this.desk.post<MadeLink>(at(whom, "/link"), body);
      this.go({ on: "link", made, whom: whom.name });
    });
  }

  async change(whom: Person, role: Agent["role"] | null, seat: SeatDraft | null): Promise<void> {
    await this.act(async () => {
      await this.desk.write("PATCH", at(whom), { version: whom.version, role, seat });
      this.say(`${whom.name} is set up.`);
    });
  }

  async letGo(whom: Person): Promise<void> {
    await this.act(async () => {
      await this.desk.post(at(whom, "/let-go"), { version: whom.version });
      this.say(`${whom.name} does not work here any more.`);
    });
  }

  async bringBack(whom: Person): Promise<void> {
    await this.act(async () => {
      await this.desk.post(at(whom, "/bring-back"), { version: whom.version });
      this.say(`${whom.name} works here again, with the password they had.`);
    });
  }

  async removeAuthenticator(whom: Person): Promise<void> {
    await this.act(async () => {
      await this.desk.write("DELETE", `/api/admin/agents/${encodeURIComponent(whom.id)}/authenticator`, {});
      this.say(`${whom.name}’s authenticator is taken away.`);
    });
  }

  private say(words: string): void {
    this.done.value = words;
    announce(words);
  }

  /** Whatever comes of it, the list is looked at again: a refusal may mean that somebody else was quicker. */
  private async act(step: () => Promise<void>): Promise<void> {
    if (this.busy.value) return;
    this.busy.value = true;
    this.trouble.value = null;
    this.done.value = null;
    try {
      await step();
    } catch (error) {
      if (!(error instanceof DeskError)) throw error;
      if (!this.signedOut(error)) this.trouble.value = error.status === 0 ? "The desk does not answer just now. Please try again." : error.message;
    } finally {
      this.busy.value = false;
    }
    await this.load();
  }
}

function at(whom: Person, rest = ""): string {
  return `${PATH}/${encodeURIComponent(whom.id)}${rest}`;
}

/** Those in whose name, address, role, teams or skills every typed word stands. */
export function found(people: readonly Person[], typed: string, withGone: boolean): Person[] {
  const words = typed.toLocaleLowerCase().split(/\s+/).filter((word) => word !== "");
  return people.filter((one) => {
    if (one.standing === "gone" && !withGone) return false;
    const text = [one.name, one.email, one.role, one.standing, ...one.seat.teams, ...one.seat.skills, ...one.seat.languages].join(" ").toLocaleLowerCase();
    return words.every((word) => text.includes(word));
  });
}

/** Whether I may say how they are set up: the desk decides, this only spares them a field that is refused. */
export function maySetUp(me: Agent, whom: Person): boolean {
  return me.role === "admin" || (me.role === "supervisor" && whom.role === "agent");
}

export function mayGiveRole(me: Agent, whom: Person): boolean {
  return me.role === "admin" && me.id !== whom.id;
}

/** Words typed with commas between them, each once. */
export function wordsOf(typed: string): string[] {
  return [...new Set(typed.split(",").map((word) => word.trim().toLowerCase()).filter((word) => word !== ""))];
}

/** Where the link leads; behind the `#`, so that no browser sends the token along. */
export function linkOf(made: MadeLink, origin: string): string {
  return `${origin}/agent#invite=${made.token}`;
}

/** "holds 2 of 4" and the like, for who answers customers. */
export function holdsWords({ role, seat }: Person): string {
  if (role === "designer") return "";
  return seat.load === 0 ? "holds nobody" : `holds ${seat.load} of ${seat.capacity}`;
}
