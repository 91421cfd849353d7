import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { present } from "../../shared/clock";
import { Icon } from "../../shared/icons";
import { calendar } from "../../shared/time";
import type { Summary } from "../../shared/types";
import type { Console } from "../console";
import { focusOf } from "../keys";
import type { OpenConversation } from "../open-conversation";
import { leftWords, sentence } from "../words";
import { MergeForm } from "./merge-form";
import { PromiseStrip } from "./promise-strip";
import { ReplyBox } from "./reply-box";
import { ResolveForm } from "./resolve-form";
import type { Unfolded } from "./shell";
import { SnoozeForm } from "./snooze-form";
import { SuggestionsList } from "./suggestions";
import { TransferForm } from "./transfer-form";

const CALENDAR = calendar("en-GB");

export interface DockProps {
  desk: Console;
  open: OpenConversation;
  summary: Summary;
  unfolded: Pick<Unfolded, "form">;
  reply: { current: HTMLTextAreaElement | null };
}

/** What the agent can do now, and only that. */
export function Dock({ desk, open, summary, unfolded, reply }: DockProps) {
  const mine = summary.agent?.id === desk.agent.value?.id;
  const holding = summary.state === "with_agent" && mine;
  const held = useRef(holding);
  useLayoutEffect(() => {
    // Whoever went on to another field meanwhile keeps it.
    if (holding && !held.current && focusOf(document.activeElement) !== "field") reply.current?.focus();
    held.current = holding;
  }, [holding, open.id]);
  useEffect(() => {
    if (holding) void open.suggesting.look();
    if (!holding) unfolded.form.value = null;
  }, [holding, open.id]);
  return (
    <footer class="dock">
      {open.trouble.value !== null && (
        <p class="form-trouble" role="alert">
          {open.trouble.value}
        </p>
      )}
      {holding ? (
        <Holding desk={desk} open={open} summary={summary} unfolded={unfolded} reply={reply} />
      ) : (
        <>
          <Elsewhere desk={desk} open={open} summary={summary} />
          {open.team.mode.value === "note" && <ReplyBox desk={desk} open={open} summary={summary} holding={false} reply={reply} />}
        </>
      )}
    </footer>
  );
}

function Holding({ desk, open, summary, unfolded, reply }: DockProps) {
  const { form } = unfolded;
  const close = () => (form.value = null);
  if (form.value === "pass_on") return <TransferForm open={open} close={close} />;
  if (form.value === "resolve") return <ResolveForm desk={desk} open={open} close={close} />;
  if (form.value === "snooze") return <SnoozeForm open={open} close={close} />;
  if (form.value === "merge") return <MergeForm desk={desk} open={open} close={close} />;
  return (
    <>
      {summary.snoozed_until !== null && <Aside open={open} until={summary.snoozed_until} />}
      <SuggestionsList desk={desk} open={open} summary={summary} reply={reply} />
      <PromiseStrip promising={open.promising} />
      <ReplyBox desk={desk} open={open} summary={summary} holding reply={reply} />
      <div class="dock-verbs">
        <span class="hint">
          <kbd>Enter</kbd> sends, <kbd>Shift</kbd> <kbd>Enter</kbd> new line
        </span>
        <button type="button" class="button" data-testid="snooze" onClick={() => (form.value = "snooze")}>
          <Icon name="clock" small /> Put aside
        </button>
        <button type="button" class="button" data-testid="merge" onClick={() => (form.value = "merge")}>
          <Icon name="merge" small /> Merge
        </button>
        <button
          type="button"
          class="button"
          data-testid="hand-back"
          disabled={open.busy.value}
          onClick={() => void open.team.handBack()}
        >
          <Icon name="undo" small /> Hand back
        </button>
        <button type="button" class="button" data-testid="pass-on" onClick={() => (form.value = "pass_on")}>
          <Icon name="out" small /> Pass on
        </button>
        <button type="button" class="button" data-testid="resolve" onClick={() => (form.value = "resolve")}>
          <Icon name="check" small /> Resolve
        </button>
      </div>
    </>
  );
}

function Aside({ open, until }: { open: OpenConversation; until: string }) {
  return (
    <p class="dock-line aside" data-testid="aside">
      <span>
        <Icon name="clock" small /> Put aside until {CALENDAR.day(until, new Date())}, {CALENDAR.clock(until)}
      </span>
      <button type="button" class="button" data-testid="take-out" disabled={open.busy.value} onClick={() => void open.team.takeOut()}>
        Back now
      </button>
    </p>
  );
}

function Elsewhere({ desk, open, summary }: { desk: Console; open: OpenConversation; summary: Summary }) {
  const left = summary.follow_up;
  const note = (
    <button type="button" class="button" data-testid="write-note" onClick={() => (open.team.mode.value = "note")}>
      Note <kbd>n</kbd>
    </button>
  );
  const act = (testId: string, words: string, step: () => Promise<boolean>) => (
    <button type="button" class="button primary" data-testid={testId} disabled={open.busy.value} onClick={() => void step()}>
      {words}
    </button>
  );
  if (summary.merged_into !== null) {
    const into = summary.merged_into;
    return (
      <div class="dock-line">
        <p>This went on in another conversation.</p>
        {note}
        <button type="button" class="button primary" data-testid="open-merged" onClick={() => desk.select(into)}>
          Open it
        </button>
      </div>
    );
  }
  if (left !== null) {
    return (
      <div class="dock-line">
        <p>{leftWords(left, present.value)}</p>
        {note}
        {act("take-up", "Answer this message", () => open.takeUp(left.id))}
      </div>
    );
  }
  if (summary.line !== null) {
    return (
      <div class="dock-line">
        <p data-testid="why">{sentence(summary.line.why)}</p>
        {note}
        <button type="button" class="button primary" data-testid="claim" disabled={open.busy.value} onClick={() => void open.claim()}>
          Claim and reply <kbd>c</kbd>
        </button>
      </div>
    );
  }
  return (
    <div class="dock-line">
      <p>{stateWords(summary)}</p>
      {note}
      {summary.state === "with_agent" && leads(desk) && act("take-over", "Take over", () => open.team.stepIn())}
      {summary.state === "closed" && act("step-in", "Reopen", () => open.team.stepIn())}
      {summary.state === "with_bot" && act("step-in", "Step in", () => open.team.stepIn())}
    </div>
  );
}

/** Supervisors may take over what a colleague holds. */
function leads(desk: Console): boolean {
  const role = desk.agent.value?.role;
  return role === "supervisor" || role === "admin";
}

function stateWords(summary: Summary): string {
  if (summary.state === "with_agent") return `${summary.agent?.name ?? "A colleague"} is talking with ${summary.customer.name}.`;
  if (summary.state === "message_left") return "A message was left. A colleague is seeing to it.";
  if (summary.state === "with_bot") return "The assistant is answering. You can follow along here.";
  return `Resolved. If ${summary.customer.name} writes again, the conversation reopens.`;
}
