import { useState } from "preact/hooks";
import { Empty, Shown } from "../../studio/parts/shown";
import type { ArticleState, Line } from "../contract";
import { doing, type Knowledge } from "../knowledge";

export const STATES: Record<ArticleState, string> = { draft: "Draft", review: "In review", published: "Published", archived: "Archived" };
type Wanted = ArticleState | "all";

/** Every article of the team, those that wait for somebody first. */
export function List({ knowledge }: { knowledge: Knowledge }) {
  const [wanted, setWanted] = useState<Wanted>("all");
  const [words, setWords] = useState("");
  return (
    <Shown of={knowledge.listed} lines={8}>
      {({ articles }) => {
        const shown = articles.filter((one) => (wanted === "all" ? one.state !== "archived" : one.state === wanted)).filter((one) => holds(one, words));
        const counted = (state: ArticleState) => articles.filter((one) => one.state === state).length;
        return (
          <>
            <div class="in-row">
              <div class="segments" role="group" aria-label="State">
                {(["all", "draft", "review", "published", "archived"] as const).map((state) => (
                  <button key={state} type="button" aria-pressed={wanted === state} data-testid={`state-${state}`} onClick={() => setWanted(state)}>
                    {state === "all" ? "All" : `${STATES[state]} ${counted(state)}`}
                  </button>
                ))}
              </div>
              <input
                type="search"
                class="finder"
                aria-label="Find by title or label"
                placeholder="Find by title or label"
                data-testid="find"
                value={words}
                onInput={(event) => setWords(event.currentTarget.value)}
              />
              <button type="button" class="button primary" data-testid="new-article" onClick={() => knowledge.start(null)}>
                New article
              </button>
            </div>
            {shown.length === 0 ? (
              <Empty title="No article here" />
            ) : (
              <ul class="articles-list">
                {shown.map((one) => (
                  <Row key={one.id} one={one} knowledge={knowledge} />
                ))}
              </ul>
            )}
          </>
        );
      }}
    </Shown>
  );
}

function Row({ one, knowledge }: { one: Line; knowledge: Knowledge }) {
  return (
    <li data-testid="article" data-state={one.state}>
      <button type="button" class="text-button" data-testid="open-article" onClick={() => void knowledge.look(one.id)}>
        {one.title}
      </button>
      <p class="tags">
        <span class={one.state === "published" ? "tag" : "tag warn"}>{STATES[one.state]}</span>
        {one.published !== null && one.state !== "published" && <span class="tag">An earlier version is published</span>}
        {one.old && <span class="tag warn">Old since {one.expires_on}</span>}
      </p>
      <p class="figure">
        {one.owner.name} · {doing(one)}
        {one.labels.length > 0 && ` · ${one.labels.join(", ")}`}
      </p>
    </li>
  );
}

function holds(one: Line, words: string): boolean {
  const sought = words.trim().toLowerCase();
  return sought === "" || [one.title, ...one.labels, ...one.intents].some((text) => text.toLowerCase().includes(sought));
}
