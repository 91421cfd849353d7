import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { DeskError } from "../../shared/http";
import type { Turn } from "../../shared/types";
import type { Console } from "../console";
import type { OpenConversation } from "../open-conversation";
import { spoken } from "../words";

const NOT_A_REASON = new Set(["greet", "goodbye", "thanks", "affirm", "deny", "praise", "bot_challenge", "ask_capabilities", "out_of_scope"]);

/** The wrap-up: was it solved, what was it about, what should the assistant have understood. */
export function ResolveForm({ desk, open, close }: { desk: Console; open: OpenConversation; close: () => void }) {
  const [intents, setIntents] = useState<string[]>([]);
  const [solved, setSolved] = useState(true);
  const [note, setNote] = useState("");
  const [reason, setReason] = useState(() => likelyReason([...open.turns.value.values()]));
  const [meant, setMeant] = useState<ReadonlyMap<number, string>>(new Map());
  const first = useRef<HTMLInputElement>(null);
  useLayoutEffect(() => first.current?.focus(), []);
  useEffect(() => {
    void desk.desk.intents().then((found) => setIntents(found.intents), ignoreRefusal);
  }, []);
  const missed = open.entries.value.filter((entry) => entry.message !== null && open.turns.value.get(entry.seq)?.missed === true);
  return (
    <form
      class="resolve-form"
      data-testid="resolve-form"
      onSubmit={(event) => {
        event.preventDefault();
        const understood = [...meant].filter(([, intent]) => intent !== "").map(([seq, intent]) => ({ seq, intent }));
        const outcome = { solved, note: note.trim(), contact_reason: reason === "" ? null : reason, understood };
        void open.team.resolve(outcome).then((done) => (done ? close() : undefined));
      }}
    >
      <fieldset>
        <legend>Is it solved?</legend>
        <label>
          <input ref={first} type="radio" name="solved" checked={solved} data-testid="resolve-solved" onChange={() => setSolved(true)} />
          Yes
        </label>
        <label>
          <input type="radio" name="solved" checked={!solved} data-testid="resolve-unsolved" onChange={() => setSolved(false)} />
          No, but there is nothing more to do
        </label>
      </fieldset>
      <label class="note">
        What was it about?
        <Intents intents={intents.filter((intent) => !NOT_A_REASON.has(intent))} value={reason} none="Something else" testId="contact-reason" choose={setReason} />
      </label>
      {missed.length > 0 && (
        <details class="meant" data-testid="meant">
          <summary>The assistant did not understand {missed.length === 1 ? "one message" : `${missed.length} messages`}. What was meant?</summary>
          {missed.map((entry) => (
            <label key={entry.seq} class="note">
              <q>{entry.message?.text}</q>
              <Intents
                intents={intents}
                value={meant.get(entry.seq) ?? ""}
                none="I cannot say"
                testId={`meant-${entry.seq}`}
                choose={(intent) => setMeant(new Map(meant).set(entry.seq, intent))}
              />
            </label>
          ))}
        </details>
      )}
      <label class="note">
        Note for colleagues (optional)
        <textarea rows={2} maxLength={500} value={note} data-testid="resolve-note" onInput={(event) => setNote(event.currentTarget.value)} />
      </label>
      <div class="dock-verbs">
        <button type="button" class="button quiet" onClick={close}>
          Cancel
        </button>
        <button type="submit" class="button primary" data-testid="resolve-confirm" disabled={open.busy.value}>
          Resolve conversation
        </button>
      </div>
    </form>
  );
}

interface IntentsProps {
  intents: readonly string[];
  value: string;
  none: string;
  testId: string;
  choose: (intent: string) => void;
}

function Intents({ intents, value, none, testId, choose }: IntentsProps) {
  // What was chosen stands there even while the list is still on its way.
  const listed = value === "" || intents.includes(value) ? intents : [value, ...intents];
  return (
    <select value={value} data-testid={testId} onChange={(event) => choose(event.currentTarget.value)}>
      <option value="">{none}</option>
      {listed.map((intent) => (
        <option key={intent} value={intent}>
          {spoken(intent)}
        </option>
      ))}
    </select>
  );
}

/** What the assistant last recognised as a wish. */
function likelyReason(turns: readonly Turn[]): string {
  const wishes = turns.filter(({ intent, missed }) => intent !== null && !missed && !NOT_A_REASON.has(intent) && intent !== "human_request");
  return wishes.sort((left, right) => right.seq - left.seq)[0]?.intent ?? "";
}

function ignoreRefusal(error: unknown): void {
  // Without the list a wrap-up is still possible; anything but a refusal of the desk is a mistake of ours.
  if (!(error instanceof DeskError)) throw error;
}
