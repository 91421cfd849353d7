import type { Feedback } from "../feedback";

/** Somebody was not content: one line above the panes, with the key that opens the room. */
export function FeedbackNotice({ feedback }: { feedback: Feedback }) {
  const count = feedback.count.value;
  if (count === 0 || feedback.shown.value) return null;
  return (
    <section class="offer-notice" aria-label="Feedback" data-testid="feedback-notice">
      <p>
        <strong>{count === 1 ? "A customer was not content" : `${count} customers were not content`}</strong>
      </p>
      <button type="button" class="button primary" data-testid="feedback-open" onClick={() => (feedback.shown.value = true)}>
        Look <kbd>7</kbd>
      </button>
    </section>
  );
}
