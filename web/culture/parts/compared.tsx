import type { Compared, Side, Verdict } from "../contract";

type Rules = Readonly<Record<string, string>>;

/** One's own answers beside the colleague's, the last first, each with what the standard says of it. */
export function ComparedList({ compared, rules }: { compared: readonly Compared[]; rules: Rules }) {
  if (compared.length === 0) return null;
  return (
    <section aria-label="Side by side">
      <h2>Side by side</h2>
      <p class="figure">The standard reads the words only. It cannot know whether they are true, nor how they felt to the customer.</p>
      {[...compared].reverse().map((one) => (
        <article key={one.step} class="compared" data-testid="compared" data-step={one.step} aria-label={`Answer ${one.step + 1}`}>
          <h3>Answer {one.step + 1}</h3>
          <div class="sides">
            <Answer title="You" side={one.yours} rules={rules} who="yours" />
            <Answer title="Your colleague" side={one.theirs} rules={rules} who="theirs" />
          </div>
        </article>
      ))}
    </section>
  );
}

function Answer({ title, side, rules, who }: { title: string; side: Side; rules: Rules; who: string }) {
  return (
    <section class="card" aria-label={title} data-testid={who}>
      <h4>{title}</h4>
      <p class="said" dir="auto">
        {side.text}
      </p>
      <ul class="verdicts">
        {side.verdict.map((one) => (
          <Rule key={one.rule} one={one} words={rules[one.rule] ?? one.rule} />
        ))}
      </ul>
    </section>
  );
}

function Rule({ one, words }: { one: Verdict; words: string }) {
  const [mark, said, part] = one.met === null ? ["–", "not asked for", "aside"] : one.met ? ["✓", "met", "met"] : ["✗", "not met", "missed"];
  return (
    <li class={part} data-testid="rule" data-rule={one.rule} data-met={String(one.met)}>
      <strong>
        <span aria-hidden="true">{mark} </span>
        {words}: {said}
      </strong>
      {one.evidence !== "" && (
        <>
          {" "}
          <span class="figure" dir="auto">
            {one.met === true || (one.rule === "no_blame" && one.met === false) ? `“${one.evidence}”` : one.evidence}
          </span>
        </>
      )}
    </li>
  );
}
