import { when } from "../../shared/account/when";
import { Shown } from "./feedback-kept";
import type { RoomProps } from "./quality-dialog";

/** One's own work: what went well first, at most one thing to try, and what every verdict rests on. */
export function Mine({ room, go }: RoomProps) {
  return (
    <Shown kept={room.mine.value}>
      {(mine) => (
        <>
          <p class="quiet-note">Your last {mine.weeks} weeks. For two days only you see a handling of yours; nobody is ever ranked.</p>
          {mine.rules.length === 0 && <p data-testid="quality-nothing">Nothing to show yet. Once a conversation of yours is over, it stands here.</p>}
          <ul class="quality-list" data-testid="quality-rules">
            {mine.rules.map((line) => (
              <li key={line.rule}>
                <strong>{line.title}</strong>{" "}
                <span>
                  {line.met === line.n ? `every time, ${line.n} of ${line.n}` : `${line.met} of ${line.n} times`}
                </span>
              </li>
            ))}
          </ul>
          {mine.try !== null && (
            <p class="quality-try" data-testid="quality-try">
              <strong>One thing to try:</strong> {mine.try.says}
            </p>
          )}
          {mine.handlings.length > 0 && <h3>Your last conversations</h3>}
          <ul class="quality-list">
            {mine.handlings.map((each) => (
              <li key={`${each.conversation_id} ${each.seq}`} data-testid="quality-handling">
                <span>{when(each.at)}</span>
                <span class="quality-verdicts">
                  {each.verdicts.map((verdict) => (
                    <button key={verdict.rule} type="button" class={`tag quality-verdict ${verdict.outcome}`} onClick={() => go(each.conversation_id, verdict.seq)}>
                      {verdict.outcome === "met" ? "✓" : "○"} {verdict.title}
                      <span class="unseen">{verdict.outcome === "met" ? ", met: show the line" : ", not met: show the line"}</span>
                    </button>
                  ))}
                </span>
              </li>
            ))}
          </ul>
        </>
      )}
    </Shown>
  );
}
