import { when } from "../../shared/account/when";
import type { DriftSide, JudgesAgree, QualityFigures } from "../../shared/quality-types";
import { calendar } from "../../shared/time";
import { percentOf } from "../quality-desk";
import { Shown } from "./feedback-kept";
import type { RoomProps } from "./quality-dialog";

const CALENDAR = calendar("en-GB");
const CAME: Record<DriftSide["verdict"], string> = { better: "▲ better", worse: "▼ worse", no_difference: "● no difference that could not be chance", too_early: "too few to tell" };

/** How often each rule was met, week by week; four weeks beside the four before; and how far judges agree. */
export function Drift(props: RoomProps) {
  return <Shown kept={props.room.figures.value}>{(figures) => <Figures {...props} figures={figures} />}</Shown>;
}

function Figures({ room, go, figures }: RoomProps & { figures: QualityFigures }) {
  const behind = room.behind.value;
  return (
    <>
      <p class="quiet-note">Share of handlings that met a rule, of those that it asked something of. The last four whole weeks beside the four before. Nobody is shown alone.</p>
      {figures.drift.map((line) => (
        <section key={line.rule} class="quality-rule" aria-label={line.title} data-testid={`drift-${line.rule}`}>
          <h3>
            {line.title}
            {!line.on && " (switched off)"}
          </h3>
          {(["bot", "people"] as const).map((side) => (
            <div key={side} class="quality-side">
              <span>{side === "bot" ? "Assistant" : "People"}</span>
              <Weeks side={line[side]} />
              <span>
                {line[side].before.value === null && line[side].after.value === null ? (
                  "no whole week yet"
                ) : (
                  <>
                    {percentOf(line[side].before.value)} → <strong>{percentOf(line[side].after.value)}</strong>, {CAME[line[side].verdict]}
                  </>
                )}
              </span>
              <button type="button" class="text-button" aria-expanded={behind?.rule === line.rule && behind.side === side} onClick={() => void room.lookBehind(line.rule, side)}>
                Where it was not met<span class="unseen">: {line.title}, {side === "bot" ? "assistant" : "people"}</span>
              </button>
              {behind?.rule === line.rule && behind.side === side && (
                <ul class="quality-list" data-testid="behind">
                  {behind.handlings.length === 0 && <li>None that may be shown: of people, after two days only.</li>}
                  {behind.handlings.map((each) => (
                    <li key={`${each.conversation_id} ${each.seq}`}>
                      <button type="button" class="text-button" onClick={() => go(each.conversation_id, each.seq)}>
                        {when(each.at)}
                      </button>
                      {each.found !== "" && <span class="quiet-note">{each.found}</span>}
                    </li>
                  ))}
                </ul>
              )}
            </div>
          ))}
        </section>
      ))}
      <h3>How far judges agree</h3>
      <p class="quiet-note">
        {figures.reviews_done} reviews. Kappa is agreement beyond chance: 0 none, 1 all. Below 0.4 the rule, or what it says, is worth talking about.
      </p>
      <div class="quality-table" role="region" aria-label="Agreement" tabIndex={0}>
        <table data-testid="agreement">
          <thead>
            <tr>
              <th scope="col">Rule</th>
              <th scope="col">Colleagues and rules</th>
              <th scope="col">Colleagues among each other</th>
            </tr>
          </thead>
          <tbody>
            {figures.agreement.map((line) => (
              <tr key={line.title}>
                <th scope="row">{line.title}</th>
                <td>{agreeing(line.rules)}</td>
                <td>{agreeing(line.colleagues)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <h3>Weekly samples</h3>
      <ul class="quality-list">
        {figures.samples.length === 0 && <li>None was drawn yet: each Monday from six o'clock, if something was handled the week before.</li>}
        {figures.samples.map((each) => (
          <li key={each.week}>
            Week of {CALENDAR.day(each.week, new Date())}: {each.drawn} of {each.candidates} handlings
          </li>
        ))}
      </ul>
    </>
  );
}

function agreeing({ n, same, kappa, few }: JudgesAgree): string {
  if (n === 0) return "nothing yet";
  const told = kappa === null ? "kappa not known" : `kappa ${kappa.toFixed(2)}`;
  return `${same} of ${n} alike, ${told}${few ? ", few yet" : ""}`;
}

/** Week by week as bars; a week without any is a gap. In words for those who do not see it. */
function Weeks({ side }: { side: DriftSide }) {
  const told = side.weeks.map((week) => percentOf(week.value)).join(", ");
  return (
    <svg class="quality-weeks" viewBox={`0 0 ${side.weeks.length * 8} 24`} role="img" aria-label={`Week by week: ${told}`}>
      {side.weeks.map((week, at) =>
        week.value === null ? null : <rect key={at} x={at * 8 + 1} y={23 - 22 * week.value} width="6" height={22 * week.value + 1} />,
      )}
    </svg>
  );
}
