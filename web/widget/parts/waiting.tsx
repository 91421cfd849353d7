import { useEffect, useRef, useState } from "preact/hooks";
import { Icon } from "../../shared/icons";
import type { Conversation, Waiting as Wait } from "../../shared/types";
import { freshId } from "../../shared/uuid";
import { spokenCalendar, t, type Key } from "../../shared/words";
import type { Chat } from "../chat";

const TICK_MS = 15_000;

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
      <section class="waiting" aria-label={t("waiting_label")} data-testid="waiting">
        <AnswerForm kind={form} chat={chat} knownEmail={knownEmail} close={() => setForm(null)} />
      </section>
    );
  }
  return (
    <section class="waiting" aria-label={t("waiting_label")} data-testid="waiting">
      <Place waiting={waiting} />
      {waiting.expected && <p class="next" data-testid="expected-wait">{expectedWords(waiting.expected)}</p>}
      <p class="next">{nextWords(waiting, state)}</p>
      <div class="choices">
        {state === "with_bot" && (
          <Choice id="keep-waiting" words="back_to_waiting" choose={() => void chat.command("request_agent")} />
        )}
        {waiting.can_mail && waiting.contract !== "mail_me" && <Choice id="mail-me" words="mail_me" choose={() => setForm("mail")} />}
        {waiting.contract === "mail_me" && (
          <Choice id="keep-waiting" words="wait_here" choose={() => void chat.howToWait("keep_waiting")} />
        )}
        {state === "waiting" && (
          <Choice id="bot-meanwhile" words="let_bot_try" choose={() => void chat.howToWait("bot_meanwhile")} />
        )}
        <Choice id="leave-message" words="leave_message" choose={() => setForm("message")} />
        <Choice id="return-to-bot" words="leave_line" choose={() => void chat.command("return_to_bot")} />
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
      <strong>{waiting.position === 1 ? t("place_next") : t("place", { n: waiting.position })}</strong>
      <span class="since">{waitedWords(Date.parse(waiting.since), now)}</span>
    </p>
  );
}

function Choice({ id, words, choose }: { id: string; words: Key; choose: () => void }) {
  return (
    <button type="button" class="button" data-testid={id} onClick={choose}>
      {t(words)}
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
          {t("your_message")}
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
        {t(knownEmail ? "email_other" : kind === "mail" ? "email" : "email_optional")}
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
          {t("back")}
        </button>
        <button type="submit" class="button primary" data-testid="answer-send" disabled={busy}>
          {t(kind === "mail" ? "mail_me" : "leave_this")}
        </button>
      </div>
    </form>
  );
}

function Left({ left, chat }: { left: NonNullable<Conversation["left"]>; chat: WaitingProps["chat"] }) {
  const dates = spokenCalendar();
  const by = `${dates.day(left.due_at, new Date())}, ${dates.clock(left.due_at)}`;
  return (
    <section class="waiting" aria-label={t("your_message")} data-testid="message-left">
      <p class="place">
        <Icon name="check" />
        <strong>{t("left_title")}</strong>
      </p>
      <p class="next">
        {left.email === null ? t("left_by", { by }) : t("left_by_mail", { by, email: left.email })}
      </p>
      <div class="choices">
        <Choice id="return-to-bot" words="carry_on" choose={() => void chat.command("return_to_bot")} />
      </div>
    </section>
  );
}

function nextWords(waiting: Wait, state: Conversation["state"]): string {
  if (state === "with_bot") return t("next_bot");
  if (waiting.contract === "mail_me") return t("next_mail", { email: waiting.email ?? "" });
  if (waiting.agents_online > 0) return t("next_person");
  if (waiting.opens !== null) return t("next_opens", { when: waiting.opens });
  return t("next_nobody");
}

/** A running wait in words: "less than a minute", "1 hour 5 minutes". */
function waitedWords(sinceMs: number, nowMs: number): string {
  const minutes = Math.max(0, Math.floor((nowMs - sinceMs) / 60_000));
  if (minutes < 1) return t("waited_less");
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
  return [hours > 0 ? t("hours", { n: hours }) : "", rest > 0 ? t("minutes", { n: rest }) : ""].filter(Boolean).join(" ");
}

function expectedWords(expected: NonNullable<Wait["expected"]>): string {
  if ("longer" in expected) return t("expected_longer");
  const { from_minutes: from, to_minutes: to } = expected;
  return from === 0 ? t("expected_up_to", { n: to }) : t("expected", { from, to });
}
