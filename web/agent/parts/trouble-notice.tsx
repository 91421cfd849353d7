import type { Console } from "../console";
import style from "../trouble.css?url";
import type { Troubles } from "../troubles";
import { later } from "./later";

/** More people than usual ask about one thing: one line above the panes, with the key that opens it. */
export function TroubleNotice({ troubles }: { troubles: Troubles }) {
  const count = troubles.count.value;
  if (count === 0 || troubles.shown.value) return null;
  return (
    <section class="offer-notice" aria-label="Trouble" data-testid="trouble-notice">
      <p>
        <strong>{count === 1 ? "More people than usual ask about one thing" : `More people than usual ask about ${count} things`}</strong>
      </p>
      <button type="button" class="button primary" data-testid="trouble-open" onClick={() => void troubles.show()}>
        Look <kbd>!</kbd>
      </button>
    </section>
  );
}

/** The dialog, fetched when it is first opened: few see it, and not often. */
export const TroubleRoom = later<{ desk: Console }>(async () => (await import("./trouble-dialog")).TroubleDialog, style);
