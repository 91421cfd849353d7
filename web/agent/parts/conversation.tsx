import { present, WaitClock } from "../../shared/clock";
import { FilesContext } from "../../shared/files/attached";
import { DropHint, useDrop } from "../../shared/files/tray";
import { Icon } from "../../shared/icons";
import { calendar } from "../../shared/time";
import type { Summary } from "../../shared/types";
import type { Console } from "../console";
import type { OpenConversation } from "../open-conversation";
import { viewersWords } from "../viewers";
import { BriefCard } from "./brief";
import { Dock } from "./dock";
import { Labels } from "./labels";
import type { Unfolded } from "./shell";
import { Thread } from "./thread";

const CALENDAR = calendar("en-GB");

export interface ConversationProps {
  desk: Console;
  open: OpenConversation;
  unfolded: Unfolded;
  reply: { current: HTMLTextAreaElement | null };
}

/** One conversation: who, the brief, everything said, and what the agent can do now. */
export function Conversation({ desk, open, unfolded, reply }: ConversationProps) {
  const summary = desk.summaryOf(open.id);
  const phase = open.phase.value;
  const writes = summary?.state === "with_agent" && summary.agent?.id === desk.agent.value?.id;
  const drop = useDrop(writes ? open.attaching : null);
  return (
    <section class="conversation" data-state={summary?.state} aria-label="Conversation" {...drop.target}>
      <DropHint over={drop.over} />
      <Head desk={desk} open={open} summary={summary} unfolded={unfolded} />
      {summary !== null && (
        <div class="conversation-strip">
          <Labels desk={desk} open={open} labels={summary.labels} adding={unfolded.labelling} />
          <p class="viewers" role="status" data-testid="viewers">
            {viewersWords(open.viewers.others.value)}
          </p>
        </div>
      )}
      {phase.state === "failed" && (
        <div class="nothing-open">
          <h2>This conversation could not be opened</h2>
          <p>{phase.words}</p>
          <button type="button" class="button" onClick={() => void open.load()}>
            Try again
          </button>
        </div>
      )}
      {phase.state === "loading" && <Loading />}
      {phase.state === "ready" && (
        <>
          <FilesContext.Provider value={{ pictures: open.pictures, uploads: open.attaching.uploads.value }}>
            {open.brief.value !== null && <BriefCard brief={open.brief.value} team={open.team} />}
            <Thread desk={desk} open={open} understood={unfolded.understood.value} />
          </FilesContext.Provider>
          {summary !== null && (
            <Dock desk={desk} open={open} summary={summary} unfolded={unfolded} reply={reply} />
          )}
        </>
      )}
    </section>
  );
}

interface HeadProps {
  desk: Console;
  open: OpenConversation;
  summary: Summary | null;
  unfolded: Unfolded;
}

function Head({ desk, open, summary, unfolded }: HeadProps) {
  const customer = summary?.customer ?? open.customer.value;
  const { understood, details } = unfolded;
  return (
    <header class="conversation-head">
      <button type="button" class="icon-button back" aria-label="Back to the inbox" onClick={() => desk.leave()}>
        <Icon name="back" />
      </button>
      <h2>{customer?.name ?? "Conversation"}</h2>
      {customer !== null && <Verified verified={customer.verified} />}
      {summary !== null && summary.waiting_since !== null && (
        <span class="waits">
          <Icon name="clock" small /> waiting <WaitClock since={summary.waiting_since} />
        </span>
      )}
      <span class="gap" />
      <button
        type="button"
        class="button quiet toggle"
        aria-pressed={understood.value}
        data-testid="understood"
        onClick={() => (understood.value = !understood.value)}
      >
        <span class="wide">What was understood</span>
        <span class="narrow">Understood</span>
      </button>
      <button
        type="button"
        class="button quiet toggle details"
        aria-pressed={details.value}
        data-testid="details"
        onClick={() => (details.value = !details.value)}
      >
        Customer
      </button>
      <PaperHead desk={desk} open={open} />
    </header>
  );
}

/** What a sheet of paper says of itself: whose it is, which conversation, and when it was printed. */
function PaperHead({ desk, open }: { desk: Console; open: OpenConversation }) {
  const at = new Date(present.value).toISOString();
  const withNotes = open.entries.value.some(({ kind }) => kind === "note");
  return (
    <p class="on-paper">
      {desk.desk.shopName}, conversation {open.id}. Printed {CALENDAR.day(at, new Date(0))}, {CALENDAR.clock(at)}
      {withNotes && ", without the team’s notes"}
    </p>
  );
}

export function Verified({ verified }: { verified: boolean }) {
  return (
    <span class={verified ? "verified-mark" : "verified-mark not"}>
      <Icon name={verified ? "shield" : "unproved"} small />
      <span>{verified ? "Verified" : "Not verified"}</span>
    </span>
  );
}

function Loading() {
  return (
    <div class="thread-loading" role="status">
      <span class="unseen">Loading the conversation</span>
      <div class="skeleton card" />
      <div class="skeleton" />
      <div class="skeleton right" />
      <div class="skeleton" />
    </div>
  );
}
