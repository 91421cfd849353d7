import { useEffect, useRef, useState } from "preact/hooks";
import { WaitClock } from "../../shared/clock";
import { Icon } from "../../shared/icons";
import type { Agent, Member } from "../../shared/types";
import type { Console } from "../console";
import { listOf } from "../inbox";
import { byLoad, loadWords, type Colleague, type TeamView } from "../team-view";
import { sentence } from "../words";

const LOOK_MS = 5_000;
const ROLES: readonly Agent["role"][] = ["agent", "supervisor", "designer", "admin"];

/** Who waits and why, who is busy with what; supervisors set up seats, admins roles. */
export function TeamDialog({ desk }: { desk: Console }) {
  const { team } = desk;
  const role = desk.agent.value?.role ?? "agent";
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    dialog.current?.showModal();
    void team.load(role);
    void desk.loadWaiting();
    const timer = setInterval(() => void team.load(role), LOOK_MS);
    return () => clearInterval(timer);
  }, []);
  return (
    <dialog ref={dialog} class="cheat-sheet team" aria-labelledby="team-title" data-testid="team" onClose={() => (team.shown.value = false)}>
      <header>
        <h2 id="team-title">Team</h2>
        <button type="button" class="icon-button" aria-label="Close" onClick={() => dialog.current?.close()}>
          <Icon name="close" />
        </button>
      </header>
      {team.trouble.value !== null && (
        <p class="form-trouble" role="alert">
          {team.trouble.value}
        </p>
      )}
      <Waiting desk={desk} close={() => dialog.current?.close()} />
      <h3>Who is here</h3>
      {team.people.value === null ? (
        <div class="skeleton" />
      ) : (
        <ul class="past">
          {byLoad(team.people.value.agents).map((one) => (
            <Person key={one.id} one={one} team={team} role={role} member={team.members.value.find(({ id }) => id === one.id)} me={desk.agent.value?.id ?? ""} />
          ))}
        </ul>
      )}
    </dialog>
  );
}

function Waiting({ desk, close }: { desk: Console; close: () => void }) {
  const line = listOf(desk.all.value, { view: "waiting", agentId: "" });
  return (
    <>
      <h3>Who is waiting</h3>
      {line.length === 0 && <p class="quiet-note">Nobody.</p>}
      <ul class="past" data-testid="team-waiting">
        {line.slice(0, 20).map((one) => (
          <li key={one.id}>
            <button
              type="button"
              class="text-button"
              onClick={() => {
                close();
                desk.select(one.id);
              }}
            >
              {one.customer.name}
            </button>
            {one.waiting_since !== null && <WaitClock since={one.waiting_since} />}
            <span class="quiet-note">{sentence(one.line?.why ?? [])}</span>
          </li>
        ))}
      </ul>
    </>
  );
}

interface PersonProps {
  one: Colleague;
  team: TeamView;
  role: Agent["role"];
  member: Member | undefined;
  me: string;
}

function Person({ one, team, role, member, me }: PersonProps) {
  const [editing, setEditing] = useState(false);
  const full = one.present && one.seat.load >= one.seat.capacity;
  const leads = role === "supervisor" || role === "admin";
  return (
    <li data-testid="colleague" data-id={one.id}>
      <strong>{one.name}</strong>
      <span class={full ? "tag warn" : "tag"}>{loadWords(one)}</span>
      <meter min={0} max={Math.max(1, one.seat.capacity)} value={one.seat.load} aria-label={`How busy ${one.name} is`} />
      {member?.disabled === true && <span class="tag warn">Shut out</span>}
      {leads && !editing && (
        <button type="button" class="text-button" data-testid="edit-seat" onClick={() => setEditing(true)}>
          Set up<span class="unseen"> {one.name}</span>
        </button>
      )}
      {editing && <SeatForm one={one} team={team} close={() => setEditing(false)} />}
      {editing && role === "admin" && member !== undefined && one.id !== me && <MemberForm member={member} team={team} />}
    </li>
  );
}

function SeatForm({ one, team, close }: { one: Colleague; team: TeamView; close: () => void }) {
  const { seat } = one;
  const [capacity, setCapacity] = useState(String(seat.capacity));
  const [skills, setSkills] = useState(seat.skills.join(", "));
  const [languages, setLanguages] = useState(seat.languages.join(", "));
  const [teams, setTeams] = useState<readonly string[]>(seat.teams);
  const words = (text: string) => text.split(",").map((word) => word.trim()).filter((word) => word !== "");
  return (
    <form
      class="resolve-form seat-form"
      onSubmit={(event) => {
        event.preventDefault();
        const wanted = { capacity: Number(capacity), skills: words(skills), languages: words(languages), teams: [...teams] };
        void team.setUp(one.id, wanted).then((done) => (done ? close() : undefined));
      }}
    >
      <label class="note">
        Conversations at once
        <input type="number" min={0} max={50} required value={capacity} data-testid="seat-capacity" onInput={(event) => setCapacity(event.currentTarget.value)} />
      </label>
      <label class="note">
        Skills (comma between them)
        <input value={skills} data-testid="seat-skills" onInput={(event) => setSkills(event.currentTarget.value)} />
      </label>
      <label class="note">
        Languages, by their codes
        <input value={languages} data-testid="seat-languages" onInput={(event) => setLanguages(event.currentTarget.value)} />
      </label>
      {(team.people.value?.teams ?? []).map(({ id, name }) => (
        <label key={id} class="tick">
          <input
            type="checkbox"
            checked={teams.includes(id)}
            onChange={(event) => setTeams(event.currentTarget.checked ? [...teams, id] : teams.filter((other) => other !== id))}
          />
          {name}
        </label>
      ))}
      <div class="dock-verbs">
        <button type="button" class="button quiet" onClick={close}>
          Cancel
        </button>
        <button type="submit" class="button primary" data-testid="seat-save">
          Save
        </button>
      </div>
    </form>
  );
}

/** Role and access; a change ends their sessions within seconds. */
function MemberForm({ member, team }: { member: Member; team: TeamView }) {
  return (
    <div class="choices">
      <select
        aria-label={`Role of ${member.name}`}
        value={member.role}
        data-testid="member-role"
        onChange={(event) => {
          const role = ROLES.find((one) => one === event.currentTarget.value);
          if (role !== undefined) void team.change(member.id, { role });
        }}
      >
        {ROLES.map((role) => (
          <option key={role} value={role}>
            {role}
          </option>
        ))}
      </select>
      <button type="button" class="button" data-testid="member-disable" onClick={() => void team.change(member.id, { disabled: !member.disabled })}>
        {member.disabled ? "Let in again" : "Shut out"}
      </button>
      <button type="button" class="button" onClick={() => void team.removeAuthenticator(member.id)}>
        Remove lost authenticator
      </button>
    </div>
  );
}
