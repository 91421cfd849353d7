import type { RatedSide, RatingFigures, Share, SolutionRow } from "../../shared/feedback-types";
import { calendar } from "../../shared/time";
import { percent, range } from "../feedback-desk";
import { spoken } from "../words";
import type { RoomProps } from "./feedback-dialog";
import { Shown } from "./feedback-kept";

const CALENDAR = calendar("en-GB");

/** How bot and people are rated, by one yardstick, with how sure that is. */
export function Figures({ room }: RoomProps) {
  return (
    <Shown kept={room.ratings.value}>
      {({ bot, person, weeks, days }) => (
        <>
          <p class="quiet-note">The last {days} days. Content is who gave 4 or 5; the bars show where the truth lies in 95 of 100 cases.</p>
          <div class="feedback-sides">
            <Side title="Assistant" side={bot} />
            <Side title="People" side={person} />
          </div>
          <h3>Week by week</h3>
          <div class="feedback-table" role="region" aria-label="Week by week" tabIndex={0}>
            <table>
              <thead>
                <tr>
                  <th scope="col">Week of</th>
                  <th scope="col">Assistant</th>
                  <th scope="col">People</th>
                </tr>
              </thead>
              <tbody>
                {fromTheFirst(weeks).map((week) => (
                  <tr key={week.begin}>
                    <th scope="row">{CALENDAR.day(week.begin, new Date()).split(", ")[1]}</th>
                    <td>
                      <Bar share={week.bot} />
                    </td>
                    <td>
                      <Bar share={week.person} />
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </>
      )}
    </Shown>
  );
}

/** Newest first, without the weeks before anybody was asked. */
function fromTheFirst(weeks: RatingFigures["weeks"]): RatingFigures["weeks"] {
  const first = weeks.findIndex((week) => week.bot.n + week.person.n > 0);
  return first < 0 ? [] : weeks.slice(first).reverse();
}

/** A share as a point with its interval; in words for those who do not see it. */
function Bar({ share }: { share: Share }) {
  if (share.n === 0) return <span class="quiet-note">nobody</span>;
  return (
    <span class="feedback-share">
      <svg viewBox="0 0 100 10" aria-hidden="true">
        <rect class="all" x="0" y="4" width="100" height="2" />
        <rect class="sure" x={100 * share.low} y="2" width={Math.max(1, 100 * (share.high - share.low))} height="6" />
        <circle cx={Math.min(97, Math.max(3, (100 * share.k) / share.n))} cy="5" r="3" />
      </svg>
      <span title={range(share)}>
        {percent(share)} <span class="quiet-note">n = {share.n}</span>
      </span>
    </span>
  );
}

function Side({ title, side }: { title: string; side: RatedSide }) {
  const most = Math.max(1, ...side.marks);
  return (
    <section aria-label={title} data-testid={`side-${title.toLowerCase()}`}>
      <h3>{title}</h3>
      <p>
        <strong>{percent(side.content)}</strong> {side.n > 0 && `content (${range(side.content)})`}
      </p>
      <p class="quiet-note">
        {side.n} answered, {side.asked} asked, {side.low} low
      </p>
      <ul class="feedback-marks">
        {[5, 4, 3, 2, 1].map((mark) => (
          <li key={mark}>
            <span>{mark}</span>
            <meter min={0} max={most} value={side.marks[mark - 1] ?? 0} aria-label={`Mark ${mark}`} />
            <span>{side.marks[mark - 1] ?? 0}</span>
          </li>
        ))}
      </ul>
      {side.low_reasons.length > 0 && <p>Low because of {said(side.low_reasons)}</p>}
      {side.good_reasons.length > 0 && <p>Good because of {said(side.good_reasons)}</p>}
    </section>
  );
}

function said(reasons: readonly { reason: string; n: number }[]): string {
  return reasons.map(({ reason, n }) => `${reason} (${n})`).join(", ");
}

/** Whether what was solved held, by reason, for bot and people alike. */
export function HeldFigures({ room, go }: RoomProps) {
  return (
    <Shown kept={room.held.value}>
      {({ all, asked, answered, rows, days }) => (
        <>
          <p data-testid="durable">
            <strong>{percent(all)}</strong> {all.n > 0 && `of what was solved held (${range(all)})`}
          </p>
          <p class="quiet-note">
            The last {days} days. Held is: not taken up again, not back with the same reason within 7 days, and no “no”. {asked} were asked, {answered.yes} said yes, {answered.no} said no.
          </p>
          {rows.length > 0 && (
            <ul class="past feedback-list">
              {rows.map((row) => (
                <Solutions key={`${row.reason} ${row.person}`} row={row} go={go} />
              ))}
            </ul>
          )}
        </>
      )}
    </Shown>
  );
}

function Solutions({ row, go }: { row: SolutionRow; go: (id: string) => void }) {
  return (
    <li data-testid="solutions">
      <strong>{row.reason === null ? "No reason given" : spoken(row.reason)}</strong>
      <span class="quiet-note">
        {row.person ? "People" : "Assistant"}
        {row.pending > 0 && ` · ${row.pending} too young to tell`}
      </span>
      <Bar share={row.durable} />
      {row.cases.length > 0 && (
        <details>
          <summary>What did not hold: {Object.entries(row.not_durable).map(([name, n]) => `${spoken(name).toLowerCase()} ${n}`).join(", ")}</summary>
          <ul class="feedback-examples">
            {row.cases.map((one) => (
              <li key={one.conversation_id + one.at}>
                <button type="button" class="text-button" onClick={() => go(one.conversation_id)}>
                  {spoken(one.outcome)}, solved {CALENDAR.day(one.at, new Date())}
                </button>
              </li>
            ))}
          </ul>
        </details>
      )}
    </li>
  );
}
