import { useSignal, type Signal } from "@preact/signals";
import { useState } from "preact/hooks";
import type { Message } from "../contract";
import type { Studio } from "../studio";
import { useFocus } from "./focus";
import { Trouble } from "./shown";

/** A meaning the bot does not know yet: its name, and what to answer; the message at hand is its first example. */
export function NewIntentForm({ studio, message }: { studio: Studio; message: Message }) {
  const name = useSignal("");
  const answer = useSignal("");
  const more = useSignal("");
  const [busy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState<string | null>(null);
  const make = async () => {
    setBusy(true);
    const wanted = name.value.replace(/^_|_$/g, "");
    const examples = more.value.split("\n").map((line) => line.trim()).filter((line) => line !== "");
    const words = await studio.data.newIntent(wanted, answer.value.trim(), examples);
    setBusy(false);
    setTrouble(words);
    if (words === null && studio.inbox.current.value?.id === message.id) studio.inbox.decide("intent", wanted);
  };
  return (
    <form
      class="form"
      data-testid="new-intent-form"
      onSubmit={(event) => {
        event.preventDefault();
        void make();
      }}
    >
      <Fields name={name} answer={answer} more={more} />
      <Trouble words={trouble} />
      <p class="in-row">
        <button type="submit" class="button primary" disabled={busy} data-testid="new-intent-make">
          Make it, and label this message
        </button>
        <button type="button" class="button quiet" onClick={() => (studio.inbox.panel.value = null)}>
          Not now
        </button>
      </p>
    </form>
  );
}

function Fields({ name, answer, more }: Record<"name" | "answer" | "more", Signal<string>>) {
  const first = useFocus<HTMLInputElement>();
  return (
    <>
      <label>
        Name of the new intent
        <input
          ref={first}
          required
          autocomplete="off"
          placeholder="gift_card_balance"
          value={name.value}
          data-testid="new-intent-name"
          onInput={(event) => (name.value = event.currentTarget.value.toLowerCase().replace(/[^a-z0-9]+/g, "_"))}
        />
      </label>
      <label>
        What the assistant answers
        <textarea required rows={3} value={answer.value} data-testid="new-intent-answer" onInput={(event) => (answer.value = event.currentTarget.value)} />
      </label>
      <label>
        More examples, one a line (this message is the first)
        <textarea rows={3} value={more.value} onInput={(event) => (more.value = event.currentTarget.value)} />
      </label>
    </>
  );
}
