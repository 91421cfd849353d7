import { signal } from "@preact/signals";
import { DeskError } from "../shared/http";
import type { Entry, Suggestions } from "../shared/types";

export interface SuggestingParts {
  ask: () => Promise<Suggestions | DeskError>;
  agentId: string;
}

const NONE: Suggestions = { available: true, question: null, replies: [], articles: [] };

/** What helped before with what is asked just now: asked for while the agent holds the conversation. */
export class Suggesting {
  readonly found = signal<Suggestions>(NONE);
  readonly unfolded = signal(false);
  private asked = 0;

  constructor(private readonly parts: SuggestingParts) {}

  /** Looks anew; of several looks at once the last one counts. */
  async look(): Promise<void> {
    const number = (this.asked += 1);
    const found = await this.parts.ask();
    if (number === this.asked && !(found instanceof DeskError)) this.found.value = found;
  }

  /** New words change what is asked: the customer's are looked up, the agent's own answer it. */
  heard(entries: readonly Entry[]): void {
    const said = entries.filter((entry) => entry.kind === "message");
    if (said.some((entry) => entry.author.id === this.parts.agentId)) this.clear();
    if (said.at(-1)?.author.kind === "customer") void this.look();
  }

  clear(): void {
    this.asked += 1;
    this.found.value = NONE;
    this.unfolded.value = false;
  }
}

/** The words of a suggestion behind what is written already. */
export function withSuggestion(draft: string, words: string): string {
  return draft.trim() === "" ? words : `${draft.trimEnd()}\n\n${words}`;
}
