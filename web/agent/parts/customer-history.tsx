import { useState } from "preact/hooks";
import { Icon } from "../../shared/icons";
import { calendar } from "../../shared/time";
import type { History } from "../../shared/types";
import type { Console } from "../console";
import type { OpenConversation } from "../open-conversation";
import { spoken } from "../words";

const CALENDAR = calendar("en-GB");
const OUTCOMES: Record<string, string> = {
  solved: "Solved",
  not_solved: "Not solved",
  handed_back: "Back to the assistant",
  transferred: "Passed on",
  merged: "Merged",
  customer_ended: "Ended by the customer",
  fell_silent: "Fell silent",
};

/** What happened before, how it was rated, and what the team keeps of this customer. */
export function CustomerHistory({ desk, open }: { desk: Console; open: OpenConversation }) {
  const history = open.team.history.value;
  if (history.state === "loading") return <div class="skeleton" />;
  if (history.state === "failed") {
    return (
      <div class="quiet-note">
        <p>{history.words}</p>
        <button type="button" class="button" onClick={() => void open.team.loadHistory()}>
          Try again
        </button>
      </div>
    );
  }
  const { handlings, ratings, merged, note } = history.value;
  return (
    <>
      <h3>Note on this customer</h3>
      <CustomerNote key={note?.at ?? ""} open={open} note={note} />
      {merged.length > 0 && (
        <>
          <h3>Merged into this one</h3>
          <ul class="past">
            {merged.map((one) => (
              <li key={one.id}>
                <button type="button" class="text-button" onClick={() => desk.select(one.id)}>
                  {one.name}, {CALENDAR.day(one.at, new Date())}
                </button>
              </li>
            ))}
          </ul>
        </>
      )}
      <h3>Before</h3>
      <Handlings handlings={handlings} open={open} desk={desk} />
      {ratings.length > 0 && (
        <>
          <h3>Ratings</h3>
          <ul class="past" data-testid="past-ratings">
            {ratings.map((rating) => (
              <li key={rating.at}>
                <strong>{rating.score} of 5</strong> for {rating.of ?? "the assistant"}
                {rating.reasons.length > 0 && <span class="quiet-note"> {rating.reasons.map((word) => spoken(word).toLowerCase()).join(", ")}</span>}
                {rating.text !== "" && <q>{rating.text}</q>}
              </li>
            ))}
          </ul>
        </>
      )}
    </>
  );
}

function Handlings({ handlings, open, desk }: { handlings: History["handlings"]; open: OpenConversation; desk: Console }) {
  const over = handlings.filter(({ ended_at: ended }) => ended !== null);
  if (over.length === 0) return <p class="quiet-note">Nobody of the team has talked with them before.</p>;
  return (
    <ul class="past" data-testid="past-handlings">
      {over.map((one) => (
        <li key={`${one.conversation_id}-${one.at}`}>
          <strong>{one.contact_reason === null ? one.reason : spoken(one.contact_reason)}</strong>
          <span class="quiet-note">
            {CALENDAR.day(one.at, new Date())} · {one.agent ?? "Nobody"} · {OUTCOMES[one.outcome ?? ""] ?? "Ended"}
          </span>
          {one.note !== "" && <q>{one.note}</q>}
          {one.conversation_id !== open.id && (
            <button type="button" class="text-button" onClick={() => desk.select(one.conversation_id)}>
              Open
            </button>
          )}
        </li>
      ))}
    </ul>
  );
}

function CustomerNote({ open, note }: { open: OpenConversation; note: History["note"] }) {
  const [text, setText] = useState(note?.text ?? "");
  const [state, setState] = useState<"kept" | "changed" | "failed">("kept");
  return (
    <form
      class="customer-note"
      onSubmit={(event) => {
        event.preventDefault();
        void open.team.noteCustomer(text.trim()).then((done) => setState(done ? "kept" : "failed"));
      }}
    >
      <textarea
        rows={2}
        maxLength={1000}
        aria-label="Note on this customer"
        placeholder="What every colleague should know"
        value={text}
        data-testid="customer-note"
        onInput={(event) => {
          setText(event.currentTarget.value);
          setState("changed");
        }}
      />
      {state === "failed" && (
        <p class="form-trouble" role="alert">
          <Icon name="alert" small /> Not saved. Please try again.
        </p>
      )}
      {state === "kept" ? (
        note !== null && <p class="quiet-note">{note.by}, {CALENDAR.day(note.at, new Date())}</p>
      ) : (
        <button type="submit" class="button" data-testid="keep-customer-note">
          Save note
        </button>
      )}
    </form>
  );
}
