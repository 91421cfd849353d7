import { signal } from "@preact/signals";
import { DeskError } from "../shared/http";
import type { StudioDesk } from "./api";
import type { Advice } from "./contract";

/** What the trainer says about a label before it is given. */
export type Advised =
  | { state: "none" }
  | { state: "loading" }
  | { state: "ready"; advice: Advice }
  /** The trainer or the desk cannot say just now; labelling goes on. */
  | { state: "away" };

const SETTLES_MS = 160;
const HELD = 200;

/** Asks as the choice changes, once it has settled; never stands in the way of anything. */
export class Advising {
  readonly now = signal<Advised>({ state: "none" });
  private readonly known = new Map<string, Advice>();
  private timer: ReturnType<typeof setTimeout> | undefined;
  private asking: AbortController | null = null;

  constructor(private readonly desk: Pick<StudioDesk, "advice">) {}

  about(id: number | null, intent: string | null): void {
    clearTimeout(this.timer);
    this.asking?.abort();
    if (id === null) {
      this.now.value = { state: "none" };
      return;
    }
    const key = `${id} ${intent ?? ""}`;
    const known = this.known.get(key);
    if (known !== undefined) {
      this.now.value = { state: "ready", advice: known };
      return;
    }
    this.now.value = { state: "loading" };
    this.timer = setTimeout(() => void this.ask(key, id, intent), SETTLES_MS);
  }

  /** After a training or a change of the files everything may read differently. */
  forget(): void {
    this.known.clear();
  }

  private async ask(key: string, id: number, intent: string | null): Promise<void> {
    const asking = (this.asking = new AbortController());
    try {
      const advice = await this.desk.advice(id, intent, asking.signal);
      if (asking.signal.aborted) return;
      this.now.value = advice.available ? { state: "ready", advice } : { state: "away" };
      if (!advice.available) return;
      if (this.known.size >= HELD) this.known.clear();
      this.known.set(key, advice);
    } catch (error) {
      if (!(error instanceof DeskError)) throw error;
      if (!asking.signal.aborted) this.now.value = { state: "away" };
    }
  }
}
