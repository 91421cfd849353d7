import { render } from "preact";
import { Knowledge } from "../articles/knowledge";
import { Editor } from "../articles/parts/editor";
import { GapsList } from "../articles/parts/gaps-list";
import { List } from "../articles/parts/list";
import { TasksList } from "../articles/parts/tasks-list";
import { GAPS, LISTED, WHOLES, WORDS } from "./article-specimens";
import { Page, Section, Specimen } from "./page";

const AWAY = { state: "failed", words: "The desk does not answer just now. Nothing is lost; please try again in a moment.", offline: true } as const;

/** A knowledge base that is not connected to anything. */
function knowledge(change: (made: Knowledge) => void = () => undefined): Knowledge {
  const made = new Knowledge();
  made.agent.value = { id: "a_ida", name: "Ida", email: "ida@shop.example", role: "supervisor" };
  made.phase.value = "ready";
  made.listed.set(LISTED);
  made.gaps.set(GAPS);
  change(made);
  return made;
}

const LISTS: [string, Knowledge][] = [
  ["articles in every state", knowledge()],
  ["none yet", knowledge((one) => one.listed.set({ ...LISTED, articles: [], tasks: [] }))],
  ["loading", knowledge((one) => (one.listed.held.value = { state: "loading" }))],
  ["failed", knowledge((one) => (one.listed.held.value = AWAY))],
];
const GAP_LISTS: [string, Knowledge][] = [
  ["gaps", knowledge()],
  ["no gaps", knowledge((one) => one.gaps.set({ available: true, gaps: [] }))],
  ["nobody knows what messages mean", knowledge((one) => one.gaps.set({ available: false, gaps: [] }))],
];
const EDITORS: [string, Knowledge][] = [
  ["a new article", knowledge((one) => (one.open.value = { whole: null, words: WORDS, gap: [] }))],
  ...WHOLES.map((whole): [string, Knowledge] => [
    whole.article.state === "review" ? "in review" : "sent back",
    knowledge((one) => (one.open.value = { whole, words: WORDS, gap: [] })),
  ]),
  ["changed meanwhile", knowledge((one) => {
    one.open.value = { whole: WHOLES[0] ?? null, words: WORDS, gap: [] };
    one.trouble.value = "A colleague changed this article meanwhile. Please look at it again.";
  })],
];

function All() {
  return (
    <Page title="Components: articles">
      <Section name="Articles">
        {LISTS.map(([state, one]) => (
          <Specimen key={state} state={state} wide>
            <List knowledge={one} />
          </Specimen>
        ))}
      </Section>
      <Section name="Article">
        {EDITORS.map(([state, one]) => (
          <Specimen key={state} state={state} wide>
            {one.open.value !== null && <Editor knowledge={one} open={one.open.value} />}
          </Specimen>
        ))}
      </Section>
      <Section name="Gaps">
        {GAP_LISTS.map(([state, one]) => (
          <Specimen key={state} state={state}>
            <GapsList knowledge={one} />
          </Specimen>
        ))}
      </Section>
      <Section name="Tasks">
        <Specimen state="to be done">
          <TasksList knowledge={LISTS[0]?.[1] ?? knowledge()} />
        </Specimen>
        <Specimen state="nothing to be done">
          <TasksList knowledge={LISTS[1]?.[1] ?? knowledge()} />
        </Specimen>
      </Section>
    </Page>
  );
}

const place = document.getElementById("components");
if (place === null) throw new Error("the page lost its #components element");
render(<All />, place);
