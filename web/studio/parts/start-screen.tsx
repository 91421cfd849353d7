import type { ReasonKind } from "../contract";
import { TREND_DAYS, type Studio } from "../studio";
import { REASONS } from "./inbox-filters";
import { NextStep } from "./shell";
import { Empty, Shown } from "./shown";
import { TrendPicture } from "./trend-picture";
import { When } from "./when";

/** What waits, what was done last, and whether it helps. */
export function StartScreen({ studio }: { studio: Studio }) {
  return (
    <div class="page start" data-testid="start">
      <h1>Good to see you, {studio.agent.value?.name}</h1>
      <div class="cards">
        <Waits studio={studio} />
        <section class="card" aria-label="Misses">
          <h2>Misses of the last {TREND_DAYS} days</h2>
          <Shown of={studio.trend}>{({ days }) => <TrendPicture days={days} />}</Shown>
        </section>
        <Live studio={studio} />
        <Last studio={studio} />
      </div>
    </div>
  );
}

function Waits({ studio }: { studio: Studio }) {
  const show = (reason: ReasonKind | null) => {
    studio.inbox.asked.value = { ...studio.inbox.asked.value, state: "open", reason };
    studio.inbox.at.value = null;
    studio.show("inbox");
  };
  return (
    <section class="card" aria-label="What waits" data-testid="waits">
      <Shown of={studio.waiting}>
        {({ total, reasons }) => {
          if (total === 0) return <NothingWaits />;
          const kinds = (Object.keys(REASONS) as ReasonKind[]).filter((kind) => (reasons[kind] ?? 0) > 0);
          return (
            <>
              <h2>{total === 1 ? "1 message to look at" : `${total.toLocaleString()} messages to look at`}</h2>
              <ul class="waits">
                {kinds.map((kind) => (
                  <li key={kind}>
                    <button type="button" data-testid={`waits-${kind}`} onClick={() => show(kind)}>
                      <span>{REASONS[kind]}</span>
                      <strong>{reasons[kind]}</strong>
                    </button>
                  </li>
                ))}
              </ul>
              <button type="button" class="button primary" data-testid="to-inbox" onClick={() => show(null)}>
                Begin with the dearest
              </button>
            </>
          );
        }}
      </Shown>
    </section>
  );
}

function NothingWaits() {
  return (
    <Empty title="Nothing waits">
      <p>Whatever the assistant misreads will be here.</p>
    </Empty>
  );
}

function Live({ studio }: { studio: Studio }) {
  return (
    <section class="card" aria-label="Live model" data-testid="live">
      <h2>Who answers</h2>
      <Shown of={studio.rollouts.models} lines={2}>
        {({ live, rollout }) => (
          <>
            <p>{live ?? "No model is live."}</p>
            {rollout !== null && rollout.stage !== null && <p class="tag">{rollout.candidate} is being tried</p>}
            <button type="button" class="button" onClick={() => studio.show("models")}>
              Models
            </button>
          </>
        )}
      </Shown>
      <NextStep studio={studio} />
    </section>
  );
}

function Last({ studio }: { studio: Studio }) {
  return (
    <section class="card" aria-label="Last changes">
      <h2>Last changes</h2>
      <Shown of={studio.data.changes}>
        {({ changes }) =>
          changes.length === 0 ? (
            <p class="quiet-note">Nothing was changed here yet.</p>
          ) : (
            <ul class="last-steps">
              {changes.slice(0, 5).map((change) => (
                <li key={change.id}>
                  <span>{change.says}</span>
                  <span class="quiet-note">
                    {change.by}, <When at={change.at} /> {change.undone && "· undone"}
                  </span>
                </li>
              ))}
            </ul>
          )
        }
      </Shown>
    </section>
  );
}
