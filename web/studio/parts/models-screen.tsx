import type { Model, Models } from "../contract";
import { percent, type Rollouts } from "../rollout";
import type { Studio } from "../studio";
import { ConfirmDialog } from "./confirm-dialog";
import { RolloutCard } from "./rollout-card";
import { Empty, Shown, Trouble } from "./shown";
import { When } from "./when";

/** Which model answers, which one is tried, and the way between them. */
export function ModelsScreen({ studio }: { studio: Studio }) {
  const { rollouts } = studio;
  return (
    <div class="page" data-testid="models-screen">
      <h1>Models</h1>
      <Trouble words={rollouts.trouble.value} />
      <Shown of={rollouts.models}>
        {(known) => (
          <>
            <RolloutCard rollouts={rollouts} known={known} train={() => studio.show("train")} />
            <ModelList rollouts={rollouts} known={known} />
          </>
        )}
      </Shown>
      {rollouts.asking.value !== null && <ConfirmDialog key={JSON.stringify(rollouts.asking.value)} rollouts={rollouts} asking={rollouts.asking.value} />}
    </div>
  );
}

export function ModelList({ rollouts, known }: { rollouts: Rollouts; known: Models }) {
  if (known.models.length === 0) {
    return (
      <Empty title="There is no model with a passport yet">
        <p>Each training leaves one, with what it learnt from and how it did.</p>
      </Empty>
    );
  }
  const order: Model["state"][] = ["live", "candidate", "draining", "kept", "refused"];
  const models = [...known.models].sort((one, other) => order.indexOf(one.state) - order.indexOf(other.state) || other.trained_at.localeCompare(one.trained_at));
  return (
    <ul class="models" aria-label="Models">
      {models.map((model) => (
        <OneModel key={model.model_id} model={model} rollouts={rollouts} open={known.rollout !== null && known.rollout.stage !== null} />
      ))}
    </ul>
  );
}

const STATES: Record<Model["state"], string> = { live: "✓ live", candidate: "candidate", draining: "finishing its chats", kept: "kept", refused: "refused" };

function OneModel({ model, rollouts, open }: { model: Model; rollouts: Rollouts; open: boolean }) {
  const passed = rollouts.passed(model.model_id);
  const idle = model.state === "kept" && model.intact && !open;
  const served = model.approved_at !== null;
  return (
    <li class={`card model ${model.state}`} data-testid="model" data-id={model.model_id} data-state={model.state}>
      <header>
        <h2>{model.model_id}</h2>
        <p>
          <span class={model.state === "live" ? "tag good" : model.state === "refused" ? "tag warn" : "tag"}>{STATES[model.state]}</span>{" "}
          {passed && <span class="tag good">✓ passed the gate</span>} {!model.intact && <span class="tag warn">archive is not what was trained</span>}
        </p>
      </header>
      <Passport model={model} />
      {model.refused !== null && <p class="form-trouble">{model.refused}</p>}
      {(idle || (model.state === "kept" && served && model.intact)) && (
        <p class="in-row">
          {idle && (
            <button type="button" class={passed ? "button primary" : "button"} data-testid="begin-rollout" onClick={() => (rollouts.asking.value = { what: "begin", modelId: model.model_id })}>
              Let it read along
            </button>
          )}
          {served && (
            <button type="button" class="button" data-testid="restore" onClick={() => (rollouts.asking.value = { what: "restore", modelId: model.model_id })}>
              Go back to it
            </button>
          )}
        </p>
      )}
    </li>
  );
}

function Passport({ model }: { model: Model }) {
  const figures = Object.entries(model.metrics ?? {}).filter((pair): pair is [string, number] => typeof pair[1] === "number");
  return (
    <dl class="passport">
      <dt>Trained</dt>
      <dd>
        <When at={model.trained_at} />
        {model.examples !== null && `, ${model.examples.toLocaleString()} examples`}
      </dd>
      {figures.map(([name, value]) => (
        <div key={name} class="pair">
          <dt>{name.replaceAll("_", " ")}</dt>
          <dd>{value > 0 && value <= 1 ? percent(value, 1) : value.toLocaleString()}</dd>
        </div>
      ))}
      <dt>Grown from</dt>
      <dd>{model.parent ?? "nothing earlier"}</dd>
      <dt>Let live by</dt>
      <dd>
        {model.approved_by ?? "nobody yet"}
        {model.approved_at !== null && (
          <>
            , <When at={model.approved_at} />
          </>
        )}
        {model.reason !== null && model.reason !== "" && `: “${model.reason}”`}
      </dd>
      <dt>Archive</dt>
      <dd>
        {model.intact ? "✓ intact" : "✕ changed"} <code>{model.sha256.slice(0, 12)}</code>
      </dd>
    </dl>
  );
}
