import type { Tried } from "../contract";
import { FALLBACK, spoken } from "../flow";
import { Bar } from "./shown";
import { named } from "./verdict-card";

const SHOWN = 5;

/** What the bot read, did and weighed in one turn. */
export function Workings({ tried }: { tried: Tried }) {
  const { understanding, actions, decision, handoff } = tried;
  return (
    <>
      <p class="quiet-note">{tried.model_id}</p>
      {understanding !== null && <Parse understanding={understanding} />}
      <h3>What it did</h3>
      <ol class="steps" data-testid="steps">
        {actions.map((action, at) => (
          <li key={at}>
            <code>{action}</code>
          </li>
        ))}
        {actions.length === 0 && <li>nothing</li>}
      </ol>
      <h3>{handoff === null ? "Why it keeps the conversation" : `Why it hands over: ${spoken(handoff.reason)}`}</h3>
      {handoff !== null && (
        <ul>
          {handoff.evidence.map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
      )}
      <Weighed decision={decision} />
    </>
  );
}

function Parse({ understanding }: { understanding: NonNullable<Tried["understanding"]> }) {
  const { intent, ranking, entities, slots, missed, frustration } = understanding;
  const ranked = ranking.length > 0 ? ranking.slice(0, SHOWN) : [intent];
  const known = Object.entries(slots).filter(([, value]) => value !== null && value !== "");
  return (
    <>
      <h3>
        What it read: {named(intent.name)} {missed && <span class="tag warn">missed</span>}
      </h3>
      <table class="figures" data-testid="parse">
        <tbody>
          {ranked.map(({ name, confidence }) => (
            <tr key={name}>
              <th scope="row">{name === FALLBACK ? "no answer" : spoken(name)}</th>
              <td class="barred">
                <Bar share={confidence} strong={name === intent.name} />
              </td>
              <td>{Math.round(100 * confidence)} %</td>
            </tr>
          ))}
        </tbody>
      </table>
      <dl class="passport">
        <dt>Found in it</dt>
        <dd>{entities.length === 0 ? "nothing" : entities.map(({ entity, value }) => `${spoken(entity)}: ${value}`).join(", ")}</dd>
        <dt>Remembers</dt>
        <dd>{known.length === 0 ? "nothing" : known.map(([name, value]) => `${spoken(name)}: ${shown(value)}`).join(", ")}</dd>
        <dt>Displeasure</dt>
        <dd>
          {Math.round(100 * frustration.score)} %{frustration.reasons.length > 0 && ` (${frustration.reasons.join(", ")})`}
        </dd>
      </dl>
    </>
  );
}

function shown(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** Each reason for a person with its score against what it takes. */
function Weighed({ decision }: { decision: Tried["decision"] }) {
  if (decision.reasons.length === 0) return <p class="quiet-note">No reason for a person was weighed.</p>;
  return (
    <table class="figures" data-testid="decision">
      <thead>
        <tr>
          <th scope="col">Reason for a person</th>
          <th scope="col">Score</th>
          <th scope="col">It takes</th>
          <th scope="col">Met</th>
        </tr>
      </thead>
      <tbody>
        {decision.reasons.map(({ name, score, threshold, met }) => (
          <tr key={name} class={met ? "met" : ""}>
            <th scope="row">{spoken(name)}</th>
            <td>{figure(score)}</td>
            <td>{figure(threshold)}</td>
            <td>{met ? "✓ yes" : "no"}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function figure(value: number | null): string {
  return value === null ? "–" : String(Math.round(value * 100) / 100);
}
