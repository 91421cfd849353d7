import { useState } from "preact/hooks";
import { when } from "../../shared/account/when";
import type { AppliesTo, ServiceStandard, StandardRule } from "../../shared/quality-types";
import { fromLines, toLines } from "../quality-desk";
import { Shown } from "./feedback-kept";
import type { RoomProps } from "./quality-dialog";

const ASKED: Record<AppliesTo, string> = { both: "The assistant and people", people: "People only", bot: "The assistant only", nobody: "Nobody: switched off" };

/** What we hold ourselves to; supervisors write its next version. */
export function Standard(props: RoomProps) {
  const { room, leading } = props;
  const [draft, setDraft] = useState<ServiceStandard | null>(null);
  return (
    <Shown kept={room.standard.value}>
      {({ standard, versions }) =>
        draft !== null ? (
          <Editor {...props} draft={draft} change={setDraft} />
        ) : (
          <>
            <p class="quiet-note">
              Version {standard.version}, by {standard.by}. The same for the assistant and for people. Each week {standard.sampled} handlings are drawn,{" "}
              {standard.reviewers} {standard.reviewers === 1 ? "colleague reviews" : "colleagues review"} each.
            </p>
            <ul class="quality-list" data-testid="standard-rules">
              {standard.rules.map((rule) => (
                <li key={rule.id}>
                  <span>
                    <strong>{rule.title}.</strong> {rule.says}
                    {rule.id === "wait" && ` Assistant ${rule.bot_seconds} s, people ${Math.round(rule.people_seconds / 60)} min of open time.`}
                  </span>
                  {rule.applies_to !== "both" && <span class="tag">{ASKED[rule.applies_to]}</span>}
                </li>
              ))}
            </ul>
            {leading && (
              <button type="button" class="button" data-testid="standard-edit" onClick={() => setDraft(standard)}>
                Write the next version
              </button>
            )}
            {versions.length > 0 && (
              <>
                <h3>What was changed</h3>
                <ul class="quality-list" data-testid="standard-versions">
                  {versions.map((each) => (
                    <li key={each.version}>
                      Version {each.version}, {when(each.at)}, {each.by}: {each.why}
                    </li>
                  ))}
                </ul>
              </>
            )}
          </>
        )
      }
    </Shown>
  );
}

function Editor({ room, draft, change }: RoomProps & { draft: ServiceStandard; change: (draft: ServiceStandard | null) => void }) {
  const [why, setWhy] = useState("");
  const put = (at: number, changes: Partial<StandardRule>) => change({ ...draft, rules: draft.rules.map((rule, place) => (place === at ? { ...rule, ...changes } : rule)) });
  return (
    <form
      class="quality-form"
      data-testid="standard-form"
      onSubmit={(event) => {
        event.preventDefault();
        void room.write(draft, why).then((done) => done && change(null));
      }}
    >
      <p class="quiet-note">It holds for what is handled from now on; what was checked before stays as it was. Phrases one a line; * stands for any ending.</p>
      {draft.rules.map((rule, at) => (
        <fieldset key={rule.id} data-testid={`rule-${rule.id}`}>
          <legend>{rule.title}</legend>
          <label>
            Asked of
            <select value={rule.applies_to} onChange={(event) => put(at, { applies_to: event.currentTarget.value as AppliesTo })}>
              {Object.entries(ASKED).map(([value, words]) => (
                <option key={value} value={value}>
                  {words}
                </option>
              ))}
            </select>
          </label>
          <Field words="As people read it" value={rule.says} put={(says) => put(at, { says })} />
          {rule.looked_for !== null && <Phrases words={rule.looked_for} value={rule.phrases} put={(phrases) => put(at, { phrases })} />}
          {rule.triggered_by !== null && <Phrases words={rule.triggered_by} value={rule.triggers} put={(triggers) => put(at, { triggers })} />}
          {rule.id === "wait" && (
            <>
              <Number words="The assistant: seconds" value={rule.bot_seconds} put={(bot_seconds) => put(at, { bot_seconds })} />
              <Number words="People: seconds of open time" value={rule.people_seconds} put={(people_seconds) => put(at, { people_seconds })} />
            </>
          )}
        </fieldset>
      ))}
      <Number words="Handlings drawn a week" value={draft.sampled} put={(sampled) => change({ ...draft, sampled })} />
      <Number words="Colleagues who review each" value={draft.reviewers} put={(reviewers) => change({ ...draft, reviewers })} />
      <Field words="Why it is changed" value={why} put={setWhy} testid="standard-why" />
      <div class="dock-verbs">
        <button type="submit" class="button primary" data-testid="standard-save" disabled={why.trim() === "" || room.busy.value}>
          Put in force
        </button>
        <button type="button" class="button" onClick={() => change(null)}>
          Leave it as it is
        </button>
      </div>
    </form>
  );
}

export function Field({ words, value, put, testid }: { words: string; value: string; put: (value: string) => void; testid?: string }) {
  return (
    <label>
      {words}
      <input type="text" value={value} data-testid={testid} onInput={(event) => put(event.currentTarget.value)} />
    </label>
  );
}

export function Phrases({ words, value, put }: { words: string; value: string[]; put: (value: string[]) => void }) {
  const [text, setText] = useState(toLines(value));
  return (
    <label>
      {words}
      <textarea
        rows={3}
        value={text}
        onInput={(event) => {
          setText(event.currentTarget.value);
          put(fromLines(event.currentTarget.value));
        }}
      />
    </label>
  );
}

function Number({ words, value, put }: { words: string; value: number; put: (value: number) => void }) {
  return (
    <label>
      {words}
      <input type="number" min={1} value={value} onInput={(event) => put(Math.round(event.currentTarget.valueAsNumber) || 0)} />
    </label>
  );
}
