import type { Run } from "../contract";
import type { Studio } from "../studio";
import { endWords, stepWords, underWay, type Training } from "../training";
import { CalibrationPicture } from "./calibration-picture";
import { Confusions } from "./confusions";
import { CurvePicture } from "./curve-picture";
import { FirstOf } from "./first-of";
import { NextStep } from "./shell";
import { Empty, Shown, Trouble } from "./shown";
import { VerdictCard } from "./verdict-card";
import { When } from "./when";

const FIRST = 6;

/** From labels to a judged candidate. */
export function TrainScreen({ studio }: { studio: Studio }) {
  const { training } = studio;
  return (
    <div class="page" data-testid="train-screen">
      <h1>Train and judge</h1>
      <Trouble words={training.trouble.value} />
      <Shown of={training.runs}>
        {({ runs }) => {
          const run = training.run.value;
          if (run === null) {
            return (
              <Empty title="Nothing was trained here yet">
                <p>Label what the assistant misread, then train: it takes seconds, and the live assistant is not touched.</p>
                <NextStep studio={studio} />
              </Empty>
            );
          }
          return (
            <>
              <OneRun studio={studio} run={run} />
              <Earlier training={training} runs={runs} shown={run.id} />
            </>
          );
        }}
      </Shown>
    </div>
  );
}

function OneRun({ studio, run }: { studio: Studio; run: Run }) {
  if (underWay(run)) return <Progress training={studio.training} run={run} />;
  return (
    <>
      <section class="card" data-testid="run" data-state={run.state}>
        <h2>{run.says}</h2>
        <p class="quiet-note">
          {run.by}, <When at={run.started_at} />
          {run.report !== null && ` · ${run.report.examples.toLocaleString()} examples · ${seconds(run)}`}
        </p>
        {run.state !== "done" && <Ended studio={studio} run={run} />}
      </section>
      {run.verdict !== null && <VerdictCard verdict={run.verdict} run={run} next={() => studio.show("models")} />}
      {run.report !== null && (
        <>
          <Confusions key={run.id} crossed={run.report.crossed} />
          <CurvePicture
            key={`curve-${run.id}`}
            curve={run.report.crossed.curve}
            inForce={run.report.crossed.threshold}
            askFor={(threshold) => studio.data.askFor(threshold)}
            train={() => void studio.train()}
          />
          <CalibrationPicture calibration={run.report.crossed.calibration} />
        </>
      )}
    </>
  );
}

function seconds(run: Run): string {
  const total = Object.values(run.report?.seconds ?? {}).reduce((sum, each) => sum + each, 0);
  return `${total.toFixed(1)} s`;
}

/** How far a training is, in a bar and in words, and a way to stop it. */
export function Progress({ training, run }: { training: Training; run: Run }) {
  const { step, left } = stepWords(run);
  return (
    <section class="card" data-testid="progress">
      <h2>{step}</h2>
      <progress max={1} value={run.share} aria-label={step} />
      <p class="in-row">
        <span class="figure">
          {Math.round(100 * run.share)} %{left === "" ? "" : ` · ${left}`}
        </span>
        <button type="button" class="button" data-testid="cancel" onClick={() => void training.cancel(run)}>
          Cancel
        </button>
      </p>
    </section>
  );
}

function Ended({ studio, run }: { studio: Studio; run: Run }) {
  const { file, line } = run;
  return (
    <>
      <p class={run.state === "failed" ? "form-trouble" : ""}>{endWords(run)}</p>
      {file !== null && (
        <button
          type="button"
          class="text-button"
          onClick={() => {
            studio.data.tab.value = "files";
            studio.show("data");
            void studio.data.editing.open(file, line);
          }}
        >
          {file}
          {line === null ? "" : `, line ${line}`}
        </button>
      )}
      <p class="in-row">
        <button type="button" class="button primary" onClick={() => void studio.train()}>
          Train again
        </button>
      </p>
    </>
  );
}

function Earlier({ training, runs, shown }: { training: Training; runs: readonly Run[]; shown: string }) {
  if (runs.length < 2) return null;
  return (
    <section class="card">
      <h2>Trainings</h2>
      <FirstOf items={runs} first={FIRST}>
        {(listed) => (
          <ul class="run-list">
            {listed.map((run) => (
              <li key={run.id}>
                <button type="button" aria-current={run.id === shown} data-testid="earlier-run" onClick={() => void training.choose(run)}>
                  <span>{run.says}</span>
                  <span class="quiet-note">
                    {run.by}, <When at={run.started_at} />
                  </span>
                  <RunTag run={run} />
                </button>
              </li>
            ))}
          </ul>
        )}
      </FirstOf>
    </section>
  );
}

export function RunTag({ run }: { run: Run }) {
  if (underWay(run)) return <span class="tag">under way</span>;
  if (run.state !== "done") return <span class="tag warn">{run.state}</span>;
  return run.passed === true ? <span class="tag good">✓ passed</span> : <span class="tag warn">stopped</span>;
}
