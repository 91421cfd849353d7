import { useState } from "preact/hooks";
import { present } from "../../shared/clock";
import type { Recovery } from "../../shared/feedback-types";
import { calendar } from "../../shared/time";
import { percent, range } from "../feedback-desk";
import { spoken } from "../words";
import type { RoomProps } from "./feedback-dialog";
import { Shown } from "./feedback-kept";

const CALENDAR = calendar("en-GB");

function when(at: string): string {
  return `${CALENDAR.dayHeading(at, new Date(present.value))}, ${CALENDAR.clock(at)}`;
}

/** Low ratings: what is to be made good, the most urgent first, and what came of the last ones. */
export function RecoveryTasks(props: RoomProps) {
  return (
    <Shown kept={props.room.recoveries.value}>
      {({ open, ended, outcome }) => (
        <>
          {open.length === 0 && <p class="quiet-note">Nobody waits for us to make good.</p>}
          <ul class="past feedback-list">
            {open.map((task) => (
              <Task key={task.id} task={task} {...props} />
            ))}
          </ul>
          {ended.length > 0 && (
            <>
              <h3>Ended in the last 30 days</h3>
              <p class="quiet-note" data-testid="recovery-outcome">
                {outcome.rated_again} of {outcome.ended} rated again; better than before: {percent(outcome.better)} {outcome.rated_again > 0 && `(${range(outcome.better)})`}
              </p>
              <ul class="past feedback-list">
                {ended.map((task) => (
                  <Ended key={task.id} task={task} {...props} />
                ))}
              </ul>
            </>
          )}
        </>
      )}
    </Shown>
  );
}

function Said({ task }: { task: Recovery }) {
  return (
    <>
      <strong>
        {task.score} of 5 from {task.customer}, for {task.of ?? "the assistant"}
      </strong>
      {task.text !== "" && <q>{task.text}</q>}
      {task.reasons.length > 0 && <span class="quiet-note">{task.reasons.map(spoken).join(", ")}</span>}
    </>
  );
}

function Task({ task, room, me, go }: RoomProps & { task: Recovery }) {
  const [form, setForm] = useState<"write" | "end" | null>(null);
  const own = task.rated === me;
  const holder = task.taken_by !== null ? `Taken by ${task.taken_by.name}` : `For ${task.owner?.name ?? "whoever leads"}`;
  return (
    <li data-testid="recovery">
      <Said task={task} />
      <span class={task.late ? "tag bad" : "quiet-note"}>
        {holder} · {task.written_at !== null ? `written to ${when(task.written_at)}` : `${task.late ? "was due" : "due"} ${when(task.due_at)}`}
        {task.again_score !== null && ` · rated again: ${task.again_score} of 5`}
      </span>
      <div class="dock-verbs">
        <button type="button" class="text-button" onClick={() => go(task.conversation_id)}>
          Open the conversation
        </button>
        {!own && task.taken_by?.id !== me && (
          <button type="button" class="button" data-testid="recovery-take" disabled={room.busy.value} onClick={() => void room.take(task)}>
            See to it
          </button>
        )}
        {!own && (
          <>
            <button type="button" class="button primary" aria-expanded={form === "write"} data-testid="recovery-write" onClick={() => setForm(form === "write" ? null : "write")}>
              Write to the customer
            </button>
            <button type="button" class="button" aria-expanded={form === "end"} data-testid="recovery-end" onClick={() => setForm(form === "end" ? null : "end")}>
              Say how it ended
            </button>
          </>
        )}
      </div>
      {own && <p class="quiet-note">This rating is about you: a colleague sees to it.</p>}
      {form === "write" && <Writing task={task} room={room} done={() => setForm(null)} />}
      {form === "end" && <Ending task={task} room={room} done={() => setForm(null)} />}
    </li>
  );
}

interface FormProps extends Pick<RoomProps, "room"> {
  task: Recovery;
  done: () => void;
}

function Writing({ task, room, done }: FormProps) {
  const [text, setText] = useState("");
  const send = async () => {
    if (await room.write(task, text.trim())) done();
  };
  return (
    <form
      class="feedback-form"
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <label>
        What you write. The conversation is then with you.
        <textarea rows={3} maxLength={4000} value={text} data-testid="recovery-text" onInput={(event) => setText(event.currentTarget.value)} />
      </label>
      <button type="submit" class="button primary" data-testid="recovery-send" disabled={room.busy.value || text.trim() === ""}>
        Send
      </button>
    </form>
  );
}

function Ending({ task, room, done }: FormProps) {
  const [words, setWords] = useState("");
  const end = async (recovered: boolean) => {
    if (await room.end(task, recovered, words)) done();
  };
  const mute = room.busy.value || words.trim() === "";
  return (
    <form class="feedback-form" onSubmit={(event) => event.preventDefault()}>
      <label>
        How it ended, in a sentence
        <input maxLength={1000} value={words} data-testid="recovery-words" onInput={(event) => setWords(event.currentTarget.value)} />
      </label>
      <div class="dock-verbs">
        <button type="button" class="button primary" data-testid="recovered" disabled={mute} onClick={() => void end(true)}>
          Made good
        </button>
        <button type="button" class="button" data-testid="not-recovered" disabled={mute} onClick={() => void end(false)}>
          Could not be made good
        </button>
      </div>
    </form>
  );
}

function Ended({ task, go }: RoomProps & { task: Recovery }) {
  return (
    <li data-testid="recovery-over">
      <Said task={task} />
      <span>
        <span class={task.state === "recovered" ? "tag good" : "tag"}>{task.state === "recovered" ? "Made good" : "Not made good"}</span> {task.words}
      </span>
      <span class="quiet-note">
        {task.ended_by?.name} · {task.ended_at !== null && when(task.ended_at)}
        {task.again_score !== null && ` · rated again: ${task.again_score} of 5`}
      </span>
      <button type="button" class="text-button" onClick={() => go(task.conversation_id)}>
        Open the conversation
      </button>
    </li>
  );
}
