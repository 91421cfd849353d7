import { signal } from "@preact/signals";
import { DeskError } from "../shared/http";
import type { ConversationState, InboxChoices, InboxFilter, NarrowedView, View } from "../shared/types";
import type { AgentDesk } from "./desk";
import { spoken } from "./words";

export const STATES: readonly { id: ConversationState; name: string }[] = [
  { id: "with_bot", name: "With the assistant" },
  { id: "waiting", name: "Waiting" },
  { id: "with_agent", name: "With the team" },
  { id: "message_left", name: "Message left" },
  { id: "closed", name: "Closed" },
];

export const CHANNELS: readonly { id: "chat" | "email"; name: string }[] = [
  { id: "chat", name: "Chat only" },
  { id: "email", name: "E-mail, too" },
];

const NONE: InboxChoices = { languages: [], reasons: [], about: [], teams: [] };

/** What lists can be narrowed down by, and whether that is unfolded. */
export class Narrowing {
  readonly choices = signal<InboxChoices>(NONE);
  readonly unfolded = signal(false);

  constructor(private readonly desk: Pick<AgentDesk, "inboxChoices">) {}

  /** Asks for the choices anew; without them the state, label and mood can still be chosen. */
  async load(): Promise<void> {
    try {
      this.choices.value = await this.desk.inboxChoices();
    } catch (error) {
      if (!(error instanceof DeskError)) throw error;
    }
  }

  /** Out of sight, and forgotten: somebody else may sign in here. */
  clear(): void {
    this.choices.value = NONE;
    this.unfolded.value = false;
  }
}

export function canNarrow(view: View): view is NarrowedView {
  return view === "all" || view === "waiting";
}

/** The filter with one part changed; what does not narrow is left out. */
export function changed(filter: InboxFilter, name: keyof InboxFilter, value: string | boolean): InboxFilter {
  const others = Object.entries(filter).filter(([known]) => known !== name);
  return Object.fromEntries(value === "" || value === false ? others : [...others, [name, value]]);
}

/** What a filter narrows by, in words, part by part. */
export function inWords(filter: InboxFilter, choices: InboxChoices): { name: keyof InboxFilter; words: string }[] {
  const named = (all: readonly { id: string; name: string }[], id: string) => all.find((each) => each.id === id)?.name ?? spoken(id);
  const words: { [Name in keyof InboxFilter]-?: (value: string) => string } = {
    state: (value) => named(STATES, value),
    channel: (value) => named(CHANNELS, value),
    language: languageName,
    reason: (value) => named(choices.reasons, value),
    about: spoken,
    team: (value) => named(choices.teams, value),
    label: (value) => value,
    tier: spoken,
    upset: () => "Upset",
    agent: (value) => (value === "me" ? "Mine" : value),
  };
  return (Object.keys(filter) as (keyof InboxFilter)[]).map((name) => ({ name, words: words[name](String(filter[name])) }));
}

const LANGUAGE_NAMES = new Intl.DisplayNames("en", { type: "language" });

/** "German" for "de". */
export function languageName(code: string): string {
  return LANGUAGE_NAMES.of(code) ?? code;
}
