import { useEffect, useRef, useState } from "preact/hooks";
import type { OpenConversation } from "../open-conversation";

/** Was it solved, and a word about it. */
export function ResolveForm({ open, close }: { open: OpenConversation; close: () => void }) {
  const [solved, setSolved] = useState(true);
  const [note, setNote] = useState("");
  const first = useRef<HTMLInputElement>(null);
  useEffect(() => first.current?.focus(), []);
  return (
    <form
      class="resolve-form"
      onSubmit={(event) => {
        event.preventDefault();
        void open.resolve(solved, note.trim()).then((done) => (done ? close() : undefined));
      }}
    >
      <fieldset>
        <legend>Is it solved?</legend>
        <label>
          <input
            ref={first}
            type="radio"
            name="solved"
            checked={solved}
            data-testid="resolve-solved"
            onChange={() => setSolved(true)}
          />
          Yes
        </label>
        <label>
          <input
            type="radio"
            name="solved"
            checked={!solved}
            data-testid="resolve-unsolved"
            onChange={() => setSolved(false)}
          />
          No, but there is nothing more to do
        </label>
      </fieldset>
      <label class="note">
        Note for colleagues (optional)
        <textarea
          rows={2}
          maxLength={500}
          value={note}
          data-testid="resolve-note"
          onInput={(event) => setNote(event.currentTarget.value)}
        />
      </label>
      <div class="dock-verbs">
        <button type="button" class="button quiet" onClick={close}>
          Cancel
        </button>
        <button type="submit" class="button primary" data-testid="resolve-confirm" disabled={open.busy.value}>
          Resolve conversation
        </button>
      </div>
    </form>
  );
}
