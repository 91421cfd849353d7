import { useEffect } from "preact/hooks";
import { Fate, LineRow, MessageRow, TypingRow } from "../../shared/message-row";
import { rows, type MessageRow as MessageRowData, type Row } from "../../shared/rows";
import { useStickToEnd } from "../../shared/stick";
import { calendar } from "../../shared/time";
import type { Receipts } from "../../shared/receipts";
import type { Agent, Summary, Turn } from "../../shared/types";
import type { OpenConversation } from "../open-conversation";
import { stages, type Stage } from "../stages";
import { spoken } from "../words";
import { percent } from "./brief";
import { AMEND_MS, OwnWords } from "./own-words";
import { moodWord } from "./sparkline";

const CALENDAR = calendar("en-GB");
/** Where this agent was reading in conversations that were left for another one. */
const reading = new Map<string, number>();

/** What a transcript needs of the screen around it: the console, or the practice room. */
export interface AroundThread {
  readonly agent: { readonly value: Agent | null };
  summaryOf: (id: string) => Summary | null;
}

/** What it needs of the conversation; without `amend` nothing that was written can be changed. */
export interface ThreadOf extends Pick<OpenConversation, "id" | "goTo" | "retry" | "discard"> {
  readonly entries: { readonly value: OpenConversation["entries"]["value"] };
  readonly pending: { readonly value: OpenConversation["pending"]["value"] };
  readonly typing: { readonly value: OpenConversation["typing"]["value"] };
  readonly turns: { readonly value: OpenConversation["turns"]["value"] };
  readonly transcript: { readonly value: { readonly held: number } };
  readonly receipts: Pick<Receipts, "saw" | "theySaw">;
  readonly amend?: OpenConversation["amend"];
}

/** Everything said; the assistant's part carries a rail, so that it is told from the human part at a glance. */
export function Thread({ desk, open, understood }: { desk: AroundThread; open: ThreadOf; understood: boolean }) {
  const entries = open.entries.value;
  const pending = open.pending.value;
  const typing = open.typing.value;
  const now = new Date();
  const me = desk.agent.value;
  const drawn = rows({ entries, pending, writer: { kind: "agent", name: me?.name ?? "" }, calendar: CALENDAR, now });
  const held = stages(drawn);
  const stick = useStickToEnd(`${entries.length}.${pending.length}.${typing?.name ?? ""}`, pending.length, true, {
    read: () => reading.get(open.id) ?? null,
    keep: (top) => {
      if (top === null) reading.delete(open.id);
      else reading.set(open.id, top);
    },
  });
  const summary = desk.summaryOf(open.id);
  useGoTo(open, stick.box);
  useSeen(open, summary?.state === "with_agent" && summary.agent?.id === me?.id);
  return (
    <div class="thread-place">
      <div class="thread" ref={stick.box} onScroll={stick.scrolled} tabIndex={0} role="region" aria-label="Transcript">
        <ol data-testid="transcript">
          {drawn.map((row, index) => {
            const part = held[index] === "bot" ? "bot-part" : "human-part";
            return row.kind === "message" ? (
              <Said
                key={row.key}
                row={row}
                part={part}
                stage={held[index] ?? "human"}
                now={now}
                open={open}
                me={me?.id ?? ""}
                turn={understood ? open.turns.value.get(row.entry?.seq ?? -1) : undefined}
              />
            ) : (
              <LineRow key={row.key} row={row} class={teamOnly(row) ? `${part} team-only` : part} />
            );
          })}
          {typing !== null && <TypingRow who={typing} />}
        </ol>
      </div>
      {stick.below && (
        <button type="button" class="button newer" onClick={stick.toEnd}>
          New messages below
        </button>
      )}
    </div>
  );
}

/** Brings the entry that was looked for into sight, and into focus. */
function useGoTo(open: ThreadOf, box: { current: HTMLDivElement | null }): void {
  const wanted = open.goTo.value;
  const there = open.entries.value.length;
  useEffect(() => {
    if (wanted === null) return;
    const row = box.current?.querySelector(`[data-seq="${wanted}"]`);
    if (!(row instanceof HTMLElement)) return;
    open.goTo.value = null;
    row.tabIndex = -1;
    row.classList.add("found");
    row.scrollIntoView({ block: "center" });
    row.focus({ preventScroll: true });
  }, [open, wanted, there]);
}

function amendable(open: ThreadOf): open is ThreadOf & Pick<OpenConversation, "amend"> {
  return open.amend !== undefined;
}

/** A line that the customer does not see. */
function teamOnly(row: Row): boolean {
  if (row.kind !== "line") return false;
  return row.entry.team_only === true || ["labelled", "snoozed", "woken", "merged"].includes(row.entry.kind);
}

/** Tells the customer what whoever answers them has on the screen; only looking in tells nothing. */
function useSeen(open: ThreadOf, mine: boolean): void {
  const held = open.transcript.value.held;
  useEffect(() => {
    const tell = () => {
      if (mine && !document.hidden) open.receipts.saw(held);
    };
    tell();
    document.addEventListener("visibilitychange", tell);
    return () => document.removeEventListener("visibilitychange", tell);
  }, [open, mine, held]);
}

interface SaidProps {
  row: MessageRowData;
  part: string;
  stage: Stage;
  now: Date;
  open: ThreadOf;
  me: string;
  turn: Turn | undefined;
}

function Said({ row, part, now, open, me, turn }: SaidProps) {
  const mine = row.pending !== null || row.entry?.author.id === me;
  const clock = CALENDAR.clock(row.at);
  const note = row.entry?.kind === "note";
  const message = row.entry?.message ?? null;
  const fresh = mine && message !== null && message.deleted !== true && now.getTime() - Date.parse(row.at) < AMEND_MS;
  return (
    <MessageRow
      row={row}
      side={row.author === "customer" ? "start" : "end"}
      named={!mine || note}
      label={mine ? "You" : row.name}
      tag={row.author === "bot" ? "Bot" : note ? "Note, only the team" : undefined}
      class={note ? "note-row" : part}
      calendar={CALENDAR}
      now={now}
    >
      {mine && !note && row.first && <p class="by on-paper">{row.name}</p>}
      {turn !== undefined && <Understood turn={turn} />}
      <div class="after">
        {fresh && amendable(open) && <OwnWords id={message.id} text={message.text} open={open} />}
        {message?.edited_at !== undefined && <p class="fate">edited</p>}
        {mine && !note ? (
          <Fate
            row={row}
            clock={clock}
            retry={(id) => open.retry(id)}
            discard={(id) => open.discard(id)}
            seen={row.entry !== null && row.entry.seq <= open.receipts.theySaw.value}
          />
        ) : (
          row.last && <p class="fate">{clock}</p>
        )}
      </div>
    </MessageRow>
  );
}

/** How the bot read one message: what it took it for, how surely, and what it found in it. */
function Understood({ turn }: { turn: Turn }) {
  const second = turn.ranking.find((guess) => guess.name !== turn.intent);
  return (
    <p class="understanding" data-testid="understanding" data-seq={turn.seq}>
      <span class={turn.missed ? "read missed" : "read"}>
        {turn.missed ? "Not understood. Nearest: " : ""}
        {turn.intent === null ? "no reading" : spoken(turn.intent).toLowerCase()} {percent(turn.confidence)}
      </span>
      {second !== undefined && (
        <span>
          then {spoken(second.name).toLowerCase()} {percent(second.confidence)}
        </span>
      )}
      {turn.entities.map((found) => (
        <span key={`${found.entity}-${found.value}`}>
          {spoken(found.entity).toLowerCase()} “{found.value}”
        </span>
      ))}
      <span>{moodWord(turn.frustration)}</span>
    </p>
  );
}
