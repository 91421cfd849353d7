import { ChoosePassword } from "../agent/parts/join-page";
import { PeopleList } from "../agent/parts/people-dialog";
import { NewPerson, PersonPage } from "../agent/parts/person-form";
import { LinkPage } from "../agent/parts/person-link";
import { People } from "../agent/people";
import type { LinkOwner, MadeLink, Person } from "../shared/people-types";
import type { Agent } from "../shared/types";
import { Section, Specimen } from "./page";

const SEEN = "2026-11-26T11:20:00Z";
const UNTIL = "2026-11-30T09:00:00Z";
const ME: Agent = { id: "a_noor", name: "Noor", email: "noor@warmhand.example", role: "admin" };
const OLU: Agent = { ...ME, id: "a_olu", name: "Olu", role: "supervisor" };

function person(id: string, name: string, rest: Partial<Person> = {}): Person {
  const seat = { status: "available" as const, status_at: null, capacity: 4, load: 0, skills: ["returns"], languages: ["en", "de"], teams: ["care"] };
  const about = { id, name, email: `${id.slice(2)}@warmhand.example`, role: "agent" as const, version: 1, standing: "active" as const };
  return { ...about, seen_at: SEEN, link: null, present: false, authenticator: false, seat, ...rest };
}

const MAYA = person("a_maya", "Maya", { present: true, authenticator: true, seat: { ...person("a_x", "").seat, load: 2 } });
const INVITED = person("a_zoe", "Zoë Öztürk", { standing: "invited", seen_at: null, link: { until: UNTIL, open: true } });
const EVERYBODY: readonly Person[] = [
  MAYA,
  person("a_noor", "Noor", { role: "admin", present: true }),
  person("a_ida", "Ida", { role: "designer", seen_at: null }),
  INVITED,
  person("a_bo", "Bo", { standing: "invited", seen_at: null, link: { until: SEEN, open: false } }),
  person("a_tom", "Tom", { standing: "gone" }),
  person("a_long", "Wolfeschlegelsteinhausenbergerdorffwelchevoralternwaren", { email: `${"long".repeat(15)}@warmhand.example` }),
];
const MADE: MadeLink = { id: "a_zoe", token: "an-invented-token-that-opens-nothing", until: UNTIL, mailed: "sent" };
const OWNER: LinkOwner = { name: "Zoë Öztürk", email: "zoe@warmhand.example", role: "agent", new: true, authenticator_removed: false, authenticator_stays: false };

/** People as a page of specimens has them: nobody is asked. */
function team(people: readonly Person[] | null, change: (team: People) => void = () => undefined): People {
  const never = () => new Promise<never>(() => undefined);
  const made = new People({ post: never, write: never }, () => false);
  if (people !== null) made.all.value = { people: [...people], teams: [{ id: "care", name: "Customer care" }], skills: ["returns"], mail: true };
  change(made);
  return made;
}

/** Who works here, and how they come in. */
export function Team() {
  const entrance = { join: () => new Promise<never>(() => undefined) };
  return (
    <Section name="People">
      <Specimen state="everybody, also who was let go">
        <div class="people">
          <PeopleList people={team(EVERYBODY, (one) => (one.withGone.value = true))} me={ME} />
        </div>
      </Specimen>
      <Specimen state="nobody found, for a supervisor">
        <div class="people">
          <PeopleList people={team(EVERYBODY, (one) => (one.typed.value = "nobody"))} me={OLU} />
        </div>
      </Specimen>
      <Specimen state="loading">
        <div class="people">
          <PeopleList people={team(null)} me={ME} />
        </div>
      </Specimen>
      <Specimen state="somebody new">
        <div class="people">
          <NewPerson people={team(EVERYBODY)} />
        </div>
      </Specimen>
      {[MAYA, INVITED, person("a_tom", "Tom", { standing: "gone" })].map((whom) => (
        <Specimen key={whom.id} state={`an admin looks at somebody ${whom.standing}`}>
          <div class="people">
            <PersonPage people={team(EVERYBODY)} whom={whom} me={ME} />
          </div>
        </Specimen>
      ))}
      <Specimen state="a supervisor looks at an admin">
        <div class="people">
          <PersonPage people={team(EVERYBODY)} whom={person("a_noor", "Noor", { role: "admin" })} me={OLU} />
        </div>
      </Specimen>
      {(["sent", "failed", "not_set_up"] as const).map((mailed) => (
        <Specimen key={mailed} state={`a link: ${mailed}`}>
          <div class="people">
            <LinkPage made={{ ...MADE, mailed }} whom="Zoë Öztürk" done={() => undefined} />
          </div>
        </Specimen>
      ))}
      {[OWNER, { ...OWNER, new: false, authenticator_removed: true }, { ...OWNER, new: false, authenticator_stays: true }].map((owner) => (
        <Specimen key={JSON.stringify(owner)} state={owner.new ? "coming in" : `a new password, authenticator ${owner.authenticator_stays ? "stays" : "goes"}`}>
          <div class="sign-in">
            <ChoosePassword entrance={entrance} token="none" owner={owner} refused={() => undefined} />
          </div>
        </Specimen>
      ))}
    </Section>
  );
}
