import { useEffect, useState } from "preact/hooks";
import { calendar } from "../../shared/time";
import type { Promised } from "../../shared/promise-types";
import type { Console } from "../console";
import type { OpenConversation } from "../open-conversation";
import { presses, STANDINGS } from "../promise-words";
import { MakeForm, MoveForm, WithdrawForm } from "./promise-form";

const CALENDAR = calendar("en-GB");
const SETTLED_SHOWN = 3;

interface PaneProps {
  desk: Console;
  open: OpenConversation;
}

/** What this customer was promised, in whichever conversation, and what can be done about it. */
export function PromisePane({ desk, open }: PaneProps) {
  const { promising } = open;
  const found = promising.found.value;
  const [making, setMaking] = useState(false);
  const summary = desk.summaryOf(open.id);
  const mine = summary?.agent?.id === desk.agent.value?.id && (summary?.state === "with_agent" || summary?.state === "wrap_up");
  const wanted = promising.wanted.value;
  useEffect(() => {
    if (!wanted) return;
    promising.wanted.value = false;
    setMaking(true);
  }, [wanted]);
  if (found.state === "loading") return null;
  if (found.state === "failed") {
    return (
      <p class="quiet-note">
        {found.words}
        <button type="button" class="text-button" onClick={() => void promising.load()}>
          Try again
        </button>
      </p>
    );
  }
  const { promises, today } = found.value;
  const owed = promises.filter((one) => one.owed);
  const settled = promises.filter((one) => !one.owed).slice(0, SETTLED_SHOWN);
  if (promises.length === 0 && !mine) return null;
  return (
    <>
      <h3>Promises</h3>
      {owed.length === 0 && <p class="quiet-note">Nothing is owed to this customer.</p>}
      <ul class="past promises">
        {[...owed, ...settled].map((one) => (
          <One key={one.id} one={one} desk={desk} open={open} today={today} />
        ))}
      </ul>
      {mine &&
        (making ? (
          <MakeForm promising={promising} today={today} close={() => setMaking(false)} />
        ) : (
          <button type="button" class="button promise-make" data-testid="promise-make" onClick={() => setMaking(true)}>
            Promise something
          </button>
        ))}
    </>
  );
}

function One({ one, desk, open, today }: PaneProps & { one: Promised; today: string }) {
  const [form, setForm] = useState<"move" | "withdraw" | null>(null);
  const { promising } = open;
  const close = () => setForm(null);
  return (
    <li data-testid="promise" data-standing={one.standing}>
      <strong>{one.says}</strong>
      <span class={presses(one) ? "tag warn" : "tag"} data-testid="promise-standing">
        {STANDINGS[one.standing]}
      </span>
      <span class="quiet-note">
        {one.by.name} promised it
        {one.settled_at !== null && one.settled_by !== null && ` · ${one.settled_by}, ${CALENDAR.day(one.settled_at, new Date())}`}
      </span>
      {one.why !== null && <q>{one.why}</q>}
      {one.conversation_id !== open.id && (
        <button type="button" class="text-button" onClick={() => desk.select(one.conversation_id)}>
          In another conversation
        </button>
      )}
      {one.owed && form === null && (
        <div class="promise-verbs">
          <button type="button" class="button" data-testid="promise-keep" disabled={promising.busy.value} onClick={() => void promising.keep(one)}>
            Kept <span class="unseen">: {one.says}</span>
          </button>
          <button type="button" class="button" data-testid="promise-move" onClick={() => setForm("move")}>
            Move <span class="unseen">: {one.says}</span>
          </button>
          <button type="button" class="button quiet" data-testid="promise-withdraw" onClick={() => setForm("withdraw")}>
            Take back <span class="unseen">: {one.says}</span>
          </button>
        </div>
      )}
      {form === "move" && <MoveForm promising={promising} today={today} close={close} one={one} />}
      {form === "withdraw" && <WithdrawForm promising={promising} close={close} one={one} />}
    </li>
  );
}
