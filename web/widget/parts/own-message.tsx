import { useEffect, useRef, useState } from "preact/hooks";
import { t } from "../../shared/words";
import type { Matters } from "../matters";

/** For how long the desk lets people take back what they said (docs/wire.md §4). */
export const AMEND_MS = 15 * 60_000;

export interface OwnMessageProps {
  id: string;
  text: string;
  matters: Pick<Matters, "reword">;
}

/** Edit and delete one's own message; both ask or show the words first. */
export function OwnMessage({ id, text, matters }: OwnMessageProps) {
  const [doing, setDoing] = useState<"edit" | "delete" | null>(null);
  const [words, setWords] = useState(text);
  const field = useRef<HTMLTextAreaElement>(null);
  const first = useRef<HTMLButtonElement>(null);
  useEffect(() => (doing === "edit" ? field.current?.focus() : doing === "delete" ? first.current?.focus() : undefined), [doing]);
  if (doing === null) {
    return (
      <p class="own-actions">
        {text !== "" && (
          <button type="button" class="text-button" data-testid="edit-message" onClick={() => setDoing("edit")}>
            {t("edit")}
          </button>
        )}
        <button type="button" class="text-button" data-testid="delete-message" onClick={() => setDoing("delete")}>
          {t("delete")}
        </button>
      </p>
    );
  }
  const change = async (to: string | null) => {
    if (await matters.reword(id, to)) setDoing(null);
  };
  return (
    <form
      class="answer-form amend"
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        event.preventDefault();
        setDoing(null);
      }}
      onSubmit={(event) => {
        event.preventDefault();
        void change(doing === "edit" ? words.trim() : null);
      }}
    >
      {doing === "edit" ? (
        <textarea
          ref={field}
          rows={2}
          required
          maxLength={4000}
          aria-label={t("edit_message")}
          data-testid="edit-words"
          value={words}
          onInput={(event) => setWords(event.currentTarget.value)}
        />
      ) : (
        <p>{t("delete_question")}</p>
      )}
      <div class="choices">
        <button ref={first} type="button" class="button" onClick={() => setDoing(null)}>
          {t("keep_it")}
        </button>
        <button type="submit" class="button primary" data-testid="amend-confirm">
          {t(doing === "edit" ? "save" : "delete")}
        </button>
      </div>
    </form>
  );
}
