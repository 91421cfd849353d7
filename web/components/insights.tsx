import { render } from "preact";
import { Insights } from "../insights/insights";
import { BoardPlace } from "../insights/parts/board-place";
import { FigureCard } from "../insights/parts/figure-card";
import { FiguresPlace } from "../insights/parts/figures-place";
import { ReportPlace } from "../insights/parts/report-place";
import { BOARD, FIGURES, TOLD } from "./insight-specimens";
import { Page, Section, Specimen } from "./page";

const AWAY = { state: "failed", words: "The desk does not answer just now. Nothing is lost; please try again in a moment.", offline: true } as const;

/** Insights that are not connected to anything. */
function insights(change: (made: Insights) => void = () => undefined): Insights {
  const made = new Insights();
  made.agent.value = { id: "a_olu", name: "Olu", email: "olu@shop.example", role: "supervisor" };
  made.phase.value = "ready";
  made.told.set(TOLD);
  made.report.set(TOLD);
  made.board.set(BOARD);
  made.letter.set({ wanted: true, can_mail: true });
  change(made);
  return made;
}

const FIGURE_PLACES: [string, Insights][] = [
  ["a week", insights((one) => (one.days.value = 7))],
  ["no contacts yet", insights((one) => one.told.set({ ...TOLD, figures: [], reasons: [], handoff_reasons: [], gifts: [], open_questions: { messages: 0, people: 0 } }))],
  ["loading", insights((one) => (one.told.held.value = { state: "loading" }))],
  ["failed", insights((one) => (one.told.held.value = AWAY))],
];
const BOARDS: [string, Insights][] = [
  ["one of each kind", insights()],
  ["nothing on it yet", insights((one) => one.board.set({ ...BOARD, improvements: [] }))],
];
const REPORTS: [string, Insights][] = [
  ["a week", insights()],
  ["no mail server", insights((one) => one.letter.set({ wanted: false, can_mail: false }))],
];

function All() {
  const plain = insights();
  return (
    <Page title="Components: insights">
      <Section name="Figure">
        {FIGURES.map(([state, figure]) => (
          <Specimen key={state} state={state}>
            <ul class="figure-cards">
              <FigureCard figure={figure} told={TOLD} insights={plain} />
            </ul>
          </Specimen>
        ))}
      </Section>
      <Section name="Figures">
        {FIGURE_PLACES.map(([state, one]) => (
          <Specimen key={state} state={state} wide>
            <FiguresPlace insights={one} />
          </Specimen>
        ))}
      </Section>
      <Section name="Board of improvements">
        {BOARDS.map(([state, one]) => (
          <Specimen key={state} state={state} wide>
            <BoardPlace insights={one} />
          </Specimen>
        ))}
      </Section>
      <Section name="Report">
        {REPORTS.map(([state, one]) => (
          <Specimen key={state} state={state} wide>
            <ReportPlace insights={one} />
          </Specimen>
        ))}
      </Section>
    </Page>
  );
}

const place = document.getElementById("components");
if (place === null) throw new Error("the page lost its #components element");
render(<All />, place);
