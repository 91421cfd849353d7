import { useState } from "preact/hooks";
import type { CommentGroup, LinkKind } from "../../shared/feedback-types";
import { calendar } from "../../shared/time";
import type { Draft } from "../feedback-desk";
import type { RoomProps } from "./feedback-dialog";
import { Shown } from "./feedback-kept";

const CALENDAR = calendar("en-GB");
const LINKS: [LinkKind, string][] = [
  ["article", "an article (its id)"],
  ["model", "a model"],
  ["incident", "an incident"],
];

/** Comments that say the like, what most people say first. */
export function CommentGroups(props: RoomProps) {
  return (
    <Shown kept={props.room.comments.value}>
      {({ available, groups }) => (
        <>
          {!available && <p class="quiet-note">Nobody can say just now what texts mean: each comment stands alone.</p>}
          {groups.length === 0 && <p class="quiet-note">Nobody wrote anything with a rating in the last 90 days.</p>}
          <ul class="past feedback-list">
            {groups.map((group) => (
              <Group key={group.examples[0]?.conversation_id} group={group} {...props} />
            ))}
          </ul>
        </>
      )}
    </Shown>
  );
}

function Group({ group, room, go }: RoomProps & { group: CommentGroup }) {
  const [open, setOpen] = useState(false);
  return (
    <li data-testid="comment-group">
      <strong>
        {group.people === 1 ? "One person" : `${group.people} people`}, {group.mean.toFixed(1)} of 5 on average
      </strong>
      {group.led_to.length > 0 && <span class="tag good">Led to a change</span>}
      <ul class="feedback-examples">
        {group.examples.map((one) => (
          <li key={`${one.conversation_id} ${one.seq}`}>
            <q>{one.text}</q>
            <span class="quiet-note">
              {one.score} of 5 for {one.of ?? "the assistant"}
            </span>
            <button type="button" class="text-button" aria-label={`Open the conversation: ${one.text.slice(0, 60)}`} onClick={() => go(one.conversation_id)}>
              Open
            </button>
          </li>
        ))}
      </ul>
      <div class="dock-verbs">
        <button type="button" class="button" aria-expanded={open} data-testid="we-did" onClick={() => setOpen(!open)}>
          Say what we did about it
        </button>
      </div>
      {open && <ChangeForm group={group} room={room} done={() => setOpen(false)} />}
    </li>
  );
}

function ChangeForm({ group, room, done }: Pick<RoomProps, "room"> & { group: CommentGroup; done: () => void }) {
  const [draft, setDraft] = useState<Draft>({ said: "", did: "", link: null });
  const publish = async () => {
    if (await room.publish(group, draft)) done();
  };
  const link = draft.link;
  return (
    <form
      class="feedback-form"
      onSubmit={(event) => {
        event.preventDefault();
        void publish();
      }}
    >
      <p class="quiet-note">Both sentences are published on the help page, and told to those who said it. Name nobody.</p>
      <label>
        You said
        <input maxLength={200} value={draft.said} data-testid="change-said" onInput={(event) => setDraft({ ...draft, said: event.currentTarget.value })} />
      </label>
      <label>
        We did
        <textarea rows={2} maxLength={600} value={draft.did} data-testid="change-did" onInput={(event) => setDraft({ ...draft, did: event.currentTarget.value })} />
      </label>
      <label>
        It is to be found in
        <select
          value={link?.kind ?? ""}
          onInput={(event) => {
            const kind = LINKS.find(([name]) => name === event.currentTarget.value)?.[0];
            setDraft({ ...draft, link: kind === undefined ? null : { kind, to: link?.to ?? "" } });
          }}
        >
          <option value="">nothing in particular</option>
          {LINKS.map(([kind, words]) => (
            <option key={kind} value={kind}>
              {words}
            </option>
          ))}
        </select>
      </label>
      {link !== null && (
        <label>
          Which one
          <input maxLength={120} value={link.to} onInput={(event) => setDraft({ ...draft, link: { ...link, to: event.currentTarget.value } })} />
        </label>
      )}
      <button type="submit" class="button primary" data-testid="change-publish" disabled={room.busy.value || draft.said.trim() === "" || draft.did.trim() === "" || link?.to === ""}>
        Publish and tell them
      </button>
    </form>
  );
}

/** The list as it is published, with how many of those who said it were told. */
export function Changes({ room }: RoomProps) {
  return (
    <Shown kept={room.changes.value}>
      {({ improvements }) => (
        <>
          <p class="quiet-note">
            Anybody reads this on the <a href="/help/you-said-we-did">help page</a>. Those we know, or who agreed, are told once.
          </p>
          {improvements.length === 0 && <p class="quiet-note">Nothing yet. Begin with a group of comments.</p>}
          <ul class="past feedback-list">
            {improvements.map((one) => (
              <li key={one.id} data-testid="change">
                <strong>{one.said}</strong>
                <span>{one.did}</span>
                <span class="quiet-note">
                  {one.by}, {CALENDAR.day(one.at, new Date())} · {one.people === 1 ? "one person" : `${one.people} people`} said it, {one.told} told
                  {one.link !== null && ` · ${one.link.kind} ${one.link.to}`}
                </span>
              </li>
            ))}
          </ul>
        </>
      )}
    </Shown>
  );
}
