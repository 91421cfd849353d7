import type { Agent, Seat } from "./types";

/** Somebody of the team as whoever rules it sees them (docs/wire.md §4). */
export interface Person extends Agent {
  /** Goes with every change: the desk refuses one that was meant for an older version. */
  version: number;
  standing: "active" | "invited" | "gone";
  seen_at: string | null;
  /** The link that was made for them and not used yet. */
  link: { until: string; open: boolean } | null;
  present: boolean;
  authenticator: boolean;
  seat: Seat;
}

export interface PeopleAnswer {
  people: Person[];
  teams: { id: string; name: string }[];
  skills: string[];
  /** Whether links are sent by letter besides. */
  mail: boolean;
}

export type SeatDraft = Pick<Seat, "capacity" | "skills" | "languages" | "teams">;

/** A link that was just made; the desk cannot tell it again. */
export interface MadeLink {
  id: string;
  token: string;
  until: string;
  mailed: "sent" | "failed" | "not_set_up";
}

/** Whom a link is for. */
export interface LinkOwner {
  name: string;
  email: string;
  role: Agent["role"];
  new: boolean;
  authenticator_removed: boolean;
  authenticator_stays: boolean;
}
