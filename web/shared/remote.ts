import { signal, type Signal } from "@preact/signals";
import { DeskError } from "./http";

/** Something the desk knows: asked for, here, or not to be had just now and why. */
export type Remote<T> =
  | { state: "loading" }
  | { state: "ready"; value: T }
  | { state: "failed"; words: string; offline: boolean };

export type SignedOut = (error: DeskError) => boolean;

/** What is asked for again and again; an answer that was overtaken is dropped, and what is here stays while asking. */
export class Asked<T> {
  readonly held: Signal<Remote<T>> = signal<Remote<T>>({ state: "loading" });
  private turn = 0;

  constructor(
    private readonly ask: () => Promise<T>,
    private readonly signedOut: SignedOut,
  ) {}

  get value(): T | null {
    return this.held.value.state === "ready" ? this.held.value.value : null;
  }

  set(value: T): void {
    this.turn += 1;
    this.held.value = { state: "ready", value };
  }

  async load(): Promise<void> {
    const turn = (this.turn += 1);
    if (this.held.value.state === "failed") this.held.value = { state: "loading" };
    try {
      const value = await this.ask();
      if (turn === this.turn) this.held.value = { state: "ready", value };
    } catch (error) {
      if (!(error instanceof DeskError)) throw error;
      // What is here already is worth more than a word about what could not be asked.
      if (turn === this.turn && !this.signedOut(error) && this.held.value.state !== "ready") this.held.value = notHere(error);
    }
  }
}

/** Does a step; the desk's words when it could not be done, null when it was. */
export async function attempt(step: () => Promise<void>, signedOut: SignedOut): Promise<string | null> {
  try {
    await step();
    return null;
  } catch (error) {
    if (!(error instanceof DeskError)) throw error;
    signedOut(error);
    return wordsOf(error);
  }
}

export function wordsOf(error: DeskError): string {
  return error.status === 0 ? "The desk does not answer just now. Nothing is lost; please try again in a moment." : error.message;
}

function notHere(error: DeskError): Remote<never> {
  return { state: "failed", words: wordsOf(error), offline: error.status === 0 };
}
