import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { LateField } from "../../shared/late-field";
import type { InboxFilter, NarrowedView } from "../../shared/types";
import type { Console } from "../console";
import { canNarrow, changed, CHANNELS, inWords, languageName, STATES } from "../narrowing";
import { spoken } from "../words";

/** Views that the agent keeps, and what narrows this list down. */
export function Filters({ desk }: { desk: Console }) {
  const view = desk.view.value;
  return (
    <div class="filters" role="group" aria-label="Filter" data-testid="filters">
      {desk.views.list.value.map((kept) => (
        <span key={kept.id} class="tag saved">
          <button type="button" data-testid="saved-view" onClick={() => void desk.show(kept.view, kept.filter)}>
            {kept.name}
          </button>
          <button type="button" aria-label={`Remove the view ${kept.name}`} onClick={() => void desk.views.remove(kept.id)}>
            ×
          </button>
        </span>
      ))}
      {canNarrow(view) && <Narrowed desk={desk} view={view} />}
      {desk.views.trouble.value !== null && (
        <p class="form-trouble" role="alert">
          {desk.views.trouble.value}
        </p>
      )}
    </div>
  );
}

function Narrowed({ desk, view }: { desk: Console; view: NarrowedView }) {
  const filter = desk.filter.value;
  const { unfolded, choices } = desk.narrowing;
  const parts = inWords(filter, choices.value);
  const [naming, setNaming] = useState(false);
  const change = (name: keyof InboxFilter, value: string | boolean) => void desk.show(view, changed(filter, name, value));
  useEffect(() => {
    if (unfolded.value) void desk.narrowing.load();
  }, [unfolded.value]);
  return (
    <>
      <button
        type="button"
        class="text-button"
        aria-expanded={unfolded.value}
        aria-controls="filter-fields"
        data-testid="filter-open"
        onClick={() => (unfolded.value = !unfolded.value)}
      >
        {unfolded.value ? "Hide filters" : "Filter"}
      </button>
      {parts.map(({ name, words }) => (
        <span key={name} class="tag saved" data-testid="narrowed-by">
          {words}
          <button type="button" aria-label={`Do not narrow down by ${words}`} onClick={() => change(name, "")}>
            ×
          </button>
        </span>
      ))}
      {parts.length > 0 && !naming && (
        <button type="button" class="text-button" data-testid="keep-view" onClick={() => setNaming(true)}>
          Keep this view
        </button>
      )}
      {naming && <ViewName keep={(name) => void desk.views.keep(name, view, filter)} done={() => setNaming(false)} />}
      {unfolded.value && <Fields desk={desk} view={view} change={change} />}
      <p class="unseen" role="status">
        {parts.length > 0 && desk.listed.value === "ready" && shown(desk.list.value.length, desk.next.value !== null)}
      </p>
    </>
  );
}

function shown(count: number, more: boolean): string {
  if (count === 0) return "No conversation fits";
  return more ? `More than ${count} conversations fit` : count === 1 ? "One conversation fits" : `${count} conversations fit`;
}

function Fields({ desk, view, change }: { desk: Console; view: NarrowedView; change: (name: keyof InboxFilter, value: string | boolean) => void }) {
  const filter = desk.filter.value;
  const choices = desk.narrowing.choices.value;
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    box.current?.querySelector<HTMLElement>("select, input")?.focus();
  }, []);
  const named = (ids: readonly string[], name: (id: string) => string) => ids.map((id) => ({ id, name: name(id) }));
  const choose = (name: keyof InboxFilter, label: string, any: string, all: readonly { id: string; name: string }[]) => (
    <Choice key={name} name={name} label={label} any={any} all={all} value={String(filter[name] ?? "")} filter={filter} choices={choices} change={change} />
  );
  return (
    <div ref={box} class="filter-fields" id="filter-fields">
      {view === "all" && choose("state", "State", "Any state", STATES)}
      {choose("team", "Team", "Any team", choices.teams)}
      {choose("reason", "Why a person was asked for", "Any reason", choices.reasons)}
      {choose("about", "What it is about", "Any matter", named(choices.about, spoken))}
      {choose("language", "Language", "Any language", named(choices.languages, languageName))}
      {choose("channel", "Answered by", "Any channel", CHANNELS)}
      <LateField
        key={filter.label}
        aria-label="Label"
        placeholder="Label"
        maxLength={40}
        value={filter.label ?? ""}
        data-testid="filter-label"
        done={(label) => change("label", label.trim().toLowerCase())}
      />
      <span>
        <Tick words="Upset" on={filter.upset === true} testId="filter-upset" set={(on) => change("upset", on)} />
        {view === "all" && <Tick words="Mine" on={filter.agent === "me"} testId="filter-me" set={(on) => change("agent", on ? "me" : "")} />}
      </span>
    </div>
  );
}

interface ChoiceProps {
  name: keyof InboxFilter;
  label: string;
  any: string;
  all: readonly { id: string; name: string }[];
  value: string;
  filter: InboxFilter;
  choices: Parameters<typeof inWords>[1];
  change: (name: keyof InboxFilter, value: string) => void;
}

function Choice({ name, label, any, all, value, filter, choices, change }: ChoiceProps) {
  // What was chosen stands there even while the choices are on their way, or when nothing is left of it.
  const missing = value !== "" && !all.some(({ id }) => id === value);
  const known = missing ? [...all, { id: value, name: inWords(filter, choices).find((part) => part.name === name)?.words ?? value }] : all;
  if (known.length === 0) return null;
  return (
    <select aria-label={label} value={value} data-testid={`filter-${name}`} onChange={(event) => change(name, event.currentTarget.value)}>
      <option value="">{any}</option>
      {known.map((one) => (
        <option key={one.id} value={one.id}>
          {one.name}
        </option>
      ))}
    </select>
  );
}

function Tick({ words, on, testId, set }: { words: string; on: boolean; testId: string; set: (on: boolean) => void }) {
  return (
    <label class="tick">
      <input type="checkbox" checked={on} data-testid={testId} onChange={(event) => set(event.currentTarget.checked)} />
      {words}
    </label>
  );
}

function ViewName({ keep, done }: { keep: (name: string) => void; done: () => void }) {
  const [name, setName] = useState("");
  const field = useRef<HTMLInputElement>(null);
  useLayoutEffect(() => field.current?.focus(), []);
  return (
    <form
      class="label-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (name.trim() !== "") keep(name);
        done();
      }}
    >
      <input
        ref={field}
        aria-label="Name of the view"
        placeholder="Name"
        maxLength={40}
        value={name}
        data-testid="view-name"
        onInput={(event) => setName(event.currentTarget.value)}
      />
      <button type="submit" class="button">
        Keep
      </button>
    </form>
  );
}
