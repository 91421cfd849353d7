import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";

/** A list that may be long: its beginning, and all of it for whoever asks. */
export function FirstOf<T>({ items, first, children }: { items: readonly T[]; first: number; children: (shown: readonly T[]) => ComponentChildren }) {
  const all = useSignal(false);
  const shown = all.value ? items : items.slice(0, first);
  return (
    <>
      {children(shown)}
      {shown.length < items.length && (
        <button type="button" class="button quiet" onClick={() => (all.value = true)}>
          Show all {items.length}
        </button>
      )}
    </>
  );
}
