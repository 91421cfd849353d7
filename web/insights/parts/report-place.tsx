import { Shown } from "../../studio/parts/shown";
import type { Told } from "../contract";
import type { Insights } from "../insights";
import { apart, meets, shown, span, sureness } from "../words";
import { Measure } from "./board-place";
import { HandoffTable, ReasonTable } from "./tables";

/** A week on paper: the same figures, in tables. */
export function ReportPlace({ insights }: { insights: Insights }) {
  const week = insights.week.value;
  return (
    <>
      <div class="in-row no-print">
        <div class="segments" role="group" aria-label="Which week">
          <button type="button" aria-pressed={week === "last"} data-testid="week-last" onClick={() => insights.chooseWeek("last")}>
            Last whole week
          </button>
          <button type="button" aria-pressed={week === "this"} data-testid="week-this" onClick={() => insights.chooseWeek("this")}>
            The last seven days
          </button>
        </div>
        <button type="button" class="button" data-testid="print" onClick={() => window.print()}>
          Print
        </button>
      </div>
      <LetterSwitch insights={insights} />
      <Shown of={insights.report} lines={8}>
        {(told) => <Report told={told} insights={insights} />}
      </Shown>
    </>
  );
}

function LetterSwitch({ insights }: { insights: Insights }) {
  const letter = insights.letter.value;
  if (letter === null) return null;
  return (
    <p class="no-print">
      <label class="letter-switch">
        <input
          type="checkbox"
          checked={letter.wanted}
          disabled={insights.busy.value || (!letter.can_mail && !letter.wanted)}
          data-testid="letter"
          onChange={(event) => void insights.askForLetter(event.currentTarget.checked)}
        />
        Send me this by e-mail every Monday
      </label>
      {!letter.can_mail && <span class="figure"> No mail server is set up, so none can be sent.</span>}
    </p>
  );
}

function Report({ told, insights }: { told: Told; insights: Insights }) {
  return (
    <article class="report" data-testid="report">
      <h2>The week of {span(told.period)}</h2>
      <ReportFigures told={told} />
      <ReasonTable told={{ ...told, reasons: told.reasons.slice(0, 10) }} insights={insights} />
      <HandoffTable told={told} insights={insights} />
      <Improvements insights={insights} />
    </article>
  );
}

function ReportFigures({ told }: { told: Told }) {
  const { currency } = told.rules;
  return (
    <div class="scrolls" role="region" aria-label="Figures of the week" tabIndex={0}>
      <table class="figures wide">
        <thead>
          <tr>
            <th scope="col">Figure</th>
            <th scope="col">This week</th>
            <th scope="col">How sure</th>
            <th scope="col">Week before</th>
            <th scope="col">Target</th>
          </tr>
        </thead>
        <tbody>
          {told.figures.map((figure) => {
            const met = meets(figure);
            const beside = apart(figure.now);
            return (
              <tr key={figure.id} data-testid="report-figure" data-figure={figure.id}>
                <th scope="row">{figure.title}</th>
                <td>{shown(figure.now.value, figure.unit, currency)}</td>
                <td class="wraps">{[sureness(figure.now, figure.unit, currency), beside].filter((each) => each !== "").join("; ")}</td>
                <td>{shown(figure.before.value, figure.unit, currency)}</td>
                <td>
                  {figure.target === null ? "none" : shown(figure.target, figure.unit, currency)}
                  {met !== null && (met ? " ✓ met" : " ✗ not met")}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

function Improvements({ insights }: { insights: Insights }) {
  const board = insights.board.value;
  const under = board?.improvements.filter(({ state }) => state === "doing" || state === "done") ?? [];
  if (board === null || under.length === 0) return null;
  return (
    <section aria-label="Improvements">
      <h2>Improvements</h2>
      <ul class="improvements">
        {under.map((one) => (
          <li key={one.id}>
            <h3>{one.title}</h3>
            <p class="figure">{one.owner.name}</p>
            <Measure one={one} board={board} />
          </li>
        ))}
      </ul>
    </section>
  );
}
