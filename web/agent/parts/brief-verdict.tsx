import { useState } from "preact/hooks";
import type { BriefPart } from "../../shared/types";
import type { Collaboration } from "../collaboration";

const PARTS: readonly { part: BriefPart; words: string }[] = [
  { part: "wish", words: "what they want" },
  { part: "reason", words: "why it was handed over" },
  { part: "tried", words: "what was tried" },
  { part: "shop", words: "what the shop says" },
  { part: "mood", words: "the mood" },
  { part: "other", words: "something else" },
];

/** One click says whether the brief was right; the figure of all is kept. */
export function BriefVerdict({ team }: { team: Collaboration }) {
  const [changing, setChanging] = useState(false);
  const verdict = team.verdict.value;
  if (verdict === null || changing) {
    const judge = (right: boolean) => void team.judge(right, null).then(() => setChanging(false));
    return (
      <p class="verdict" role="group" aria-label="Is the brief right?">
        <span>Right?</span>
        <button type="button" class="button" data-testid="brief-right" onClick={() => judge(true)}>
          Yes
        </button>
        <button type="button" class="button" data-testid="brief-wrong" onClick={() => judge(false)}>
          No
        </button>
      </p>
    );
  }
  return (
    <p class="verdict" data-testid="brief-verdict" data-right={verdict.right} title={team.briefsRight.value ?? undefined}>
      <span>{verdict.right ? "Judged right" : "Judged wrong"}</span>
      {!verdict.right && (
        <select
          aria-label="What was wrong"
          value={verdict.wrong_part ?? ""}
          data-testid="brief-wrong-part"
          onChange={(event) => {
            const part = PARTS.find((one) => one.part === event.currentTarget.value);
            void team.judge(false, part?.part ?? null);
          }}
        >
          <option value="">What was wrong?</option>
          {PARTS.map(({ part, words }) => (
            <option key={part} value={part}>
              {words}
            </option>
          ))}
        </select>
      )}
      <button type="button" class="text-button" onClick={() => setChanging(true)}>
        Change
      </button>
      {team.briefsRight.value !== null && <span class="unseen">{team.briefsRight.value}</span>}
    </p>
  );
}
