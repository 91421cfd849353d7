import type { Quality } from "../quality";

/** A script fails, or colleagues' work waits to be looked at: one line above the panes, with the key that opens the room. */
export function QualityNotice({ quality }: { quality: Quality }) {
  const [alarms, reviews] = [quality.alarms.value, quality.reviews.value];
  if (alarms + reviews === 0 || quality.shown.value) return null;
  const toReview = reviews === 1 ? "One handling waits for your review" : `${reviews} handlings wait for your review`;
  return (
    <section class="offer-notice" aria-label="Quality" data-testid="quality-notice">
      <p>
        <strong>{alarms > 0 ? "The mystery shopper was not content with the assistant" : toReview}</strong>
      </p>
      <button type="button" class="button primary" data-testid="quality-open" onClick={() => (quality.shown.value = true)}>
        Look <kbd>9</kbd>
      </button>
    </section>
  );
}
