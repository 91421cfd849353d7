import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { Trouble } from "../../studio/parts/shown";
import type { Board, Improvement, Plan } from "../contract";
import type { Insights, Writing } from "../insights";
import { plain } from "../words";

/** What is to become better, in one form. */
export function PlanDialog({ insights, writing, board }: { insights: Insights; writing: Extract<Writing, { what: "plan" }>; board: Board }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [plan, setPlan] = useState<Plan>(writing.plan);
  useLayoutEffect(() => dialog.current?.showModal(), []);
  const change = (some: Partial<Plan>) => setPlan({ ...plan, ...some });
  const measured = writing.of?.state === "done";
  return (
    <dialog ref={dialog} class="cheat-sheet plan" aria-labelledby="plan-title" data-testid="plan" onClose={() => (insights.writing.value = null)}>
      <form
        class="form"
        onSubmit={(event) => {
          event.preventDefault();
          void insights.keep(plan);
        }}
      >
        <h2 id="plan-title">{writing.of === null ? "New improvement" : "Improvement"}</h2>
        <Trouble words={insights.trouble.value} />
        <label>
          What is to become better
          <input required maxLength={160} value={plan.title} data-testid="plan-title" onInput={(event) => change({ title: event.currentTarget.value })} />
        </label>
        <label>
          Contact reason
          <select value={plan.reason ?? ""} disabled={measured} data-testid="plan-reason" onChange={(event) => change({ reason: event.currentTarget.value === "" ? null : event.currentTarget.value })}>
            <option value="">all conversations</option>
            {[...new Set([...board.intents, ...(plan.reason === null ? [] : [plan.reason])])].map((intent) => (
              <option key={intent} value={intent}>
                {plain(intent)}
              </option>
            ))}
          </select>
        </label>
        <label>
          Measured by
          <select value={plan.figure} disabled={measured} data-testid="plan-figure" onChange={(event) => change({ figure: event.currentTarget.value })}>
            {board.figures.map(({ id, title, better }) => (
              <option key={id} value={id}>
                {title} ({better === "more" ? "more is better" : "less is better"})
              </option>
            ))}
          </select>
        </label>
        <label>
          What is done about it
          <textarea rows={4} maxLength={2_000} value={plan.action} data-testid="plan-action" onInput={(event) => change({ action: event.currentTarget.value })} />
        </label>
        <div class="in-row">
          <label>
            Who
            <select value={plan.owner_id} data-testid="plan-owner" onChange={(event) => change({ owner_id: event.currentTarget.value })}>
              {board.owners.map(({ id, name }) => (
                <option key={id} value={id}>
                  {name}
                </option>
              ))}
            </select>
          </label>
          <label>
            Until
            <input type="date" value={plan.due_on ?? ""} data-testid="plan-due" onInput={(event) => change({ due_on: event.currentTarget.value === "" ? null : event.currentTarget.value })} />
          </label>
        </div>
        <p class="figure">Name no customers here: this stays when they are erased.</p>
        <p class="in-row">
          <button type="submit" class="button primary" disabled={insights.busy.value || plan.title.trim() === ""} data-testid="keep-plan">
            Keep
          </button>
          <button type="button" class="button quiet" onClick={() => dialog.current?.close()}>
            Not now
          </button>
        </p>
      </form>
    </dialog>
  );
}

/** Since when it is in effect: what was before is frozen, what comes is measured. */
export function DoneDialog({ insights, of }: { insights: Insights; of: Improvement }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [since, setSince] = useState("");
  const [remark, setRemark] = useState("");
  useLayoutEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} class="cheat-sheet plan" aria-labelledby="done-title" data-testid="done" onClose={() => (insights.writing.value = null)}>
      <form
        class="form"
        onSubmit={(event) => {
          event.preventDefault();
          void insights.move(of, "done", since === "" ? null : since, remark);
        }}
      >
        <h2 id="done-title">It is done</h2>
        <p>The figure of the four weeks before is frozen. The four weeks from that day on are measured, and compared.</p>
        <Trouble words={insights.trouble.value} />
        <label>
          In effect since (today, if left empty)
          <input type="date" value={since} data-testid="done-since" onInput={(event) => setSince(event.currentTarget.value)} />
        </label>
        <label>
          What was done in the end
          <textarea rows={3} maxLength={1_000} value={remark} data-testid="done-remark" onInput={(event) => setRemark(event.currentTarget.value)} />
        </label>
        <p class="in-row">
          <button type="submit" class="button primary" disabled={insights.busy.value} data-testid="keep-done">
            Keep
          </button>
          <button type="button" class="button quiet" onClick={() => dialog.current?.close()}>
            Not now
          </button>
        </p>
      </form>
    </dialog>
  );
}
