import { signal } from "@preact/signals";
import { DeskError } from "../shared/http";
import type { Agent, Colleagues, Member, Seat } from "../shared/types";
import type { AgentDesk } from "./desk";

export type Colleague = Colleagues["agents"][number];

/** Who is here, how busy, and (for those who may) how their seats and roles are set up. */
export class TeamView {
  readonly people = signal<Colleagues | null>(null);
  readonly members = signal<Member[]>([]);
  readonly trouble = signal<string | null>(null);
  readonly shown = signal(false);

  constructor(private readonly desk: AgentDesk) {}

  async load(role: Agent["role"]): Promise<void> {
    await this.then(async () => {
      this.people.value = await this.desk.colleagues();
      if (role === "admin") this.members.value = (await this.desk.members()).agents;
    });
  }

  async setUp(id: string, seat: Pick<Seat, "capacity" | "skills" | "languages" | "teams">): Promise<boolean> {
    return this.then(async () => void (this.people.value = await this.desk.setUpSeat(id, seat)));
  }

  async change(id: string, change: { role?: Agent["role"]; disabled?: boolean }): Promise<boolean> {
    return this.then(async () => {
      await this.desk.changeMember(id, change);
      this.members.value = (await this.desk.members()).agents;
    });
  }

  async removeAuthenticator(id: string): Promise<boolean> {
    return this.then(async () => {
      await this.desk.removeAuthenticatorOf(id);
    });
  }

  private async then(step: () => Promise<void>): Promise<boolean> {
    this.trouble.value = null;
    try {
      await step();
      return true;
    } catch (error) {
      if (!(error instanceof DeskError)) throw error;
      this.trouble.value = error.message;
      return false;
    }
  }
}

/** The busiest first, those who are away last. */
export function byLoad(people: readonly Colleague[]): Colleague[] {
  const share = ({ seat }: Colleague) => (seat.capacity === 0 ? 0 : seat.load / seat.capacity);
  const here = (one: Colleague) => Number(one.present && one.seat.status === "available");
  return [...people].sort((left, right) => here(right) - here(left) || share(right) - share(left) || left.name.localeCompare(right.name));
}

/** "3 of 4, full" and the like. */
export function loadWords({ present, seat }: Colleague): string {
  if (!present) return seat.load === 0 ? "not here" : `not here, holds ${seat.load}`;
  const room = seat.load >= seat.capacity ? ", full" : "";
  return `${seat.status}, ${seat.load} of ${seat.capacity}${room}`;
}
