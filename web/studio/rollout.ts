import { signal } from "@preact/signals";
import { DeskError } from "../shared/http";
import type { StudioDesk } from "./api";
import type { Difference, Models, Rollout, Run } from "./contract";
import { Asked, attempt, type SignedOut } from "../shared/remote";

const LOOK_MS = 3_000;
/** A reason given instead of a passed verdict has at least so many characters. */
export const REASON_LENGTH = 20;

export type Asking = { what: "promote"; signed: boolean } | { what: "end" } | { what: "restore"; modelId: string } | { what: "begin"; modelId: string };

/** The models there are, and the roll-out of one of them. */
export class Rollouts {
  readonly models: Asked<Models>;
  readonly trouble = signal<string | null>(null);
  readonly busy = signal(false);
  /** What waits for a second word. */
  readonly asking = signal<Asking | null>(null);
  private timer: ReturnType<typeof setInterval> | undefined;

  constructor(
    private readonly desk: StudioDesk,
    private readonly signedOut: SignedOut,
    /** Whether the gate let it pass; null where no training here made it. */
    private readonly judged: (modelId: string) => Run["passed"],
  ) {
    this.models = new Asked(async () => {
      const known = await desk.models();
      // Between two roll-outs there is none, and what happened last is still worth knowing.
      return known.rollout === null ? { ...known, rollout: await desk.rollout() } : known;
    }, signedOut);
  }

  load(): Promise<void> {
    return this.models.load();
  }

  /** Keeps the figures fresh while they are on the screen. */
  watch(on: boolean): void {
    clearInterval(this.timer);
    if (on) this.timer = setInterval(() => void this.load(), LOOK_MS);
  }

  /** Whether this model may be promoted without a signed reason. */
  passed(modelId: string): boolean {
    return this.judged(modelId) === true;
  }

  begin(modelId: string): Promise<void> {
    return this.step(() => this.desk.beginRollout(modelId));
  }

  share(percent: number): Promise<void> {
    return this.step(() => this.desk.share(percent));
  }

  promote(signedReason: string | null): Promise<void> {
    return this.step(async () => {
      try {
        return await this.desk.promote(signedReason);
      } catch (error) {
        // The desk knows the verdict better than this page: then it takes a reason.
        if (error instanceof DeskError && error.code === "gate_not_passed") this.asking.value = { what: "promote", signed: true };
        throw error;
      }
    });
  }

  end(reason: string): Promise<void> {
    return this.step(() => this.desk.endRollout(reason));
  }

  restore(modelId: string, reason: string): Promise<void> {
    return this.step(() => this.desk.restore(modelId, reason));
  }

  private async step(step: () => Promise<Rollout>): Promise<void> {
    if (this.busy.value) return;
    this.busy.value = true;
    this.trouble.value = await attempt(async () => {
      await step();
    }, this.signedOut);
    this.busy.value = false;
    if (this.trouble.value === null) this.asking.value = null;
    await this.load();
  }
}

/** The same words read the same two ways stand once, with how often; the newest first, as they come. */
export function gathered(differences: readonly Difference[]): { difference: Difference; times: number }[] {
  const found = new Map<string, { difference: Difference; times: number }>();
  for (const difference of differences) {
    const key = [difference.text, difference.live.intent, difference.candidate.intent].join("\n");
    const known = found.get(key);
    if (known === undefined) found.set(key, { difference, times: 1 });
    else known.times += 1;
  }
  return [...found.values()];
}

/** "12 %", or a dash where nothing is known yet. */
export function percent(rate: number | null, digits = 0): string {
  return rate === null ? "–" : `${(100 * rate).toFixed(digits)} %`;
}
