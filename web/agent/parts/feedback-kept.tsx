import type { ComponentChildren } from "preact";
import type { Kept } from "../feedback-desk";

/** What was fetched, a place held for it until then, or why it could not be. */
export function Shown<T>({ kept, children }: { kept: Kept<T>; children: (value: T) => ComponentChildren }) {
  if (kept.state === "loading") return <div class="skeleton" />;
  if (kept.state === "failed") {
    return (
      <p class="form-trouble" role="alert">
        {kept.words}
      </p>
    );
  }
  return <>{children(kept.value)}</>;
}
