import { useEffect, useMemo, useRef } from "preact/hooks";
import type { Finding } from "../contract";
import type { Editing } from "../editing";
import { Trouble } from "./shown";

/** A file with the numbers of its lines; what is wrong stands beside the line it is about. */
export function FileEditor({ editing }: { editing: Editing }) {
  const opened = editing.opened.value;
  if (opened === null) return null;
  return (
    <form
      class="editor"
      data-testid="editor"
      onSubmit={(event) => {
        event.preventDefault();
        void editing.save();
      }}
    >
      <h2>{opened.path}</h2>
      <Trouble words={editing.trouble.value} />
      <Meanwhile editing={editing} />
      <Lines editing={editing} name={opened.path} />
      <Findings editing={editing} />
      <label>
        Why
        <input value={editing.says.value} placeholder="A word for whoever reads this change later" data-testid="says" onInput={(event) => (editing.says.value = event.currentTarget.value)} />
      </label>
      <p class="in-row">
        <button type="submit" class="button primary" disabled={!editing.dirty.value || editing.saving.value} data-testid="save-file">
          {editing.saving.value ? "Saving…" : "Save"}
        </button>
        <button type="button" class="button quiet" disabled={!editing.dirty.value} onClick={() => editing.write(opened.text)}>
          As it was
        </button>
        <button type="button" class="button quiet" disabled={editing.dirty.value} onClick={() => editing.close()}>
          Close
        </button>
      </p>
    </form>
  );
}

function Meanwhile({ editing }: { editing: Editing }) {
  if (editing.meanwhile.value === null) return null;
  return (
    <div class="notice" data-testid="meanwhile">
      <span>A colleague saved this file since you opened it. Your text is still here.</span>
      <button type="button" class="button" onClick={() => editing.settle(true)}>
        Keep mine, to be saved over theirs
      </button>
      <button type="button" class="button" onClick={() => editing.settle(false)}>
        Take theirs
      </button>
    </div>
  );
}

function Lines({ editing, name }: { editing: Editing; name: string }) {
  const field = useRef<HTMLTextAreaElement>(null);
  const gutter = useRef<HTMLPreElement>(null);
  const text = editing.text.value;
  const marked = useMemo(() => new Map(editing.findings.value.map((finding) => [finding.line, finding.level ?? "error"])), [editing.findings.value]);
  const count = text.split("\n").length;
  const goTo = editing.goTo.value;
  useEffect(() => {
    if (goTo === null || field.current === null) return;
    showLine(field.current, goTo);
    editing.goTo.value = null;
  }, [goTo, editing]);
  return (
    <div class="code">
      <pre ref={gutter} class="gutter" aria-hidden="true">
        {Array.from({ length: count }, (_, at) => (
          <span key={at} class={marked.get(at + 1) ?? ""}>
            {at + 1}
          </span>
        ))}
      </pre>
      <textarea
        ref={field}
        aria-label={`Text of ${name}`}
        spellcheck={false}
        wrap="off"
        value={text}
        data-testid="file-text"
        onInput={(event) => editing.write(event.currentTarget.value)}
        onScroll={(event) => {
          if (gutter.current !== null) gutter.current.scrollTop = event.currentTarget.scrollTop;
        }}
      />
    </div>
  );
}

function showLine(field: HTMLTextAreaElement, line: number): void {
  const lines = field.value.split("\n");
  const start = lines.slice(0, line - 1).reduce((sum, each) => sum + each.length + 1, 0);
  field.focus();
  field.setSelectionRange(start, start + (lines[line - 1]?.length ?? 0));
  field.scrollTop = Math.max(0, (line - 5) * (field.scrollHeight / Math.max(1, lines.length)));
}

function Findings({ editing }: { editing: Editing }) {
  const found = editing.findings.value;
  const checked = editing.checked.value;
  const words = { no: "", asking: "Checking…", yes: found.length === 0 ? "✓ Nothing is wrong with it." : "", away: "The trainer cannot check it just now; the desk checks the YAML when it is saved." };
  return (
    <div class="findings" aria-live="polite" data-testid="findings">
      {words[checked] !== "" && <p class="quiet-note">{words[checked]}</p>}
      <FindingList findings={found} go={(line) => (editing.goTo.value = line)} />
    </div>
  );
}

/** What is wrong, each with its line. */
export function FindingList({ findings, go = null }: { findings: readonly Finding[]; go?: ((line: number) => void) | null }) {
  return (
    <ul class="finding-list">
      {findings.map((finding, at) => {
        const { line, level = "error", message } = finding;
        return (
          <li key={at} class={level} data-testid="finding" data-line={line}>
            <strong>{level === "error" ? "Wrong" : "Worth a look"}</strong>{" "}
            {line !== null && go !== null && (
              <button type="button" class="text-button" onClick={() => go(line)}>
                line {line}
              </button>
            )}
            {line !== null && go === null && <span>line {line}</span>} <span>{message}</span>
          </li>
        );
      })}
    </ul>
  );
}
