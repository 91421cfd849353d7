import { calledWords } from "../promise-words";
import type { PromisedRoom } from "../promised";

/** A promise is due soon: one line above the panes, with the key that opens the list. */
export function PromisesNotice({ room, show }: { room: PromisedRoom; show: () => void }) {
  const count = room.count.value;
  if (count === 0 || room.shown.value) return null;
  return (
    <section class="offer-notice" aria-label="Promises" data-testid="promises-notice">
      <p>
        <strong>{calledWords(count)}</strong>
      </p>
      <button type="button" class="button primary" data-testid="promises-open" onClick={show}>
        Look <kbd>Q</kbd>
      </button>
    </section>
  );
}
