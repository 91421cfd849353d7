import type { ComponentChildren } from "preact";
import type { Asked } from "../../shared/remote";

/** What was asked of the desk: its skeleton, itself, or why it is not here and a way to ask again. */
export function Shown<T>({ of, lines = 4, children }: { of: Asked<T>; lines?: number; children: (value: T) => ComponentChildren }) {
  const held = of.held.value;
  if (held.state === "loading") return <Loading lines={lines} />;
  if (held.state === "ready") return <>{children(held.value)}</>;
  return (
    <div class="not-here" role="alert" data-testid="not-here">
      <p class="title">{held.offline ? "The desk does not answer" : "This could not be shown"}</p>
      <p>{held.words}</p>
      <button type="button" class="button" data-testid="try-again" onClick={() => void of.load()}>
        Try again
      </button>
    </div>
  );
}

export function Loading({ lines }: { lines: number }) {
  return (
    <div class="loading" data-testid="loading">
      <span class="unseen">Loading</span>
      {Array.from({ length: lines }, (_, at) => (
        <div key={at} class="skeleton" />
      ))}
    </div>
  );
}

/** There is nothing, and that is good to know, too. */
export function Empty({ title, children }: { title: string; children?: ComponentChildren }) {
  return (
    <div class="empty" data-testid="empty">
      <p class="title">{title}</p>
      {children}
    </div>
  );
}

/** A sentence about something that did not go through. */
export function Trouble({ words }: { words: string | null }) {
  return words === null ? null : (
    <p class="form-trouble" role="alert" data-testid="trouble">
      {words}
    </p>
  );
}

/** A share as a bar; the figure beside it says the same. */
export function Bar({ share, strong = false }: { share: number; strong?: boolean }) {
  const width = Math.max(0, Math.min(1, share)) * 100;
  return (
    <svg class={strong ? "bar strong" : "bar"} viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">
      <rect class="ground" width="100" height="6" />
      <rect class="value" width={width} height="6" />
    </svg>
  );
}
