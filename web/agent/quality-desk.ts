import { signal, type Signal } from "@preact/signals";
import { DeskError, call } from "../shared/http";
import { announce } from "../shared/live-region";
import type { BehindRule, OwnQuality, PeerReview, QualityFigures, ReviewSheet, RuleName, RuleOutcome, ServiceStandard, ShopperScript, Standards } from "../shared/quality-types";
import type { AgentDesk } from "./desk";
import type { Kept } from "./feedback-desk";

const ROOM = "/api/agent/quality";
export const TABS = [
  ["mine", "Mine", false],
  ["reviews", "Reviews", false],
  ["standard", "The standard", false],
  ["figures", "Weeks", true],
  ["shopper", "Mystery shopper", true],
] as const;
export type Tab = (typeof TABS)[number][0];

export interface ScriptDraft {
  name: string;
  lines: { says: string; expects: string[] }[];
  handover: ShopperScript["handover"];
  every_hours: number;
  active: boolean;
  version: number;
}

/** The room's data and what can be done in it. */
export class QualityDesk {
  readonly tab = signal<Tab>("mine");
  readonly mine = signal<Kept<OwnQuality>>({ state: "loading" });
  readonly reviews = signal<Kept<{ reviews: PeerReview[] }>>({ state: "loading" });
  readonly standard = signal<Kept<Standards>>({ state: "loading" });
  readonly figures = signal<Kept<QualityFigures>>({ state: "loading" });
  readonly scripts = signal<Kept<{ scripts: ShopperScript[] }>>({ state: "loading" });
  /** The review that lies open. */
  readonly sheet = signal<ReviewSheet | null>(null);
  readonly behind = signal<({ rule: RuleName; side: "bot" | "people" } & BehindRule) | null>(null);
  readonly busy = signal(false);
  readonly trouble = signal<string | null>(null);

  constructor(private readonly desk: Pick<AgentDesk, "write">) {}

  async show(tab: Tab): Promise<void> {
    this.tab.value = tab;
    this.trouble.value = null;
    this.sheet.value = null;
    await this.load();
  }

  load(): Promise<void> {
    const tab = this.tab.value;
    if (tab === "mine") return this.fetch(this.mine, "mine");
    if (tab === "reviews") return this.fetch(this.reviews, "reviews");
    if (tab === "standard") return this.fetch(this.standard, "standard");
    if (tab === "figures") return this.fetch(this.figures, "figures");
    return this.fetch(this.scripts, "scripts");
  }

  async review(id: string): Promise<void> {
    await this.then(async () => {
      this.sheet.value = await call<ReviewSheet>(`${ROOM}/reviews/${encodeURIComponent(id)}`);
    }, null);
  }

  async handIn(id: string, verdicts: Partial<Record<RuleName, RuleOutcome>>, note: string): Promise<void> {
    const path = `${ROOM}/reviews/${encodeURIComponent(id)}`;
    const done = await this.then(() => this.desk.write("POST", path, { verdicts, note }), "Handed in. Thank you.");
    if (!done) return;
    this.sheet.value = null;
    await this.load();
  }

  write(draft: ServiceStandard, why: string): Promise<boolean> {
    const rules = draft.rules.map(({ id, applies_to, says, phrases, triggers, bot_seconds, people_seconds }) => ({ id, applies_to, says, phrases, triggers, bot_seconds, people_seconds }));
    const body = { based_on: draft.version, why, sampled: draft.sampled, reviewers: draft.reviewers, rules };
    return this.then(async () => {
      this.standard.value = { state: "ready", value: await this.desk.write<Standards>("PUT", `${ROOM}/standard`, body) };
    }, "In force from now on");
  }

  /** The handlings behind a share of misses; asked for again they fold up. */
  async lookBehind(rule: RuleName, side: "bot" | "people"): Promise<void> {
    const open = this.behind.value;
    if (open?.rule === rule && open.side === side) {
      this.behind.value = null;
      return;
    }
    await this.then(async () => {
      this.behind.value = { rule, side, ...(await call<BehindRule>(`${ROOM}/handlings?rule=${rule}&side=${side}`)) };
    }, null);
  }

  save(id: string | null, draft: ScriptDraft): Promise<boolean> {
    const path = id === null ? `${ROOM}/scripts` : `${ROOM}/scripts/${encodeURIComponent(id)}`;
    return this.script(id === null ? "POST" : "PUT", path, draft, "Kept");
  }

  run(id: string): Promise<boolean> {
    return this.script("POST", `${ROOM}/scripts/${encodeURIComponent(id)}/run`, {}, "It talks to the assistant now");
  }

  see(runId: string): Promise<boolean> {
    return this.script("POST", `${ROOM}/runs/${encodeURIComponent(runId)}/seen`, {}, "Seen");
  }

  private script(method: "POST" | "PUT", path: string, body: unknown, told: string): Promise<boolean> {
    return this.then(async () => {
      this.scripts.value = { state: "ready", value: await this.desk.write<{ scripts: ShopperScript[] }>(method, path, body) };
    }, told);
  }

  private async then(step: () => Promise<unknown>, told: string | null): Promise<boolean> {
    if (this.busy.value) return false;
    this.busy.value = true;
    this.trouble.value = null;
    try {
      await step();
      if (told !== null) announce(told);
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
  return error.status === 0 ? "The desk did not answer. Press again." : error.message;
}

/** Phrases as people write them: one a line. */
export function toLines(phrases: readonly string[]): string {
  return phrases.join("\n");
}

export function fromLines(text: string): string[] {
  return text.split("\n").map((line) => line.trim()).filter((line) => line !== "");
}

/** "83 %", or "nothing yet". */
export function percentOf(value: number | null): string {
  return value === null ? "nothing yet" : `${Math.round(100 * value)} %`;
}
