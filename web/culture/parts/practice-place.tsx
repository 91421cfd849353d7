import { signal } from "@preact/signals";
import { useMemo, useRef } from "preact/hooks";
import { Thread, type AroundThread, type ThreadOf } from "../../agent/parts/thread";
import { Composer } from "../../shared/composer";
import { Empty, Shown } from "../../studio/parts/shown";
import type { Exercise, Session } from "../contract";
import type { Culture } from "../culture";
import { ComparedList } from "./compared";

/** Past conversations without names, to answer again. */
export function PracticePlace({ culture }: { culture: Culture }) {
  const session = culture.session.value;
  if (session !== null) return <Practising culture={culture} session={session} />;
  return (
    <>
      <p class="lead">
        Past conversations, without names, numbers and addresses. Answer in your own words; then you see what the service standard says of it, and what your
        colleague wrote. Nothing is sent, nothing is counted, and only you see your answers.
      </p>
      <Shown of={culture.room}>
        {({ exercises }) =>
          exercises.length === 0 ? (
            <Empty title="Nothing to practise with yet">Closed conversations in English that a colleague answered appear here.</Empty>
          ) : (
            <ul class="exercises">
              {exercises.map((one) => (
                <Choice key={one.id} one={one} culture={culture} />
              ))}
            </ul>
          )
        }
      </Shown>
    </>
  );
}

function Choice({ one, culture }: { one: Exercise; culture: Culture }) {
  const steps = one.steps === 1 ? "1 answer" : `${one.steps} answers`;
  const { session } = one;
  const far = session === null ? null : session.done ? "done" : `${session.step} of ${one.steps}`;
  return (
    <li class="card" data-testid="exercise" data-id={one.id}>
      <h2>{(one.about ?? "something").replaceAll("_", " ")}</h2>
      <p dir="auto">“{one.begins}”</p>
      <p class="in-row">
        <span class="figure">
          {steps}
          {far !== null && `, ${far}`}
        </span>
        <button type="button" class="button" data-testid="practise" disabled={culture.busy.value} onClick={() => void culture.practise(one.id)}>
          {session === null ? "Practise" : session.done ? "Once more" : "Go on"}
        </button>
      </p>
    </li>
  );
}

function Practising({ culture, session }: { culture: Culture; session: Session }) {
  const field = useRef<HTMLTextAreaElement>(null);
  const around: AroundThread = { agent: culture.agent, summaryOf: () => null };
  return (
    <div class="practising" data-testid="practising" data-step={session.step}>
      <p class="in-row">
        <button type="button" class="text-button" data-testid="leave-practice" onClick={() => culture.leave()}>
          ‹ All conversations
        </button>
        <strong class="practice-mark">Practice: nothing is sent</strong>
        <span class="figure">
          {session.done ? "Done" : `Answer ${session.step + 1} of ${session.steps}`}
        </span>
      </p>
      <section class="conversation practice" aria-label="The conversation">
        <Thread desk={around} open={useReplayed(session)} understood={false} />
        {!session.done && (
          <div class="reply-box">
            <Composer
              draft={culture.draft.value}
              label="Your answer"
              placeholder="What would you write?"
              disabled={culture.busy.value}
              field={field}
              changed={(text) => (culture.draft.value = text)}
              send={(text) => void culture.answer(text)}
            />
          </div>
        )}
      </section>
      <ComparedList compared={session.compared} rules={culture.room.value?.rules ?? {}} />
      {session.done && (
        <p>
          <button type="button" class="button primary" data-testid="practice-done" onClick={() => culture.leave()}>
            Choose another
          </button>
        </p>
      )}
    </div>
  );
}

/** The session as the console's transcript takes it: nothing pending, nobody typing, nothing to change. */
function useReplayed(session: Session): ThreadOf {
  const fixed = useMemo(
    () => ({
      pending: signal([]),
      typing: signal(null),
      turns: signal(new Map()),
      goTo: signal<number | null>(null),
      receipts: { saw: () => undefined, theySaw: signal(0) },
      retry: () => undefined,
      discard: () => undefined,
    }),
    [],
  );
  return { ...fixed, id: session.id, entries: { value: session.entries }, transcript: { value: { held: session.entries.length } } };
}
