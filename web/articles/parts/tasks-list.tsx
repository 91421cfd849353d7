import { Empty, Shown } from "../../studio/parts/shown";
import type { Knowledge } from "../knowledge";

/** What articles ask of their owners; one's own first. */
export function TasksList({ knowledge }: { knowledge: Knowledge }) {
  return (
    <Shown of={knowledge.listed}>
      {({ tasks }) => {
        if (tasks.length === 0) return <Empty title="Nothing is to be done" />;
        const mine = (id: string) => id === knowledge.agent.value?.id;
        const ordered = [...tasks].sort((one, other) => Number(mine(other.owner.id)) - Number(mine(one.owner.id)));
        return (
          <ul class="cards">
            {ordered.map((task) => (
              <li key={task.id} class="card" data-testid="task">
                <h2>{task.title}</h2>
                <p>{task.says}</p>
                <p class="figure">{mine(task.owner.id) ? "Yours" : task.owner.name}</p>
                <p class="in-row">
                  <button type="button" class="button primary" onClick={() => void knowledge.look(task.article_id)}>
                    Open the article
                  </button>
                  <button type="button" class="button" data-testid="task-done" disabled={knowledge.busy.value} onClick={() => void knowledge.done(task.id)}>
                    Done
                  </button>
                </p>
              </li>
            ))}
          </ul>
        );
      }}
    </Shown>
  );
}
