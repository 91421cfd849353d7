import { useSignal } from "@preact/signals";
import type { CurvePoint } from "../contract";
import { across, cheapest, costOf, nearest, path, up, type Cost, type Prices } from "../curve";
import { Picture } from "./picture";
import { Trouble } from "./shown";

const PRICES: Prices = { wrong: 5, handoff: 3 };
const whole = (share: number) => `${Math.round(100 * share)} %`;

interface Chosen {
  curve: readonly CurvePoint[];
  inForce: number;
  /** Writes the threshold into the configuration; words when that is refused. */
  askFor: (threshold: number) => Promise<string | null>;
  train: () => void;
}

/** How sure is sure enough: what each threshold answers, gets wrong and costs. */
export function CurvePicture({ curve, inForce, askFor, train }: Chosen) {
  const threshold = useSignal(inForce);
  const prices = useSignal<Prices>(PRICES);
  const point = nearest(curve, threshold.value);
  if (point === null) return null;
  const here = costOf(point, prices.value);
  const best = cheapest(curve, prices.value);
  const now = nearest(curve, inForce);
  return (
    <section class="card" data-testid="curve">
      <h2>How sure is sure enough</h2>
      <p data-testid="curve-says">
        From {whole(point.threshold)} on: it answers <strong>{whole(point.answered)}</strong>, {whole(point.wrong)} of all messages wrongly. A hundred messages cost{" "}
        <strong data-testid="cost">{here.total.toFixed(1)}</strong>.
      </p>
      <Lines curve={curve} at={point} prices={prices.value} />
      <Controls threshold={threshold} prices={prices} />
      <Choice threshold={threshold.value} inForce={inForce} askFor={askFor} train={train} />
      {best !== null && <Advice best={best} now={now === null ? null : costOf(now, prices.value)} use={() => (threshold.value = best.point.threshold)} />}
    </section>
  );
}

function Lines({ curve, at, prices }: { curve: readonly CurvePoint[]; at: CurvePoint; prices: Prices }) {
  const highest = Math.max(1e-9, ...curve.map((point) => costOf(point, prices).total));
  const line = (of: (point: CurvePoint) => number) => path(curve.map((point) => [point.threshold, of(point)] as const));
  return (
    <>
      <Picture
        says={`Share answered, share answered wrongly, and cost, by the confidence asked for. At ${whole(at.threshold)}: ${whole(at.answered)} answered, ${whole(at.wrong)} wrong.`}
        bottom={whole}
        side={whole}
        bottomName="confidence asked for"
        table={<Figures curve={curve} prices={prices} />}
      >
        <path class="line answered" d={line((point) => point.answered)} />
        <path class="line wrong" d={line((point) => point.wrong)} />
        <path class="line cost" d={line((point) => costOf(point, prices).total / highest)} />
        <line class="here" x1={across(at.threshold)} x2={across(at.threshold)} y1={up(0)} y2={up(1)} />
        <circle class="dot answered" cx={across(at.threshold)} cy={up(at.answered)} r={4} />
        <circle class="dot wrong" cx={across(at.threshold)} cy={up(at.wrong)} r={4} />
      </Picture>
      <ul class="legend">
        <li class="answered">answered</li>
        <li class="wrong">answered wrongly</li>
        <li class="cost">cost, of its highest</li>
      </ul>
    </>
  );
}

interface Movable {
  threshold: { value: number };
  prices: { value: Prices };
}

function Controls({ threshold, prices }: Movable) {
  const price = (name: keyof Prices, words: string) => (
    <label>
      {words}
      <input
        type="number"
        min={0}
        step={0.5}
        value={prices.value[name]}
        data-testid={`price-${name}`}
        onInput={(event) => (prices.value = { ...prices.value, [name]: Math.max(0, event.currentTarget.valueAsNumber || 0) })}
      />
    </label>
  );
  return (
    <div class="controls">
      <label class="long">
        Confidence asked for
        <input type="range" min={0} max={1} step={0.01} value={threshold.value} data-testid="threshold" onInput={(event) => (threshold.value = event.currentTarget.valueAsNumber)} />
      </label>
      {price("wrong", "A wrong answer costs")}
      {price("handoff", "A handoff costs")}
    </div>
  );
}

function Advice({ best, now, use }: { best: Cost; now: Cost | null; use: () => void }) {
  const saved = now === null ? 0 : now.total - best.total;
  return (
    <p class="in-row quiet-note">
      <span>
        Cheapest at {whole(best.point.threshold)}: {best.total.toFixed(1)}.{" "}
        {now !== null && `In force is ${whole(now.point.threshold)}, at ${now.total.toFixed(1)}${saved > 0.05 ? `, ${saved.toFixed(1)} more` : ""}.`}
      </span>
      <button type="button" class="button quiet" data-testid="cheapest" onClick={use}>
        Show the cheapest
      </button>
    </p>
  );
}

const LEAST = 0.05;
const MOST = 0.95;
type Asking = "no" | "sending" | "asked";

/** From looking to doing: the threshold goes into the configuration, and the next training tries it. */
function Choice({ threshold, inForce, askFor, train }: Omit<Chosen, "curve"> & { threshold: number }) {
  const state = useSignal<Asking>("no");
  const asked = useSignal<number | null>(null);
  const trouble = useSignal<string | null>(null);
  const send = async () => {
    state.value = "sending";
    trouble.value = await askFor(threshold);
    asked.value = threshold;
    state.value = trouble.value === null ? "asked" : "no";
  };
  const same = Math.abs(threshold - (asked.value ?? inForce)) < 0.005;
  return (
    <>
      <p class="in-row">
        <button
          type="button"
          class="button"
          data-testid="ask-for"
          disabled={same || state.value === "sending" || threshold < LEAST || threshold > MOST}
          onClick={() => void send()}
        >
          Ask for {whole(threshold)}
        </button>
        {state.value === "asked" && (
          <button type="button" class="button primary" data-testid="ask-for-train" onClick={train}>
            Train with it
          </button>
        )}
        <span class="quiet-note" role="status" data-testid="asked-for">
          {state.value === "asked" && asked.value !== null ? `${whole(asked.value)} is in the configuration. The next model asks for it, and the gate judges it.` : ""}
        </span>
      </p>
      <Trouble words={trouble.value} />
    </>
  );
}

function Figures({ curve, prices }: { curve: readonly CurvePoint[]; prices: Prices }) {
  const step = Math.max(1, Math.ceil(curve.length / 12));
  return (
    <table class="figures">
      <thead>
        <tr>
          <th scope="col">Asked for</th>
          <th scope="col">Answered</th>
          <th scope="col">Wrongly</th>
          <th scope="col">Cost of 100</th>
        </tr>
      </thead>
      <tbody>
        {curve
          .filter((_, at) => at % step === 0)
          .map((point) => (
            <tr key={point.threshold}>
              <th scope="row">{whole(point.threshold)}</th>
              <td>{whole(point.answered)}</td>
              <td>{(100 * point.wrong).toFixed(1)} %</td>
              <td>{costOf(point, prices).total.toFixed(1)}</td>
            </tr>
          ))}
      </tbody>
    </table>
  );
}
