import { render } from "preact";
import { memoryFiles } from "../shared/files/file-store";
import { memoryStorage } from "../shared/storage";
import type { Conversation, Waiting as Wait } from "../shared/types";
import { startFrom } from "../shared/transcript";
import { Chat } from "../widget/chat";
import { Ask } from "../widget/parts/ask";
import { Connection } from "../widget/parts/connection";
import { Header } from "../widget/parts/header";
import { QuickReplies } from "../widget/parts/quick-replies";
import { Rating } from "../widget/parts/rating";
import { Waiting } from "../widget/parts/waiting";
import { Welcome } from "../widget/parts/welcome";
import { SessionKeeper } from "../widget/session";
import { Foundations } from "./foundations";
import { Page, Section, Specimen } from "./page";
import { said } from "./specimens";

const nothing = () => undefined;
const done = () => Promise.resolve(true);
const SHOP = { name: "Fern & Oak", assistant: "Fern" };
const WAIT: Wait = {
  position: 2,
  expected: { from_minutes: 2, to_minutes: 5 },
  since: "2026-11-26T11:56:00Z",
  agents_online: 3,
  contract: "nothing_said",
  email: null,
  opens: null,
  can_mail: true,
};
const CONVERSATION: Conversation = { id: "c_1", state: "with_bot", agent: null, waiting: null, left: null, last_seq: 3 };

function Waits() {
  const waits: [string, Conversation][] = [
    ["second in line", { ...CONVERSATION, state: "waiting", waiting: WAIT }],
    ["next", { ...CONVERSATION, state: "waiting", waiting: { ...WAIT, position: 1, expected: null } }],
    ["nobody there", { ...CONVERSATION, state: "waiting", waiting: { ...WAIT, agents_online: 0, opens: "tomorrow at 9:00" } }],
    ["the answer comes by e-mail", { ...CONVERSATION, state: "waiting", waiting: { ...WAIT, contract: "mail_me", email: "ana@example.com" } }],
    ["the assistant tries meanwhile", { ...CONVERSATION, waiting: { ...WAIT, contract: "bot_meanwhile" } }],
    ["a message was left", { ...CONVERSATION, state: "message_left", left: { email: "ana@example.com", due_at: "2026-11-27T09:00:00Z" } }],
  ];
  return (
    <Section name="Waiting">
      {waits.map(([state, conversation]) => (
        <Specimen key={state} state={state}>
          <Waiting conversation={conversation} chat={{ command: done, howToWait: done, leaveMessage: done }} knownEmail={false} />
        </Specimen>
      ))}
    </Section>
  );
}

function Beginnings() {
  const welcome = { shop: SHOP, send: nothing, requestAgent: nothing };
  const ask = { name: "optional", email: "required" } as const;
  return (
    <Section name="Beginning and end">
      <Specimen state="a visitor">
        <Welcome {...welcome} name={null} starters opens={null} />
      </Specimen>
      <Specimen state="a customer, while the team is away">
        <Welcome {...welcome} name="Ana Petrova" starters={false} opens="tomorrow at 9:00" />
      </Specimen>
      <Specimen state="asked first">
        <Ask reception={{ opens: null, can_mail: true, ask, consent: { text: "We keep what you write for 90 days.", link: "https://shop.example/privacy" } }} matters={{ introduce: done }} verified={false} />
      </Specimen>
      <Specimen state="rating of a person">
        <Rating handling={{ seq: 8, person: "Maya" }} matters={{ rate: done, rateLater: nothing }} />
      </Specimen>
      <Specimen state="rating of the assistant">
        <Rating handling={{ seq: 8, person: null }} matters={{ rate: done, rateLater: nothing }} />
      </Specimen>
    </Section>
  );
}

function Lines() {
  const menu = { close: null, shop: SHOP, verified: false };
  const states: [string, Conversation | null][] = [
    ["the assistant", CONVERSATION],
    ["a person", { ...CONVERSATION, state: "with_agent", agent: { name: "Maya" } }],
    ["nothing begun", null],
  ];
  return (
    <Section name="Who answers, and the line to the desk">
      {states.map(([state, conversation]) => (
        <Specimen key={state} state={state}>
          <Header {...menu} conversation={conversation} menu={MENU} />
        </Specimen>
      ))}
      <Specimen state="offline">
        <Connection state="reconnecting" phase="ready" started />
      </Specimen>
      <Specimen state="unreachable">
        <Connection state="connecting" phase="unreachable" started={false} />
      </Specimen>
      <Specimen state="quick replies">
        <QuickReplies chat={offering()} />
      </Specimen>
    </Section>
  );
}

const MENU = {
  canMail: true,
  requestAgent: nothing,
  endChat: nothing,
  saveTranscript: nothing,
  mailTranscript: done,
  aboutMe: nothing,
  erase: nothing,
  setLanguage: nothing,
  clear: nothing,
};

/** A chat that is not connected to anything, whose last message offers answers. */
function offering(): Chat {
  const store = memoryStorage();
  const session = new SessionKeeper({
    store,
    identity: () => Promise.resolve({ jwt: null, known: false }),
    now: () => Date.now(),
    subjectChanged: nothing,
    cleared: nothing,
    back: () => null,
    backRefused: nothing,
  });
  const chat = new Chat(session, store, memoryFiles(), nothing);
  chat.conversation.value = CONVERSATION;
  const offers = [{ label: "Yes, cancel it", text: "yes" }, { label: "No, keep it", text: "no" }, { label: "Talk to a person", command: "request_agent" as const }];
  const text = "Shall I cancel order 20417?";
  chat.transcript.value = startFrom([said({ seq: 1, text, who: "bot", message: { id: "m1", text, quick_replies: offers, card: null } })]);
  return chat;
}

function All() {
  return (
    <Page title="Components: widget">
      <Foundations />
      <Lines />
      <Beginnings />
      <Waits />
    </Page>
  );
}

const place = document.getElementById("components");
if (place === null) throw new Error("the page lost its #components element");
render(<All />, place);
