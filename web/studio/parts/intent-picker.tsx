import { useId, useMemo, useState } from "preact/hooks";
import { fitting } from "../../shared/fuzzy";
import type { IntentRow } from "../contract";
import { OUTSIDE, spoken } from "../flow";
import type { Inbox } from "../inbox";
import { useFocus } from "./focus";

const SHOWN = 8;

type Named = IntentRow & { does: string };

/** What was typed, what fits it, and which of that is marked: the marked one is considered, with its advice. */
function usePicking(inbox: Inbox, intents: readonly IntentRow[]) {
  const [typed, setTyped] = useState("");
  const [at, setAt] = useState(0);
  const all = useMemo(() => intents.filter(({ name }) => name !== OUTSIDE).map((row): Named => ({ ...row, does: spoken(row.name) })), [intents]);
  const fits = (words: string) => fitting(all, words).slice(0, SHOWN);
  const found = fits(typed);
  const mark = (to: number, among: readonly Named[]) => {
    setAt(to);
    inbox.other.value = among[to]?.name ?? inbox.other.value;
  };
  return {
    typed,
    found,
    marked: found[Math.min(at, found.length - 1)],
    step: (by: 1 | -1) => mark((at + by + found.length) % Math.max(1, found.length), found),
    write: (words: string) => {
      setTyped(words);
      mark(0, fits(words));
    },
  };
}

/** Any intent by typing. */
export function IntentPicker({ inbox, intents }: { inbox: Inbox; intents: readonly IntentRow[] }) {
  const { typed, found, marked, step, write } = usePicking(inbox, intents);
  const list = useId();
  const field = useFocus<HTMLInputElement>();
  const take = (row: Named | undefined) => {
    if (row === undefined) return;
    field.current?.blur();
    inbox.decide("intent", row.name);
  };
  const pressed = (event: KeyboardEvent) => {
    if (event.key === "ArrowDown") step(1);
    else if (event.key === "ArrowUp") step(-1);
    else if (event.key === "Enter") take(marked);
    else return;
    event.preventDefault();
  };
  return (
    <div class="picker" data-testid="picker">
      <input
        ref={field}
        role="combobox"
        aria-label="Which intent?"
        aria-expanded={found.length > 0}
        aria-controls={list}
        aria-autocomplete="list"
        aria-activedescendant={marked && `${list}-${marked.name}`}
        placeholder="Type an intent, a few letters will do"
        autocomplete="off"
        value={typed}
        data-testid="intent-field"
        onInput={(event) => write(event.currentTarget.value)}
        onKeyDown={pressed}
      />
      <Options list={list} found={found} marked={marked} take={take} />
      {found.length === 0 && <Unheard make={() => (inbox.panel.value = "new")} />}
    </div>
  );
}

function Options({ list, found, marked, take }: { list: string; found: readonly Named[]; marked: Named | undefined; take: (row: Named) => void }) {
  return (
    <ul id={list} role="listbox" aria-label="Intents">
      {found.map((row) => (
        <li key={row.name} id={`${list}-${row.name}`} role="option" aria-selected={row === marked} data-testid="intent-option" onClick={() => take(row)}>
          <span>{row.does}</span>
          <span class="quiet-note">{row.examples + row.pending} examples</span>
        </li>
      ))}
    </ul>
  );
}

function Unheard({ make }: { make: () => void }) {
  return (
    <p class="quiet-note">
      No intent is called that.{" "}
      <button type="button" class="text-button" onClick={make}>
        Make a new one
      </button>
    </p>
  );
}
