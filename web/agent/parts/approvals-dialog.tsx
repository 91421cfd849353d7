import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { present } from "../../shared/clock";
import type { Approval } from "../../shared/gift-types";
import { Icon } from "../../shared/icons";
import type { Approvals } from "../approvals";
import type { Console } from "../console";
import { CAUSES, timeLeft } from "../gift-words";

/** Somebody is asked: one line above the panes, with the key that opens the list. */
export function ApprovalsNotice({ approvals }: { approvals: Approvals }) {
  const count = approvals.count.value;
  if (count === 0 || approvals.shown.value) return null;
  return (
    <section class="offer-notice" aria-label="Approvals" data-testid="approvals-notice">
      <p>
        <strong>{count === 1 ? "A colleague asks for your approval" : `${count} times a colleague asks for your approval`}</strong>
      </p>
      <button type="button" class="button primary" data-testid="approvals-open" onClick={() => void approvals.show()}>
        Look <kbd>b</kbd>
      </button>
    </section>
  );
}

/** What waits for one's decision; one key says yes, one says no. */
export function ApprovalsDialog({ desk }: { desk: Console }) {
  const { approvals } = desk.rooms;
  const dialog = useRef<HTMLDialogElement>(null);
  const [marked, setMarked] = useState(0);
  const list = approvals.list.value;
  const at = Math.min(marked, list.length - 1);
  useLayoutEffect(() => dialog.current?.showModal(), []);
  const pressed = (event: KeyboardEvent) => {
    const one = list[at];
    if (one === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "y" && one.verdict.answer === "within") void approvals.decide(one.grant.id, true);
    else if (event.key === "n") void approvals.decide(one.grant.id, false);
    else if (event.key === "j" || event.key === "ArrowDown") setMarked(Math.min(at + 1, list.length - 1));
    else if (event.key === "k" || event.key === "ArrowUp") setMarked(Math.max(at - 1, 0));
    else return;
    event.preventDefault();
  };
  return (
    <dialog
      ref={dialog}
      class="cheat-sheet approvals"
      aria-labelledby="approvals-title"
      data-testid="approvals"
      onKeyDown={pressed}
      onClose={() => (approvals.shown.value = false)}
    >
      <header>
        <h2 id="approvals-title">Approvals</h2>
        <button type="button" class="icon-button" aria-label="Close" onClick={() => dialog.current?.close()}>
          <Icon name="close" />
        </button>
      </header>
      <ApprovalsRoom desk={desk} at={at} close={() => dialog.current?.close()} />
    </dialog>
  );
}

/** The wishes themselves; `at` is the one that the keys are about. */
export function ApprovalsRoom({ desk, at, close }: { desk: Console; at: number; close: () => void }) {
  const { approvals } = desk.rooms;
  const list = approvals.list.value;
  return (
    <>
      {approvals.trouble.value !== null && (
        <p class="form-trouble" role="alert">
          {approvals.trouble.value}
        </p>
      )}
      {list.length === 0 ? (
        <p class="quiet-note">Nothing waits for your decision.</p>
      ) : (
        <p class="quiet-note">
          <kbd>y</kbd> approves the marked one, <kbd>n</kbd> declines it.
        </p>
      )}
      <ul class="past">
        {list.map((one, index) => (
          <One key={one.grant.id} one={one} marked={index === at} desk={desk} close={close} />
        ))}
      </ul>
    </>
  );
}

function One({ one, marked, desk, close }: { one: Approval; marked: boolean; desk: Console; close: () => void }) {
  const { grant, verdict } = one;
  const left = timeLeft(one.until, present.value);
  const yours = verdict.answer === "within";
  return (
    <li data-testid="approval" aria-current={marked ? "true" : undefined}>
      <strong>
        {grant.by.name} would like to give {one.says}
      </strong>
      <span class="quiet-note">
        {CAUSES[grant.cause]}
        {left !== null && ` · goes to somebody else in ${left}`}
      </span>
      <ul class="reasons">
        {verdict.reasons.map((reason) => (
          <li key={reason}>{reason}</li>
        ))}
      </ul>
      <div class="dock-verbs">
        <button
          type="button"
          class="text-button"
          onClick={() => {
            close();
            desk.select(grant.conversation_id);
          }}
        >
          Open the conversation
        </button>
        <button type="button" class="button" data-testid="decline" disabled={desk.rooms.approvals.busy.value} onClick={() => void desk.rooms.approvals.decide(grant.id, false)}>
          Decline {marked && <kbd>n</kbd>}
        </button>
        <button
          type="button"
          class="button primary"
          data-testid="approve"
          disabled={desk.rooms.approvals.busy.value || !yours}
          onClick={() => void desk.rooms.approvals.decide(grant.id, true)}
        >
          Approve {marked && yours && <kbd>y</kbd>}
        </button>
      </div>
    </li>
  );
}
