import { useSignal } from "@preact/signals";
import type { Flip, Run, Verdict } from "../contract";
import { FALLBACK, spoken } from "../flow";
import { FirstOf } from "./first-of";
import { Bar } from "./shown";

const FIRST = 30;

/** Answer first: may it go live, and why not; then every message it reads differently. */
export function VerdictCard({ verdict, run, next }: { verdict: Verdict; run: Pick<Run, "model_id">; next: () => void }) {
  const { exam, passed } = verdict;
  const stops = verdict.findings.filter(({ level }) => level === "stop");
  const notes = verdict.findings.filter(({ level }) => level === "note");
  return (
    <section class={passed ? "card verdict passed" : "card verdict stopped"} data-testid="verdict" data-passed={passed}>
      <h2>{passed ? "✓ It may go live" : "✕ The gate stops it"}</h2>
      {verdict.findings.length > 0 && (
        <ul class="warnings">
          {[...stops, ...notes].map(({ level, says }) => (
            <li key={says} class={level === "stop" ? "bad" : "note"}>
              {says}
            </li>
          ))}
        </ul>
      )}
      {exam.of > 0 && <Exam exam={exam} />}
      <p class="in-row">
        <button type="button" class={passed ? "button primary" : "button"} data-testid="to-models" onClick={next}>
          {passed ? `Let ${run.model_id ?? "it"} read along` : "Look at the models"}
        </button>
      </p>
      <Flips flips={verdict.flips} />
      <Floors floors={verdict.floors} />
    </section>
  );
}

function Exam({ exam }: { exam: Verdict["exam"] }) {
  const rows: [string, number][] = [
    ["Live", exam.live_right],
    ["Candidate", exam.candidate_right],
  ];
  return (
    <>
      <table class="figures exam">
        <caption>Exam: {exam.of} messages, none of them learnt</caption>
        <tbody>
          {rows.map(([name, right]) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td>{right} right</td>
              <td class="barred">
                <Bar share={right / exam.of} strong={name === "Candidate"} />
              </td>
              <td>{((100 * right) / exam.of).toFixed(1)} %</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p class="quiet-note">
        {exam.gained} gained, {exam.lost} lost. Chance alone would lose so many in {(100 * exam.p).toFixed(1)} % of cases.
      </p>
    </>
  );
}

type Effect = Flip["effect"];
const EFFECTS: Record<Effect, string> = { lost: "✕ lost", gained: "✓ gained", moved: "→ moved" };

export function Flips({ flips }: { flips: readonly Flip[] }) {
  const only = useSignal<Effect | "replay" | null>(null);
  const fits = (flip: Flip) => only.value === null || (only.value === "replay" ? flip.from === "replay" : flip.effect === only.value);
  const count = (effect: Effect) => flips.filter((flip) => flip.effect === effect).length;
  const past = flips.filter(({ from }) => from === "replay").length;
  const parts: [Effect | "replay" | null, string][] = [
    [null, `All ${flips.length}`],
    ["lost", `Lost ${count("lost")}`],
    ["gained", `Gained ${count("gained")}`],
    ["moved", `Moved ${count("moved")}`],
    ["replay", `Past chats ${past}`],
  ];
  return (
    <section aria-label="What it reads differently">
      <h3>What it reads differently</h3>
      {flips.length === 0 && <p class="quiet-note">Nothing, neither in the exam nor in past chats.</p>}
      {flips.length > 0 && (
        <div class="segments" role="group" aria-label="Which">
          {parts.map(([part, name]) => (
            <button key={name} type="button" aria-pressed={only.value === part} onClick={() => (only.value = part)}>
              {name}
            </button>
          ))}
        </div>
      )}
      <FirstOf key={only.value} items={flips.filter(fits)} first={FIRST}>
        {(shown) => (
          <ul class="flips">
            {shown.map((flip) => (
              <OneFlip key={`${flip.from} ${flip.id}`} flip={flip} />
            ))}
          </ul>
        )}
      </FirstOf>
    </section>
  );
}

function OneFlip({ flip }: { flip: Flip }) {
  return (
    <li class={flip.effect} data-testid="flip">
      <span class="effect">{EFFECTS[flip.effect]}</span>
      <span class="words">
        {flip.text}
        {flip.from === "replay" && <span class="quiet-note"> a past chat</span>}
      </span>
      <span class="figure">
        {named(flip.live)} → <strong>{named(flip.candidate)}</strong>
        {flip.expected !== null && flip.effect !== "gained" && ` (is ${named(flip.expected)})`}
      </span>
    </li>
  );
}

function Floors({ floors }: { floors: Verdict["floors"] }) {
  if (floors.length === 0) return null;
  return (
    <details>
      <summary>Intent by intent, where they differ ({floors.length})</summary>
      <table class="figures">
        <thead>
          <tr>
            <th scope="col">Intent</th>
            <th scope="col">Live</th>
            <th scope="col">Candidate</th>
            <th scope="col">Of</th>
          </tr>
        </thead>
        <tbody>
          {floors.map(({ intent, live, candidate, of }) => (
            <tr key={intent} class={candidate < live ? "worse" : ""}>
              <th scope="row">{spoken(intent)}</th>
              <td>{live}</td>
              <td>
                {candidate} {candidate < live ? "▾" : "▴"}
              </td>
              <td>{of}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}

export function named(intent: string | null): string {
  if (intent === null) return "–";
  return intent === FALLBACK ? "no answer" : spoken(intent);
}
