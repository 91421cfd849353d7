import { render } from "preact";
import { Culture } from "../culture/culture";
import { CarePlace } from "../culture/parts/care-place";
import { ComparedList } from "../culture/parts/compared";
import { PracticePlace } from "../culture/parts/practice-place";
import { WallPlace } from "../culture/parts/wall-place";
import { COMPARED, EXERCISES, PRAISED, RULES, SESSION, SIGNALS } from "./culture-specimens";
import { Page, Section, Specimen } from "./page";

const AWAY = { state: "failed", words: "The desk does not answer just now. Nothing is lost; please try again in a moment.", offline: true } as const;

/** Culture that is not connected to anything. */
function culture(change: (made: Culture) => void = () => undefined): Culture {
  const made = new Culture();
  made.agent.value = { id: "a_olu", name: "Olu", email: "olu@shop.example", role: "supervisor" };
  made.wall.set({ days: 90, praise: PRAISED });
  made.care.set({ own: [], team: null });
  made.room.set({ exercises: EXERCISES, rules: RULES });
  change(made);
  return made;
}

const WALLS: [string, Culture][] = [
  ["one's own, a long one, one taken down", culture()],
  ["nothing yet", culture((one) => one.wall.set({ days: 90, praise: [] }))],
  ["loading", culture((one) => (one.wall.held.value = { state: "loading" }))],
  ["no line to the desk", culture((one) => (one.wall.held.value = AWAY))],
];
const CARES: [string, Culture][] = [
  ["nothing weighs on anybody", culture((one) => one.care.set({ own: [], team: [] }))],
  ["on oneself", culture((one) => one.care.set({ own: SIGNALS, team: null }))],
  ["on one's people", culture((one) => one.care.set({ own: [], team: [{ id: "a_maya", name: "Maya", signals: SIGNALS }, { id: "a_tom", name: "Tom", signals: SIGNALS.slice(0, 1) }] }))],
];
const ROOMS: [string, Culture][] = [
  ["new, begun and done", culture()],
  ["nothing to practise with", culture((one) => one.room.set({ exercises: [], rules: RULES }))],
  ["an answer to be written", culture((one) => (one.session.value = SESSION))],
  ["done", culture((one) => (one.session.value = { ...SESSION, step: 3, done: true, compared: COMPARED }))],
];

function All() {
  return (
    <Page title="Components: culture">
      <Section name="Wall of praise">
        {WALLS.map(([state, one]) => (
          <Specimen key={state} state={state} wide>
            <WallPlace culture={one} />
          </Specimen>
        ))}
      </Section>
      <Section name="Care">
        {CARES.map(([state, one]) => (
          <Specimen key={state} state={state} wide>
            <CarePlace culture={one} />
          </Specimen>
        ))}
      </Section>
      <Section name="Practice room">
        {ROOMS.map(([state, one]) => (
          <Specimen key={state} state={state} wide>
            <PracticePlace culture={one} />
          </Specimen>
        ))}
      </Section>
      <Section name="Side by side">
        <Specimen state="missed and met" wide>
          <ComparedList compared={COMPARED} rules={RULES} />
        </Specimen>
      </Section>
    </Page>
  );
}

const place = document.getElementById("components");
if (place === null) throw new Error("the page lost its #components element");
render(<All />, place);
