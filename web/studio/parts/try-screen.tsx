import { useEffect, useRef } from "preact/hooks";
import { useSignal } from "@preact/signals";
import type { Slot } from "../contract";
import type { Studio } from "../studio";
import type { Trying } from "../trying";
import { Trouble, Empty } from "./shown";
import { TestMaker } from "./test-maker";
import { Workings } from "./workings";

/** Talking to a model and seeing why it answers so. */
export function TryScreen({ studio }: { studio: Studio }) {
  const { trying, rollouts } = studio;
  const candidate = rollouts.models.value?.rollout?.candidate ?? null;
  const said = trying.said.value;
  const shown = said[trying.chosen.value ?? said.length - 1];
  return (
    <div class="page try" data-testid="try-screen">
      <h1>Try it</h1>
      <div class="in-row">
        <div class="segments" role="group" aria-label="With which model">
          {(["live", "candidate"] as Slot[]).map((slot) => (
            <button
              key={slot}
              type="button"
              aria-pressed={trying.slot.value === slot}
              disabled={slot === "candidate" && candidate === null}
              data-testid={`slot-${slot}`}
              onClick={() => trying.again(slot)}
            >
              {slot === "live" ? "The live model" : "The candidate"}
            </button>
          ))}
        </div>
        <button type="button" class="button quiet" disabled={said.length === 0} onClick={() => trying.again()}>
          Begin again
        </button>
      </div>
      <div class="try-panes">
        <Chat trying={trying} />
        <section class="card workings" aria-label="Why it answers so" data-testid="workings">
          <h2>Why it answers so</h2>
          {shown === undefined || shown.answer === null ? <p class="quiet-note">Each answer is explained here: what was read, what was done, what stood against a person taking over.</p> : <Workings tried={shown.answer} />}
        </section>
      </div>
      <TestMaker trying={trying} />
    </div>
  );
}

function Chat({ trying }: { trying: Trying }) {
  const said = trying.said.value;
  const end = useRef<HTMLLIElement>(null);
  useEffect(() => end.current?.scrollIntoView({ block: "nearest" }), [said]);
  return (
    <section class="card chat" aria-label="Chat">
      {said.length === 0 ? (
        <Empty title="Say something">
          <p>Nobody else sees this conversation, and it is thrown away.</p>
        </Empty>
      ) : (
        <ol class="turns" aria-live="polite">
          {said.map((turn, at) => (
            <li key={at}>
              <p class="mine" dir="auto">
                {turn.text}
              </p>
              {turn.answer?.replies.map((reply, index) => (
                <p key={index} class="theirs" dir="auto" data-testid="reply">
                  {reply.text}
                </p>
              ))}
              {turn.answer !== null && turn.answer.handoff !== null && <p class="line">— would hand over to a person —</p>}
              <Trouble words={turn.trouble} />
              {turn.answer !== null && (
                <button type="button" class="text-button" aria-pressed={at === (trying.chosen.value ?? said.length - 1)} onClick={() => (trying.chosen.value = at)}>
                  Why?
                </button>
              )}
            </li>
          ))}
          {trying.busy.value && <li class="quiet-note">The assistant writes…</li>}
          <li ref={end} class="end" aria-hidden="true" />
        </ol>
      )}
      <Say trying={trying} />
    </section>
  );
}

function Say({ trying }: { trying: Trying }) {
  const draft = useSignal("");
  return (
    <form
      class="say"
      onSubmit={(event) => {
        event.preventDefault();
        void trying.say(draft.value);
        draft.value = "";
      }}
    >
      <input aria-label="Say to the assistant" placeholder="Write as a customer would" autocomplete="off" value={draft.value} data-testid="say" onInput={(event) => (draft.value = event.currentTarget.value)} />
      <button type="submit" class="button primary" disabled={trying.busy.value || draft.value.trim() === ""}>
        Say
      </button>
    </form>
  );
}
