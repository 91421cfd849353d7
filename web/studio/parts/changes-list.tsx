import { useSignal } from "@preact/signals";
import type { Change } from "../contract";
import type { DataRoom } from "../data";
import { counted, diffLines, type DiffLine } from "../diff";
import { Empty, Shown } from "./shown";
import { When } from "./when";

/** What was changed, by whom and why; each can be taken back or taken along. */
export function ChangesList({ data }: { data: DataRoom }) {
  return (
    <Shown of={data.changes}>
      {({ changes, pending }) => (
        <>
          {pending > 0 && (
            <p class="in-row">
              <span>{pending === 1 ? "One label is pending" : `${pending} labels are pending`}. Training writes them; they can be written without, too.</span>
              <button type="button" class="button" data-testid="write-pending" onClick={() => void data.writePending()}>
                Write them now
              </button>
            </p>
          )}
          {changes.length === 0 && (
            <Empty title="Nothing was changed here yet">
              <p>Each change will be here with its author, and can be undone.</p>
            </Empty>
          )}
          <ol class="changes">
            {changes.map((change, at) => (
              <OneChange key={change.id} data={data} change={change} open={at === 0} />
            ))}
          </ol>
        </>
      )}
    </Shown>
  );
}

function OneChange({ data, change, open }: { data: DataRoom; change: Change; open: boolean }) {
  const lines = diffLines(change.diff);
  const { added, removed } = counted(lines);
  const sure = useSignal(false);
  return (
    <li class="card" data-testid="change" data-id={change.id}>
      <header>
        <h2>{change.says}</h2>
        <p class="quiet-note">
          {change.by}, <When at={change.at} /> · {added} added, {removed} taken out {change.undone && <span class="tag">undone</span>}
        </p>
      </header>
      <details open={open}>
        <summary>What changed</summary>
        <Diff lines={lines} name={change.says} />
      </details>
      <p class="in-row">
        <button type="button" class="button quiet" data-testid="patch" onClick={() => void data.patch(change)}>
          Download as a patch
        </button>
        {!change.undone && !sure.value && (
          <button type="button" class="button quiet" data-testid="undo-change" onClick={() => (sure.value = true)}>
            Undo
          </button>
        )}
        {sure.value && !change.undone && (
          <>
            <button type="button" class="button" data-testid="undo-change-sure" onClick={() => void data.undo(change)}>
              Take this change out of the data
            </button>
            <button type="button" class="button quiet" onClick={() => (sure.value = false)}>
              Keep it
            </button>
          </>
        )}
      </p>
    </li>
  );
}

const SIGNS: Record<DiffLine["kind"], string> = { file: "", place: "", added: "+", removed: "−", same: " " };

export function Diff({ lines, name }: { lines: readonly DiffLine[]; name: string }) {
  return (
    <div class="diff" role="region" aria-label={`Changes: ${name}`} tabIndex={0}>
      {lines.map(({ kind, text }, at) => (
        <div key={at} class={kind}>
          {SIGNS[kind] !== "" && <span class="sign">{SIGNS[kind]}</span>}
          {text}
        </div>
      ))}
    </div>
  );
}
