import { useEffect, useState } from "preact/hooks";
import { when } from "../../shared/account/when";
import type { ShopperRun, ShopperScript } from "../../shared/quality-types";
import type { ScriptDraft } from "../quality-desk";
import { Shown } from "./feedback-kept";
import type { RoomProps } from "./quality-dialog";
import { Field, Phrases } from "./quality-standard";

const EVERY: Record<number, string> = { 0: "By hand only", 1: "Every hour", 6: "Every 6 hours", 24: "Every day", 168: "Every week" };
const HANDOVER = { either: "It may ask for a person", must: "It must ask for a person", must_not: "It must not ask for a person" };
const STATES: Record<ShopperRun["state"], string> = { waiting: "begins", running: "is talking", passed: "passed", failed: "failed", broken: "no answer at all", cut_short: "cut short" };
const NEW: ScriptDraft = { name: "", lines: [{ says: "", expects: [] }], handover: "either", every_hours: 24, active: true, version: 0 };
const LOOK_MS = 1_000;

/** Scripted customers who talk to the live assistant, and what the standard says of its answers. */
export function Shopper(props: RoomProps) {
  const { room } = props;
  const [writing, setWriting] = useState<{ id: string | null; draft: ScriptDraft } | null>(null);
  const kept = room.scripts.value;
  const busy = kept.state === "ready" && kept.value.scripts.some(({ runs }) => under(runs[0]));
  useEffect(() => {
    if (!busy) return undefined;
    const timer = setInterval(() => void room.load(), LOOK_MS);
    return () => clearInterval(timer);
  }, [busy]);
  if (writing !== null) return <Writing {...props} {...writing} done={() => setWriting(null)} />;
  return (
    <Shown kept={kept}>
      {({ scripts }) => (
        <>
          <p class="quiet-note">They come by the same door as customers. What they say is marked: no figure counts it, nobody is called.</p>
          <ul class="quality-list">
            {scripts.length === 0 && <li>No script yet. Begin with what customers ask most.</li>}
            {scripts.map((script) => (
              <Script key={script.id} {...props} script={script} edit={() => setWriting({ id: script.id, draft: script })} />
            ))}
          </ul>
          <button type="button" class="button" data-testid="script-new" onClick={() => setWriting({ id: null, draft: NEW })}>
            New script
          </button>
        </>
      )}
    </Shown>
  );
}

function under(run: ShopperRun | undefined): boolean {
  return run?.state === "waiting" || run?.state === "running";
}

function Script({ room, go, script, edit }: RoomProps & { script: ShopperScript; edit: () => void }) {
  const [last, ...earlier] = script.runs;
  const alarm = script.runs.find(({ calls }) => calls);
  return (
    <li data-testid="script">
      <h3>{script.name}</h3>
      <p class="quiet-note">
        {script.active ? EVERY[script.every_hours] : "Rests"}, {script.lines.length} lines, {script.owner}
        {script.active && script.next_at !== null && `, next ${when(script.next_at)}`}
      </p>
      {last === undefined ? <p>It has not run yet.</p> : <Run run={last} go={go} />}
      {alarm !== undefined && (
        <p class="form-trouble" data-testid="script-alarm">
          It passed before {when(alarm.at)}, and fails since.{" "}
          <button type="button" class="text-button" disabled={room.busy.value} onClick={() => void room.see(alarm.id)}>
            Seen
          </button>
        </p>
      )}
      {earlier.length > 0 && (
        <p class="quiet-note">
          Before: {earlier.map((run) => `${when(run.at)} ${STATES[run.state]}`).join("; ")}
        </p>
      )}
      <div class="dock-verbs">
        <button type="button" class="button" data-testid="script-run" disabled={room.busy.value || under(last)} onClick={() => void room.run(script.id)}>
          Run now<span class="unseen">: {script.name}</span>
        </button>
        <button type="button" class="button" data-testid="script-edit" onClick={edit}>
          Edit<span class="unseen"> {script.name}</span>
        </button>
      </div>
    </li>
  );
}

function Run({ run, go }: { run: ShopperRun; go: RoomProps["go"] }) {
  const { conversation_id: id } = run;
  return (
    <>
      <p data-testid="run-state">
        <span class={`tag ${run.state === "passed" ? "good" : run.state === "failed" || run.state === "broken" ? "warn" : ""}`}>{STATES[run.state]}</span> {when(run.at)}
        {run.handed_over !== null && `, would have asked for a person: ${run.handed_over}`}
      </p>
      <ul class="quality-findings">
        {run.findings.map((each) => (
          <li key={each.about}>
            <span>
              {each.ok ? "✓" : "✗"} {each.about}
              {each.says !== "" && `: ${each.says}`}
            </span>
            {id !== null && each.seq !== null && (
              <button type="button" class="text-button" onClick={() => go(id, each.seq)}>
                Show<span class="unseen"> the line of {each.about}</span>
              </button>
            )}
          </li>
        ))}
      </ul>
    </>
  );
}

function Writing({ room, id, draft: first, done }: RoomProps & { id: string | null; draft: ScriptDraft; done: () => void }) {
  const [draft, setDraft] = useState(first);
  const put = (changes: Partial<ScriptDraft>) => setDraft({ ...draft, ...changes });
  const putLine = (at: number, changes: Partial<ScriptDraft["lines"][number]>) =>
    put({ lines: draft.lines.map((line, place) => (place === at ? { ...line, ...changes } : line)) });
  return (
    <form
      class="quality-form"
      data-testid="script-form"
      onSubmit={(event) => {
        event.preventDefault();
        const { name, lines, handover, every_hours, active, version } = draft;
        void room.save(id, { name, lines, handover, every_hours, active, version }).then((kept) => kept && done());
      }}
    >
      <Field words="Name" value={draft.name} put={(name) => put({ name })} testid="script-name" />
      {draft.lines.map((line, at) => (
        <fieldset key={at}>
          <legend>Line {at + 1}</legend>
          <Field words="The customer says" value={line.says} put={(says) => putLine(at, { says })} testid={`line-${at + 1}`} />
          <Phrases words="The answer holds one of these, one a line (none: any answer will do)" value={line.expects} put={(expects) => putLine(at, { expects })} />
        </fieldset>
      ))}
      {draft.lines.length < 12 && (
        <button type="button" class="text-button" data-testid="line-more" onClick={() => put({ lines: [...draft.lines, { says: "", expects: [] }] })}>
          One more line
        </button>
      )}
      <Choice words="A person" of={HANDOVER} value={draft.handover} put={(handover) => put({ handover: handover as ScriptDraft["handover"] })} />
      <Choice words="When it runs" of={EVERY} value={String(draft.every_hours)} put={(hours) => put({ every_hours: Number(hours) })} />
      <label class="quality-check">
        <input type="checkbox" checked={draft.active} onChange={(event) => put({ active: event.currentTarget.checked })} /> It runs on its schedule
      </label>
      <div class="dock-verbs">
        <button type="submit" class="button primary" data-testid="script-save" disabled={room.busy.value}>
          Keep
        </button>
        <button type="button" class="button" onClick={done}>
          Leave it as it is
        </button>
      </div>
    </form>
  );
}

function Choice({ words, of, value, put }: { words: string; of: Record<string, string>; value: string; put: (value: string) => void }) {
  return (
    <label>
      {words}
      <select value={value} onChange={(event) => put(event.currentTarget.value)}>
        {Object.entries(of).map(([each, told]) => (
          <option key={each} value={each}>
            {told}
          </option>
        ))}
      </select>
    </label>
  );
}
