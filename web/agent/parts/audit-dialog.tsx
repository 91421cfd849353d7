import { useLayoutEffect, useRef } from "preact/hooks";
import { LateField } from "../../shared/late-field";
import { Icon } from "../../shared/icons";
import type { AuditLog, Narrowed } from "../audit";
import { chainWords } from "../audit";
import { AuditLines, pressed } from "./audit-lines";

export interface AuditParts {
  log: AuditLog;
  /** The conversation that lies open behind, if one does. */
  openId: string | null;
  openConversation: (id: string) => void;
}

/** Who did what, for supervisors: filters, lines by keyboard, whether the log is whole, and it as a file. */
export function AuditDialog(parts: AuditParts) {
  const dialog = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} class="cheat-sheet audit" aria-labelledby="audit-title" data-testid="audit" onKeyDown={(event) => pressed(event, parts)} onClose={() => parts.log.clear()}>
      <header>
        <h2 id="audit-title">Audit log</h2>
        <button type="button" class="icon-button" aria-label="Close" onClick={() => dialog.current?.close()}>
          <Icon name="close" />
        </button>
      </header>
      <AuditRoom {...parts} />
    </dialog>
  );
}

/** What the page holds, whatever it lies in. */
export function AuditRoom(parts: AuditParts) {
  const { log } = parts;
  return (
    <>
      <Filters {...parts} />
      <Chain log={log} />
      {log.trouble.value !== null && log.listed.value === "ready" && (
        <p class="form-trouble" role="alert">
          {log.trouble.value}
        </p>
      )}
      <AuditLines {...parts} />
      <footer class="audit-foot">
        <p class="quiet-note audit-keys">
          <kbd>j</kbd> <kbd>k</kbd> move, <kbd>Enter</kbd> unfolds, <kbd>o</kbd> opens the conversation
        </p>
        <a class="button" href={log.exportAt.value} download data-testid="audit-export">
          Export as CSV
        </a>
      </footer>
    </>
  );
}

function Filters({ log, openId }: AuditParts) {
  const { person, kind, conversation, from, to } = log.narrowed.value;
  const { people, kinds } = log.choices.value;
  return (
    <div class="audit-filters" role="group" aria-label="Narrow down">
      <Choice log={log} name="person" label="Person" any="Anybody" value={person} all={people} />
      <Choice log={log} name="kind" label="Kind of act" any="Any act" value={kind} all={kinds} />
      <Day log={log} name="from" label="From" value={from} />
      <Day log={log} name="to" label="To" value={to} />
      <label class="audit-conversation">
        Conversation
        <LateField key={conversation} value={conversation} placeholder="Its id, c_…" maxLength={60} data-testid="audit-conversation" done={(id) => log.narrow("conversation", id.trim())} />
      </label>
      {openId !== null && conversation !== openId && (
        <button type="button" class="text-button" data-testid="audit-this" onClick={() => log.narrow("conversation", openId)}>
          The open one
        </button>
      )}
    </div>
  );
}

interface FieldProps {
  log: AuditLog;
  name: keyof Narrowed;
  label: string;
  value: string;
}

function Choice({ log, name, label, any, value, all }: FieldProps & { any: string; all: readonly { id: string; name: string }[] }) {
  return (
    <label>
      {label}
      <select value={value} data-testid={`audit-${name}`} onChange={(event) => log.narrow(name, event.currentTarget.value)}>
        <option value="">{any}</option>
        {all.map((one) => (
          <option key={one.id} value={one.id}>
            {one.name}
          </option>
        ))}
      </select>
    </label>
  );
}

function Day({ log, name, label, value }: FieldProps) {
  return (
    <label>
      {label}
      <input type="date" value={value} data-testid={`audit-${name}`} onChange={(event) => log.narrow(name, event.currentTarget.value)} />
    </label>
  );
}

const LOOKS = { unknown: "", checking: "", whole: "good", broken: "bad", failed: "warn" } as const;

function Chain({ log }: { log: AuditLog }) {
  const chain = log.chain.value;
  return (
    <div class={`audit-chain ${LOOKS[chain.state]}`} data-testid="audit-chain" data-state={chain.state}>
      <p>{chainWords(chain)}</p>
      {chain.state === "checking" ? (
        <progress aria-label="How far the log is checked" max={Math.max(1, chain.last)} value={chain.checked} />
      ) : (
        <button type="button" class="button" data-testid="audit-check" onClick={() => void log.check()}>
          {chain.state === "unknown" ? "Check the whole log" : "Check again"}
        </button>
      )}
    </div>
  );
}
