import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { REASON_LENGTH, type Asking, type Rollouts } from "../rollout";
import { Trouble } from "./shown";

interface Said {
  title: string;
  words: string;
  button: string;
  /** What may be said along; how long it must be. */
  reason: { name: string; least: number } | null;
  run: (reason: string) => Promise<void>;
}

function saidOf(asking: Asking, rollouts: Rollouts): Said {
  switch (asking.what) {
    case "begin":
      return {
        title: "Let it read along?",
        words: `${asking.modelId} gets a process of its own and reads every message beside the live model. It answers nobody.`,
        button: "Let it read along",
        reason: null,
        run: () => rollouts.begin(asking.modelId),
      };
    case "promote":
      return asking.signed ? signed(rollouts) : passed(rollouts);
    case "end":
      return {
        title: "Back to the model before?",
        words: "From now on it answers every new conversation again. No message is lost.",
        button: "Yes, roll back",
        reason: { name: "Why", least: 1 },
        run: (reason) => rollouts.end(reason),
      };
    case "restore":
      return {
        title: `Go back to ${asking.modelId}?`,
        words: "It answers every new conversation again. No message is lost.",
        button: "Yes, go back",
        reason: { name: "Why", least: 1 },
        run: (reason) => rollouts.restore(asking.modelId, reason),
      };
  }
}

function signed(rollouts: Rollouts): Said {
  return {
    title: "Promote without a passed gate?",
    words: `The gate did not let this model pass. You can, with a reason that stays with it under your name (${REASON_LENGTH} characters or more).`,
    button: "Promote, signed by me",
    reason: { name: "Your reason", least: REASON_LENGTH },
    run: (reason) => rollouts.promote(reason),
  };
}

function passed(rollouts: Rollouts): Said {
  return {
    title: "Promote it?",
    words: "From now on it answers every new conversation. Those under way stay with their model. You can roll back at any time.",
    button: "Promote",
    reason: null,
    run: () => rollouts.promote(null),
  };
}

/** The second word before something that customers notice. */
export function ConfirmDialog({ rollouts, asking }: { rollouts: Rollouts; asking: Asking }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [reason, setReason] = useState("");
  useLayoutEffect(() => dialog.current?.showModal(), []);
  const { title, words, button, reason: wanted, run } = saidOf(asking, rollouts);
  const enough = wanted === null || reason.trim().length >= wanted.least;
  return (
    <dialog ref={dialog} class="cheat-sheet confirm" aria-labelledby="confirm-title" data-testid="confirm" onClose={() => (rollouts.asking.value = null)}>
      <form
        class="form"
        onSubmit={(event) => {
          event.preventDefault();
          if (enough) void run(reason.trim());
        }}
      >
        <h2 id="confirm-title">{title}</h2>
        <p>{words}</p>
        <Trouble words={rollouts.trouble.value} />
        {wanted !== null && (
          <label>
            {wanted.name}
            <textarea rows={3} required value={reason} data-testid="reason" onInput={(event) => setReason(event.currentTarget.value)} />
          </label>
        )}
        <p class="in-row">
          <button type="submit" class="button primary" disabled={!enough || rollouts.busy.value} data-testid="confirm-yes">
            {button}
          </button>
          <button type="button" class="button quiet" onClick={() => dialog.current?.close()}>
            Not now
          </button>
        </p>
      </form>
    </dialog>
  );
}
