import type { Arm, Models, Rollout } from "../contract";
import { gathered, percent, type Rollouts } from "../rollout";
import { FirstOf } from "./first-of";
import { named } from "./verdict-card";
import { When } from "./when";

const FIRST = 20;
const SHARES = [5, 25, 50, 100];
const STAGES = { shadow: "reads along", share: "answers some", promoted: "is live" } as const;

/** The roll-out there is: what the candidate would have said, how both do, and the next step. */
export function RolloutCard({ rollouts, known, train }: { rollouts: Rollouts; known: Models; train: () => void }) {
  const rollout = known.rollout;
  if (rollout === null || rollout.stage === null) {
    return (
      <section class="card" data-testid="no-rollout">
        <h2>{known.live === null ? "No model is live" : `${known.live} answers everybody`}</h2>
        <p>No other model is being tried. Train one, or choose one below and let it read along: customers notice nothing.</p>
        <p class="in-row">
          <button type="button" class="button" onClick={train}>
            To training
          </button>
        </p>
        {rollout !== null && <Events events={rollout.events} />}
      </section>
    );
  }
  return (
    <section class="card rollout" data-testid="rollout" data-stage={rollout.stage}>
      <h2>
        {rollout.stage === "promoted" ? rollout.live : rollout.candidate} {rollout.stage === "share" ? `answers ${rollout.percent} % of new conversations` : STAGES[rollout.stage]}
      </h2>
      {rollout.alarm !== null && <p class="form-trouble">{rollout.alarm}</p>}
      <p class="quiet-note">
        Since {rollout.since !== null && <When at={rollout.since} />}, begun by {rollout.by}
        {rollout.slot_state !== null && rollout.slot_state.state !== "up" && `. Its process: ${rollout.slot_state.says ?? rollout.slot_state.state}`}
      </p>
      <Steps rollouts={rollouts} rollout={rollout} />
      <Arms rollout={rollout} />
      <Differences rollout={rollout} />
      <Events events={rollout.events} />
    </section>
  );
}

function Steps({ rollouts, rollout }: { rollouts: Rollouts; rollout: Rollout }) {
  const { busy } = rollouts;
  if (rollout.stage === "promoted") {
    const before = rollout.slot_state?.model_id ?? null;
    return (
      <p class="in-row">
        <span>Conversations that began before finish with {before ?? "the model before"}.</span>
        {before !== null && (
          <button
            type="button"
            class="button"
            disabled={busy.value}
            data-testid="roll-back"
            onClick={() => (rollouts.asking.value = { what: "restore", modelId: before })}
          >
            Roll back
          </button>
        )}
      </p>
    );
  }
  const ready = rollout.slot_state?.state === "up";
  const passed = rollout.candidate !== null && rollouts.passed(rollout.candidate);
  return (
    <div class="in-row">
      <Shares rollout={rollout} free={!busy.value && ready} share={(percent) => void rollouts.share(percent)} />
      <button
        type="button"
        class="button primary"
        disabled={busy.value || !ready}
        data-testid="promote"
        onClick={() => (rollouts.asking.value = { what: "promote", signed: !passed })}
      >
        Promote
      </button>
      <button type="button" class="button" disabled={busy.value} data-testid="end-rollout" onClick={() => (rollouts.asking.value = { what: "end" })}>
        {rollout.stage === "shadow" ? "Give it up" : "Roll back"}
      </button>
    </div>
  );
}

function Shares({ rollout, free, share }: { rollout: Rollout; free: boolean; share: (percent: number) => void }) {
  const now = rollout.stage === "share" ? rollout.percent : null;
  return (
    <div class="segments" role="group" aria-label="Share of new conversations">
      {SHARES.map((each) => (
        <button key={each} type="button" aria-pressed={now === each} disabled={!free} data-testid={`share-${each}`} onClick={() => share(each)}>
          {each} %
        </button>
      ))}
    </div>
  );
}

/** The two side by side. */
export function Arms({ rollout }: { rollout: Rollout }) {
  const { share, shadow } = rollout;
  if (share === null) return null;
  const rows: [string, (arm: Arm) => string][] = [
    ["Conversations", (arm) => arm.conversations.toLocaleString()],
    ["Handed to a person", (arm) => percent(arm.handoff_rate, 1)],
    ["No answer", (arm) => percent(arm.fallback_rate, 1)],
    ["Time to answer", (arm) => milliseconds(arm.latency_ms)],
  ];
  return (
    <div class="scroll-x" role="region" aria-label="Live and candidate" tabIndex={0}>
      <table class="figures arms">
        <thead>
          <tr>
            <td />
            <th scope="col">Live before</th>
            <th scope="col">Candidate</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(([name, figure]) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td>{figure(share.live)}</td>
              <td>{figure(share.candidate)}</td>
            </tr>
          ))}
          {shadow !== null && (
            <tr>
              <th scope="row">Time to read a message</th>
              <td>{milliseconds(shadow.latency_ms.live)}</td>
              <td>{milliseconds(shadow.latency_ms.candidate)}</td>
            </tr>
          )}
        </tbody>
      </table>
    </div>
  );
}

function milliseconds(value: number | null): string {
  return value === null ? "–" : `${Math.round(value)} ms`;
}

/** What the two read differently in real conversations. */
export function Differences({ rollout }: { rollout: Rollout }) {
  const { shadow } = rollout;
  if (shadow === null) return null;
  return (
    <section aria-label="Read differently">
      <h3>Read differently</h3>
      <p class="quiet-note" data-testid="seen">
        {shadow.seen === 0 ? "No message has come by yet." : `${shadow.differ} of ${shadow.seen} messages.`}
      </p>
      <FirstOf items={gathered(shadow.differences)} first={FIRST}>
        {(shown) => (
          <ul class="flips">
            {shown.map(({ difference, times }) => (
              <li key={`${difference.at} ${difference.text}`} class="moved" data-testid="difference">
                <span class="words">
                  {difference.text}
                  {times > 1 && <span class="quiet-note"> {times} times</span>}
                </span>
                <span class="figure">
                  {named(difference.live.intent)} {percent(difference.live.confidence)} → <strong>{named(difference.candidate.intent)}</strong>{" "}
                  {percent(difference.candidate.confidence)}
                </span>
              </li>
            ))}
          </ul>
        )}
      </FirstOf>
    </section>
  );
}

function Events({ events }: { events: Rollout["events"] }) {
  if (events.length === 0) return null;
  return (
    <details>
      <summary>What happened ({events.length})</summary>
      <ol class="events">
        {events.map(({ at, by, says }) => (
          <li key={`${at} ${says}`} data-testid="event">
            <When at={at} /> <strong>{by}</strong> {says}
          </li>
        ))}
      </ol>
    </details>
  );
}
