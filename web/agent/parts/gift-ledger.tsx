import { present } from "../../shared/clock";
import type { LedgerGrant } from "../../shared/gift-types";
import { calendar } from "../../shared/time";
import type { Console } from "../console";
import { CAUSES, GIFTS, money, outcomeWords, STATES, STEPS, timeLeft } from "../gift-words";
import type { OpenConversation } from "../open-conversation";

const CALENDAR = calendar("en-GB");

/** What was given in this conversation, step by step, and the way back while there is one. */
export function GiftLedger({ desk, open }: { desk: Console; open: OpenConversation }) {
  const ledger = open.gifts.ledger.value;
  if (ledger.state === "loading") return null;
  if (ledger.state === "failed") {
    return (
      <div class="quiet-note">
        <p>{ledger.words}</p>
        <button type="button" class="button" onClick={() => void open.gifts.load()}>
          Try again
        </button>
      </div>
    );
  }
  if (ledger.value.length === 0) return null;
  return (
    <>
      <h3>Made good</h3>
      {open.gifts.trouble.value !== null && (
        <p class="form-trouble" role="alert">
          {open.gifts.trouble.value}
        </p>
      )}
      <ul class="past gift-ledger" data-testid="gift-ledger">
        {ledger.value.map((grant) => (
          <One key={grant.id} grant={grant} desk={desk} open={open} />
        ))}
      </ul>
    </>
  );
}

function One({ grant, desk, open }: { grant: LedgerGrant; desk: Console; open: OpenConversation }) {
  const left = timeLeft(grant.undo_until, present.value);
  const role = desk.agent.value?.role;
  const mine = grant.by.id === desk.agent.value?.id || role === "supervisor" || role === "admin";
  const outcome = outcomeWords(grant);
  return (
    <li data-testid="grant" data-state={grant.state}>
      <strong>
        {GIFTS[grant.gift]}, {money(grant.amount)}
      </strong>
      <span class={grant.state === "done" ? "tag" : "tag warn"} data-testid="grant-state">
        {STATES[grant.state]}
      </span>
      <span class="quiet-note">
        Order {grant.order_number} · {CAUSES[grant.cause]} · {grant.by.name}
        {grant.decided_by !== null && `, decided by ${grant.decided_by}`}
      </span>
      {typeof grant.told?.code === "string" && <code>{grant.told.code}</code>}
      {grant.problem !== null && <span class="quiet-note">{grant.problem}</span>}
      {outcome !== "" && <span class="quiet-note">{outcome}</span>}
      {left !== null && mine && (
        <button type="button" class="button" data-testid="gift-undo" disabled={open.gifts.busy.value} onClick={() => void open.gifts.takeBack(grant.id)}>
          Take back <span class="unseen">{GIFTS[grant.gift]}, </span>
          <span class="countdown">{left}</span>
        </button>
      )}
      <details>
        <summary>Ledger</summary>
        <ol class="steps-taken">
          {grant.steps.map((step) => (
            <li key={step.seq}>
              {STEPS[step.step] ?? step.step}
              {step.by !== null && `, ${step.by}`}
              <span class="quiet-note">
                {CALENDAR.day(step.at, new Date())}, {CALENDAR.clock(step.at)} · line {step.seq}
                {step.matrix_version !== null && ` · matrix version ${step.matrix_version}`}
              </span>
              {step.reasons.map((reason) => (
                <span key={reason} class="quiet-note">
                  {reason}
                </span>
              ))}
            </li>
          ))}
        </ol>
      </details>
    </li>
  );
}
