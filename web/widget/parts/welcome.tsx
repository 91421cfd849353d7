import type { WidgetSession } from "../../shared/types";

export interface WelcomeProps {
  shop: WidgetSession["shop"];
  /** Only people the shop vouches for are greeted by name. */
  name: string | null;
  starters: boolean;
  send: (text: string) => void;
  requestAgent: () => void;
}

const STARTERS = ["Where is my order?", "I want to return something", "When do I get my refund?"];

/** What stands above an unopened conversation: who answers, what for, and how to reach a person. */
export function Welcome({ shop, name, starters, send, requestAgent }: WelcomeProps) {
  const first = name?.split(" ")[0] ?? "";
  return (
    <section class="welcome">
      <h2>{first === "" ? "Hello, how can we help?" : `Hello ${first}, how can we help?`}</h2>
      <p>
        You are writing to {shop.assistant}, a bot. It looks up orders, cancels and returns them, and answers questions
        about {shop.name}. A person takes over whenever you ask.
      </p>
      {starters && (
        <div class="starters">
          {STARTERS.map((text) => (
            <button key={text} type="button" class="chip" onClick={() => send(text)}>
              {text}
            </button>
          ))}
          <button type="button" class="chip" onClick={requestAgent}>
            Talk to a person
          </button>
        </div>
      )}
    </section>
  );
}
