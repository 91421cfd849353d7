import { signal } from "@preact/signals";
import { DeskError } from "../shared/http";
import type { Colleagues } from "../shared/types";
import type { AgentDesk } from "./desk";

export type Colleague = Colleagues["agents"][number];

/** Who is here, and how busy. */
export class TeamView {
  readonly people = signal<Colleagues | null>(null);
  readonly trouble = signal<string | null>(null);
  readonly shown = signal(false);

  constructor(private readonly desk: AgentDesk) {}

  async load(): Promise<void> {
    this.trouble.value = null;
    try {
      this.people.value = await this.desk.colleagues();
    } catch (error) {
      if (!(error instanceof DeskError)) throw error;
      this.trouble.value = error.message;
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
