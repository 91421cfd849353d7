import type { WidgetSession } from "../../shared/types";
import { t, type Key } from "../../shared/words";

export interface WelcomeProps {
  shop: WidgetSession["shop"];
  /** Only people the shop vouches for are greeted by name. */
  name: string | null;
  starters: boolean;
  send: (text: string) => void;
  requestAgent: () => void;
  /** When the team is back, while it is away. */
  opens: string | null;
}

/** What is shown, and what is sent: the assistant reads English. */
const STARTERS: readonly [Key, string][] = [
  ["start_order", "Where is my order?"],
  ["start_return", "I want to return something"],
  ["start_refund", "When do I get my refund?"],
];

/** What stands above an unopened conversation: who answers, what for, and how to reach a person. */
export function Welcome({ shop, name, starters, send, requestAgent, opens }: WelcomeProps) {
  const first = name?.split(" ")[0] ?? "";
  return (
    <section class="welcome">
      <h2>{first === "" ? t("hello") : t("hello_name", { name: first })}</h2>
      <p>
        {t("welcome", { assistant: shop.assistant, shop: shop.name })} {t("bot_english")}
      </p>
      {opens !== null && <p data-testid="closed-now">{t("closed_now", { when: opens })}</p>}
      {starters && (
        <div class="starters">
          {STARTERS.map(([words, text]) => (
            <button key={words} type="button" class="chip" onClick={() => send(text)}>
              {t(words)}
            </button>
          ))}
          <button type="button" class="chip" onClick={requestAgent}>
            {t("talk_to_person")}
          </button>
        </div>
      )}
    </section>
  );
}
