import type { Signal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { Composer } from "../../shared/composer";
import { Icon } from "../../shared/icons";
import type { Summary } from "../../shared/types";
import type { Console } from "../console";
import type { OpenConversation } from "../open-conversation";
import { ResolveForm } from "./resolve-form";

export interface DockProps {
  desk: Console;
  open: OpenConversation;
  summary: Summary;
  resolving: Signal<boolean>;
  reply: { current: HTMLTextAreaElement | null };
}

/** What the agent can do now, and only that. */
export function Dock({ desk, open, summary, resolving, reply }: DockProps) {
  const mine = summary.agent?.id === desk.agent.value?.id;
  const holding = summary.state === "with_agent" && mine;
  const held = useRef(holding);
  useEffect(() => {
    if (holding && !held.current) reply.current?.focus();
    held.current = holding;
    if (!holding) resolving.value = false;
  }, [holding]);
  return (
    <footer class="dock">
      {open.trouble.value !== null && (
        <p class="form-trouble" role="alert">
          {open.trouble.value}
        </p>
      )}
      {holding ? (
        <Holding open={open} summary={summary} resolving={resolving} reply={reply} />
      ) : (
        <Elsewhere open={open} summary={summary} />
      )}
    </footer>
  );
}

function Holding({ open, summary, resolving, reply }: Omit<DockProps, "desk">) {
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
        <button type="button" class="button" data-testid="resolve" onClick={() => (resolving.value = true)}>
          <Icon name="check" small /> Resolve
        </button>
      </div>
    </>
  );
}

function Elsewhere({ open, summary }: { open: OpenConversation; summary: Summary }) {
  if (summary.state === "waiting") {
    return (
      <div class="dock-line">
        <p>Nobody has answered yet.</p>
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
  if (summary.state === "with_bot") return "The assistant is answering. You can follow along here.";
  return `Resolved. If ${summary.customer.name} writes again, the conversation reopens.`;
}
