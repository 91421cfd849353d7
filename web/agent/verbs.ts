import { useEffect } from "preact/hooks";
import { browserStorage } from "../shared/storage";
import type { AtHand, Verbs } from "./commands";
import type { Console } from "./console";
import { changeDensity } from "./density";
import { focusOf, press } from "./keys";
import { canNarrow } from "./narrowing";
import type { DockForm, Unfolded } from "./parts/shell";

type Field = { current: HTMLTextAreaElement | null };

/** Whether a supervisor or an admin sits here. */
export function leads(desk: Console): boolean {
  const role = desk.agent.value?.role;
  return role === "supervisor" || role === "admin";
}

/** What is at hand just now. */
export function atHand(desk: Console): AtHand {
  const summary = desk.summaryOf(desk.open.value?.id ?? "");
  const waits = summary !== null && (summary.line !== null || summary.follow_up !== null);
  return {
    open: desk.open.value !== null,
    holding: summary?.state === "with_agent" && summary.agent?.id === desk.agent.value?.id,
    inLine: summary !== null && summary.line !== null,
    free: !waits && (summary?.state === "closed" || summary?.state === "with_bot"),
    offered: desk.own.offer.value !== null,
    undoable: desk.undo.offered.value !== null,
    leads: leads(desk),
  };
}

/** Every verb on this screen; those that make no sense now do nothing. */
export function verbsOf(desk: Console, unfolded: Unfolded, reply: Field): Verbs {
  const open = () => desk.open.value;
  const unfold = (form: DockForm) => {
    if (atHand(desk).holding) unfolded.form.value = form;
  };
  const write = (mode: "reply" | "note") => {
    const conversation = open();
    if (conversation === null || (mode === "reply" && !atHand(desk).holding)) return;
    conversation.team.mode.value = mode;
    queueMicrotask(() => reply.current?.focus());
  };
  return {
    move: (step) => desk.move(step),
    openMarked: () => {
      if (desk.marked.value !== null) desk.select(desk.marked.value);
    },
    view: (view) => void desk.show(view),
    search: () => {
      if (matchMedia("(max-width: 719px)").matches) desk.leave();
      queueMicrotask(() => desk.searchField?.focus());
    },
    narrow: () => {
      if (!canNarrow(desk.view.value)) void desk.show("all");
      desk.search.clear();
      if (matchMedia("(max-width: 719px)").matches) desk.leave();
      desk.narrowing.unfolded.value = true;
    },
    bar: () => (unfolded.bar.value = !unfolded.bar.value),
    claim: () => {
      if (atHand(desk).inLine) void open()?.claim();
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
    suggested: () => {
      const suggesting = open()?.suggesting;
      if (suggesting === undefined || !atHand(desk).holding) return;
      suggesting.unfolded.value = true;
      queueMicrotask(() => (document.querySelector<HTMLElement>('[data-testid="use-suggestion"]') ?? document.querySelector<HTMLElement>('[data-testid="article-search"]'))?.focus());
    },
    articles: () => window.open("/articles", "_blank", "noopener"),
    insights: () => window.open("/insights", "_blank", "noopener"),
    culture: (place) => window.open(`/culture#${place}`, "_blank", "noopener"),
    canned: () => (desk.canned.managing.value = true),
    team: () => (desk.team.shown.value = true),
    give: () => {
      const conversation = open();
      if (conversation === null || !atHand(desk).holding) return;
      unfolded.details.value = true;
      conversation.gifts.wanted.value = true;
    },
    promise: () => {
      const conversation = open();
      if (conversation === null || !atHand(desk).holding || conversation.promising.confirm()) return;
      unfolded.details.value = true;
      conversation.promising.wanted.value = true;
    },
    promises: () => void desk.rooms.promised.show(leads(desk)),
    approvals: () => {
      if (leads(desk)) void desk.rooms.approvals.show();
    },
    troubles: () => {
      if (leads(desk)) void desk.rooms.troubles.show();
    },
    feedback: () => {
      if (leads(desk)) desk.rooms.feedback.shown.value = true;
    },
    quality: () => (desk.rooms.quality.shown.value = true),
    matrix: () => {
      if (leads(desk)) desk.rooms.matrix.value = true;
    },
    segments: () => {
      if (leads(desk)) desk.rooms.segments.value = true;
    },
    people: () => {
      if (leads(desk)) desk.rooms.people.value = { first: null };
    },
    account: () => desk.rooms.account.open(),
    audit: () => {
      if (leads(desk)) desk.rooms.audit.open();
    },
    undo: () => desk.undo.take(),
    stepIn: () => {
      if (atHand(desk).free) void open()?.team.stepIn();
    },
    handBack: () => {
      if (atHand(desk).holding) void open()?.team.handBack();
    },
    understood: () => (unfolded.understood.value = !unfolded.understood.value),
    details: () => (unfolded.details.value = !unfolded.details.value),
    density: () => changeDensity(browserStorage(() => localStorage), document.documentElement),
    print: () => requestAnimationFrame(() => window.print()),
    help: () => (unfolded.help.value = !unfolded.help.value),
    escape: () => escape(desk, unfolded),
  };
}

/** Closes what lies on top, one thing at a time; then leaves the field. */
function escape(desk: Console, unfolded: Unfolded): void {
  if (unfolded.bar.value) unfolded.bar.value = false;
  else if (desk.canned.managing.value) desk.canned.managing.value = false;
  else if (desk.team.shown.value) desk.team.shown.value = false;
  else if (unfolded.help.value) unfolded.help.value = false;
  else if (unfolded.form.value !== null) unfolded.form.value = null;
  else if (unfolded.labelling.value) unfolded.labelling.value = false;
  else if (desk.narrowing.unfolded.value) {
    desk.narrowing.unfolded.value = false;
    document.querySelector<HTMLElement>('[data-testid="filter-open"]')?.focus();
  } else if (desk.open.value?.suggesting.unfolded.value === true) desk.open.value.suggesting.unfolded.value = false;
  else if (unfolded.details.value) unfolded.details.value = false;
  else if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
}

/** Hears keys for as long as the screen stands. */
export function useKeys(desk: Console, verbs: Verbs): void {
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      if (desk.phase.value !== "ready" || event.defaultPrevented || desk.rooms.shown) return;
      if (press(event, focusOf(document.activeElement), verbs)) event.preventDefault();
    };
    document.addEventListener("keydown", pressed);
    return () => document.removeEventListener("keydown", pressed);
  });
}
