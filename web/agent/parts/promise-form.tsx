import { useLayoutEffect, useRef, useState } from "preact/hooks";
import type { Promised, What } from "../../shared/promise-types";
import { WHATS } from "../promise-words";
import type { Promising } from "../promising";

const NAMES = Object.keys(WHATS) as What[];

interface FormProps {
  promising: Promising;
  today: string;
  close: () => void;
}

/** Promising something by hand: what, by when, and what exactly. */
export function MakeForm({ promising, today, close }: FormProps) {
  const [what, setWhat] = useState<What>("refund");
  const [note, setNote] = useState("");
  const [due, fields] = useDue(today);
  const first = useFocus<HTMLSelectElement>();
  const ready = due.due_on !== "" && (what !== "other" || note.trim() !== "");
  return (
    <form
      class="promise-form"
      data-testid="promise-form"
      aria-label="Promise something"
      onSubmit={(event) => {
        event.preventDefault();
        if (ready) void promising.make({ what, note: note.trim(), said_seq: null, ...due }).then((done) => (done ? close() : undefined));
      }}
    >
      <label>
        What
        <select ref={first} value={what} data-testid="promise-what" onChange={(event) => setWhat(event.currentTarget.value as What)}>
          {NAMES.map((name) => (
            <option key={name} value={name}>
              {WHATS[name]}
            </option>
          ))}
        </select>
      </label>
      {fields}
      <label>
        What exactly (the customer reads it)
        <input maxLength={60} value={note} required={what === "other"} placeholder="order 20417" data-testid="promise-note" onInput={(event) => setNote(event.currentTarget.value)} />
      </label>
      <Ends promising={promising} close={close} words="Promise" testId="promise-send" ready={ready} />
    </form>
  );
}

/** Another day instead: the customer is told at once. */
export function MoveForm({ promising, today, close, one }: FormProps & { one: Promised }) {
  const [why, setWhy] = useState("");
  const [due, fields] = useDue(today, useFocus<HTMLInputElement>());
  return (
    <form
      class="promise-form"
      data-testid="move-form"
      aria-label={`Move: ${one.says}`}
      onSubmit={(event) => {
        event.preventDefault();
        void promising.move(one, due, why.trim()).then((done) => (done ? close() : undefined));
      }}
    >
      {fields}
      <Why why={why} set={setWhy} required={false} />
      <Ends promising={promising} close={close} words="Tell the customer" testId="move-send" ready={due.due_on !== ""} />
    </form>
  );
}

/** It will not be done, and the customer reads why. */
export function WithdrawForm({ promising, close, one }: Omit<FormProps, "today"> & { one: Promised }) {
  const [why, setWhy] = useState("");
  const first = useFocus<HTMLInputElement>();
  return (
    <form
      class="promise-form"
      data-testid="withdraw-form"
      aria-label={`Take back: ${one.says}`}
      onSubmit={(event) => {
        event.preventDefault();
        void promising.withdraw(one, why.trim()).then((done) => (done ? close() : undefined));
      }}
    >
      <Why why={why} set={setWhy} required field={first} />
      <Ends promising={promising} close={close} words="Take back" testId="withdraw-send" ready={why.trim() !== ""} />
    </form>
  );
}

function Why({ why, set, required, field }: { why: string; set: (why: string) => void; required: boolean; field?: { current: HTMLInputElement | null } | undefined }) {
  return (
    <label>
      Why (the customer reads it)
      <input ref={field ?? null} maxLength={100} value={why} required={required} data-testid="promise-why" onInput={(event) => set(event.currentTarget.value)} />
    </label>
  );
}

function Ends({ promising, close, words, testId, ready }: { promising: Promising; close: () => void; words: string; testId: string; ready: boolean }) {
  return (
    <>
      {promising.trouble.value !== null && (
        <p class="form-trouble" role="alert">
          {promising.trouble.value}
        </p>
      )}
      <div class="dock-verbs">
        <button type="button" class="button quiet" onClick={close}>
          Cancel
        </button>
        <button type="submit" class="button primary" data-testid={testId} disabled={!ready || promising.busy.value}>
          {words}
        </button>
      </div>
    </>
  );
}

/** A day, and a time if one is meant; days are the house's own. */
function useDue(today: string, field: { current: HTMLInputElement | null } | null = null) {
  const [day, setDay] = useState("");
  const [time, setTime] = useState("");
  const fields = (
    <div class="promise-due">
      <label>
        By
        <input ref={field} type="date" required min={today} value={day} data-testid="promise-day" onInput={(event) => setDay(event.currentTarget.value)} />
      </label>
      <label>
        At (or any time that day)
        <input type="time" value={time} data-testid="promise-time" onInput={(event) => setTime(event.currentTarget.value)} />
      </label>
    </div>
  );
  return [{ due_on: day, at: time === "" ? null : time }, fields] as const;
}

function useFocus<E extends HTMLElement>() {
  const field = useRef<E>(null);
  useLayoutEffect(() => field.current?.focus(), []);
  return field;
}
