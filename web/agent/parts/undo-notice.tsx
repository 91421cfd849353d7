import type { Undo } from "../undo";

/** What was just done, and the way back, for a few seconds. */
export function UndoNotice({ undo }: { undo: Undo }) {
  const offered = undo.offered.value;
  if (offered === null) return null;
  return (
    <div class="undo-notice" role="group" aria-label="Undo" data-testid="undo-notice">
      <span>{offered.words}</span>
      <button type="button" class="button" data-testid="undo" onClick={() => undo.take()}>
        Undo <kbd>z</kbd>
      </button>
    </div>
  );
}
