import { signal } from "@preact/signals";
import { DeskError } from "../shared/http";
import type { OpenParts } from "./open-parts";
import type { Entry, Suggestions, UsableArticle } from "../shared/types";

export interface SuggestingParts {
  ask: () => Promise<Suggestions | DeskError>;
  seek: (words: string) => Promise<{ articles: UsableArticle[] } | DeskError>;
  inserted: (articleId: string) => Promise<unknown>;
  agentId: string;
}

const NONE: Suggestions = { available: true, question: null, replies: [], articles: [] };

/** What helped before with what is asked just now: asked for while the agent holds the conversation. */
export class Suggesting {
  readonly found = signal<Suggestions>(NONE);
  readonly unfolded = signal(false);
  /** What was looked for in the articles; null while nobody looks. */
  readonly sought = signal<UsableArticle[] | null>(null);
  private asked = 0;
  private looked = 0;

  constructor(private readonly parts: SuggestingParts) {}

  /** Looks anew; of several looks at once the last one counts. */
  async look(): Promise<void> {
    const number = (this.asked += 1);
    const found = await this.parts.ask();
    if (number === this.asked && !(found instanceof DeskError)) this.found.value = found;
  }

  /** Articles about these words; of several looks the last one counts. */
  async seek(words: string): Promise<void> {
    const number = (this.looked += 1);
    if (words.trim() === "") {
      this.sought.value = null;
      return;
    }
    const found = await this.parts.seek(words.trim());
    if (number === this.looked && !(found instanceof DeskError)) this.sought.value = found.articles;
  }

  /** An article went into the reply. */
  used(articleId: string): void {
    void this.parts.inserted(articleId);
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
    this.looked += 1;
    this.sought.value = null;
  }
}

/** Suggestions for one conversation, as the desk gives them. */
export function suggestingOf({ id, agentId, desk }: Pick<OpenParts, "id" | "agentId" | "desk">, ask: <T>(step: () => Promise<T>) => Promise<T | DeskError>): Suggesting {
  return new Suggesting({
    agentId,
    ask: () => ask(() => desk.suggestions(id)),
    seek: (words) => ask(() => desk.articles(words)),
    inserted: (articleId) => ask(() => desk.insertArticle(id, articleId)),
  });
}

/** The words of a suggestion behind what is written already. */
export function withSuggestion(draft: string, words: string): string {
  return draft.trim() === "" ? words : `${draft.trimEnd()}\n\n${words}`;
}
