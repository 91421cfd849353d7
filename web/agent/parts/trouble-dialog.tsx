import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { Icon } from "../../shared/icons";
import { calendar } from "../../shared/time";
import type { Alarm, Incident } from "../../shared/trouble-types";
import type { Console } from "../console";
import { alarmWords, outcomeLines, sharedName } from "../trouble-words";
import type { Troubles } from "../troubles";
import { spoken } from "../words";
import { TroubleForm } from "./trouble-form";

const CALENDAR = calendar("en-GB");

/** What more people than usual ask about, what is known to be a trouble, and what was decided. */
export function TroubleDialog({ desk }: { desk: Console }) {
  const { troubles } = desk.rooms;
  const dialog = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => dialog.current?.showModal(), []);
  const behind = troubles.behind.value;
  const closing = troubles.closing.value;
  const inside = behind !== null || closing !== null;
  const escaped = (event: Event) => {
    if (!inside) return;
    // One step back first; the second Escape closes.
    event.preventDefault();
    troubles.back();
  };
  const title = behind !== null ? spoken(behind.alarm.reason) : closing !== null ? closing.name : "Trouble";
  const openConversation = (id: string) => {
    dialog.current?.close();
    desk.select(id);
  };
  return (
    <dialog
      ref={dialog}
      class="cheat-sheet trouble"
      aria-labelledby="trouble-title"
      data-testid="trouble"
      onCancel={escaped}
      onClose={() => (troubles.shown.value = false)}
    >
      <header>
        {inside && (
          <button type="button" class="icon-button" aria-label="Back to the list" data-testid="trouble-back" onClick={() => troubles.back()}>
            <Icon name="back" />
          </button>
        )}
        <h2 id="trouble-title">{title}</h2>
        <button type="button" class="icon-button" aria-label="Close" onClick={() => dialog.current?.close()}>
          <Icon name="close" />
        </button>
      </header>
      {troubles.trouble.value !== null && (
        <p class="form-trouble" role="alert">
          {troubles.trouble.value}
        </p>
      )}
      {behind !== null ? (
        <TroubleForm key={behind.alarm.id} troubles={troubles} behind={behind} openConversation={openConversation} />
      ) : closing !== null ? (
        <Ending troubles={troubles} incident={closing} />
      ) : (
        <List troubles={troubles} />
      )}
    </dialog>
  );
}

function List({ troubles }: { troubles: Troubles }) {
  const all = troubles.all.value;
  const [marked, setMarked] = useState(0);
  const list = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => list.current?.focus(), [all === null]);
  if (all === null) return <div class="skeleton" />;
  const alarms = troubles.open.value;
  const known = all.incidents.filter((incident) => incident.state === "open");
  const decided = all.alarms.filter((alarm) => alarm.state === "dismissed" || alarm.state === "quiet");
  const over = all.incidents.filter((incident) => incident.state === "closed");
  const at = Math.min(marked, alarms.length - 1);
  const pressed = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "j" || event.key === "ArrowDown") setMarked(Math.max(0, Math.min(at + 1, alarms.length - 1)));
    else if (event.key === "k" || event.key === "ArrowUp") setMarked(Math.max(at - 1, 0));
    else if (event.key === "l" && alarms[at] !== undefined) void troubles.look(alarms[at].id);
    else return;
    event.preventDefault();
  };
  return (
    <div class="trouble-list" onKeyDown={pressed} tabIndex={-1} ref={list}>
      <p class="quiet-note">
        {alarms.length === 0 ? "Nobody asks more than usual." : <>People are counted, not messages. <kbd>l</kbd> looks into the marked one.</>}
        {!all.history && ` There is no history yet: an alarm needs ${all.rule.cold_people} people who are half of all who write.`}
      </p>
      <ul class="past">
        {alarms.map((alarm, index) => (
          <OpenAlarm key={alarm.id} alarm={alarm} marked={index === at} troubles={troubles} />
        ))}
      </ul>
      {known.length > 0 && <h3>Known, and told to customers</h3>}
      <ul class="past">
        {known.map((incident) => (
          <Known key={incident.id} incident={incident} troubles={troubles} />
        ))}
      </ul>
      {(decided.length > 0 || over.length > 0) && <h3>Dealt with</h3>}
      <ul class="past">
        {over.map((incident) => (
          <li key={incident.id} data-testid="incident-closed">
            <strong>{incident.name}</strong>
            <span class="quiet-note">closed by {incident.closed_by}, {moment(incident.closed_at)}</span>
            <Worth incident={incident} />
          </li>
        ))}
        {decided.map((alarm) => (
          <li key={alarm.id} data-testid="alarm-decided">
            <strong>{spoken(alarm.reason)}</strong>
            <span class="quiet-note">
              {alarm.state === "quiet" ? `quiet again by itself, ${moment(alarm.decided_at)}` : `dismissed by ${alarm.decided_by ?? ""}: ${alarm.why ?? ""}`}
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}

function OpenAlarm({ alarm, marked, troubles }: { alarm: Alarm; marked: boolean; troubles: Troubles }) {
  return (
    <li data-testid="alarm" aria-current={marked ? "true" : undefined}>
      <strong>{spoken(alarm.reason)}</strong>
      <span class="quiet-note">since {moment(alarm.raised_at)}</span>
      <span>{alarmWords(alarm)}</span>
      <div class="dock-verbs">
        <button type="button" class="button primary" data-testid="alarm-look" onClick={() => void troubles.look(alarm.id)}>
          Look into it {marked && <kbd>l</kbd>}
        </button>
      </div>
    </li>
  );
}

function Known({ incident, troubles }: { incident: Incident; troubles: Troubles }) {
  return (
    <li data-testid="incident">
      <strong>{incident.name}</strong>
      <span class="quiet-note">
        {sharedName(incident.scope)}, confirmed by {incident.opened_by}, {moment(incident.opened_at)}
      </span>
      <q>{incident.answer}</q>
      <Worth incident={incident} />
      <div class="dock-verbs">
        <button type="button" class="button primary" data-testid="incident-end" onClick={() => (troubles.closing.value = incident)}>
          It is over
        </button>
      </div>
    </li>
  );
}

function Worth({ incident }: { incident: Incident }) {
  return (
    <details class="trouble-worth">
      <summary>What came of it</summary>
      <ul data-testid="trouble-outcome">
        {outcomeLines(incident.outcome).map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
      <p class="quiet-note">{incident.outcome.what_it_is}</p>
    </details>
  );
}

function Ending({ troubles, incident }: { troubles: Troubles; incident: Incident }) {
  const [words, setWords] = useState("The trouble with your order is over. Thank you for your patience.");
  return (
    <form
      class="trouble-form"
      onSubmit={(event) => {
        event.preventDefault();
        void troubles.close(incident.id, words);
      }}
    >
      <p class="quiet-note">Banner and answers end now. Everybody it is about, with an open conversation or told before, gets this line once.</p>
      <label>
        What they read
        <textarea rows={3} minLength={10} maxLength={700} required value={words} data-testid="ending-words" onInput={(event) => setWords(event.currentTarget.value)} />
      </label>
      <div class="dock-verbs">
        <button type="submit" class="button primary" data-testid="ending-send" disabled={troubles.busy.value}>
          Tell everybody that it is over
        </button>
      </div>
    </form>
  );
}

function moment(at: string | null): string {
  return at === null ? "" : `${CALENDAR.day(at, new Date())}, ${CALENDAR.clock(at)}`;
}
