import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { DeskError } from "../../shared/http";
import type { Colleagues } from "../../shared/types";
import type { OpenConversation } from "../open-conversation";

/** To whom, and what they should know. */
export function TransferForm({ open, close }: { open: OpenConversation; close: () => void }) {
  const [people, setPeople] = useState<Colleagues | null>(null);
  const [trouble, setTrouble] = useState<string | null>(null);
  const [to, setTo] = useState("");
  const [note, setNote] = useState("");
  const first = useRef<HTMLSelectElement>(null);
  useLayoutEffect(() => first.current?.focus(), []);
  useEffect(() => {
    void open.colleagues().then((found) => (found instanceof DeskError ? setTrouble(found.message) : setPeople(found)));
  }, []);
  return (
    <form
      class="resolve-form"
      data-testid="transfer-form"
      onSubmit={(event) => {
        event.preventDefault();
        const [kind, id] = [to.slice(0, 1), to.slice(2)];
        if (id === "") return;
        void open.transfer(kind === "a" ? { agent_id: id } : { team: id }, note.trim()).then((done) => (done ? close() : undefined));
      }}
    >
      <label class="note">
        Pass on to
        <select ref={first} required value={to} data-testid="transfer-to" onChange={(event) => setTo(event.currentTarget.value)}>
          <option value="">{people === null ? "Loading…" : "Choose a colleague or team"}</option>
          {people !== null && people.teams.length > 0 && (
            <optgroup label="Teams">
              {people.teams.map((team) => (
                <option key={team.id} value={`t:${team.id}`}>
                  {team.name}
                </option>
              ))}
            </optgroup>
          )}
          <optgroup label="Colleagues">
            {people?.agents.filter(({ id }) => id !== open.agentId).map((person) => (
              <option key={person.id} value={`a:${person.id}`}>
                {person.name}
                {person.present ? `, ${person.seat.status}, ${person.seat.load} of ${person.seat.capacity}` : ", not here"}
              </option>
            ))}
          </optgroup>
        </select>
      </label>
      {trouble !== null && <p role="alert">{trouble}</p>}
      <label class="note">
        Note for whoever takes over (the customer does not see it)
        <textarea
          rows={2}
          maxLength={500}
          value={note}
          data-testid="transfer-note"
          onInput={(event) => setNote(event.currentTarget.value)}
        />
      </label>
      <div class="dock-verbs">
        <button type="button" class="button quiet" onClick={close}>
          Cancel
        </button>
        <button type="submit" class="button primary" data-testid="transfer-confirm" disabled={open.busy.value || to === ""}>
          Pass on
        </button>
      </div>
    </form>
  );
}
