import { LiveRegion } from "../../shared/live-region";
import { SignIn } from "../../shared/sign-in";
import { Trouble } from "../../studio/parts/shown";
import type { Knowledge, Place } from "../knowledge";
import { Editor } from "./editor";
import { GapsList } from "./gaps-list";
import { List } from "./list";
import { TasksList } from "./tasks-list";

const NAMES: Record<Place, string> = { articles: "Articles", gaps: "Gaps", tasks: "Tasks" };

export function Shell({ knowledge }: { knowledge: Knowledge }) {
  const phase = knowledge.phase.value;
  if (phase === "signed_out") return <SignIn desk={knowledge} to="the articles" />;
  if (phase !== "ready") {
    return (
      <main class="nothing-open whole" aria-live="polite">
        <h1>{phase === "unreachable" ? "The desk does not answer" : "Opening the articles"}</h1>
      </main>
    );
  }
  return (
    <div class="studio">
      <Places knowledge={knowledge} />
      <main class="place" data-testid="place" data-screen={knowledge.place.value}>
        <div class="page">
          <At knowledge={knowledge} />
        </div>
      </main>
      <LiveRegion />
    </div>
  );
}

function At({ knowledge }: { knowledge: Knowledge }) {
  if (knowledge.open.value !== null) return <Editor knowledge={knowledge} open={knowledge.open.value} />;
  const place = knowledge.place.value;
  return (
    <>
      <h1>{NAMES[place]}</h1>
      <Trouble words={knowledge.trouble.value} />
      {place === "articles" && <List knowledge={knowledge} />}
      {place === "gaps" && <GapsList knowledge={knowledge} />}
      {place === "tasks" && <TasksList knowledge={knowledge} />}
    </>
  );
}

function Places({ knowledge }: { knowledge: Knowledge }) {
  const tasks = knowledge.listed.value?.tasks.length ?? 0;
  return (
    <header class="places">
      <p class="brand">Articles</p>
      <nav aria-label="Articles">
        {(Object.keys(NAMES) as Place[]).map((place) => (
          <a
            key={place}
            href={`#${place}`}
            aria-current={knowledge.place.value === place ? "page" : undefined}
            data-testid={`go-${place}`}
            onClick={(event) => {
              event.preventDefault();
              knowledge.show(place);
            }}
          >
            {NAMES[place]}
            {place === "tasks" && tasks > 0 && ` (${tasks})`}
          </a>
        ))}
      </nav>
      <p class="whoami">
        <span>{knowledge.agent.value?.name}</span>
        <a href="/help" target="_blank" rel="noopener">
          Help page
        </a>
        <a href={knowledge.agent.value?.role === "designer" ? "/studio" : "/agent"}>{knowledge.agent.value?.role === "designer" ? "Studio" : "Desk"}</a>
      </p>
    </header>
  );
}
