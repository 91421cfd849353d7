import { useEffect, useRef } from "preact/hooks";
import { present } from "../../shared/clock";
import { Composer } from "../../shared/composer";
import { Icon } from "../../shared/icons";
import type { Summary } from "../../shared/types";
import type { Console } from "../console";
import type { OpenConversation } from "../open-conversation";
import { leftWords, sentence } from "../words";
import { ResolveForm } from "./resolve-form";
import type { Unfolded } from "./shell";
import { TransferForm } from "./transfer-form";

export interface DockProps {
  desk: Console;
  open: OpenConversation;
  summary: Summary;
  unfolded: Pick<Unfolded, "resolving" | "passing">;
  reply: { current: HTMLTextAreaElement | null };
}

/** What the agent can do now, and only that. */
export function Dock({ desk, open, summary, unfolded, reply }: DockProps) {
  const mine = summary.agent?.id === desk.agent.value?.id;
  const holding = summary.state === "with_agent" && mine;
  const held = useRef(holding);
  useEffect(() => {
    if (holding && !held.current) reply.current?.focus();
    held.current = holding;
    if (!holding) unfolded.resolving.value = unfolded.passing.value = false;
  }, [holding]);
  return (
    <footer class="dock">
      {open.trouble.value !== null && (
        <p class="form-trouble" role="alert">
          {open.trouble.value}
        </p>
      )}
      {holding ? (
        <Holding open={open} summary={summary} unfolded={unfolded} reply={reply} />
      ) : (
        <Elsewhere open={open} summary={summary} />
      )}
    </footer>
  );
}

function Holding({ open, summary, unfolded, reply }: Omit<DockProps, "desk">) {
  const { resolving, passing } = unfolded;
  if (passing.value) return <TransferForm open={open} close={() => (passing.value = false)} />;
  if (resolving.value) return <ResolveForm open={open} close={() => (resolving.value = false)} />;
  return (
    <>
      <Composer
        draft={open.draft.value}
        label={`Reply to ${summary.customer.name}`}
        placeholder={`Write to ${summary.customer.name}…`}
        field={reply}
        attaching={open.attaching}
        changed={(draft) => open.write(draft)}
        send={(text) => open.reply(text)}
      />
      <div class="dock-verbs">
        <span class="hint">
          <kbd>Enter</kbd> sends, <kbd>Shift</kbd> <kbd>Enter</kbd> new line
        </span>
        <button
          type="button"
          class="button"
          data-testid="hand-back"
          disabled={open.busy.value}
          onClick={() => void open.handBack()}
        >
          <Icon name="undo" small /> Hand back
        </button>
        <button type="button" class="button" data-testid="pass-on" onClick={() => (passing.value = true)}>
          <Icon name="out" small /> Pass on
        </button>
        <button type="button" class="button" data-testid="resolve" onClick={() => (resolving.value = true)}>
          <Icon name="check" small /> Resolve
        </button>
      </div>
    </>
  );
}

function Elsewhere({ open, summary }: { open: OpenConversation; summary: Summary }) {
  const left = summary.follow_up;
  if (left !== null) {
    return (
      <div class="dock-line">
        <p>{leftWords(left, present.value)}</p>
        <button
          type="button"
          class="button primary"
          data-testid="take-up"
          disabled={open.busy.value}
          onClick={() => void open.takeUp(left.id)}
        >
          Answer this message
        </button>
      </div>
    );
  }
  if (summary.line !== null) {
    return (
      <div class="dock-line">
        <p data-testid="why">{sentence(summary.line.why)}</p>
        <button
          type="button"
          class="button primary"
          data-testid="claim"
          disabled={open.busy.value}
          onClick={() => void open.claim()}
        >
          Claim and reply <kbd>c</kbd>
        </button>
      </div>
    );
  }
  return <p class="dock-line">{stateWords(summary)}</p>;
}

function stateWords(summary: Summary): string {
  if (summary.state === "with_agent") return `${summary.agent?.name ?? "A colleague"} is talking with ${summary.customer.name}.`;
  if (summary.state === "message_left") return "A message was left. A colleague is seeing to it.";
  if (summary.state === "with_bot") return "The assistant is answering. You can follow along here.";
  return `Resolved. If ${summary.customer.name} writes again, the conversation reopens.`;
}
