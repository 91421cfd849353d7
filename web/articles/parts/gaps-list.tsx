import { Empty, Shown } from "../../studio/parts/shown";
import type { Gap } from "../contract";
import type { Knowledge } from "../knowledge";

/** What people asked and nobody had an answer for, what most of them ask first. */
export function GapsList({ knowledge }: { knowledge: Knowledge }) {
  return (
    <Shown of={knowledge.gaps} lines={6}>
      {({ available, gaps }) => {
        if (!available) return <Empty title="Gaps cannot be gathered just now">What messages mean is not known while the trainer is away.</Empty>;
        if (gaps.length === 0) return <Empty title="Nobody asked in vain lately" />;
        return (
          <ul class="cards">
            {gaps.map((gap) => (
              <GapCard key={gap.messages[0]} gap={gap} knowledge={knowledge} />
            ))}
          </ul>
        );
      }}
    </Shown>
  );
}

function GapCard({ gap, knowledge }: { gap: Gap; knowledge: Knowledge }) {
  const keeper = knowledge.listed.value?.keeper === true;
  return (
    <li class="card" data-testid="gap">
      <h2>{gap.draft.title}</h2>
      <p class="figure">
        {gap.people === 1 ? "One person" : `${gap.people} people`}, {gap.count === 1 ? "one message" : `${gap.count} messages`}
      </p>
      <ul class="examples">
        {gap.examples.map((example) => (
          <li key={example.text}>“{example.text}”</li>
        ))}
      </ul>
      {gap.article !== null && (
        <p>
          Perhaps answered by{" "}
          <button type="button" class="text-button" onClick={() => void knowledge.look(gap.article?.id ?? "")}>
            {gap.article.title}
          </button>
        </p>
      )}
      <p class="in-row">
        <button type="button" class="button primary" data-testid="draft-from-gap" onClick={() => knowledge.start(gap)}>
          Write an article
        </button>
        {keeper && (
          <button type="button" class="button" data-testid="set-aside" disabled={knowledge.busy.value} onClick={() => void knowledge.setAside(gap)}>
            Needs none
          </button>
        )}
      </p>
    </li>
  );
}
