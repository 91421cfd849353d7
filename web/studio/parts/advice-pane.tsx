import type { Advice, Example } from "../contract";
import { spoken, warnings } from "../flow";
import type { Inbox } from "../inbox";
import { Loading } from "./shown";

/** What is to be known before this label is saved. It comes when it comes, and nothing waits for it. */
export function AdvicePane({ inbox }: { inbox: Inbox }) {
  const intent = inbox.choice.value;
  const now = inbox.advising.now.value;
  return (
    <aside class="advice" aria-label="Before you save" data-testid="advice" tabIndex={0}>
      <h2>{intent === null ? "Before you save" : `If it is ${spoken(intent)}`}</h2>
      {now.state === "loading" && <Loading lines={3} />}
      {now.state === "away" && <p class="quiet-note">The trainer cannot say just now what this would do. Labels are saved all the same.</p>}
      {now.state === "ready" && <Told advice={now.advice} intent={intent ?? ""} />}
    </aside>
  );
}

export function Told({ advice, intent }: { advice: Advice; intent: string }) {
  const found = warnings(advice, intent);
  const twins = (advice.twins ?? []).filter((twin) => twin.intent === intent);
  return (
    <>
      {found.length === 0 ? (
        <p class="fine" data-testid="no-warning">
          ✓ Nothing speaks against it
        </p>
      ) : (
        <ul class="warnings">
          {found.map(({ level, says }) => (
            <li key={says} class={level} data-testid="warning">
              <strong>{level === "bad" ? "Conflict. " : level === "warn" ? "Effect. " : "Note. "}</strong>
              {says}
            </li>
          ))}
        </ul>
      )}
      <Examples title="Nearest of this intent" of={advice.same ?? []} none="There is none yet." named={false} />
      <Examples title="Nearest of others" of={advice.others ?? []} none="There is none." named />
      {twins.length > 0 && <Examples title="Near twins" of={twins} none="" named={false} />}
      {advice.read_as !== undefined && (
        <p class="quiet-note">
          This model reads it as {spoken(advice.read_as.intent)}, {Math.round(100 * advice.read_as.confidence)} %.
        </p>
      )}
    </>
  );
}

function Examples({ title, of, none, named }: { title: string; of: readonly Example[]; none: string; named: boolean }) {
  return (
    <section>
      <h3>{title}</h3>
      {of.length === 0 && <p class="quiet-note">{none}</p>}
      <ul class="examples">
        {of.map((example) => (
          <li key={`${example.file} ${example.line} ${example.text}`}>
            <span>{example.text}</span>
            <span class="figure">
              {named && <span>{spoken(example.intent)} </span>}
              {Math.round(100 * example.likeness)} % alike
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
