import { Shown } from "../../studio/parts/shown";
import type { Told } from "../contract";
import type { Days, Insights } from "../insights";
import { span } from "../words";
import { FigureCard } from "./figure-card";
import { SegmentTable } from "./segment-table";
import { GiftTable, HandoffTable, ReasonTable } from "./tables";

const CHOICES: readonly Days[] = [7, 30, 90];

/** All figures of a period, in groups; then what it was about and what that cost. */
export function FiguresPlace({ insights }: { insights: Insights }) {
  return (
    <>
      <div class="in-row">
        <div class="segments" role="group" aria-label="Period">
          {CHOICES.map((days) => (
            <button key={days} type="button" aria-pressed={insights.days.value === days} data-testid={`days-${days}`} onClick={() => insights.choose(days)}>
              {days} days
            </button>
          ))}
        </div>
        <button type="button" class="button" data-testid="export" disabled={insights.busy.value} onClick={() => void insights.takeAlong()}>
          Take along as CSV
        </button>
      </div>
      <Shown of={insights.told} lines={8}>
        {(told) => <Figures told={told} insights={insights} />}
      </Shown>
    </>
  );
}

function Figures({ told, insights }: { told: Told; insights: Insights }) {
  const groups = [...new Set(told.figures.map(({ group }) => group))];
  return (
    <>
      <p class="figure" data-testid="period">
        {span(told.period)}, today included; beside it {span(told.before)}. Days as in {told.rules.zone}.
      </p>
      {told.segment !== null && (
        <p class="in-row" role="status" data-testid="narrowed-to">
          <strong>Only customers of the segment “{told.segment}”, as they were when they came.</strong>
          <button type="button" class="text-button" data-testid="everybody" onClick={() => insights.narrow("")}>
            Show everybody
          </button>
        </p>
      )}
      {groups.map((group) => (
        <section key={group} aria-label={group}>
          <h2>{group}</h2>
          {group === "Knowledge" && <OpenQuestions told={told} />}
          <ul class="figure-cards">
            {told.figures
              .filter((figure) => figure.group === group)
              .map((figure) => (
                <FigureCard key={figure.id} figure={figure} told={told} insights={insights} />
              ))}
          </ul>
        </section>
      ))}
      <ReasonTable told={told} insights={insights} />
      <SegmentTable insights={insights} />
      <div class="pairs">
        <HandoffTable told={told} insights={insights} />
        <GiftTable told={told} insights={insights} />
      </div>
    </>
  );
}

function OpenQuestions({ told }: { told: Told }) {
  const { open_questions: open } = told;
  const whose = told.segment === null ? "" : " Of everybody: a question without an answer knows no segment.";
  if (open.messages === 0) return <p class="figure">No question of the last 60 days is without an answer.{whose}</p>;
  return (
    <p data-testid="open-questions">
      {open.messages === 1 ? "One question" : `${open.messages} questions`} of {open.people === 1 ? "one person" : `${open.people} people`} in the last 60 days had no answer and nobody has dealt with{" "}
      {open.messages === 1 ? "it" : "them"}: <a href="/articles#gaps">see the gaps</a>
      {whose}
    </p>
  );
}
