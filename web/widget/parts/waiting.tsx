import { useEffect, useRef, useState } from "preact/hooks";
import { Icon } from "../../shared/icons";
import { calendar, ordinal, spokenWait } from "../../shared/time";
import type { Conversation, Waiting as Wait } from "../../shared/types";
import { freshId } from "../../shared/uuid";
import type { Chat } from "../chat";

const TICK_MS = 15_000;
const CALENDAR = calendar();

export interface WaitingProps {
  conversation: Conversation;
  chat: Pick<Chat, "command" | "howToWait" | "leaveMessage">;
  /** The shop vouches for an address, so that none needs to be typed. */
  knownEmail: boolean;
}

/** Where one stands in the line, what happens next, and the other ways to be answered. */
export function Waiting({ conversation, chat, knownEmail }: WaitingProps) {
  const [form, setForm] = useState<"mail" | "message" | null>(null);
  const { waiting, left, state } = conversation;
  if (waiting === null) return left === null ? null : <Left left={left} chat={chat} />;
  if (form !== null) {
    return (
      <section class="waiting" aria-label="Waiting for a person" data-testid="waiting">
        <AnswerForm kind={form} chat={chat} knownEmail={knownEmail} close={() => setForm(null)} />
      </section>
    );
  }
  return (
    <section class="waiting" aria-label="Waiting for a person" data-testid="waiting">
      <Place waiting={waiting} />
      <p class="next">{nextWords(waiting, state)}</p>
      <div class="choices">
        {state === "with_bot" && (
          <Choice id="keep-waiting" words="Back to waiting" choose={() => void chat.command("request_agent")} />
        )}
        {waiting.can_mail && waiting.contract !== "mail_me" && <Choice id="mail-me" words="E-mail me the answer" choose={() => setForm("mail")} />}
        {waiting.contract === "mail_me" && (
          <Choice id="keep-waiting" words="Wait here instead" choose={() => void chat.howToWait("keep_waiting")} />
        )}
        {state === "waiting" && (
          <Choice id="bot-meanwhile" words="Let the assistant try" choose={() => void chat.howToWait("bot_meanwhile")} />
        )}
        <Choice id="leave-message" words="Leave a message" choose={() => setForm("message")} />
        <Choice id="return-to-bot" words="Leave the line" choose={() => void chat.command("return_to_bot")} />
      </div>
    </section>
  );
}

function Place({ waiting }: { waiting: Wait }) {
  const [now, setNow] = useState(Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), TICK_MS);
    return () => clearInterval(timer);
  }, []);
  return (
    <p class="place">
      <Icon name="clock" />
      <strong>{waiting.position === 1 ? "You are next in line" : `You are ${ordinal(waiting.position)} in line`}</strong>
      <span class="since">{spokenWait(Date.parse(waiting.since), now)}</span>
    </p>
  );
}

function Choice({ id, words, choose }: { id: string; words: string; choose: () => void }) {
  return (
    <button type="button" class="button" data-testid={id} onClick={choose}>
      {words}
    </button>
  );
}

/** An address, and for a message the words as well. */
function AnswerForm({ kind, chat, knownEmail, close }: Omit<WaitingProps, "conversation"> & { kind: "mail" | "message"; close: () => void }) {
  const [email, setEmail] = useState("");
  const [text, setText] = useState("");
  const [busy, setBusy] = useState(false);
  const id = useRef(freshId());
  const first = useRef<HTMLElement>(null);
  useEffect(() => first.current?.focus(), []);
  const send = async () => {
    setBusy(true);
    const address = email.trim() === "" ? null : email.trim();
    const done = kind === "mail" ? await chat.howToWait("mail_me", address) : await chat.leaveMessage(id.current, text, address);
    setBusy(false);
    if (done) close();
  };
  return (
    <form
      class="answer-form"
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      {kind === "message" && (
        <label>
          Your message
          <textarea
            ref={(field) => void (first.current ??= field)}
            rows={3}
            required
            maxLength={4000}
            value={text}
            data-testid="left-message"
            onInput={(event) => setText(event.currentTarget.value)}
          />
        </label>
      )}
      <label>
        {knownEmail ? "Another e-mail address (optional)" : kind === "mail" ? "Your e-mail address" : "Your e-mail address (optional)"}
        <input
          ref={(field) => void (first.current ??= field)}
          type="email"
          autocomplete="email"
          required={kind === "mail" && !knownEmail}
          maxLength={254}
          value={email}
          data-testid="answer-email"
          onInput={(event) => setEmail(event.currentTarget.value)}
        />
      </label>
      <div class="choices">
        <button type="button" class="button" onClick={close}>
          Back
        </button>
        <button type="submit" class="button primary" data-testid="answer-send" disabled={busy}>
          {kind === "mail" ? "E-mail me the answer" : "Leave this message"}
        </button>
      </div>
    </form>
  );
}

function Left({ left, chat }: { left: NonNullable<Conversation["left"]>; chat: WaitingProps["chat"] }) {
  const by = `${CALENDAR.day(left.due_at, new Date())}, ${CALENDAR.clock(left.due_at)}`;
  return (
    <section class="waiting" aria-label="Your message" data-testid="message-left">
      <p class="place">
        <Icon name="check" />
        <strong>We have your message</strong>
      </p>
      <p class="next">
        You will have an answer here{left.email === null ? "" : ` and at ${left.email}`} by {by}. You can add to it.
      </p>
      <div class="choices">
        <Choice id="return-to-bot" words="Carry on with the assistant" choose={() => void chat.command("return_to_bot")} />
      </div>
    </section>
  );
}

function nextWords(waiting: Wait, state: Conversation["state"]): string {
  if (state === "with_bot") return "The assistant helps meanwhile. Your place is kept.";
  if (waiting.contract === "mail_me") return `We will write to ${waiting.email ?? "you"}. You can close this page; your place is kept.`;
  if (waiting.agents_online > 0) return "A person will join here and has everything you wrote. You can keep writing.";
  if (waiting.opens !== null) return `Our team is back ${waiting.opens}. Your place is kept.`;
  return "Nobody is at the desk right now. Your place is kept, and the next person in will see it.";
}
