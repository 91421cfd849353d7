import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { Composer } from "../../shared/composer";
import { Icon } from "../../shared/icons";
import type { CannedReply, Person, Summary } from "../../shared/types";
import { fillIn, macroWords, matching, openPlaces, replaced, typedAfter, type Typed } from "../canned";
import type { Console } from "../console";
import type { OpenConversation } from "../open-conversation";
import { valuesOf } from "../place-values";
import { Options, type Option } from "./options";

export interface ReplyBoxProps {
  desk: Console;
  open: OpenConversation;
  summary: Summary;
  holding: boolean;
  reply: { current: HTMLTextAreaElement | null };
}

/** Where the agent writes: to the customer, or a note that only the team reads. */
export function ReplyBox({ desk, open, summary, holding, reply }: ReplyBoxProps) {
  const noting = !holding || open.team.mode.value === "note";
  return (
    <div class={noting ? "reply-box noting" : "reply-box"}>
      {holding && <Modes open={open} reply={reply} />}
      {noting ? (
        <NoteField open={open} field={reply} />
      ) : (
        <ReplyField desk={desk} open={open} summary={summary} field={reply} />
      )}
    </div>
  );
}

function Modes({ open, reply }: Pick<ReplyBoxProps, "open" | "reply">) {
  const { mode } = open.team;
  const choose = (wanted: "reply" | "note") => {
    mode.value = wanted;
    queueMicrotask(() => reply.current?.focus());
  };
  return (
    <div class="modes" role="group" aria-label="What you write">
      <button type="button" aria-pressed={mode.value === "reply"} data-testid="mode-reply" onClick={() => choose("reply")}>
        Reply
      </button>
      <button type="button" aria-pressed={mode.value === "note"} data-testid="mode-note" onClick={() => choose("note")}>
        Note for the team
      </button>
    </div>
  );
}

type Field = { current: HTMLTextAreaElement | null };

function ReplyField({ desk, open, summary, field }: Pick<ReplyBoxProps, "desk" | "open" | "summary"> & { field: Field }) {
  const draft = open.draft.value;
  const follows = open.team.follows.value;
  const empty = openPlaces(draft);
  const take = (reply: CannedReply) => {
    if (macroWords(reply) !== null) open.team.follows.value = { labels: reply.labels, then: reply.then };
    return fillIn(reply.text, valuesOf(desk, open, summary));
  };
  const typing = useTyping(field, "/", draft, (text) => open.write(text));
  if (typing.typed !== null) void desk.canned.load();
  const found = typing.typed === null ? [] : matching(desk.canned.list.value, typing.typed.query);
  const options: Option[] = found.map((reply) => ({
    id: reply.id,
    name: `/${reply.shortcut}`,
    words: reply.title,
    more: macroWords(reply) ?? "",
    take: () => typing.put(take(reply)),
  }));
  return (
    <Options options={options} label="Canned replies" close={typing.dismiss}>
      {(list) => (
        <>
          <Composer
            draft={draft}
            label={`Reply to ${summary.customer.name}`}
            placeholder={`Write to ${summary.customer.name}… / for canned replies`}
            field={field}
            attaching={open.attaching}
            keys={(event) => list.keys(event) || (draft === "" && tracks(event) && open.promising.confirm())}
            options={list.attributes}
            changed={typing.changed}
            send={(text) => {
              if (empty.length === 0) open.reply(text);
            }}
          />
          {empty.length > 0 && (
            <p class="form-trouble" role="status" data-testid="open-places">
              Not known here: {empty.join(", ")}. Write it in, then send.
            </p>
          )}
          {follows !== null && (
            <p class="follows" data-testid="follows">
              <Icon name="check" small /> {macroWords(follows)} after sending
              <button type="button" class="text-button" onClick={() => (open.team.follows.value = null)}>
                Only send
              </button>
            </p>
          )}
        </>
      )}
    </Options>
  );
}

/** Keeps track of what was just promised, while nothing new is written. */
function tracks(event: KeyboardEvent): boolean {
  return event.key === "Enter" && (event.ctrlKey || event.metaKey);
}

function NoteField({ open, field }: { open: OpenConversation; field: Field }) {
  const { team } = open;
  const draft = team.note.value;
  const typing = useTyping(field, "@", draft, (text) => team.writeNote(text));
  if (typing.typed !== null) void team.loadPeople();
  const found = typing.typed === null ? [] : named(team.colleagues(), typing.typed);
  const options: Option[] = found.map((person) => ({
    id: person.id,
    name: person.name,
    words: "",
    more: "",
    take: () => typing.put(`@${person.name} `),
  }));
  return (
    <Options options={options} label="Colleagues" close={typing.dismiss}>
      {(list) => (
        <Composer
          draft={draft}
          label="Note for the team"
          placeholder="Note for the team, @ for a colleague"
          disabled={team.noting.value}
          field={field}
          keys={list.keys}
          options={list.attributes}
          changed={typing.changed}
          send={() => void team.keepNote()}
        />
      )}
    </Options>
  );
}

/** Follows what is typed after a sign at the caret, and puts something in its place. */
function useTyping(field: Field, sign: "/" | "@", draft: string, write: (text: string) => void) {
  const [caret, setCaret] = useState(0);
  const [dismissed, setDismissed] = useState<number | null>(null);
  const goTo = useRef<number | null>(null);
  useLayoutEffect(() => {
    if (goTo.current === null) return;
    field.current?.setSelectionRange(goTo.current, goTo.current);
    goTo.current = null;
  }, [draft, field]);
  const found = typedAfter(sign, draft, Math.min(caret, draft.length));
  const typed: Typed | null = found === null || found.from === dismissed ? null : found;
  return {
    typed,
    changed: (text: string) => {
      setCaret(field.current?.selectionStart ?? text.length);
      if (found === null) setDismissed(null);
      write(text);
    },
    dismiss: () => setDismissed(found?.from ?? null),
    put: (words: string) => {
      if (typed === null) return;
      const next = replaced(draft, typed, words);
      goTo.current = next.caret;
      setCaret(next.caret);
      write(next.text);
      field.current?.focus();
    },
  };
}

function named(people: readonly Person[], typed: Typed): Person[] {
  const query = typed.query.toLowerCase();
  return people.filter(({ name }) => name.toLowerCase().split(" ").some((part) => part.startsWith(query))).slice(0, 7);
}
