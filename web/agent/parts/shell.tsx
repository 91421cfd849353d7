import { useSignal, type Signal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { AccountDialog } from "../../shared/account/account-dialog";
import { CheatSheet } from "../../shared/cheat-sheet";
import { LiveRegion } from "../../shared/live-region";
import { SignIn } from "../../shared/sign-in";
import type { Console } from "../console";
import feedbackStyle from "../feedback.css?url";
import style from "../people.css?url";
import qualityStyle from "../quality.css?url";
import { KEYS } from "../keys";
import { atHand, leads, useKeys, verbsOf } from "../verbs";
import { ApprovalsDialog, ApprovalsNotice } from "./approvals-dialog";
import { CannedDialog } from "./canned-dialog";
import { CommandBar } from "./command-bar";
import { Conversation } from "./conversation";
import { CustomerPane } from "./customer-pane";
import { FeedbackNotice } from "./feedback-notice";
import { InboxPane } from "./inbox-pane";
import { later } from "./later";
import { OfferNotice } from "./offer-notice";
import { PromisesNotice } from "./promises-notice";
import { QualityNotice } from "./quality-notice";
import { TeamDialog } from "./team-dialog";
import { TroubleNotice, TroubleRoom } from "./trouble-notice";
import { UndoNotice } from "./undo-notice";

const CareNotice = later(async () => (await import("./care-notice")).CareNotice);
const PeopleDialog = later(async () => (await import("./people-dialog")).PeopleDialog, style);
const FeedbackDialog = later(async () => (await import("./feedback-dialog")).FeedbackDialog, feedbackStyle);
const QualityDialog = later(async () => (await import("./quality-dialog")).QualityDialog, qualityStyle);
const JoinPage = later(async () => (await import("./join-page")).JoinPage, style);
const AuditDialog = later(async () => (await import("./audit-dialog")).AuditDialog);
const MatrixDialog = later(async () => (await import("./matrix-dialog")).MatrixDialog);
const SegmentsDialog = later(async () => (await import("./segments-dialog")).SegmentsDialog, qualityStyle);
const PromisesDialog = later(async () => (await import("./promises-dialog")).PromisesDialog);

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

  const link = desk.entrance.link.value;
  if (link !== null) return <JoinPage desk={desk} token={link} />;
  const phase = desk.phase.value;
  if (phase === "signed_out") return <SignIn desk={desk.entrance} to="the desk" />;
  if (phase !== "ready") return <Starting unreachable={phase === "unreachable"} />;
  const open = desk.open.value;
  const pane = open === null ? "inbox" : unfolded.details.value ? "customer" : "conversation";
  return (
    <main class="console" data-pane={pane} aria-label="Desk">
      <h1 class="unseen">Warmhand desk</h1>
      <div class="notices">
        <OfferNotice own={desk.own} />
        <ApprovalsNotice approvals={desk.rooms.approvals} />
        <PromisesNotice room={desk.rooms.promised} show={verbs.promises} />
        <TroubleNotice troubles={desk.rooms.troubles} />
        <FeedbackNotice feedback={desk.rooms.feedback} />
        <QualityNotice quality={desk.rooms.quality} />
        <CareNotice own={desk.own} />
      </div>
      <InboxPane desk={desk} help={() => (unfolded.help.value = true)} bar={verbs.bar} />
      {open === null ? (
        <NothingOpen waiting={desk.counts.value.waiting} />
      ) : (
        <>
          <Conversation key={open.id} desk={desk} open={open} unfolded={unfolded} reply={reply} />
          <CustomerPane key={`customer-${open.id}`} desk={desk} open={open} close={() => (unfolded.details.value = false)} />
        </>
      )}
      {unfolded.help.value && <CheatSheet keys={KEYS} close={() => (unfolded.help.value = false)} />}
      {unfolded.bar.value && (
        <CommandBar desk={desk} at={atHand(desk)} verbs={verbs} close={() => (unfolded.bar.value = false)} />
      )}
      {desk.team.shown.value && <TeamDialog desk={desk} />}
      {desk.rooms.account.shown.value && <AccountDialog account={desk.rooms.account} />}
      {desk.rooms.approvals.shown.value && <ApprovalsDialog desk={desk} />}
      {desk.rooms.troubles.shown.value && <TroubleRoom desk={desk} />}
      {desk.rooms.feedback.shown.value && <FeedbackDialog desk={desk} />}
      {desk.rooms.quality.shown.value && <QualityDialog desk={desk} />}
      {desk.rooms.people.value !== null && <PeopleDialog desk={desk} />}
      {desk.rooms.promised.shown.value && <PromisesDialog desk={desk} />}
      {desk.rooms.segments.value && <SegmentsDialog desk={desk} />}
      {desk.rooms.matrix.value && <MatrixDialog desk={desk} />}
      {desk.rooms.audit.shown.value && <Audit desk={desk} />}
      {desk.canned.managing.value && <CannedDialog canned={desk.canned} mayShare={leads(desk)} />}
      <UndoNotice undo={desk.undo} />
      <LiveRegion />
    </main>
  );
}

function Audit({ desk }: { desk: Console }) {
  const go = (id: string) => {
    desk.rooms.audit.clear();
    desk.select(id);
  };
  return <AuditDialog log={desk.rooms.audit} openId={desk.open.value?.id ?? null} openConversation={go} />;
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
