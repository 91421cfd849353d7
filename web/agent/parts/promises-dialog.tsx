import { useLayoutEffect, useRef } from "preact/hooks";
import { Icon } from "../../shared/icons";
import type { KeptRate, Promised, What } from "../../shared/promise-types";
import type { Console } from "../console";
import { presses, shareWords, STANDINGS, WHATS } from "../promise-words";
import type { PromisedRoom } from "../promised";
import { leads } from "../verbs";

/** Promises that call this agent; for supervisors all that the house owes, and how many it kept. */
export function PromisesDialog({ desk }: { desk: Console }) {
  const room = desk.rooms.promised;
  const dialog = useRef<HTMLDialogElement>(null);
  const lead = leads(desk);
  useLayoutEffect(() => dialog.current?.showModal(), []);
  const go = (one: Promised) => {
    dialog.current?.close();
    desk.select(one.conversation_id);
  };
  const called = room.calling.value;
  const others = room.owed.value?.promises.filter((one) => !called.some(({ id }) => id === one.id)) ?? [];
  return (
    <dialog ref={dialog} class="cheat-sheet promises-room" aria-labelledby="promises-title" data-testid="promises-room" onClose={() => (room.shown.value = false)}>
      <header>
        <h2 id="promises-title">Promises</h2>
        <button type="button" class="icon-button" aria-label="Close" onClick={() => dialog.current?.close()}>
          <Icon name="close" />
        </button>
      </header>
      {room.trouble.value !== null && (
        <p class="form-trouble" role="alert">
          {room.trouble.value}
        </p>
      )}
      <h3>These call you</h3>
      {called.length === 0 && <p class="quiet-note">Nothing is due soon, and nothing is late.</p>}
      <List promises={called} go={go} />
      {lead && (
        <>
          <h3>What we owe</h3>
          <Filters room={room} />
          {others.length === 0 && <p class="quiet-note">Nothing else like that is owed.</p>}
          <List promises={others} go={go} />
          <Rates room={room} />
        </>
      )}
    </dialog>
  );
}

function List({ promises, go }: { promises: Promised[]; go: (one: Promised) => void }) {
  return (
    <ul class="past">
      {promises.map((one) => (
        <li key={one.id} data-testid="owed" data-standing={one.standing}>
          <strong>
            {one.customer}: {one.says}
          </strong>
          <span class={presses(one) ? "tag warn" : "tag"}>{STANDINGS[one.standing]}</span>
          <span class="quiet-note">{one.by.name} promised it</span>
          <button type="button" class="text-button" data-testid="owed-open" onClick={() => go(one)}>
            Open the conversation<span class="unseen"> of {one.customer}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}

function Filters({ room }: { room: PromisedRoom }) {
  const filter = room.filter.value;
  const owed = room.owed.value;
  return (
    <div class="promise-filters" role="group" aria-label="Which promises">
      <Choice label="How it stands" value={filter.standing} pick={(standing) => room.narrow({ standing: standing === "at_risk" ? standing : "all" })}>
        {[["all", "All"], ["at_risk", "Due soon or late"]]}
      </Choice>
      <Choice label="What" value={filter.what} pick={(what) => room.narrow({ what })}>
        {[["", "Anything"], ...(Object.keys(WHATS) as What[]).map((what) => [what, WHATS[what]])]}
      </Choice>
      {(owed?.teams.length ?? 0) > 0 && (
        <Choice label="Team" value={filter.team} pick={(team) => room.narrow({ team })}>
          {[["", "Any"], ...(owed?.teams ?? []).map(({ id, name }) => [id, name])]}
        </Choice>
      )}
      <Choice label="Who promised" value={filter.agent_id} pick={(agent_id) => room.narrow({ agent_id })}>
        {[["", "Anybody"], ...(owed?.agents ?? []).map(({ id, name }) => [id, name])]}
      </Choice>
      <label>
        Due until
        <input type="date" value={filter.due_by} data-testid="owed-until" onInput={(event) => room.narrow({ due_by: event.currentTarget.value })} />
      </label>
    </div>
  );
}

function Choice({ label, value, pick, children }: { label: string; value: string; pick: (value: string) => void; children: string[][] }) {
  return (
    <label>
      {label}
      <select value={value} onChange={(event) => pick(event.currentTarget.value)}>
        {children.map(([id, words]) => (
          <option key={id} value={id}>
            {words}
          </option>
        ))}
      </select>
    </label>
  );
}

function Rates({ room }: { room: PromisedRoom }) {
  const kept = room.kept.value;
  if (kept === null) return null;
  const rows: KeptRate[] = kept.teams.length > 1 ? [...kept.teams, kept.all] : kept.teams.length === 1 ? kept.teams : [kept.all];
  return (
    <div class="table-scroll" tabIndex={0} role="region" aria-label="Kept in the last 30 days">
      <table class="kept-rates" data-testid="kept-rates">
        <caption>Kept in the last 30 days. Moved in time and taken back are beside the rate: they were neither kept nor broken.</caption>
        <thead>
          <tr>
            <th scope="col">Team</th>
            <th scope="col">Kept rate</th>
            <th scope="col">Kept</th>
            <th scope="col">Broken</th>
            <th scope="col">Moved</th>
            <th scope="col">Taken back</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.name}>
              <th scope="row">{row.name}</th>
              <td data-testid="kept-share">{shareWords(row)}</td>
              <td>{row.kept}</td>
              <td>{row.broken}</td>
              <td>{row.moved}</td>
              <td>{row.withdrawn}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
