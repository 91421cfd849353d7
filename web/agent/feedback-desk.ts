import { signal, type Signal } from "@preact/signals";
import type { Comments, CommentGroup, Improvement, LinkKind, RatingFigures, Recoveries, Recovery, Share, Solutions } from "../shared/feedback-types";
import { DeskError, call } from "../shared/http";
import { announce } from "../shared/live-region";
import { freshId } from "../shared/uuid";
import type { AgentDesk } from "./desk";

export const TABS = [
  ["recovery", "To make good"],
  ["ratings", "Ratings"],
  ["comments", "Comments"],
  ["changes", "You said, we did"],
  ["held", "Did it hold"],
] as const;
export type Tab = (typeof TABS)[number][0];
const ROOM = "/api/agent/feedback";
export const FEW = 10;

/** What is kept about a list: not there yet, there, or why it is not. */
export type Kept<T> = { state: "loading" } | { state: "ready"; value: T } | { state: "failed"; words: string };

export interface Draft {
  said: string;
  did: string;
  link: { kind: LinkKind; to: string } | null;
}

/** "72 %", or "nobody yet". */
export function percent(share: Share): string {
  return share.n === 0 ? "nobody yet" : `${Math.round((100 * share.k) / share.n)} %`;
}

/** How sure a share is, in words. */
export function range(share: Share): string {
  if (share.n === 0) return "";
  const between = `between ${Math.round(100 * share.low)} and ${Math.round(100 * share.high)} %`;
  return share.n < FEW ? `${share.n} only: ${between}` : `n = ${share.n}, ${between}`;
}

/** The room's data and what can be done in it. */
export class FeedbackDesk {
  readonly tab = signal<Tab>("recovery");
  readonly recoveries = signal<Kept<Recoveries>>({ state: "loading" });
  readonly ratings = signal<Kept<RatingFigures>>({ state: "loading" });
  readonly comments = signal<Kept<Comments>>({ state: "loading" });
  readonly changes = signal<Kept<{ improvements: Improvement[] }>>({ state: "loading" });
  readonly held = signal<Kept<Solutions>>({ state: "loading" });
  readonly busy = signal(false);
  readonly trouble = signal<string | null>(null);

  /** Ids of what is being sent: a second try after a lost answer is the same words. */
  private readonly sending = new Map<string, string>();

  constructor(private readonly desk: Pick<AgentDesk, "post">) {}

  async show(tab: Tab): Promise<void> {
    this.tab.value = tab;
    this.trouble.value = null;
    await this.load(tab);
  }

  load(tab: Tab): Promise<void> {
    if (tab === "recovery") return this.fetch(this.recoveries, "recoveries");
    if (tab === "ratings") return this.fetch(this.ratings, "ratings");
    if (tab === "comments") return this.fetch(this.comments, "comments");
    if (tab === "changes") return this.fetch(this.changes, "improvements");
    return this.fetch(this.held, "solutions");
  }

  take(task: Recovery): Promise<boolean> {
    return this.step(task, "take", {}, "It is yours now");
  }

  async write(task: Recovery, text: string): Promise<boolean> {
    const id = this.idFor(`${task.id} ${text}`);
    return this.step(task, "message", { id, text }, "Written. The conversation is with you.");
  }

  end(task: Recovery, recovered: boolean, words: string): Promise<boolean> {
    return this.step(task, "end", { recovered, words }, "Ended");
  }

  async publish(group: CommentGroup, draft: Draft): Promise<boolean> {
    const id = this.idFor(JSON.stringify([draft, group.voices]));
    const body = { id, said: draft.said, did: draft.did, link: draft.link, voices: group.voices };
    const done = await this.then(() => this.desk.post(`${ROOM}/improvements`, body), "Published on the help page");
    if (done) await Promise.all([this.load("comments"), this.load("changes")]);
    return done;
  }

  private async step(task: Recovery, verb: string, body: unknown, told: string): Promise<boolean> {
    const done = await this.then(() => this.desk.post(`${ROOM}/recoveries/${encodeURIComponent(task.id)}/${verb}`, body), told);
    const trouble = this.trouble.value;
    await this.load("recovery");
    this.trouble.value = trouble;
    return done;
  }

  private idFor(words: string): string {
    const known = this.sending.get(words) ?? freshId();
    this.sending.set(words, known);
    return known;
  }

  private async then(step: () => Promise<unknown>, told: string): Promise<boolean> {
    if (this.busy.value) return false;
    this.busy.value = true;
    this.trouble.value = null;
    try {
      await step();
      announce(told);
      return true;
    } catch (error) {
      this.trouble.value = wordsOf(error);
      return false;
    } finally {
      this.busy.value = false;
    }
  }

  private async fetch<T>(into: Signal<Kept<T>>, path: string): Promise<void> {
    try {
      into.value = { state: "ready", value: await call<T>(`${ROOM}/${path}`) };
    } catch (error) {
      const words = wordsOf(error);
      if (into.value.state === "ready") this.trouble.value = words;
      else into.value = { state: "failed", words };
    }
  }
}

function wordsOf(error: unknown): string {
  if (!(error instanceof DeskError)) throw error;
  return error.status === 0 ? "The desk did not answer. Press again: nothing is done twice." : error.message;
}
