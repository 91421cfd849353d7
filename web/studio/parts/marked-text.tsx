import { useSignal } from "@preact/signals";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import type { Message } from "../contract";
import { spoken } from "../flow";
import type { Inbox } from "../inbox";
import { pieces } from "../marks";
import { useFocus } from "./focus";

interface Range {
  start: number;
  end: number;
}

/** The words, large. Selecting some of them offers the entities they may be; marks can be taken off. */
export function MarkedText({ inbox, message, entities }: { inbox: Inbox; message: Message; entities: readonly string[] }) {
  const selected = useSignal<Range | null>(null);
  const words = useRef<HTMLParagraphElement>(null);
  const look = () => (selected.value = selectionIn(words.current));
  return (
    <div class="said">
      <p ref={words} class="text" dir="auto" data-testid="text" onMouseUp={look} onTouchEnd={look}>
        {pieces(message.text, inbox.marksOf(message)).map((piece) =>
          piece.entity === null ? (
            <span key={piece.start} data-start={piece.start}>
              {piece.text}
            </span>
          ) : (
            <mark key={piece.start} data-testid="entity-mark">
              <span data-start={piece.start}>{piece.text}</span>
              <button type="button" aria-label={`${piece.text} is no ${spoken(piece.entity)}`} onClick={() => inbox.unmark(message, piece.start)}>
                {spoken(piece.entity)} ✕
              </button>
            </mark>
          ),
        )}
      </p>
      {selected.value !== null && (
        <EntityMenu
          words={message.text.slice(selected.value.start, selected.value.end)}
          entities={entities}
          chosen={(entity) => {
            const range = selected.value;
            if (range !== null) inbox.mark(message, { ...range, entity });
            selected.value = null;
            getSelection()?.removeAllRanges();
          }}
          close={() => (selected.value = null)}
        />
      )}
    </div>
  );
}

/** The same by keyboard: the words in a field that takes no writing. Not `readonly`: there browsers show no caret to move. */
export function KeyboardMarking({ inbox, message, entities }: { inbox: Inbox; message: Message; entities: readonly string[] }) {
  const field = useFocus<HTMLTextAreaElement>();
  const selected = useSignal<Range | null>(null);
  useEffect(() => field.current?.setSelectionRange(0, 0), [field]);
  return (
    <div class="marking" data-testid="marking">
      <label>
        Select words with Shift and the arrow keys, then press Enter
        <textarea
          ref={field}
          aria-readonly="true"
          rows={2}
          value={message.text}
          data-testid="mark-field"
          onBeforeInput={(event) => event.preventDefault()}
          onKeyDown={(event) => {
            const { selectionStart: start, selectionEnd: end } = event.currentTarget;
            if (event.key !== "Enter") return;
            event.preventDefault();
            if (end > start) selected.value = { start, end };
          }}
        />
      </label>
      {selected.value !== null && (
        <EntityMenu
          words={message.text.slice(selected.value.start, selected.value.end)}
          entities={entities}
          chosen={(entity) => {
            if (selected.value !== null) inbox.mark(message, { ...selected.value, entity });
            selected.value = null;
            field.current?.focus();
          }}
          close={() => (selected.value = null)}
        />
      )}
    </div>
  );
}

function EntityMenu({ words, entities, chosen, close }: { words: string; entities: readonly string[]; chosen: (entity: string) => void; close: () => void }) {
  const menu = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => menu.current?.querySelector("button")?.focus(), []);
  return (
    <div
      ref={menu}
      class="entity-menu"
      role="group"
      aria-label={`“${words}” is`}
      data-testid="entity-menu"
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        event.preventDefault();
        close();
      }}
    >
      <span>“{words}” is</span>
      {entities.length === 0 && <span>nothing the bot knows to look for</span>}
      {entities.map((entity) => (
        <button key={entity} type="button" class="button" data-testid="entity" onClick={() => chosen(entity)}>
          {spoken(entity)}
        </button>
      ))}
      <button type="button" class="button quiet" onClick={close}>
        nothing
      </button>
    </div>
  );
}

/** The selected part of the words, counted in their characters; null when nothing of them is selected. */
export function selectionIn(words: Element | null): Range | null {
  const selection = getSelection();
  if (words === null || selection === null || selection.isCollapsed || selection.rangeCount === 0) return null;
  const range = selection.getRangeAt(0);
  const start = placeOf(range.startContainer, range.startOffset, words);
  const end = placeOf(range.endContainer, range.endOffset, words);
  return start === null || end === null || start >= end ? null : { start, end };
}

function placeOf(node: Node, offset: number, words: Element): number | null {
  const piece = (node instanceof Element ? node : node.parentElement)?.closest<HTMLElement>("[data-start]") ?? null;
  if (piece === null || !words.contains(piece)) return null;
  const begin = Number(piece.dataset.start);
  if (!(node instanceof Element)) return begin + offset;
  return offset === 0 ? begin : begin + piece.textContent.length;
}
