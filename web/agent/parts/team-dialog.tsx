import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { WaitClock } from "../../shared/clock";
import { Icon } from "../../shared/icons";
import type { Console } from "../console";
import { listOf } from "../inbox";
import { byLoad, loadWords, type Colleague } from "../team-view";
import { leads } from "../verbs";
import { sentence } from "../words";

const LOOK_MS = 5_000;

/** Who waits and why, who is busy with what; how somebody is set up is among the people. */
export function TeamDialog({ desk }: { desk: Console }) {
  const { team } = desk;
  const dialog = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => dialog.current?.showModal(), []);
  useEffect(() => {
    void team.load();
    void desk.loadBeside("waiting");
    const timer = setInterval(() => void team.load(), LOOK_MS);
    return () => clearInterval(timer);
  }, []);
  const setUp = (first: string) => {
    dialog.current?.close();
    desk.rooms.people.value = { first };
  };
  return (
    <dialog ref={dialog} class="cheat-sheet team" aria-labelledby="team-title" data-testid="team" onClose={() => (team.shown.value = false)}>
      <header>
        <h2 id="team-title">Team</h2>
        <button type="button" class="icon-button" aria-label="Close" onClick={() => dialog.current?.close()}>
          <Icon name="close" />
        </button>
      </header>
      {team.trouble.value !== null && (
        <p class="form-trouble" role="alert">
          {team.trouble.value}
        </p>
      )}
      <Waiting desk={desk} close={() => dialog.current?.close()} />
      <h3>Who is here</h3>
      {team.people.value === null ? (
        <div class="skeleton" />
      ) : (
        <ul class="past">
          {byLoad(team.people.value.agents).map((one) => (
            <Person key={one.id} one={one} setUp={leads(desk) ? () => setUp(one.id) : null} />
          ))}
        </ul>
      )}
    </dialog>
  );
}

function Waiting({ desk, close }: { desk: Console; close: () => void }) {
  const line = listOf(desk.all.value, { view: "waiting", agentId: "" });
  return (
    <>
      <h3>Who is waiting</h3>
      {line.length === 0 && <p class="quiet-note">Nobody.</p>}
      <ul class="past" data-testid="team-waiting">
        {line.slice(0, 20).map((one) => (
          <li key={one.id}>
            <button
              type="button"
              class="text-button"
              onClick={() => {
                close();
                desk.select(one.id);
              }}
            >
              {one.customer.name}
            </button>
            {one.waiting_since !== null && <WaitClock since={one.waiting_since} />}
            <span class="quiet-note">{sentence(one.line?.why ?? [])}</span>
          </li>
        ))}
      </ul>
    </>
  );
}

function Person({ one, setUp }: { one: Colleague; setUp: (() => void) | null }) {
  const full = one.present && one.seat.load >= one.seat.capacity;
  return (
    <li data-testid="colleague" data-id={one.id}>
      <strong>{one.name}</strong>
      <span class={full ? "tag warn" : "tag"}>{loadWords(one)}</span>
      <meter min={0} max={Math.max(1, one.seat.capacity)} value={one.seat.load} aria-label={`How busy ${one.name} is`} />
      {setUp !== null && (
        <button type="button" class="text-button" data-testid="edit-seat" onClick={setUp}>
          Set up<span class="unseen"> {one.name}</span>
        </button>
      )}
    </li>
  );
}
