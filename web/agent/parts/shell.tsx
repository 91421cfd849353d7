import { useSignal, type Signal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { LiveRegion } from "../../shared/live-region";
import type { Console } from "../console";
import { atHand, useKeys, verbsOf } from "../verbs";
import { AccountDialog, accountShown } from "./account-dialog";
import { CannedDialog } from "./canned-dialog";
import { CheatSheet } from "./cheat-sheet";
import { CommandBar } from "./command-bar";
import { Conversation } from "./conversation";
import { CustomerPane } from "./customer-pane";
import { InboxPane } from "./inbox-pane";
import { OfferNotice } from "./offer-notice";
import { SignIn } from "./sign-in";
import { TeamDialog } from "./team-dialog";
import { UndoNotice } from "./undo-notice";

export type DockForm = "resolve" | "pass_on" | "snooze" | "merge";

/** What the agent has unfolded; it outlives the conversation on screen. */
export interface Unfolded {
  details: Signal<boolean>;
  understood: Signal<boolean>;
  /** The form in place of the field to write in. */
  form: Signal<DockForm | null>;
  labelling: Signal<boolean>;
  help: Signal<boolean>;
  bar: Signal<boolean>;
}

/** Three panes on a desk, two on a tablet, one on a phone. */
export function Shell({ desk }: { desk: Console }) {
  const unfolded: Unfolded = {
    details: useSignal(false),
    understood: useSignal(false),
    form: useSignal<DockForm | null>(null),
    labelling: useSignal(false),
    help: useSignal(false),
    bar: useSignal(false),
  };
  const reply = useRef<HTMLTextAreaElement>(null);
  const verbs = verbsOf(desk, unfolded, reply);
  useKeys(desk, verbs);
  useEffect(() => {
    // A form belongs to the conversation it was opened for.
    unfolded.form.value = null;
    unfolded.labelling.value = false;
  }, [desk.open.value?.id]);

  const phase = desk.phase.value;
  if (phase === "signed_out") return <SignIn desk={desk} />;
  if (phase !== "ready") return <Starting unreachable={phase === "unreachable"} />;
  const open = desk.open.value;
  const pane = open === null ? "inbox" : unfolded.details.value ? "customer" : "conversation";
  return (
    <main class="console" data-pane={pane} aria-label="Desk">
      <h1 class="unseen">Warmhand desk</h1>
      <OfferNotice own={desk.own} />
      <InboxPane desk={desk} help={() => (unfolded.help.value = true)} bar={verbs.bar} />
      {open === null ? (
        <NothingOpen waiting={desk.counts.value.waiting} />
      ) : (
        <>
          <Conversation key={open.id} desk={desk} open={open} unfolded={unfolded} reply={reply} />
          <CustomerPane key={`customer-${open.id}`} desk={desk} open={open} close={() => (unfolded.details.value = false)} />
        </>
      )}
      {unfolded.help.value && <CheatSheet close={() => (unfolded.help.value = false)} />}
      {unfolded.bar.value && (
        <CommandBar desk={desk} at={atHand(desk)} verbs={verbs} close={() => (unfolded.bar.value = false)} />
      )}
      {desk.team.shown.value && <TeamDialog desk={desk} />}
      {accountShown.value && <AccountDialog desk={desk} />}
      {desk.canned.managing.value && <CannedDialog canned={desk.canned} mayShare={mayShare(desk)} />}
      <UndoNotice undo={desk.undo} />
      <LiveRegion />
    </main>
  );
}

function mayShare(desk: Console): boolean {
  const role = desk.agent.value?.role;
  return role === "supervisor" || role === "admin";
}

function NothingOpen({ waiting }: { waiting: number }) {
  const words = waiting === 0 ? "Nobody is waiting" : waiting === 1 ? "One person is waiting" : `${waiting} people are waiting`;
  return (
    <section class="nothing-open" aria-label="Conversation">
      <h2>{words}</h2>
      <p>Choose a conversation on the left, or move with <kbd>j</kbd> and <kbd>k</kbd> and open with <kbd>Enter</kbd>.</p>
    </section>
  );
}

function Starting({ unreachable }: { unreachable: boolean }) {
  return (
    <main class="nothing-open whole" aria-live="polite">
      <h2>{unreachable ? "The desk does not answer" : "Opening the desk"}</h2>
      <p>{unreachable ? "We try again every few seconds. Nothing you wrote is lost." : "One moment."}</p>
    </main>
  );
}
