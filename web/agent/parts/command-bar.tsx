import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { fitting } from "../../shared/fuzzy";
import { COMMANDS, type AtHand, type Verbs } from "../commands";
import type { Console } from "../console";

interface Line {
  id: string;
  does: string;
  keys: string;
  run: () => void;
}

const SHOWN = 10;

/** Everything by name: commands that make sense now, and conversations by their customer. */
export function CommandBar({ desk, at, verbs, close }: { desk: Console; at: AtHand; verbs: Verbs; close: () => void }) {
  const [typed, setTyped] = useState("");
  const [chosen, setChosen] = useState(0);
  const dialog = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => dialog.current?.showModal(), []);
  const lines = fitting([...commands(at, verbs), ...(typed.trim().length > 1 ? people(desk) : [])], typed).slice(0, SHOWN);
  const current = lines[Math.min(chosen, lines.length - 1)];
  const take = (line: Line | undefined) => {
    if (line === undefined) return;
    // Closed first, and at once: beside an open dialog nothing can take the focus that what runs may want.
    dialog.current?.close();
    close();
    line.run();
  };
  return (
    <dialog ref={dialog} class="command-bar" aria-label="Commands" data-testid="command-bar" onClose={close}>
      <input
        role="combobox"
        aria-label="What shall be done?"
        aria-expanded={lines.length > 0}
        aria-controls="command-list"
        aria-autocomplete="list"
        aria-activedescendant={current && `command-${current.id}`}
        placeholder="What shall be done?"
        autocomplete="off"
        value={typed}
        data-testid="command-field"
        onInput={(event) => {
          setTyped(event.currentTarget.value);
          setChosen(0);
        }}
        onKeyDown={(event) => {
          if (event.key === "ArrowDown") setChosen((chosen + 1) % Math.max(1, lines.length));
          else if (event.key === "ArrowUp") setChosen((chosen + lines.length - 1) % Math.max(1, lines.length));
          else if (event.key === "Enter") take(current);
          else return;
          event.preventDefault();
        }}
      />
      <ul id="command-list" role="listbox" aria-label="Commands">
        {lines.map((line) => (
          <li key={line.id} id={`command-${line.id}`} role="option" aria-selected={line === current} data-testid="command" onClick={() => take(line)}>
            <span>{line.does}</span>
            {line.keys !== "" && <kbd>{line.keys}</kbd>}
          </li>
        ))}
      </ul>
      {lines.length === 0 && <p class="quiet-note">Nothing here is called that.</p>}
    </dialog>
  );
}

function commands(at: AtHand, verbs: Verbs): Line[] {
  const now = COMMANDS.filter(({ when }) => when === undefined || when(at));
  return now.map((command) => ({ id: command.id, does: command.does, keys: command.keys, run: () => command.run(verbs) }));
}

function people(desk: Console): Line[] {
  return [...desk.all.value.values()].map(({ id, customer }) => ({
    id,
    does: `Open ${customer.name}`,
    keys: "",
    run: () => desk.select(id),
  }));
}
