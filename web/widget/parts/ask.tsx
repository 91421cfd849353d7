import { useEffect, useRef, useState } from "preact/hooks";
import type { Reception } from "../../shared/types";
import { t } from "../../shared/words";
import type { Matters } from "../matters";

export interface AskProps {
  reception: Reception;
  matters: Pick<Matters, "introduce">;
  verified: boolean;
}

/** What the house wants to know or have agreed to before the first message. */
export function Ask({ reception, matters, verified }: AskProps) {
  const [name, setName] = useState("");
  const [email, setEmail] = useState("");
  const [agreed, setAgreed] = useState(false);
  const [busy, setBusy] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => form.current?.querySelector("input")?.focus(), []);
  const { ask, consent } = reception;
  const begin = async () => {
    setBusy(true);
    await matters.introduce(name.trim(), email.trim(), agreed);
    setBusy(false);
  };
  return (
    <form
      ref={form}
      class="answer-form ask-first"
      aria-label={t("ask_title")}
      data-testid="ask-first"
      onSubmit={(event) => {
        event.preventDefault();
        void begin();
      }}
    >
      <h2>{t("ask_title")}</h2>
      {!verified && ask.name !== "off" && (
        <label>
          {t(ask.name === "required" ? "ask_name" : "ask_name_optional")}
          <input
            autocomplete="name"
            maxLength={120}
            required={ask.name === "required"}
            value={name}
            data-testid="ask-name"
            onInput={(event) => setName(event.currentTarget.value)}
          />
        </label>
      )}
      {!verified && ask.email !== "off" && (
        <label>
          {t(ask.email === "required" ? "email" : "email_optional")}
          <input
            type="email"
            autocomplete="email"
            maxLength={254}
            required={ask.email === "required"}
            value={email}
            data-testid="ask-email"
            onInput={(event) => setEmail(event.currentTarget.value)}
          />
        </label>
      )}
      {consent !== null && (
        <div class="consent">
          <p>
            {consent.text}{" "}
            {consent.link !== null && (
              <a href={consent.link} target="_blank" rel="noopener noreferrer">
                {t("ask_read")} <span class="unseen">{t("new_tab")}</span>
              </a>
            )}
          </p>
          <label class="tick">
            <input
              type="checkbox"
              required
              checked={agreed}
              data-testid="ask-consent"
              onInput={(event) => setAgreed(event.currentTarget.checked)}
            />
            {t("ask_agree")}
          </label>
        </div>
      )}
      <button type="submit" class="button primary" data-testid="ask-begin" disabled={busy}>
        {t("ask_begin")}
      </button>
    </form>
  );
}
