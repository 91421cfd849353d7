import { signal } from "@preact/signals";
import { DeskError } from "../shared/http";
import type { SearchPage, SearchResult } from "../shared/types";
import type { AgentDesk } from "./desk";

const PAUSE_MS = 80;

/** Search while one types: the last thing typed wins, whatever answer comes first. */
export class Search {
  readonly typed = signal("");
  readonly results = signal<SearchResult[]>([]);
  readonly state = signal<"idle" | "searching" | "ready" | "failed">("idle");
  readonly trouble = signal("");
  readonly next = signal<number | null>(null);
  private timer: ReturnType<typeof setTimeout> | undefined;
  private turn = 0;

  constructor(private readonly desk: Pick<AgentDesk, "search">) {}

  /** Whether results take the inbox's place. */
  get shown(): boolean {
    return this.typed.value.trim() !== "";
  }

  type(text: string): void {
    this.typed.value = text;
    clearTimeout(this.timer);
    this.turn += 1;
    if (!this.shown) {
      this.clear();
      return;
    }
    this.state.value = "searching";
    this.timer = setTimeout(() => void this.look(null), PAUSE_MS);
  }

  more(): void {
    if (this.next.value !== null && this.state.value === "ready") void this.look(this.next.value);
  }

  clear(): void {
    clearTimeout(this.timer);
    this.turn += 1;
    this.typed.value = "";
    this.results.value = [];
    this.next.value = null;
    this.state.value = "idle";
  }

  private async look(before: number | null): Promise<void> {
    const turn = this.turn;
    const asked = this.typed.value;
    this.state.value = "searching";
    let page: SearchPage;
    try {
      page = await this.desk.search(asked, before);
    } catch (error) {
      if (!(error instanceof DeskError)) throw error;
      if (turn !== this.turn) return;
      this.state.value = "failed";
      this.trouble.value = error.message;
      return;
    }
    if (turn !== this.turn) return;
    this.results.value = before === null ? page.results : joined(this.results.value, page.results);
    this.next.value = page.next;
    this.state.value = "ready";
  }
}

/** A further page after what was found: each conversation once, with all its hits. */
function joined(found: readonly SearchResult[], further: readonly SearchResult[]): SearchResult[] {
  const all = new Map(found.map((result) => [result.conversation.id, result]));
  for (const { conversation, hits } of further) {
    all.set(conversation.id, { conversation, hits: [...(all.get(conversation.id)?.hits ?? []), ...hits] });
  }
  return [...all.values()];
}
