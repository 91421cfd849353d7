import { useLayoutEffect, useRef } from "preact/hooks";
import type { AuditLine } from "../../shared/audit-types";
import { calendar } from "../../shared/time";
import type { AuditLog } from "../audit";
import type { AuditParts } from "./audit-dialog";

const CALENDAR = calendar("en-GB");
const EXACTLY = new Intl.DateTimeFormat("en-GB", { dateStyle: "long", timeStyle: "medium" });
const STEPS: Record<string, number> = { j: 1, k: -1, ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10, Home: -Infinity, End: Infinity };

/** The lines, newest first: Tab stops at the list once, keys move in it. */
export function AuditLines(parts: AuditParts) {
  const { log } = parts;
  const lines = log.lines.value;
  const box = useRef<HTMLOListElement>(null);
  useLayoutEffect(() => {
    if (log.moved.value > 0) box.current?.querySelector<HTMLElement>("[tabindex='0']")?.focus();
  }, [log.moved.value]);
  if (log.listed.value === "failed") return <Failed log={log} />;
  if (log.listed.value === "loading") return <div class="skeleton audit-skeleton" role="status" aria-label="Lines are on their way" />;
  if (lines.length === 0) return <p class="quiet-note audit-none">No line fits.</p>;
  return (
    <>
      <ol ref={box} class="audit-lines" aria-label="Lines of the audit log" data-testid="audit-lines">
        {lines.map((line, at) => (
          <Line key={line.seq} line={line} day={dayBefore(lines, at)} parts={parts} />
        ))}
      </ol>
      {log.next.value !== null && (
        <button type="button" class="button" data-testid="audit-more" onClick={() => void log.more()}>
          Earlier lines
        </button>
      )}
    </>
  );
}

/** Keys of the whole page, wherever on it the focus is; in a field they are text. */
export function pressed(event: KeyboardEvent, { log, openConversation }: AuditParts): void {
  const inField = event.target instanceof Element && event.target.matches("input, select");
  if (inField || event.ctrlKey || event.metaKey || event.altKey || log.lines.value.length === 0) return;
  const step = STEPS[event.key];
  const conversation = log.lines.value.find(({ seq }) => seq === log.marked.value)?.conversation_id ?? null;
  if (step !== undefined) log.move(Math.max(-log.lines.value.length, Math.min(log.lines.value.length, step)));
  else if (event.key === "o" && conversation !== null) openConversation(conversation);
  else return;
  event.preventDefault();
}

/** The heading of a line's day, where another day begins. */
function dayBefore(lines: readonly AuditLine[], at: number): string | null {
  const [here, before] = [lines[at], lines[at - 1]];
  if (here === undefined || (before !== undefined && CALENDAR.dayKey(before.at) === CALENDAR.dayKey(here.at))) return null;
  return CALENDAR.dayHeading(here.at, new Date());
}

function Failed({ log }: { log: AuditLog }) {
  return (
    <div class="quiet-note audit-none">
      <p>{log.trouble.value ?? "The log cannot be shown just now."}</p>
      <button type="button" class="button" onClick={() => void log.load()}>
        Try again
      </button>
    </div>
  );
}

function Line({ line, day, parts: { log, openConversation } }: { line: AuditLine; day: string | null; parts: AuditParts }) {
  const open = log.unfolded.value === line.seq;
  return (
    <li data-testid="audit-line" data-seq={line.seq} data-intact={line.intact}>
      {day !== null && <h3>{day}</h3>}
      <button type="button" class="audit-line" aria-expanded={open} tabIndex={log.marked.value === line.seq ? 0 : -1} onFocus={() => (log.marked.value = line.seq)} onClick={() => log.fold(line.seq)}>
        <time datetime={line.at}>{CALENDAR.clock(line.at)}</time>
        <span>
          <strong>{line.by.name}</strong> {line.did}
        </span>
        {!line.intact && <span class="tag bad">Not as it was written</span>}
      </button>
      {open && <Details line={line} openConversation={openConversation} narrow={log.narrow.bind(log)} />}
    </li>
  );
}

interface DetailsProps {
  line: AuditLine;
  openConversation: (id: string) => void;
  narrow: AuditLog["narrow"];
}

function Details({ line, openConversation, narrow }: DetailsProps) {
  const conversation = line.conversation_id;
  const known = Object.entries(line.detail).filter(([name]) => name !== "conversation");
  return (
    <div class="audit-details" data-testid="audit-details">
      <dl>
        <Fact name="Line" value={String(line.seq)} />
        <Fact name="When" value={EXACTLY.format(new Date(line.at))} />
        <Fact name="About" value={line.subject} />
        {known.map(([name, value]) => (
          <Fact key={name} name={name.replaceAll("_", " ")} value={typeof value === "string" ? value : JSON.stringify(value)} />
        ))}
      </dl>
      <p class="audit-ways">
        {conversation !== null && (
          <button type="button" class="text-button" data-testid="audit-open" onClick={() => openConversation(conversation)}>
            Open the conversation
          </button>
        )}
        {conversation !== null && (
          <button type="button" class="text-button" onClick={() => narrow("conversation", conversation)}>
            All of this conversation
          </button>
        )}
        <button type="button" class="text-button" onClick={() => narrow("person", line.by.id)}>
          All of {line.by.name}
        </button>
      </p>
    </div>
  );
}

function Fact({ name, value }: { name: string; value: string }) {
  if (value === "") return null;
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}
