import type { Promising } from "../promising";

/** What the agent seems to have promised just now: one click or key keeps track of it, and nothing does so by itself. */
export function PromiseStrip({ promising }: { promising: Promising }) {
  const one = promising.suggestion.value;
  if (one === null) return null;
  return (
    <section class="promise-strip" aria-label="A promise" data-testid="promise-suggestion">
      <p>
        <strong>You promised: {one.says}.</strong> Keep track of it? The customer reads that you do.
      </p>
      {promising.trouble.value !== null && (
        <p class="form-trouble" role="alert">
          {promising.trouble.value}
        </p>
      )}
      <button type="button" class="button quiet" data-testid="promise-decline" onClick={() => promising.decline()}>
        No promise
      </button>
      <button
        type="button"
        class="button primary"
        data-testid="promise-confirm"
        aria-keyshortcuts="Control+Enter q"
        disabled={promising.busy.value}
        onClick={() => promising.confirm()}
      >
        Keep track <kbd>Ctrl Enter</kbd>
      </button>
    </section>
  );
}
