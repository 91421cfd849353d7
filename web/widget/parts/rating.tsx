import { useState } from "preact/hooks";
import { t, type Key } from "../../shared/words";
import type { Handling } from "../handling";
import type { Matters } from "../matters";

const REASONS: readonly [string, Key][] = [
  ["speed", "rate_speed"],
  ["understood", "rate_understood"],
  ["solved", "rate_solved"],
  ["kindness", "rate_kindness"],
  ["effort", "rate_effort"],
];
const SCORES = [1, 2, 3, 4, 5];

export interface RatingProps {
  handling: Handling;
  matters: Pick<Matters, "rate" | "rateLater">;
}

/** How it was: one mark, and if one likes, why. Sent once; "not now" is a full answer, too. */
export function Rating({ handling, matters }: RatingProps) {
  const [score, setScore] = useState(0);
  const [reasons, setReasons] = useState<readonly string[]>([]);
  const [text, setText] = useState("");
  const [busy, setBusy] = useState(false);
  const { seq, person } = handling;
  const send = async () => {
    setBusy(true);
    await matters.rate(seq, score, [...reasons], text.trim());
    setBusy(false);
  };
  return (
    <form
      class="rating"
      data-testid="rating"
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <fieldset class="scores">
        <legend>{person === null ? t("rate_bot") : t("rate_person", { name: person })}</legend>
        <span aria-hidden="true">{t("rate_low")}</span>
        {SCORES.map((mark) => (
          <label key={mark} class={mark === score ? "score chosen" : "score"}>
            <input
              type="radio"
              name="score"
              value={mark}
              class="unseen"
              data-testid={`score-${mark}`}
              checked={mark === score}
              onInput={() => setScore(mark)}
            />
            <span aria-hidden="true">{mark}</span>
            <span class="unseen">{t("rate_stars", { n: mark })}</span>
          </label>
        ))}
        <span aria-hidden="true">{t("rate_high")}</span>
      </fieldset>
      {score > 0 && (
        <>
          <fieldset class="reasons">
            <legend>{t("rate_what")}</legend>
            {REASONS.map(([reason, words]) => (
              <label key={reason} class={reasons.includes(reason) ? "chip on" : "chip"}>
                <input
                  type="checkbox"
                  class="unseen"
                  data-testid={`reason-${reason}`}
                  checked={reasons.includes(reason)}
                  onInput={() =>
                    setReasons(reasons.includes(reason) ? reasons.filter((one) => one !== reason) : [...reasons, reason])
                  }
                />
                {t(words)}
              </label>
            ))}
          </fieldset>
          <label>
            {t("rate_more")}
            <textarea rows={2} maxLength={1000} value={text} onInput={(event) => setText(event.currentTarget.value)} />
          </label>
        </>
      )}
      <div class="choices">
        <button type="button" class="button" data-testid="rate-later" onClick={() => matters.rateLater(seq)}>
          {t("rate_later")}
        </button>
        {score > 0 && (
          <button type="submit" class="button primary" data-testid="rate-send" disabled={busy}>
            {t("rate_send")}
          </button>
        )}
      </div>
    </form>
  );
}
