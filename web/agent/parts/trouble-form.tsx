import { useState } from "preact/hooks";
import type { Affected, BehindAlarm, Scope, SharedKind, Telling } from "../../shared/trouble-types";
import { alarmWords, firstWords, KINDS, sharedName, sharedWords, TELLINGS } from "../trouble-words";
import { asked, type Troubles } from "../troubles";
import { spoken } from "../words";

interface FormProps {
  troubles: Troubles;
  behind: BehindAlarm;
  openConversation: (id: string) => void;
}

type Choice = Pick<Scope, "kind" | "value" | "label">;
const LATE: Choice = { kind: "late", value: "yes", label: "past the promised day" };

/** Who is behind an alarm, what their orders share, and the words to confirm it with; or why it is nothing. */
export function TroubleForm({ troubles, behind, openConversation }: FormProps) {
  const { alarm } = behind;
  const shared = behind.shared ?? [];
  const [choice, setChoice] = useState<Choice>(shared[0] ?? LATE);
  const [openOnly, setOpenOnly] = useState(true);
  const [reasons, setReasons] = useState([alarm.reason]);
  const [words, setWords] = useState(() => firstWords(alarm.reason, shared[0] ?? null));
  const [tell, setTell] = useState(true);
  const scope: Scope = { kind: choice.kind, value: choice.value, label: choice.label, open_only: openOnly };
  const seen = troubles.affected.value;
  const affected = seen !== null && seen.of === asked(scope, reasons) ? seen.found : null;
  const change = (changed: Partial<typeof words>) => setWords({ ...words, ...changed });
  return (
    <>
      <p data-testid="alarm-words">{alarmWords(alarm)}</p>
      <People behind={behind} openConversation={openConversation} />
      <form
        class="trouble-form"
        onSubmit={(event) => {
          event.preventDefault();
          if (affected !== null) void troubles.confirm(alarm.id, { ...words, reasons, scope, tell });
        }}
      >
        <WhatTheyShare behind={behind} choice={choice} choose={setChoice} />
        <label class="tick">
          <input type="checkbox" checked={openOnly} data-testid="open-only" onChange={(event) => setOpenOnly(event.currentTarget.checked)} />
          Only orders that have not arrived yet
        </label>
        {behind.also.length > 0 && (
          <fieldset class="plain">
            <legend>Answer these questions of theirs, too</legend>
            {behind.also.map((reason) => (
              <label key={reason} class="tick">
                <input
                  type="checkbox"
                  checked={reasons.includes(reason)}
                  onChange={(event) => setReasons(event.currentTarget.checked ? [...reasons, reason] : reasons.filter((other) => other !== reason))}
                />
                {spoken(reason)}
              </label>
            ))}
          </fieldset>
        )}
        <label>
          Name, for the team
          <input type="text" minLength={3} maxLength={120} required value={words.name} data-testid="trouble-name" onInput={(event) => change({ name: event.currentTarget.value })} />
        </label>
        <label>
          What the assistant says to those affected
          <textarea rows={3} minLength={10} maxLength={700} required value={words.answer} data-testid="trouble-answer" onInput={(event) => change({ answer: event.currentTarget.value })} />
        </label>
        <label>
          Line at the top of their chat (empty: none)
          <input type="text" maxLength={200} value={words.banner} data-testid="trouble-banner" onInput={(event) => change({ banner: event.currentTarget.value })} />
        </label>
        <label class="tick">
          <input type="checkbox" checked={tell} data-testid="trouble-tell" onChange={(event) => setTell(event.currentTarget.checked)} />
          Tell those who have not asked, where they agreed to that
        </label>
        {affected !== null && <WhoIsAffected affected={affected} tell={tell} />}
        <div class="dock-verbs">
          <button type="button" class="button" data-testid="look-affected" onClick={() => void troubles.lookAtAffected(alarm.id, scope, reasons)}>
            See who is affected
          </button>
          <button type="submit" class="button primary" data-testid="trouble-confirm" disabled={affected === null || troubles.busy.value} title={affected === null ? "See who is affected first" : undefined}>
            {tell ? "Confirm and tell" : "Confirm"}
          </button>
        </div>
      </form>
      <Dismissal troubles={troubles} alarmId={alarm.id} />
    </>
  );
}

function People({ behind, openConversation }: Pick<FormProps, "behind" | "openConversation">) {
  return (
    <details>
      <summary>{behind.people.length} people behind it</summary>
      <ul class="past trouble-people">
        {behind.people.map((person) => (
          <li key={person.conversation_id} data-testid="person-behind">
            <button type="button" class="text-button" onClick={() => openConversation(person.conversation_id)}>
              {person.name}
            </button>
            <q>{person.said}</q>
          </li>
        ))}
      </ul>
    </details>
  );
}

interface SharedProps {
  behind: BehindAlarm;
  choice: Choice;
  choose: (choice: Choice) => void;
}

function WhatTheyShare({ behind, choice, choose }: SharedProps) {
  const shared = behind.shared ?? [];
  const own = !shared.some((one) => same(one, choice));
  const radio = (label: string, note: string, checked: boolean, chosen: Choice, testId: string) => (
    <label class="tick" key={label}>
      <input type="radio" name="shared" checked={checked} data-testid={testId} onChange={() => choose(chosen)} />
      <span>
        {label} <span class="quiet-note">{note}</span>
      </span>
    </label>
  );
  return (
    <fieldset class="plain">
      <legend>Which orders it is about</legend>
      {behind.shared === null && <p class="quiet-note">The shop does not answer just now, so nobody knows what the orders share.</p>}
      {shared.map((one) => radio(sharedName(one), sharedWords(one), same(one, choice), one, `shared-${one.kind}-${one.value}`))}
      {radio("Others", "", own, own ? choice : LATE, "shared-other")}
      {own && (
        <div class="choices">
          <select aria-label="What orders share" data-testid="other-kind" value={choice.kind} onChange={(event) => choose(firstOf(event.currentTarget.value as SharedKind))}>
            {(Object.keys(KINDS) as SharedKind[]).map((kind) => (
              <option key={kind} value={kind}>
                {KINDS[kind]}
              </option>
            ))}
          </select>
          {choice.kind !== "late" && (
            <input
              type="text"
              placeholder={choice.kind === "placed_on" ? "2026-11-20" : undefined}
              aria-label={`${KINDS[choice.kind]}, which`}
              required
              maxLength={120}
              value={choice.value}
              data-testid="other-value"
              onInput={(event) => choose({ ...choice, value: event.currentTarget.value, label: event.currentTarget.value })}
            />
          )}
        </div>
      )}
    </fieldset>
  );
}

function same(one: Choice, other: Choice): boolean {
  return one.kind === other.kind && one.value === other.value;
}

function firstOf(kind: SharedKind): Choice {
  return kind === "late" ? LATE : { kind, value: "", label: "" };
}

function WhoIsAffected({ affected, tell }: { affected: Affected; tell: boolean }) {
  const counts = Object.entries(affected.counts) as [Telling, number][];
  const orders = affected.orders === 1 ? "1 order" : `${affected.orders} orders`;
  return (
    <section class="gift-verdict" data-testid="affected" aria-label="Who is affected">
      <strong>
        {affected.customers === 1 ? "1 customer" : `${affected.customers} customers`} with {orders}
      </strong>
      <ul>
        {counts.map(([telling, count]) => (
          <li key={telling} data-testid={`affected-${telling}`}>
            {count} {telling === "will_be" && !tell ? "could be told" : TELLINGS[telling]}
          </li>
        ))}
      </ul>
      <details>
        <summary>By name</summary>
        <ul>
          {affected.list.map((one) => (
            <li key={one.customer_id}>
              {one.name}, order {one.orders.join(", ")}: {TELLINGS[one.telling]}
            </li>
          ))}
        </ul>
      </details>
    </section>
  );
}

function Dismissal({ troubles, alarmId }: { troubles: Troubles; alarmId: string }) {
  const [why, setWhy] = useState("");
  return (
    <form
      class="trouble-form dismissal"
      onSubmit={(event) => {
        event.preventDefault();
        void troubles.dismiss(alarmId, why);
      }}
    >
      <label>
        It is nothing, because
        <input type="text" minLength={3} maxLength={500} required value={why} data-testid="dismiss-why" onInput={(event) => setWhy(event.currentTarget.value)} />
      </label>
      <button type="submit" class="button" data-testid="dismiss" disabled={troubles.busy.value}>
        Dismiss
      </button>
    </form>
  );
}
