import { signal } from "@preact/signals";
import type { KeyValue } from "../shared/storage";

export type Density = "comfortable" | "compact";

/** The height of a row of the inbox; inbox.css says the same. */
export const ROW_PX: Record<Density, number> = { comfortable: 84, compact: 56 };

export const density = signal<Density>("comfortable");

const KEY = "warmhand.agent.density";

/** Takes up what was chosen in this browser before. */
export function restoreDensity(store: KeyValue, root: HTMLElement): void {
  show(store.get(KEY) === "compact" ? "compact" : "comfortable", root);
}

export function changeDensity(store: KeyValue, root: HTMLElement): void {
  show(density.value === "compact" ? "comfortable" : "compact", root);
  store.set(KEY, density.value);
}

function show(wanted: Density, root: HTMLElement): void {
  density.value = wanted;
  root.dataset["density"] = wanted;
}
