import { useEffect, useRef, useState } from "preact/hooks";
import type { OpenConversation } from "../open-conversation";

/** For how long the desk lets people take back what they said (docs/wire.md §4). */
export const AMEND_MS = 15 * 60_000;

/** Edit and delete an own message or note. */
export function OwnWords({ id, text, open }: { id: string; text: string; open: Pick<OpenConversation, "amend"> }) {
  const [doing, setDoing] = useState<"edit" | "delete" | null>(null);
  const [words, setWords] = useState(text);
  const field = useRef<HTMLTextAreaElement>(null);
  const keep = useRef<HTMLButtonElement>(null);
  useEffect(() => (doing === "edit" ? field.current?.focus() : doing === "delete" ? keep.current?.focus() : undefined), [doing]);
  if (doing === null) {
    return (
      <span class="own-words">
        {text !== "" && (
          <button type="button" class="text-button" data-testid="edit-message" onClick={() => setDoing("edit")}>
            Edit
          </button>
        )}
        <button type="button" class="text-button" data-testid="delete-message" onClick={() => setDoing("delete")}>
          Delete
        </button>
      </span>
    );
  }
  return (
    <form
      class="amend"
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        event.preventDefault();
        event.stopPropagation();
        setDoing(null);
      }}
      onSubmit={(event) => {
        event.preventDefault();
        void open.amend(id, doing === "edit" ? words.trim() : null).then((done) => (done ? setDoing(null) : undefined));
      }}
    >
      {doing === "edit" ? (
        <textarea ref={field} rows={2} required maxLength={4000} aria-label="Edit" data-testid="edit-words" value={words} onInput={(event) => setWords(event.currentTarget.value)} />
      ) : (
        <p>Delete it? It is gone for everybody.</p>
      )}
      <div class="choices">
        <button ref={keep} type="button" class="button" onClick={() => setDoing(null)}>
          Keep it
        </button>
        <button type="submit" class="button primary" data-testid="amend-confirm">
          {doing === "edit" ? "Save" : "Delete"}
        </button>
      </div>
    </form>
  );
}
