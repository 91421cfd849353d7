import { useId } from "preact/hooks";
import { FRAME, across, ceiling, up } from "../../studio/curve";
import type { Figure, Step } from "../contract";
import { shown, span, sureness } from "../words";

const WIDE = { ...FRAME, width: 560, height: 150, left: 62, bottom: 24 };
const NICE_SECONDS = [1, 5, 10, 30, 60, 120, 300, 600, 1_200, 1_800, 3_600, 7_200, 14_400, 28_800, 86_400];

/** The top of the scale: all of it for shares, a round number else. */
export function top(values: readonly number[], unit: Figure["unit"]): number {
  const most = Math.max(0, ...values);
  if (unit === "share") return 1;
  if (unit === "score") return 5;
  if (unit === "seconds") return NICE_SECONDS.find((nice) => nice >= most) ?? Math.ceil(most / 86_400) * 86_400;
  // Two steps up the side, each a whole number.
  return unit === "count" ? 2 * ceiling(Math.max(most, 2) / 2) : ceiling(Math.max(most, 1));
}

interface Drawn {
  figure: Figure;
  steps: readonly Step[];
  currency: string;
  /** Opens the conversations of one step. */
  look: (step: Step) => void;
}

/** How a figure went, as bars with the target across; in figures below, each with its conversations. */
export function Trend({ figure, steps, currency, look }: Drawn) {
  const id = useId();
  const { unit, target, trend } = figure;
  const values = trend.map(({ value }) => value);
  const known = values.filter((value) => value !== null);
  if (known.length === 0) return null;
  const most = top([...known, ...(target === null ? [] : [target])], unit);
  const wide = (WIDE.width - WIDE.left - WIDE.right) / values.length;
  const ends = [steps[0], steps[steps.length - 1]];
  return (
    <figure class="picture trend">
      <svg viewBox={`0 0 ${WIDE.width} ${WIDE.height}`} role="img" aria-labelledby={id}>
        <title id={id}>{says(figure, steps, currency)}</title>
        {[0, 0.5, 1].map((share) => (
          <g key={share} class="scale">
            <line x1={across(0, WIDE)} x2={across(1, WIDE)} y1={up(share, WIDE)} y2={up(share, WIDE)} />
            <text x={across(0, WIDE) - 6} y={up(share, WIDE) + 4} class="end">
              {shown(share * most, unit, currency)}
            </text>
          </g>
        ))}
        {values.map((value, at) => {
          const x = across(0, WIDE) + at * wide + wide * 0.15;
          const y = up((value ?? 0) / most, WIDE);
          return (
            <rect
              key={steps[at]?.first}
              class={value === null ? "unknown" : steps[at]?.open === false ? "bar-of closed" : "bar-of"}
              x={x}
              y={value === null ? up(0, WIDE) - 3 : Math.min(y, up(0, WIDE) - 1)}
              width={wide * 0.7}
              height={value === null ? 3 : Math.max(1, up(0, WIDE) - y)}
              rx={1.5}
            />
          );
        })}
        {target !== null && <line class="target" x1={across(0, WIDE)} x2={across(1, WIDE)} y1={up(target / most, WIDE)} y2={up(target / most, WIDE)} />}
        {ends.map((step, at) => (
          <text key={at} x={across(at, WIDE)} y={WIDE.height - 6} class={at === 0 ? "" : "end"}>
            {step === undefined ? "" : span(step)}
          </text>
        ))}
      </svg>
      <details>
        <summary>In figures</summary>
        <Figures figure={figure} steps={steps} currency={currency} look={look} />
      </details>
    </figure>
  );
}

function says(figure: Figure, steps: readonly Step[], currency: string): string {
  const first = steps[0];
  const last = steps[steps.length - 1];
  const whole = first === undefined || last === undefined ? "" : ` from ${span(first)} to ${span(last)}`;
  return `${figure.title}${whole}: ${shown(figure.now.value, figure.unit, currency)} in all.`;
}

function Figures({ figure, steps, currency, look }: Drawn) {
  return (
    <div class="scrolls" role="region" aria-label={`${figure.title}, in figures`} tabIndex={0}>
      <table class="figures">
        <thead>
          <tr>
            <th scope="col">When</th>
            <th scope="col">{figure.title}</th>
            <th scope="col">How sure</th>
          </tr>
        </thead>
        <tbody>
          {steps.map((step, at) => {
            const measured = figure.trend[at];
            if (measured === undefined) return null;
            return (
              <tr key={step.first}>
                <th scope="row">
                  <button type="button" class="text-button" onClick={() => look(step)}>
                    {span(step)}
                  </button>
                  {!step.open && " closed"}
                </th>
                <td>{shown(measured.value, figure.unit, currency)}</td>
                <td>{sureness(measured, figure.unit, currency)}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
