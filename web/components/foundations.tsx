import { useLayoutEffect, useRef } from "preact/hooks";
import { Composer } from "../shared/composer";
import { Icon } from "../shared/icons";
import { Fate, MessageRow, TypingRow } from "../shared/message-row";
import { OrderCard } from "../shared/order-card";
import type { Pending } from "../shared/outbox";
import { rows, type MessageRow as Row } from "../shared/rows";
import { calendar } from "../shared/time";
import type { Entry } from "../shared/types";
import { Section, Specimen } from "./page";
import { ARABIC, GLANCE, LATE, LONG, NOW, ORDER, REFUNDED, said } from "./specimens";

const CALENDAR = calendar("en-GB", "UTC");
const PAIRS = [
  ["surface", "text"],
  ["surface-sunken", "text-muted"],
  ["surface-raised", "text"],
  ["accent", "accent-text"],
  ["accent-soft", "text"],
  ["customer", "customer-text"],
  ["bot", "bot-text"],
  ["agent", "agent-text"],
  ["good-soft", "good"],
  ["warn-soft", "warn"],
  ["bad-soft", "bad"],
] as const;
const SIZES = ["12", "14", "15", "17", "20", "26"];
const nothing = () => undefined;

/** What both screens are made of. */
export function Foundations() {
  return (
    <>
      <Section name="Colours by role">
        {PAIRS.map(([ground, ink]) => (
          <Swatch key={ground} ground={ground} ink={ink} />
        ))}
      </Section>
      <Section name="Sizes of type">
        {SIZES.map((size) => (
          <Sized key={size} size={size} />
        ))}
      </Section>
      <Buttons />
      <Composers />
      <Messages />
      <Section name="Orders">
        <Specimen state="on its way">
          <OrderCard order={ORDER} calendar={CALENDAR} now={NOW} />
        </Specimen>
        <Specimen state="late">
          <OrderCard order={LATE} calendar={CALENDAR} now={NOW} />
        </Specimen>
        <Specimen state="refund on its way">
          <OrderCard order={REFUNDED} calendar={CALENDAR} now={NOW} />
        </Specimen>
        <Specimen state="what a guest sees">
          <OrderCard order={{ ...GLANCE, number: "20420" }} calendar={CALENDAR} now={NOW} />
        </Specimen>
      </Section>
    </>
  );
}

function Swatch({ ground, ink }: { ground: string; ink: string }) {
  const place = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    place.current?.style.setProperty("background", `var(--${ground})`);
    place.current?.style.setProperty("color", `var(--${ink})`);
  }, [ground, ink]);
  return (
    <div class="swatch" ref={place}>
      {ink} on {ground}
    </div>
  );
}

function Sized({ size }: { size: string }) {
  const place = useRef<HTMLParagraphElement>(null);
  useLayoutEffect(() => place.current?.style.setProperty("font-size", `var(--size-${size})`), [size]);
  return <p ref={place}>{size}: your order is on its way</p>;
}

function Buttons() {
  const kinds = ["button primary", "button", "button quiet", "text-button"];
  return (
    <Section name="Buttons">
      {kinds.map((kind) => (
        <Specimen key={kind} state={kind}>
          <button type="button" class={kind}>
            Send back
          </button>
          <button type="button" class={kind} disabled>
            Cannot be pressed
          </button>
        </Specimen>
      ))}
      <Specimen state="pressed">
        <button type="button" class="button quiet toggle" aria-pressed="true">
          What was understood
        </button>
      </Specimen>
      <Specimen state="sign alone, with a name for listeners">
        <button type="button" class="icon-button" aria-label="Close">
          <Icon name="close" />
        </button>
      </Specimen>
      <Specimen state="loading">
        <div class="skeleton" />
        <span class="unseen">Loading</span>
      </Specimen>
    </Section>
  );
}

function Composers() {
  const drafts: [string, string, boolean][] = [
    ["empty", "", false],
    ["written in", "Where is my parcel?", false],
    ["right to left", ARABIC, false],
    ["near the limit", "x".repeat(3_900), false],
    ["too long", "x".repeat(4_003), false],
    ["closed", "", true],
  ];
  return (
    <Section name="The field to write in">
      {drafts.map(([state, draft, disabled]) => (
        <Specimen key={state} state={state}>
          <Field state={state} draft={draft} disabled={disabled} />
        </Specimen>
      ))}
    </Section>
  );
}

function Field({ state, draft, disabled }: { state: string; draft: string; disabled: boolean }) {
  const field = useRef<HTMLTextAreaElement>(null);
  return <Composer draft={draft} label={`Message, ${state}`} placeholder="Write a message…" disabled={disabled} field={field} changed={nothing} send={nothing} />;
}

function Messages() {
  const others: [string, Entry][] = [
    ["of the assistant", said({ seq: 1, text: "It is due on Friday, 27 November.", who: "bot" })],
    ["of an agent", said({ seq: 2, text: "I am Maya, and I look into it.", who: "agent" })],
    ["without a place to break", said({ seq: 3, text: LONG, who: "agent" })],
    ["right to left", said({ seq: 4, text: ARABIC, who: "bot" })],
  ];
  const own: [string, Pending | null][] = [
    ["sent", null],
    ["on its way", pending("sending")],
    ["not sent", pending("not_sent")],
    ["refused", { ...pending("refused"), reason: "The message is too long." }],
  ];
  return (
    <Section name="Messages">
      {others.map(([state, entry]) => (
        <Specimen key={state} state={state}>
          <ol class="specimen-list">
            <MessageRow row={drawn(entry)} side="start" named label={entry.author.name} tag={entry.author.kind === "bot" ? "Bot" : undefined} calendar={CALENDAR} now={NOW} />
          </ol>
        </Specimen>
      ))}
      {own.map(([state, item]) => (
        <Specimen key={state} state={`one's own, ${state}`}>
          <ol class="specimen-list">
            <MessageRow row={{ ...drawn(said({ seq: 5, text: "where is 20417", who: "customer" })), pending: item }} side="end" named={false} label="You" calendar={CALENDAR} now={NOW}>
              <Fate row={{ ...drawn(said({ seq: 5, text: "where is 20417", who: "customer" })), pending: item }} clock="10:05" retry={nothing} discard={nothing} seen />
            </MessageRow>
          </ol>
        </Specimen>
      ))}
      <Specimen state="being written">
        <ol class="specimen-list">
          <TypingRow who={{ kind: "agent", name: "Maya" }} />
        </ol>
      </Specimen>
    </Section>
  );
}

function pending(state: Pending["state"]): Pending {
  return { id: `p-${state}`, conversation_id: "c_1", text: "where is 20417", at: "2026-11-26T10:05:00Z", state, reason: null };
}

function drawn(entry: Entry): Row {
  const found = rows({ entries: [entry], pending: [], writer: { kind: "customer", name: "You" }, calendar: CALENDAR, now: NOW }).find(
    (row) => row.kind === "message",
  );
  if (found === undefined) throw new Error("a message draws a row");
  return found;
}
