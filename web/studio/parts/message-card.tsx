import type { Message } from "../contract";
import { FALLBACK, decisionWords, offers, picks, spoken } from "../flow";
import type { Inbox } from "../inbox";
import type { Studio } from "../studio";
import { IntentPicker } from "./intent-picker";
import { KeyboardMarking, MarkedText } from "./marked-text";
import { NewIntentForm } from "./new-intent-form";
import { Bar } from "./shown";
import { SimilarPanel } from "./similar-panel";

/** One message: what was said, what the bot read, and everything one may say about it. */
export function MessageCard({ studio, message, back }: { studio: Studio; message: Message; back: () => void }) {
  const { inbox } = studio;
  return (
    <section class="message-pane" aria-label="Message" data-testid="card" data-id={message.id}>
      <button type="button" class="button quiet back" onClick={back}>
        ‹ All messages
      </button>
      <Notice inbox={inbox} />
      <ul class="reasons" aria-label="Why it is here">
        {message.reasons.map(({ kind, says }) => (
          <li key={`${kind} ${says}`} class="tag">
            {says}
          </li>
        ))}
      </ul>
      <MarkedText inbox={inbox} message={message} entities={studio.data.intents.value?.entities ?? []} />
      <Facts studio={studio} message={message} />
      <Readings inbox={inbox} message={message} />
      <Actions inbox={inbox} />
      <Unfolded studio={studio} message={message} />
    </section>
  );
}

function Notice({ inbox }: { inbox: Inbox }) {
  if (inbox.notice.value === null) return null;
  return (
    <p class="notice" data-testid="notice">
      <span>{inbox.notice.value}</span>
      <button type="button" class="text-button" onClick={() => (inbox.notice.value = null)}>
        Fine
      </button>
    </p>
  );
}

function Facts({ studio, message }: { studio: Studio; message: Message }) {
  const label = message.label;
  return (
    <p class="facts">
      <span>
        Bot read: <strong>{message.intent === FALLBACK ? "nothing it could act on" : spoken(message.intent)}</strong> {sure(message.confidence)}
      </span>
      {label !== null && (
        <span class="tag good" data-testid="decided">
          {label.by}: {decisionWords(label.kind, label.intent)}
          {label.state === "written" ? ", in the data" : ""}
        </span>
      )}
      <button
        type="button"
        class="text-button"
        onClick={() => {
          studio.show("try");
          void studio.trying.makeTest(message.conversation_id);
        }}
      >
        Make a test of this conversation
      </button>
    </p>
  );
}

/** What may be taken: a colleague's word first, then the bot's readings, each with how sure it was. */
function Readings({ inbox, message }: { inbox: Inbox; message: Message }) {
  const ranked = picks(message);
  const chosen = inbox.choice.value;
  const extra = chosen !== null && !offers(message).includes(chosen) ? chosen : null;
  return (
    <ol class="readings" aria-label="What it may mean">
      {message.suggested !== null && (
        <Reading inbox={inbox} name={message.suggested.intent} said={`${message.suggested.by} says so`} keys="" share={null} testid="suggested" />
      )}
      {ranked.map(({ name, confidence }, at) => (
        <Reading key={name} inbox={inbox} name={name} said={sure(confidence)} keys={String(at + 1)} share={confidence} testid="reading" />
      ))}
      {extra !== null && <Reading inbox={inbox} name={extra} said="picked by you" keys="" share={null} testid="picked" />}
    </ol>
  );
}

interface OneReading {
  inbox: Inbox;
  name: string;
  said: string;
  keys: string;
  share: number | null;
  testid: string;
}

function Reading({ inbox, name, said, keys, share, testid }: OneReading) {
  const chosen = inbox.choice.value === name;
  return (
    <li>
      <button type="button" aria-pressed={chosen} data-testid={testid} data-intent={name} data-keys="page" onClick={() => (inbox.other.value = name)}>
        {keys === "" ? <span /> : <kbd>{keys}</kbd>}
        <span class="name">{spoken(name)}</span>
        {share === null ? <span /> : <Bar share={share} strong={chosen} />}
        <span class="figure">{said}</span>
      </button>
    </li>
  );
}

function Actions({ inbox }: { inbox: Inbox }) {
  const choice = inbox.choice.value;
  const more: [string, string, string, () => void][] = [
    ["choose", "/", "Any intent", () => toggle(inbox, "pick")],
    ["outside", "o", "Out of scope", () => inbox.decide("out_of_scope")],
    ["unusable", "x", "Not usable", () => inbox.decide("unusable")],
    ["exam", "e", "Keep for the exam", () => inbox.decide("exam")],
    ["new-intent", "n", "New intent", () => toggle(inbox, "new")],
    ["similar", "s", "Similar ones", () => inbox.openSimilar()],
    ["mark", "m", "Mark an entity", () => toggle(inbox, "mark")],
  ];
  return (
    <div class="actions">
      <button type="button" class="button primary" disabled={choice === null} data-testid="accept" data-keys="page" onClick={() => inbox.decide("intent")}>
        {choice === null ? "Choose what it means" : `Label as ${spoken(choice)}`} <kbd>↵</kbd>
      </button>
      {more.map(([id, key, words, run]) => (
        <button key={id} type="button" class="button quiet" data-testid={id} onClick={run}>
          {words} <kbd>{key}</kbd>
        </button>
      ))}
      <button type="button" class="button quiet" disabled={inbox.labelling.undoable.value === 0} data-testid="undo" onClick={() => void inbox.undo()}>
        Undo <kbd>u</kbd>
      </button>
    </div>
  );
}

function toggle(inbox: Inbox, panel: "pick" | "new" | "mark"): void {
  inbox.panel.value = inbox.panel.value === panel ? null : panel;
}

function Unfolded({ studio, message }: { studio: Studio; message: Message }) {
  const { inbox, data } = studio;
  const known = data.intents.value;
  switch (inbox.panel.value) {
    case "pick":
      return <IntentPicker inbox={inbox} intents={known?.intents ?? []} />;
    case "new":
      return <NewIntentForm studio={studio} message={message} />;
    case "similar":
      return <SimilarPanel inbox={inbox} message={message} />;
    case "mark":
      return <KeyboardMarking inbox={inbox} message={message} entities={known?.entities ?? []} />;
    case null:
      return null;
  }
}

function sure(confidence: number): string {
  return `${Math.round(100 * confidence)} %`;
}
