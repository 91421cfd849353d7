import type { Figure, Told } from "../contract";
import type { Insights } from "../insights";
import { apart, meets, shown, sureness } from "../words";
import { Trend } from "./trend";

/** One figure: the answer, how sure it is, what it was before, then the picture and what is behind it. */
export function FigureCard({ figure, told, insights }: { figure: Figure; told: Told; insights: Insights }) {
  const { currency } = told.rules;
  const sure = sureness(figure.now, figure.unit, currency);
  const beside = apart(figure.now);
  return (
    <li class="card of-figure" data-testid="figure" data-figure={figure.id}>
      <h3>{figure.title}</h3>
      <p class="answer">
        <strong data-testid="value">{shown(figure.now.value, figure.unit, currency)}</strong>
        {sure !== "" && <span class="figure">{sure}</span>}
      </p>
      <p class="figure">
        Before: {shown(figure.before.value, figure.unit, currency)}
        <Target figure={figure} currency={currency} />
      </p>
      {beside !== "" && (
        <p class="figure" data-testid="apart">
          {beside}
        </p>
      )}
      {figure.id === "cost" && told.rules.hour_cost === null && <p class="figure">Nobody has set what an hour of work costs (service file, insights.agent_hour_cost).</p>}
      <Trend
        figure={figure}
        steps={told.steps}
        currency={currency}
        look={(step) => void insights.look({ part: figure.parts[0] ?? "all", span: { first: step.first, last: step.last } })}
      />
      <details class="what">
        <summary>What it is</summary>
        <p>{figure.says}</p>
      </details>
      <p class="parts" role="group" aria-label={`Conversations behind: ${figure.title}`}>
        {figure.parts.filter((part) => part !== "gone" || (figure.now.apart.gone ?? 0) > 0).map((part) => (
          <button key={part} type="button" class="text-button" data-testid={`part-${part}`} onClick={() => void insights.look({ part })}>
            {told.parts[part]}
          </button>
        ))}
      </p>
    </li>
  );
}

function Target({ figure, currency }: { figure: Figure; currency: string }) {
  if (figure.target === null) return null;
  const met = meets(figure);
  const words = met === null ? "" : met ? " ✓ met" : " ✗ not met";
  return (
    <span class={met === null ? "" : met ? "met" : "missed-target"} data-testid="target">
      {" · "}Target: {shown(figure.target, figure.unit, currency)}
      {words}
    </span>
  );
}
