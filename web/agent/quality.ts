import { signal } from "@preact/signals";
import { announce } from "../shared/live-region";
import type { OwnDesk } from "../shared/types";

/** What of quality calls this agent, and whether the room lies open; the room itself is fetched when it is. */
export class Quality {
  readonly reviews = signal(0);
  readonly alarms = signal(0);
  readonly shown = signal(false);

  hear({ quality }: OwnDesk): void {
    const alarms = quality?.alarms ?? 0;
    if (alarms > this.alarms.value) announce("The mystery shopper was not content. Press 9 to see why.");
    this.alarms.value = alarms;
    this.reviews.value = quality?.reviews ?? 0;
  }

  clear(): void {
    this.hear({} as OwnDesk);
    this.shown.value = false;
  }
}
