/** What the desk says of praise, care and practice (docs/wire.md §4). */
import type { Entry } from "../shared/types";

export interface Credit {
  name: string;
  bot: boolean;
  did: string;
  /** Messages to the customer, of all that were written in the case. */
  answers: number;
  of: number;
}

export interface Praise {
  id: string;
  words: string;
  source: "chat" | "comment";
  at: string;
  about: string | null;
  credits: Credit[];
  yours: boolean;
  hidden: boolean;
  may_hide: boolean;
  /** For those who may read conversations. */
  conversation_id: string | null;
}

export interface Wall {
  days: number;
  praise: Praise[];
}

export interface Signal {
  kind: "hard_ones" | "no_pause" | "too_many";
  says: string;
  helps: string;
}

export interface Care {
  own: Signal[];
  /** Of a supervisor's people; null for everybody else. */
  team: { id: string; name: string; signals: Signal[] }[] | null;
}

export interface Exercise {
  id: string;
  about: string | null;
  begins: string;
  steps: number;
  session: { id: string; step: number; done: boolean } | null;
}

export interface Room {
  exercises: Exercise[];
  rules: Record<string, string>;
}

export interface Verdict {
  rule: string;
  /** null: the rule does not apply here. */
  met: boolean | null;
  evidence: string;
}

export interface Side {
  text: string;
  verdict: Verdict[];
}

export interface Compared {
  step: number;
  asked: string;
  yours: Side;
  theirs: Side;
}

export interface Session {
  id: string;
  exercise: string;
  about: string | null;
  step: number;
  steps: number;
  done: boolean;
  entries: Entry[];
  compared: Compared[];
}
