import { useEffect, useRef, useState } from "preact/hooks";
import { CheatSheet } from "../../shared/cheat-sheet";
import { Empty, Shown } from "../../studio/parts/shown";
import type { Board, Improvement, State } from "../contract";
import type { Insights } from "../insights";
import { day, plain, shown, span, sureness, told, VERDICTS } from "../words";
import { DoneDialog, PlanDialog } from "./plan-dialog";

const STATES: readonly [State, string][] = [
  ["doing", "Being done"],
  ["idea", "Ideas"],
  ["done", "Done, and measured"],
  ["dropped", "Dropped"],
];
const STEPS: Record<State, string> = { idea: "Take up again", doing: "Begin", done: "It is done", dropped: "Drop" };
const KEYS = [
  { keys: "n", does: "A new improvement" },
  { keys: "j  k", does: "The next, the one before" },
  { keys: "Enter", does: "Write it anew" },
  { keys: "?", does: "These keys" },
];

/** What is to become better: who does what until when, and whether it helped. */
export function BoardPlace({ insights }: { insights: Insights }) {
  const [help, setHelp] = useState(false);
  const place = useRef<HTMLDivElement>(null);
  useKeys(insights, place, () => setHelp(true));
  const writing = insights.writing.value;
  return (
    <div ref={place} class="board-place">
      <p class="in-row">
        <button type="button" class="button primary" data-testid="new-improvement" onClick={() => insights.plan()}>
          New improvement
        </button>
        <button type="button" class="text-button" data-testid="keys" onClick={() => setHelp(true)}>
          Keys
        </button>
      </p>
      <Shown of={insights.board}>{(board) => <Columns board={board} insights={insights} />}</Shown>
      {writing?.what === "plan" && insights.board.value !== null && <PlanDialog insights={insights} writing={writing} board={insights.board.value} />}
      {writing?.what === "done" && <DoneDialog insights={insights} of={writing.of} />}
      {help && <CheatSheet keys={KEYS} close={() => setHelp(false)} />}
    </div>
  );
}

/** Single keys, while nobody writes and nothing lies on top. */
function useKeys(insights: Insights, place: { readonly current: HTMLElement | null }, help: () => void) {
  useEffect(() => {
    const hear = (event: KeyboardEvent) => {
      const writes = event.target instanceof Element && event.target.closest("input, textarea, select, dialog") !== null;
      if (writes || event.ctrlKey || event.metaKey || event.altKey || insights.writing.value !== null) return;
      if (event.key === "n") insights.plan();
      else if (event.key === "?") help();
      else if (event.key === "j" || event.key === "k") walk(place.current, event.key === "j" ? 1 : -1);
      else return;
      event.preventDefault();
    };
    document.addEventListener("keydown", hear);
    return () => document.removeEventListener("keydown", hear);
  }, [insights, place, help]);
}

function walk(place: HTMLElement | null, by: number) {
  const all = [...(place?.querySelectorAll<HTMLElement>("[data-walk]") ?? [])];
  const here = all.findIndex((each) => each === document.activeElement);
  all[Math.min(all.length - 1, Math.max(0, here + by))]?.focus();
}

function Columns({ board, insights }: { board: Board; insights: Insights }) {
  if (board.improvements.length === 0) return <Empty title="Nothing is on the board yet">Begin one here, or from a contact reason under Figures.</Empty>;
  return (
    <>
      {STATES.map(([state, name]) => {
        const these = board.improvements.filter((one) => one.state === state);
        if (these.length === 0) return null;
        return (
          <section key={state} aria-label={name}>
            <h2>
              {name} <span class="figure">{these.length}</span>
            </h2>
            <ul class="improvements">
              {these.map((one) => (
                <Card key={one.id} one={one} board={board} insights={insights} />
              ))}
            </ul>
          </section>
        );
      })}
    </>
  );
}

function Card({ one, board, insights }: { one: Improvement; board: Board; insights: Insights }) {
  const move = (to: State) => (to === "done" ? (insights.writing.value = { what: "done", of: one }) : void insights.move(one, to));
  return (
    <li class="card" data-testid="improvement" data-state={one.state}>
      <h3>
        <button type="button" class="text-button" data-walk data-testid="rewrite" onClick={() => insights.rewrite(one)}>
          {one.title}
        </button>
      </h3>
      <p class="figure">
        {one.owner.name}
        {one.due_on !== null && `, until ${day(one.due_on)}`}
        {one.late && (
          <>
            {" "}
            <span class="tag warn">late</span>
          </>
        )}
        {` · ${one.reason === null ? "all conversations" : plain(one.reason)}`}
      </p>
      {one.action !== "" && <p class="action">{one.action}</p>}
      <Measure one={one} board={board} />
      <p class="in-row no-print">
        {one.next.map((to) => (
          <button key={to} type="button" class={to === "done" || (to === "doing" && one.state === "idea") ? "button" : "button quiet"} data-testid={`to-${to}`} disabled={insights.busy.value} onClick={() => move(to)}>
            {to === "doing" && one.state === "done" ? "Not done yet" : to === "idea" && one.state === "doing" ? "Put back" : STEPS[to]}
          </button>
        ))}
      </p>
      <details class="no-print">
        <summary>History</summary>
        <ul class="history">
          {one.history.map((line) => (
            <li key={`${line.at} ${line.says}`}>
              <span class="figure">{day(line.at.slice(0, 10))}</span> {line.by} {line.says}
            </li>
          ))}
        </ul>
      </details>
    </li>
  );
}

/** The figure it is about: as it is now, or before and after. */
export function Measure({ one, board }: { one: Improvement; board: Board }) {
  const figure = board.figures.find(({ id }) => id === one.figure);
  if (figure === undefined) return null;
  const { unit, title } = figure;
  if (one.effect === null) {
    const sure = sureness(one.now, unit, board.currency);
    return (
      <p data-testid="measure">
        {title}: <strong>{shown(one.now.value, unit, board.currency)}</strong>{" "}
        <span class="figure">
          {sure}, {span(one.window)}
        </span>
      </p>
    );
  }
  const { verdict } = one.effect;
  return (
    <p data-testid="measure">
      {title}:{" "}
      <strong class={verdict} data-testid="verdict">
        {verdict === "better" ? "✓ " : verdict === "worse" ? "✗ " : ""}
        {VERDICTS[verdict]}
      </strong>
      . <span class="figure">{told(one.effect, unit, board.currency)} In effect since {day(one.acted_on ?? "")}.</span>
    </p>
  );
}
