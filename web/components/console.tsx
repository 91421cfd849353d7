import { render, type ComponentChildren } from "preact";
import { Console } from "../agent/console";
import { OpenConversation } from "../agent/open-conversation";
import { BriefCard } from "../agent/parts/brief";
import { Conversation, Verified } from "../agent/parts/conversation";
import { CustomerPane } from "../agent/parts/customer-pane";
import { Filters } from "../agent/parts/filters";
import { InboxList } from "../agent/parts/inbox-list";
import { Labels } from "../agent/parts/labels";
import { MergeForm } from "../agent/parts/merge-form";
import { OfferNotice } from "../agent/parts/offer-notice";
import { ResolveForm } from "../agent/parts/resolve-form";
import { Mood } from "../agent/parts/sparkline";
import { SnoozeForm } from "../agent/parts/snooze-form";
import { SuggestionsList } from "../agent/parts/suggestions";
import { TransferForm } from "../agent/parts/transfer-form";
import { UndoNotice } from "../agent/parts/undo-notice";
import { FilesContext } from "../shared/files/attached";
import { memoryFiles } from "../shared/files/file-store";
import { memoryStorage } from "../shared/storage";
import { startFrom } from "../shared/transcript";
import type { Summary } from "../shared/types";
import { signal } from "@preact/signals";
import { Authority, Gifts } from "./gifts";
import { Foundations } from "./foundations";
import { Page, Section, Specimen } from "./page";
import { Team } from "./people";
import { Quality } from "./quality";
import { Accounts, AuditLogs } from "./rooms";
import { BRIEF, CHOICES, HISTORY, ORDER, SUGGESTIONS, SUMMARIES, TRANSCRIPT, TURN } from "./specimens";

const nothing = () => undefined;
const AGENT = { id: "a_maya", name: "Maya", email: "maya@shop.example", role: "supervisor" } as const;

/** A console that is not connected to anything, with these conversations in it. */
function deskWith(summaries: readonly Summary[], listed: "loading" | "ready" | "failed" = "ready"): Console {
  const desk = new Console(memoryStorage(), memoryFiles());
  desk.agent.value = AGENT;
  desk.phase.value = "ready";
  desk.view.value = "all";
  desk.listed.value = listed;
  desk.all.value = new Map(summaries.map((summary) => [summary.id, summary]));
  return desk;
}

function conversation(desk: Console, phase: "loading" | "ready" | "failed" = "ready"): OpenConversation {
  const open = new OpenConversation({
    id: "c_1",
    desk: desk.desk,
    store: memoryStorage(),
    files: memoryFiles(),
    agentId: AGENT.id,
    tell: nothing,
    summary: nothing,
    signedOut: () => true,
    undo: desk.undo,
  });
  open.phase.value = phase === "ready" ? { state: "ready", value: null } : phase === "loading" ? { state: "loading" } : { state: "failed", words: "The desk does not answer just now." };
  open.customer.value = { name: "Ana Petrova", verified: true, email: "ana@example.com", tier: "gold", customer_id: "C1003", since: "2026-03-02T10:00:00Z", contacts: 2 };
  open.brief.value = BRIEF;
  open.transcript.value = startFrom(TRANSCRIPT);
  open.turns.value = new Map([[1, TURN]]);
  open.orders.value = { state: "ready", value: { orders: [ORDER], proved_by: "sign_in" } };
  open.team.history.value = { state: "ready", value: HISTORY };
  return open;
}

const unfolded = () => ({
  details: signal(false),
  understood: signal(true),
  form: signal(null),
  labelling: signal(false),
  help: signal(false),
  bar: signal(false),
});

function Lists() {
  return (
    <Section name="Inbox">
      <Specimen state="rows in every state">
        <InboxList desk={deskWith(SUMMARIES)} />
      </Specimen>
      <Specimen state="loading">
        <InboxList desk={deskWith([], "loading")} />
      </Specimen>
      <Specimen state="empty">
        <InboxList desk={deskWith([])} />
      </Specimen>
      <Specimen state="failed">
        <InboxList desk={deskWith([], "failed")} />
      </Specimen>
      <Specimen state="narrowed down to nothing">
        <Filters desk={narrowed([])} />
        <InboxList desk={narrowed([])} />
      </Specimen>
      <Specimen state="filters, unfolded">
        <Filters desk={narrowed(SUMMARIES, true)} />
      </Specimen>
    </Section>
  );
}

function narrowed(summaries: Summary[], open = false): Console {
  const desk = deskWith(summaries);
  desk.filter.value = { language: "de", reason: "frustration", channel: "email" };
  desk.narrowing.choices.value = CHOICES;
  desk.narrowing.unfolded.value = open;
  desk.views.list.value = [{ id: "v_1", name: "German line", view: "waiting", filter: { language: "de" } }];
  return desk;
}

function Conversations() {
  const desk = deskWith(SUMMARIES);
  const suggested = conversation(desk);
  suggested.suggesting.found.value = SUGGESTIONS;
  const waiting = deskWith(SUMMARIES.map((summary) => (summary.id === "c_2" ? { ...summary, id: "c_1" } : summary)));
  const states: [string, Console, OpenConversation][] = [
    ["held by this agent, with what was understood and what is suggested", desk, suggested],
    ["waiting", waiting, conversation(waiting)],
    ["loading", desk, conversation(desk, "loading")],
    ["failed", desk, conversation(desk, "failed")],
  ];
  return (
    <Section name="Conversation">
      {states.map(([state, at, open]) => (
        <Specimen key={state} state={state} wide>
          <div class="specimen-pane">
            <Conversation desk={at} open={open} unfolded={unfolded()} reply={{ current: null }} />
          </div>
        </Specimen>
      ))}
    </Section>
  );
}

function Parts() {
  const desk = deskWith(SUMMARIES);
  const [open, judged, folded] = [conversation(desk), conversation(desk), conversation(desk)];
  judged.team.verdict.value = { right: false, wrong_part: "wish" };
  folded.suggesting.found.value = SUGGESTIONS;
  const unfoldedSuggestions = conversation(desk);
  unfoldedSuggestions.suggesting.found.value = SUGGESTIONS;
  unfoldedSuggestions.suggesting.unfolded.value = true;
  const undo = deskWith([]).undo;
  undo.offered.value = { words: "Resolved.", undo: nothing };
  const summary = SUMMARIES[0];
  if (summary === undefined) throw new Error("there is a first specimen");
  const files = { pictures: open.pictures, uploads: new Map() };
  const suggestions = (of: OpenConversation) => <SuggestionsList desk={desk} open={of} summary={summary} reply={{ current: null }} />;
  return (
    <>
      <Section name="Brief">
        <Specimen state="to be judged">
          <FilesContext.Provider value={files}>
            <BriefCard brief={BRIEF} team={open.team} />
          </FilesContext.Provider>
        </Specimen>
        <Specimen state="judged wrong">
          <FilesContext.Provider value={files}>
            <BriefCard brief={BRIEF} team={judged.team} />
          </FilesContext.Provider>
        </Specimen>
        {[[0.1], [0.1, 0.6], [0.2, 0.9, 0.4]].map((scores) => (
          <Specimen key={scores.join()} state={`mood after ${scores.length}`}>
            <Mood scores={scores} />
          </Specimen>
        ))}
      </Section>
      <Section name="Signs and notices">
        <Specimen state="verified">
          <Verified verified />
        </Specimen>
        <Specimen state="not verified">
          <Verified verified={false} />
        </Specimen>
        <Specimen state="labels">
          <Labels desk={desk} open={open} labels={["carrier", "damage"]} adding={{ value: false }} />
        </Specimen>
        <Specimen state="undo">
          <UndoNotice undo={undo} />
        </Specimen>
        <Specimen state="offer">
          <OfferNotice own={offered()} />
        </Specimen>
        <Specimen state="suggestions, folded">{suggestions(folded)}</Specimen>
        <Specimen state="suggestions, unfolded">{suggestions(unfoldedSuggestions)}</Specimen>
      </Section>
      <Forms desk={desk} open={open} />
    </>
  );
}

function offered() {
  const { own } = deskWith([]);
  own.offer.value = { id: "o_1", conversation_id: "c_2", offered_at: "2026-11-26T11:59:00Z", expires_at: new Date(Date.now() + 40_000).toISOString(), why: ["longest waiting", "speaks English"] };
  return own;
}

function Forms({ desk, open }: { desk: Console; open: OpenConversation }) {
  return (
    <Section name="Forms">
      <Specimen state="resolve">
        <ResolveForm desk={desk} open={open} close={nothing} />
      </Specimen>
      <Specimen state="put aside">
        <SnoozeForm open={open} close={nothing} />
      </Specimen>
      <Specimen state="merge">
        <MergeForm desk={desk} open={open} close={nothing} />
      </Specimen>
      <Specimen state="pass on, colleagues not known">
        <TransferForm open={open} close={nothing} />
      </Specimen>
      <Specimen state="the customer">
        <CustomerPane desk={desk} open={open} close={nothing} />
      </Specimen>
    </Section>
  );
}

function All(): ComponentChildren {
  return (
    <Page title="Components: console">
      <Foundations />
      <Lists />
      <Conversations />
      <Parts />
      <Gifts desk={() => deskWith(SUMMARIES)} conversation={conversation} />
      <Team />
      <Authority desk={() => deskWith(SUMMARIES)} conversation={conversation} />
      <Accounts />
      <AuditLogs />
      <Quality />
    </Page>
  );
}

const place = document.getElementById("components");
if (place === null) throw new Error("the page lost its #components element");
render(<All />, place);
