import { useState } from "preact/hooks";
import type { PeerReview, ReviewLine, ReviewSheet, RuleName, RuleOutcome } from "../../shared/quality-types";
import { calendar } from "../../shared/time";
import { Shown } from "./feedback-kept";
import type { RoomProps } from "./quality-dialog";

const CALENDAR = calendar("en-GB");
const CHOICES: readonly (readonly [RuleOutcome, string])[] = [
  ["met", "Yes"],
  ["missed", "No"],
  ["not_asked", "Does not apply"],
];
const SAID: Record<RuleOutcome, string> = { met: "yes", missed: "no", not_asked: "does not apply" };

/** Handlings of colleagues and the assistant that were drawn for this colleague, and what came of earlier ones. */
export function Reviews(props: RoomProps) {
  const { room } = props;
  const sheet = room.sheet.value;
  if (sheet !== null) return <Sheet key={sheet.review.id} {...props} sheet={sheet} />;
  return (
    <Shown kept={room.reviews.value}>
      {({ reviews }) => {
        const [open, done] = [reviews.filter((each) => !each.done), reviews.filter((each) => each.done)];
        return (
          <>
            <p class="quiet-note">Each Monday some handlings are drawn by lot, never your own. You see what the rules said once you have handed yours in.</p>
            {open.length === 0 && <p data-testid="no-reviews">Nothing waits for your review.</p>}
            <ul class="quality-list">
              {open.map((each) => (
                <li key={each.id} data-testid="review-open">
                  <span>{titleOf(each)}</span>
                  <button type="button" class="button" disabled={room.busy.value} onClick={() => void room.review(each.id)}>
                    Review<span class="unseen"> {titleOf(each)}</span>
                  </button>
                </li>
              ))}
            </ul>
            {done.length > 0 && <h3>Done</h3>}
            <ul class="quality-list">
              {done.map((each) => (
                <li key={each.id} data-testid="review-done">
                  <span>{titleOf(each)}</span>
                  <span class="quiet-note">{compared(each)}</span>
                </li>
              ))}
            </ul>
          </>
        );
      }}
    </Shown>
  );
}

function titleOf(review: PeerReview): string {
  const day = CALENDAR.day(review.week, new Date()).split(", ").pop() ?? review.week;
  return `${review.bot ? "The assistant" : "A colleague"}, week of ${day}`;
}

function compared({ verdicts }: PeerReview): string {
  const other = verdicts.filter((each) => each.mine !== each.rules);
  if (other.length === 0) return "You and the rules agree.";
  return other.map((each) => `${each.title}: you ${SAID[each.mine]}, the rules ${each.rules === null ? "nothing" : SAID[each.rules]}`).join("; ");
}

function Sheet({ room, sheet }: RoomProps & { sheet: ReviewSheet }) {
  const [found, setFound] = useState<Partial<Record<RuleName, RuleOutcome>>>({});
  const [note, setNote] = useState("");
  const missing = sheet.rules.filter(({ rule }) => found[rule] === undefined).length;
  return (
    <form
      class="quality-form"
      data-testid="review-sheet"
      onSubmit={(event) => {
        event.preventDefault();
        void room.handIn(sheet.review.id, found, note);
      }}
    >
      <button type="button" class="text-button" onClick={() => (room.sheet.value = null)}>
        ‹ All reviews
      </button>
      <div class="quality-talk" role="region" aria-label="What was said" tabIndex={0}>
        {sheet.before.length > 0 && <Lines lines={sheet.before} />}
        {sheet.before.length > 0 && <p class="quiet-note">From here on it is about {sheet.bot ? "the assistant" : "your colleague"}.</p>}
        <Lines lines={sheet.entries} />
      </div>
      {sheet.rules.map(({ rule, title, says }) => (
        <fieldset key={rule} data-testid={`review-${rule}`}>
          <legend>
            <strong>{title}.</strong> {says}
          </legend>
          {CHOICES.map(([outcome, words]) => (
            <label key={outcome}>
              <input type="radio" name={rule} checked={found[rule] === outcome} onChange={() => setFound({ ...found, [rule]: outcome })} /> {words}
            </label>
          ))}
        </fieldset>
      ))}
      <label>
        Anything to add (only the team sees it)
        <textarea rows={2} maxLength={500} value={note} onInput={(event) => setNote(event.currentTarget.value)} />
      </label>
      <button type="submit" class="button primary" data-testid="review-hand-in" disabled={missing > 0 || room.busy.value}>
        {missing > 0 ? `Hand in (${missing} to go)` : "Hand in"}
      </button>
    </form>
  );
}

function Lines({ lines }: { lines: ReviewLine[] }) {
  return (
    <ul>
      {lines.map((each) => (
        <li key={each.seq}>
          {each.message === null ? <em>{each.line}</em> : <><strong>{each.author.kind === "agent" ? "Colleague" : each.author.name}:</strong> {each.message.text}</>}
        </li>
      ))}
    </ul>
  );
}
