import { LiveRegion } from "../../shared/live-region";
import { SignIn } from "../../shared/sign-in";
import { Trouble } from "../../studio/parts/shown";
import { PLACES, type Insights, type Place } from "../insights";
import { BehindDialog } from "./behind-dialog";
import { BoardPlace } from "./board-place";
import { FiguresPlace } from "./figures-place";
import { ReportPlace } from "./report-place";

const NAMES: Record<Place, string> = { figures: "Figures", board: "Improvements", report: "Weekly report" };

export function Shell({ insights }: { insights: Insights }) {
  const phase = insights.phase.value;
  if (phase === "signed_out") return <SignIn desk={insights} to="insights" />;
  if (phase !== "ready") return <Closed phase={phase} />;
  const place = insights.place.value;
  return (
    <div class="studio">
      <Places insights={insights} />
      <main class="place" data-testid="place" data-screen={place}>
        <div class="page">
          <h1 class={place === "report" ? "no-print" : ""}>{NAMES[place]}</h1>
          {insights.writing.value === null && insights.looking.value === null && <Trouble words={insights.trouble.value} />}
          {insights.said.value !== null && (
            <p class="fine no-print" role="status" data-testid="said">
              {insights.said.value}
            </p>
          )}
          {place === "figures" && <FiguresPlace insights={insights} />}
          {place === "board" && <BoardPlace insights={insights} />}
          {place === "report" && <ReportPlace insights={insights} />}
        </div>
      </main>
      {insights.looking.value !== null && <BehindDialog insights={insights} looking={insights.looking.value} />}
      <LiveRegion />
    </div>
  );
}

function Closed({ phase }: { phase: "loading" | "unreachable" | "not_allowed" }) {
  const words = { loading: "Opening insights", unreachable: "The desk does not answer", not_allowed: "Insights are for supervisors" };
  return (
    <main class="nothing-open whole" aria-live="polite">
      <h1>{words[phase]}</h1>
      {phase === "not_allowed" && (
        <p>
          Your work is at <a href="/agent">the desk</a>.
        </p>
      )}
    </main>
  );
}

function Places({ insights }: { insights: Insights }) {
  return (
    <header class="places">
      <p class="brand">Insights</p>
      <nav aria-label="Insights">
        {PLACES.map((place) => (
          <a
            key={place}
            href={`#${place}`}
            aria-current={insights.place.value === place ? "page" : undefined}
            data-testid={`go-${place}`}
            onClick={(event) => {
              event.preventDefault();
              insights.show(place);
            }}
          >
            {NAMES[place]}
          </a>
        ))}
      </nav>
      <p class="whoami">
        <span>{insights.agent.value?.name}</span>
        <a href="/articles">Articles</a>
        <a href="/agent">Desk</a>
      </p>
    </header>
  );
}
