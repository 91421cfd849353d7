import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { when } from "../../shared/account/when";
import { Icon } from "../../shared/icons";
import type { Person } from "../../shared/people-types";
import type { Agent } from "../../shared/types";
import type { Console } from "../console";
import { holdsWords, People } from "../people";
import { NewPerson, PersonPage } from "./person-form";
import { LinkPage } from "./person-link";

const LOOK_MS = 5_000;

/** Who works here: admins invite, change, let go and bring back; supervisors set up agents. */
export function PeopleDialog({ desk }: { desk: Console }) {
  const { rooms } = desk;
  const me = desk.agent.value;
  const dialog = useRef<HTMLDialogElement>(null);
  const [people] = useState(() => new People(desk.desk, (error) => rooms.signedOut(error)));
  const screen = people.screen.value;
  useLayoutEffect(() => dialog.current?.showModal(), []);
  useEffect(() => {
    const first = rooms.people.value?.first ?? null;
    if (first !== null) people.go({ on: "person", id: first });
    void people.load();
    const timer = setInterval(() => void people.load(), LOOK_MS);
    return () => clearInterval(timer);
  }, []);
  if (me === null) return null;
  const back = () => people.go({ on: "list" });
  return (
    <dialog
      ref={dialog}
      class="cheat-sheet people"
      aria-labelledby="people-title"
      data-testid="people"
      onCancel={(event) => {
        if (screen.on === "list") return;
        event.preventDefault();
        back();
      }}
      onClose={() => (rooms.people.value = null)}
    >
      <header>
        {screen.on !== "list" && (
          <button type="button" class="text-button" data-testid="people-back" onClick={back}>
            ‹ All people
          </button>
        )}
        <h2 id="people-title">{titleOf(screen.on, people)}</h2>
        <button type="button" class="icon-button" aria-label="Close" onClick={() => dialog.current?.close()}>
          <Icon name="close" />
        </button>
      </header>
      {people.trouble.value !== null && (
        <p class="form-trouble" role="alert" data-testid="people-trouble">
          {people.trouble.value}
        </p>
      )}
      {people.done.value !== null && (
        <p class="tag good people-done" data-testid="people-done">
          {people.done.value}
        </p>
      )}
      {screen.on === "list" && <PeopleList people={people} me={me} />}
      {screen.on === "new" && <NewPerson people={people} />}
      {screen.on === "person" && <Chosen people={people} id={screen.id} me={me} />}
      {screen.on === "link" && <LinkPage made={screen.made} whom={screen.whom} done={back} />}
    </dialog>
  );
}

function titleOf(on: People["screen"]["value"]["on"], people: People): string {
  const screen = people.screen.value;
  if (screen.on === "person") return people.person(screen.id)?.name ?? "People";
  return on === "new" ? "Invite somebody" : screen.on === "link" ? `A link for ${screen.whom}` : "People";
}

function Chosen({ people, id, me }: { people: People; id: string; me: Agent }) {
  const whom = people.person(id);
  if (whom !== null) return <PersonPage key={id} people={people} whom={whom} me={me} />;
  return people.all.value === null ? <div class="skeleton" /> : <p class="quiet-note">There is no such colleague.</p>;
}

/** The list: the arrows walk through it from the field; Enter opens somebody, in the field the first. */
export function PeopleList({ people, me }: { people: People; me: Agent }) {
  const field = useRef<HTMLInputElement>(null);
  const list = useRef<HTMLUListElement>(null);
  const shown = people.shown.value;
  const gone = (people.all.value?.people ?? []).some(({ standing }) => standing === "gone");
  useLayoutEffect(() => field.current?.focus(), []);
  const walk = (event: KeyboardEvent) => {
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (step === 0) return;
    event.preventDefault();
    const rows = [...(list.current?.querySelectorAll<HTMLElement>("button") ?? [])];
    const next = rows.findIndex((row) => row === document.activeElement) + step;
    (next < 0 ? field.current : rows[Math.min(next, rows.length - 1)])?.focus();
  };
  return (
    <div onKeyDown={walk}>
      <div class="people-tools">
        <input
          ref={field}
          type="search"
          autoFocus
          placeholder="Name, address, role, team or skill"
          aria-label="Search people"
          value={people.typed.value}
          data-testid="people-search"
          onInput={(event) => (people.typed.value = event.currentTarget.value)}
          onKeyDown={(event) => {
            const first = people.shown.value[0];
            if (event.key === "Enter" && first !== undefined && people.typed.value.trim() !== "") people.go({ on: "person", id: first.id });
          }}
        />
        {me.role === "admin" && (
          <button type="button" class="button primary" data-testid="invite" onClick={() => people.go({ on: "new" })}>
            Invite somebody
          </button>
        )}
      </div>
      {gone && (
        <label class="tick people-gone">
          <input type="checkbox" checked={people.withGone.value} data-testid="with-gone" onChange={(event) => (people.withGone.value = event.currentTarget.checked)} />
          Also those who were let go
        </label>
      )}
      {people.all.value === null && people.trouble.value === null && <div class="skeleton" />}
      {people.all.value !== null && shown.length === 0 && <p class="quiet-note">Nobody like that works here.</p>}
      <ul ref={list} class="people-list">
        {shown.map((one) => (
          <Row key={one.id} one={one} mine={one.id === me.id} open={() => people.go({ on: "person", id: one.id })} />
        ))}
      </ul>
    </div>
  );
}

function Row({ one, mine, open }: { one: Person; mine: boolean; open: () => void }) {
  return (
    <li data-testid="person" data-id={one.id} data-standing={one.standing}>
      <button type="button" class="person-row" onClick={open}>
        <span class={one.present ? "presence here" : "presence"} aria-hidden="true" />
        <span class="person-name">
          <strong>{one.name}</strong>
          {mine && <span class="quiet-note"> (you)</span>}
          <span class="person-email">{one.email}</span>
        </span>
        <span class="person-tags">
          <span class="tag">{one.role}</span>
          <Standing one={one} />
        </span>
        <span class="person-facts">{factsOf(one)}</span>
      </button>
    </li>
  );
}

function Standing({ one }: { one: Person }) {
  if (one.standing === "gone") return <span class="tag warn">let go</span>;
  if (one.standing === "invited") return <span class="tag warn">{one.link?.open === true ? "invited" : "invitation ran out"}</span>;
  return one.authenticator ? <span class="tag good">authenticator</span> : <span class="tag">no authenticator</span>;
}

function factsOf(one: Person): string {
  if (one.standing === "invited") return one.link?.open === true ? `until ${when(one.link.until)}` : "invite them again";
  const seen = one.present ? `here, ${one.seat.status}` : one.seen_at === null ? "not seen yet" : `last here ${when(one.seen_at)}`;
  return one.standing === "gone" ? seen : [seen, holdsWords(one)].filter((words) => words !== "").join(" · ");
}
