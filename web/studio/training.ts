import { computed, signal } from "@preact/signals";
import { announce } from "../shared/live-region";
import type { StudioDesk } from "./api";
import type { Run } from "./contract";
import { Asked, attempt, type SignedOut } from "../shared/remote";

const LOOK_MS = 500;
const IDLE_LOOKS = 6;

/** Trainings: begun, followed while they run, and looked at afterwards. */
export class Training {
  readonly runs: Asked<{ runs: Run[] }>;
  /** The one that is looked at; null for the newest. */
  readonly chosen = signal<string | null>(null);
  readonly trouble = signal<string | null>(null);
  readonly starting = signal(false);
  readonly run = computed<Run | null>(() => {
    const held = this.runs.held.value;
    const all = held.state === "ready" ? held.value.runs : [];
    return all.find(({ id }) => id === this.chosen.value) ?? all[0] ?? null;
  });
  readonly open = computed(() => {
    const held = this.runs.held.value;
    return held.state === "ready" ? (held.value.runs.find(underWay) ?? null) : null;
  });
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly desk: StudioDesk,
    private readonly signedOut: SignedOut,
    /** A training was begun or ended: labels are written, models have come. */
    private readonly moved: () => void,
  ) {
    this.runs = new Asked(async () => ({ runs: this.asKnown((await desk.runs()).runs) }), signedOut);
  }

  async load(): Promise<void> {
    await this.runs.load();
    if (this.open.value !== null) this.follow();
    await this.complete();
  }

  /** Look at this one. */
  async choose(run: Run): Promise<void> {
    this.chosen.value = run.id;
    await this.complete();
  }

  /** A list leaves out what a training found: fetched for the one that is looked at. */
  private async complete(): Promise<void> {
    const run = this.run.value;
    if (run?.state !== "done" || run.report !== null) return;
    const words = await attempt(async () => this.put(await this.desk.run(run.id)), this.signedOut);
    if (words !== null) this.trouble.value = words;
  }

  async begin(): Promise<void> {
    if (this.starting.value) return;
    this.starting.value = true;
    this.trouble.value = await attempt(async () => {
      const { run } = await this.desk.begin("");
      this.chosen.value = null;
      this.put(run);
      this.moved();
      this.follow();
    }, this.signedOut);
    this.starting.value = false;
  }

  async cancel(run: Run): Promise<void> {
    this.trouble.value = await attempt(async () => this.put((await this.desk.cancel(run.id)).run), this.signedOut);
  }

  /** Looks again and again while one is under way; nobody else tells this page. */
  private follow(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.look(), LOOK_MS);
  }

  private async look(): Promise<void> {
    const open = this.open.value;
    if (open === null) return;
    const words = await attempt(async () => {
      const run = await this.desk.run(open.id);
      this.put(run);
      if (underWay(run)) return;
      announce(endWords(run));
      this.moved();
    }, this.signedOut);
    if (this.open.value === null) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.look(), words === null ? LOOK_MS : LOOK_MS * IDLE_LOOKS);
  }

  /** What was fetched of a training stays with it: it is over, and nothing of it changes. */
  private asKnown(listed: readonly Run[]): Run[] {
    const known = new Map(this.runs.value?.runs.map((run) => [run.id, run]));
    return listed.map((run) => {
      const held = known.get(run.id);
      return held?.state === run.state && held.report !== null ? held : run;
    });
  }

  private put(run: Run): void {
    const others = (this.runs.value?.runs ?? []).filter(({ id }) => id !== run.id);
    const all = [...others, run].sort((left, right) => right.started_at.localeCompare(left.started_at));
    this.runs.set({ runs: all });
  }
}

export function underWay(run: Run): boolean {
  return run.state === "queued" || run.state === "running";
}

/** How a training ended, in a sentence. */
export function endWords(run: Run): string {
  if (run.state === "failed") return run.message ?? "The training failed. The live model is untouched.";
  if (run.state === "cancelled") return "Cancelled. The live model is untouched.";
  return run.passed === true ? "Trained, and the gate lets it pass." : "Trained, and the gate stops it.";
}

const STEPS: Record<string, string> = {
  reading: "Reading the data",
  encoding: "Turning sentences into numbers",
  learning: "Learning",
  judging: "Holding it against the live model",
  packing: "Packing the model",
};

/** What a training does just now, and how long it still takes. */
export function stepWords(run: Run): { step: string; left: string } {
  const step = run.state === "queued" ? "Waiting for the trainer" : (STEPS[run.step] ?? "Under way");
  const seconds = run.seconds_left;
  const left = seconds === null ? "" : seconds < 1.5 ? "a second left" : seconds < 90 ? `${Math.round(seconds)} seconds left` : `${Math.round(seconds / 60)} minutes left`;
  return { step, left };
}
