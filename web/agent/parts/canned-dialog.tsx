import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { Icon } from "../../shared/icons";
import type { CannedReply, CannedReplyDraft, Then } from "../../shared/types";
import { macroWords } from "../canned";
import type { CannedReplies } from "../canned-replies";

const EMPTY: CannedReplyDraft = { shortcut: "", title: "", text: "", shared: false, labels: [], then: "nothing" };
const THEN: readonly { then: Then; words: string }[] = [
  { then: "nothing", words: "Nothing" },
  { then: "resolve", words: "Resolve the conversation" },
  { then: "hand_back", words: "Hand back to the assistant" },
  { then: "snooze_a_day", words: "Put it aside for a day" },
];

/** All canned replies one may use; those one may change can be changed here. */
export function CannedDialog({ canned, mayShare }: { canned: CannedReplies; mayShare: boolean }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [editing, setEditing] = useState<CannedReply | "new" | null>(null);
  useLayoutEffect(() => dialog.current?.showModal(), []);
  useEffect(() => {
    void canned.load();
  }, []);
  return (
    <dialog ref={dialog} class="cheat-sheet canned" aria-labelledby="canned-title" data-testid="canned-dialog" onClose={() => (canned.managing.value = false)}>
      <header>
        <h2 id="canned-title">Canned replies</h2>
        <button type="button" class="icon-button" aria-label="Close" onClick={() => dialog.current?.close()}>
          <Icon name="close" />
        </button>
      </header>
      {canned.trouble.value !== null && (
        <p class="form-trouble" role="alert">
          {canned.trouble.value}
        </p>
      )}
      {editing === null ? (
        <>
          <List canned={canned} edit={setEditing} />
          <button type="button" class="button primary" data-testid="new-canned" onClick={() => setEditing("new")}>
            New reply
          </button>
        </>
      ) : (
        <Editor canned={canned} reply={editing === "new" ? null : editing} mayShare={mayShare} close={() => setEditing(null)} />
      )}
    </dialog>
  );
}

function List({ canned, edit }: { canned: CannedReplies; edit: (reply: CannedReply) => void }) {
  const list = canned.list.value;
  if (list.length === 0) return <p class="quiet-note">No replies yet. Write one that you type every day, and call it with / and its shortcut.</p>;
  return (
    <ul class="past">
      {list.map((reply) => (
        <li key={reply.id} data-testid="canned-reply">
          <strong>/{reply.shortcut}</strong> {reply.title} {reply.shared && <span class="tag">Team</span>}
          <span class="quiet-note">{macroWords(reply)}</span>
          {reply.mine_to_change && (
            <span class="own-words">
              <button type="button" class="text-button" onClick={() => edit(reply)}>
                Edit<span class="unseen"> {reply.title}</span>
              </button>
              <button type="button" class="text-button" onClick={() => void canned.remove(reply.id)}>
                Delete<span class="unseen"> {reply.title}</span>
              </button>
            </span>
          )}
        </li>
      ))}
    </ul>
  );
}

interface EditorProps {
  canned: CannedReplies;
  reply: CannedReply | null;
  mayShare: boolean;
  close: () => void;
}

function Editor({ canned, reply, mayShare, close }: EditorProps) {
  const [draft, setDraft] = useState<CannedReplyDraft>(() => (reply === null ? EMPTY : draftOf(reply)));
  const [labels, setLabels] = useState(draft.labels.join(", "));
  const change = (part: Partial<CannedReplyDraft>) => setDraft({ ...draft, ...part });
  return (
    <form
      class="resolve-form"
      onSubmit={(event) => {
        event.preventDefault();
        const named = labels.split(",").map((label) => label.trim()).filter((label) => label !== "");
        void canned.keep(reply?.id ?? null, { ...draft, labels: named }).then((done) => (done ? close() : undefined));
      }}
    >
      <label class="note">
        Shortcut, typed after /
        <input required maxLength={32} value={draft.shortcut} data-testid="canned-shortcut" onInput={(event) => change({ shortcut: event.currentTarget.value })} />
      </label>
      <label class="note">
        Title
        <input required maxLength={80} value={draft.title} data-testid="canned-title-field" onInput={(event) => change({ title: event.currentTarget.value })} />
      </label>
      <label class="note">
        Words
        <textarea required rows={4} maxLength={4000} value={draft.text} data-testid="canned-text" onInput={(event) => change({ text: event.currentTarget.value })} />
      </label>
      <p class="quiet-note">
        Filled in by itself: {"{{customer.first_name}} {{customer.name}} {{agent.name}} {{shop.name}} {{order.number}}"}
      </p>
      <label class="note">
        Labels it adds (comma between them)
        <input value={labels} maxLength={200} data-testid="canned-labels" onInput={(event) => setLabels(event.currentTarget.value)} />
      </label>
      <label class="note">
        After sending
        <select value={draft.then} data-testid="canned-then" onChange={(event) => change({ then: thenOf(event.currentTarget.value) })}>
          {THEN.map(({ then, words }) => (
            <option key={then} value={then}>
              {words}
            </option>
          ))}
        </select>
      </label>
      {mayShare && reply === null && (
        <label class="tick">
          <input type="checkbox" checked={draft.shared} data-testid="canned-shared" onChange={(event) => change({ shared: event.currentTarget.checked })} />
          For the whole team
        </label>
      )}
      <div class="dock-verbs">
        <button type="button" class="button quiet" onClick={close}>
          Cancel
        </button>
        <button type="submit" class="button primary" data-testid="canned-save">
          Save
        </button>
      </div>
    </form>
  );
}

function draftOf({ shortcut, title, text, shared, labels, then }: CannedReply): CannedReplyDraft {
  return { shortcut, title, text, shared, labels, then };
}

function thenOf(value: string): Then {
  return THEN.find(({ then }) => then === value)?.then ?? "nothing";
}
