import { useId, useLayoutEffect, useRef, useState } from "preact/hooks";
import { when } from "../../shared/account/when";
import type { Person, SeatDraft } from "../../shared/people-types";
import type { Agent } from "../../shared/types";
import { mayGiveRole, maySetUp, ROLES, wordsOf, type People } from "../people";

const FRESH: SeatDraft = { capacity: 4, skills: [], languages: ["en"], teams: [] };
const ROLE_WORDS: Record<Agent["role"], string> = {
  agent: "Agent: answers customers",
  supervisor: "Supervisor: leads agents, approves, sees the audit log",
  designer: "Designer: trains the assistant",
  admin: "Admin: everything, and who works here",
};

/** Somebody new. */
export function NewPerson({ people }: { people: People }) {
  const [name, setName] = useState("");
  const [email, setEmail] = useState("");
  const [role, setRole] = useState<Agent["role"]>("agent");
  const seat = useSeat(FRESH);
  const first = useRef<HTMLInputElement>(null);
  useLayoutEffect(() => first.current?.focus(), []);
  return (
    <form
      class="account-form person-form"
      onSubmit={(event) => {
        event.preventDefault();
        void people.invite({ name: name.trim(), email: email.trim(), role, seat: seat.value() });
      }}
    >
      <label>
        Name, as customers read it
        <input ref={first} required maxLength={80} autocomplete="off" value={name} data-testid="person-name" onInput={(event) => setName(event.currentTarget.value)} />
      </label>
      <label>
        E-mail
        <input type="email" required maxLength={254} autocomplete="off" value={email} data-testid="person-email" onInput={(event) => setEmail(event.currentTarget.value)} />
      </label>
      <RoleField role={role} set={setRole} />
      {role !== "designer" && <SeatFields seat={seat} people={people} />}
      <p class="quiet-note">
        You get a link that is good once, for three days{people.all.value?.mail === true ? "; it is sent to them as well" : ""}.
      </p>
      <div class="account-verbs">
        <button type="submit" class="button primary" disabled={people.busy.value} data-testid="send-invitation">
          Invite
        </button>
      </div>
    </form>
  );
}

/** Somebody who works here, was asked in, or was let go. */
export function PersonPage({ people, whom, me }: { people: People; whom: Person; me: Agent }) {
  const [role, setRole] = useState(whom.role);
  const seat = useSeat(whom.seat);
  const ruled = mayGiveRole(me, whom);
  const setUp = maySetUp(me, whom) && whom.standing !== "gone";
  const first = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => first.current?.focus(), []);
  return (
    <div ref={first} tabIndex={-1} class="person-page" data-testid="person-page">
      <p class="quiet-note">
        {whom.email} · {whom.role}
        {whom.seen_at !== null && ` · last here ${when(whom.seen_at)}`}
        {whom.link !== null && ` · a link for them is ${whom.link.open ? `good until ${when(whom.link.until)}` : "out of date"}`}
      </p>
      {setUp ? (
        <form
          class="account-form person-form"
          onSubmit={(event) => {
            event.preventDefault();
            void people.change(whom, ruled && role !== whom.role ? role : null, role === "designer" ? null : seat.value());
          }}
        >
          {ruled && <RoleField role={role} set={setRole} />}
          {role !== "designer" && <SeatFields seat={seat} people={people} />}
          {ruled && role !== whom.role && <p class="quiet-note">With another role they are signed out everywhere within seconds.</p>}
          <div class="account-verbs">
            <button type="submit" class="button primary" disabled={people.busy.value} data-testid="save-person">
              Save
            </button>
          </div>
        </form>
      ) : (
        whom.standing !== "gone" && <p class="quiet-note">Supervisors set up agents; everybody else is set up by an admin.</p>
      )}
      {me.id === whom.id && <p class="quiet-note">This is you: your password and authenticator are under “My account”; another admin changes your role.</p>}
      {ruled && <Ruling people={people} whom={whom} />}
    </div>
  );
}

/** What only admins do, and nobody to themselves. */
function Ruling({ people, whom }: { people: People; whom: Person }) {
  const id = useId();
  const [sure, setSure] = useState(false);
  const [lost, setLost] = useState(false);
  const { load } = whom.seat;
  if (whom.standing === "gone") {
    return (
      <section class="account-part" aria-label="Bring back">
        <p>They were let go. What they wrote and did keeps their name.</p>
        <button type="button" class="button" data-testid="bring-back" disabled={people.busy.value} onClick={() => void people.bringBack(whom)}>
          Bring {whom.name} back
        </button>
      </section>
    );
  }
  const invited = whom.standing === "invited";
  return (
    <>
      <section class="account-part" aria-labelledby={`${id}-link`}>
        <h3 id={`${id}-link`}>{invited ? "Invitation" : "Password"}</h3>
        <p class="quiet-note">
          {invited ? "Another invitation makes the link before it void." : "A link with which they choose a new password. The old one stays until they do; then they are signed out elsewhere."}
        </p>
        {whom.authenticator && (
          <label class="tick">
            <input type="checkbox" checked={lost} data-testid="factor-lost" onChange={(event) => setLost(event.currentTarget.checked)} />
            They lost their authenticator, too: take it away with it
          </label>
        )}
        <button type="button" class="button" data-testid="make-link" disabled={people.busy.value} onClick={() => void people.makeLink(whom, lost)}>
          {invited ? "Invite again" : "Make a link"}
        </button>
        {whom.authenticator && !lost && (
          <button type="button" class="text-button" data-testid="remove-factor" disabled={people.busy.value} onClick={() => void people.removeAuthenticator(whom)}>
            Only take the authenticator away
          </button>
        )}
      </section>
      <section class="account-part" aria-labelledby={`${id}-go`}>
        <h3 id={`${id}-go`}>{invited ? "Take the invitation back" : "Let go"}</h3>
        {sure ? (
          <>
            <p data-testid="sure">
              {invited ? "Their link opens nothing any more." : `${whom.name} is signed out within seconds.`}
              {load > 0 && ` ${load === 1 ? "One conversation goes to the front of the line, and the customer is told." : `${load} conversations go to the front of the line, and the customers are told.`}`}
            </p>
            <div class="account-verbs">
              <button type="button" class="button quiet" onClick={() => setSure(false)}>
                Cancel
              </button>
              <button
                type="button"
                class="button primary"
                data-testid="let-go-sure"
                disabled={people.busy.value}
                onClick={() => void people.letGo(whom).then(() => setSure(false))}
              >
                {invited ? "Take it back" : `Let ${whom.name} go`}
              </button>
            </div>
          </>
        ) : (
          <button type="button" class="button" data-testid="let-go" onClick={() => setSure(true)}>
            {invited ? "Take it back …" : "Let go …"}
          </button>
        )}
      </section>
    </>
  );
}

function RoleField({ role, set }: { role: Agent["role"]; set: (role: Agent["role"]) => void }) {
  return (
    <label>
      Role
      <select value={role} data-testid="person-role" onChange={(event) => set(ROLES.find((one) => one === event.currentTarget.value) ?? role)}>
        {ROLES.map((one) => (
          <option key={one} value={one}>
            {ROLE_WORDS[one]}
          </option>
        ))}
      </select>
    </label>
  );
}

type SeatFieldsInHand = ReturnType<typeof useSeat>;

function useSeat(begin: SeatDraft) {
  const [capacity, setCapacity] = useState(String(begin.capacity));
  const [skills, setSkills] = useState(begin.skills.join(", "));
  const [languages, setLanguages] = useState(begin.languages.join(", "));
  const [teams, setTeams] = useState<readonly string[]>(begin.teams);
  const value = (): SeatDraft => ({ capacity: Number(capacity), skills: wordsOf(skills), languages: wordsOf(languages), teams: [...teams] });
  return { capacity, setCapacity, skills, setSkills, languages, setLanguages, teams, setTeams, value };
}

function SeatFields({ seat, people }: { seat: SeatFieldsInHand; people: People }) {
  const { teams, skills } = people.all.value ?? { teams: [], skills: [] };
  return (
    <>
      <div class="person-pair">
        <label>
          Conversations at once
          <input type="number" min={0} max={50} required value={seat.capacity} data-testid="seat-capacity" onInput={(event) => seat.setCapacity(event.currentTarget.value)} />
        </label>
        <label>
          Languages, by their codes
          <input value={seat.languages} placeholder="en, de" autocomplete="off" data-testid="seat-languages" onInput={(event) => seat.setLanguages(event.currentTarget.value)} />
        </label>
      </div>
      <label>
        Skills, with commas between
        <input
          value={seat.skills}
          placeholder={skills.length > 0 ? `Known here: ${skills.join(", ")}` : "returns, assembly"}
          autocomplete="off"
          data-testid="seat-skills"
          onInput={(event) => seat.setSkills(event.currentTarget.value)}
        />
      </label>
      {teams.length > 0 && (
        <fieldset class="person-teams">
          <legend>Teams</legend>
          {teams.map(({ id, name }) => (
            <label key={id} class="tick">
              <input
                type="checkbox"
                checked={seat.teams.includes(id)}
                onChange={(event) => seat.setTeams(event.currentTarget.checked ? [...seat.teams, id] : seat.teams.filter((other) => other !== id))}
              />
              {name}
            </label>
          ))}
        </fieldset>
      )}
    </>
  );
}
