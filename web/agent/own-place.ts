import { signal } from "@preact/signals";
import { DeskError } from "../shared/http";
import { announce } from "../shared/live-region";
import type { Offer, OwnDesk, Seat, Status, Summary } from "../shared/types";
import type { AgentDesk } from "./desk";

export interface OwnPlaceParts {
  desk: Pick<AgentDesk, "setStatus" | "takeOffer" | "passOffer">;
  taken: (summary: Summary) => void;
  /** True when the error meant "sign in again" and was dealt with. */
  signedOut: (error: DeskError) => boolean;
}

/** The agent's own place: whether they are available, and what is offered to them. */
export class OwnPlace {
  readonly seat = signal<Seat | null>(null);
  readonly offer = signal<Offer | null>(null);
  readonly trouble = signal<string | null>(null);
  readonly busy = signal(false);

  constructor(private readonly parts: OwnPlaceParts) {}

  hear(shown: OwnDesk): void {
    const before = this.offer.value?.id;
    this.seat.value = shown.seat;
    this.offer.value = shown.offer;
    if (shown.offer === null || shown.offer.id === before) return;
    this.trouble.value = null;
    announce("A conversation is offered to you. Press t to take it, x to pass.");
  }

  /** What calls this agent just now, and whether they could take somebody from the line. */
  calls(): { offer: string | null; available: boolean } {
    const seat = this.seat.value;
    return { offer: this.offer.value?.id ?? null, available: seat?.status === "available" && seat.load < seat.capacity };
  }

  clear(): void {
    this.seat.value = null;
    this.offer.value = null;
    this.trouble.value = null;
  }

  setStatus(status: Status): Promise<void> {
    return this.act(async () => this.hear(await this.parts.desk.setStatus(status)));
  }

  async take(): Promise<void> {
    const offer = this.offer.value;
    if (offer === null) return;
    await this.act(async () => {
      const { conversation } = await this.parts.desk.takeOffer(offer.id);
      this.offer.value = null;
      this.parts.taken(conversation);
    });
  }

  async pass(): Promise<void> {
    const offer = this.offer.value;
    if (offer !== null) await this.act(async () => this.hear(await this.parts.desk.passOffer(offer.id)));
  }

  private async act(step: () => Promise<void>): Promise<void> {
    if (this.busy.value) return;
    this.busy.value = true;
    this.trouble.value = null;
    try {
      await step();
    } catch (error) {
      if (!(error instanceof DeskError)) throw error;
      if (error.code === "offer_gone" || error.code === "already_claimed") this.offer.value = null;
      if (!this.parts.signedOut(error)) this.trouble.value = error.message;
    } finally {
      this.busy.value = false;
    }
  }
}
