import { useSignal, type Signal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { LiveRegion } from "../../shared/live-region";
import type { Console } from "../console";
import { focusOf, press, type KeyVerbs } from "../keys";
import { CannedDialog } from "./canned-dialog";
import { CheatSheet } from "./cheat-sheet";
import { Conversation } from "./conversation";
import { CustomerPane } from "./customer-pane";
import { InboxPane } from "./inbox-pane";
import { OfferNotice } from "./offer-notice";
import { SignIn } from "./sign-in";
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
}

/** Three panes on a desk, two on a tablet, one on a phone. */
export function Shell({ desk }: { desk: Console }) {
  const unfolded: Unfolded = {
    details: useSignal(false),
    understood: useSignal(false),
    form: useSignal<DockForm | null>(null),
    labelling: useSignal(false),
    help: useSignal(false),
  };
  const reply = useRef<HTMLTextAreaElement>(null);
  useKeys(desk, unfolded, reply);
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
      <InboxPane desk={desk} help={() => (unfolded.help.value = true)} />
      {open === null ? (
        <NothingOpen waiting={desk.counts.value.waiting} />
      ) : (
        <>
          <Conversation key={open.id} desk={desk} open={open} unfolded={unfolded} reply={reply} />
          <CustomerPane key={`customer-${open.id}`} desk={desk} open={open} close={() => (unfolded.details.value = false)} />
        </>
      )}
      {unfolded.help.value && <CheatSheet close={() => (unfolded.help.value = false)} />}
      {desk.canned.managing.value && <CannedDialog canned={desk.canned} mayShare={mayShare(desk)} />}
      <UndoNotice undo={desk.undo} />
      <LiveRegion />
    </main>
  );
}

function useKeys(desk: Console, unfolded: Unfolded, reply: { current: HTMLTextAreaElement | null }): void {
  useEffect(() => {
    const open = () => desk.open.value;
    const mayWrite = () => {
      const summary = desk.summaryOf(open()?.id ?? "");
      return summary?.state === "with_agent" && summary.agent?.id === desk.agent.value?.id;
    };
    const unfold = (form: DockForm) => {
      if (mayWrite()) unfolded.form.value = form;
    };
    const write = (mode: "reply" | "note") => {
      const conversation = open();
      if (conversation === null || (mode === "reply" && !mayWrite())) return;
      conversation.team.mode.value = mode;
      requestAnimationFrame(() => reply.current?.focus());
    };
    const verbs: KeyVerbs = {
      move: (step) => desk.move(step),
      openMarked: () => {
        if (desk.marked.value !== null) desk.select(desk.marked.value);
      },
      view: (view) => void desk.show(view),
      claim: () => {
        const inLine = desk.summaryOf(open()?.id ?? "")?.line ?? null;
        if (inLine !== null) void open()?.claim();
      },
      takeOffer: () => void desk.own.take(),
      passOffer: () => void desk.own.pass(),
      passOn: () => unfold("pass_on"),
      snooze: () => unfold("snooze"),
      merge: () => unfold("merge"),
      resolve: () => unfold("resolve"),
      reply: () => write("reply"),
      note: () => write("note"),
      label: () => {
        if (open() !== null) unfolded.labelling.value = true;
      },
      canned: () => (desk.canned.managing.value = true),
      undo: () => desk.undo.take(),
      stepIn: () => {
        const state = desk.summaryOf(open()?.id ?? "")?.state;
        if (state === "closed" || state === "with_bot") void open()?.team.stepIn();
      },
      handBack: () => {
        if (mayWrite()) void open()?.team.handBack();
      },
      understood: () => (unfolded.understood.value = !unfolded.understood.value),
      details: () => (unfolded.details.value = !unfolded.details.value),
      help: () => (unfolded.help.value = !unfolded.help.value),
      escape: () => {
        if (desk.canned.managing.value) desk.canned.managing.value = false;
        else if (unfolded.help.value) unfolded.help.value = false;
        else if (unfolded.form.value !== null) unfolded.form.value = null;
        else if (unfolded.labelling.value) unfolded.labelling.value = false;
        else if (unfolded.details.value) unfolded.details.value = false;
        else if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
      },
    };
    const pressed = (event: KeyboardEvent) => {
      if (desk.phase.value !== "ready" || event.defaultPrevented) return;
      if (press(event, focusOf(document.activeElement), verbs)) event.preventDefault();
    };
    document.addEventListener("keydown", pressed);
    return () => document.removeEventListener("keydown", pressed);
  }, []);
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
