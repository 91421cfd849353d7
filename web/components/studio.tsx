import { signal } from "@preact/signals";
import { render, type ComponentChildren } from "preact";
import { memoryStorage } from "../shared/storage";
import type { Message, Models } from "../studio/contract";
import { Told } from "../studio/parts/advice-pane";
import { CalibrationPicture } from "../studio/parts/calibration-picture";
import { Confusions } from "../studio/parts/confusions";
import { CurvePicture } from "../studio/parts/curve-picture";
import { DataScreen } from "../studio/parts/data-screen";
import { InboxScreen } from "../studio/parts/inbox-screen";
import { ModelsScreen } from "../studio/parts/models-screen";
import { NotForYou } from "../studio/parts/shell";
import { Empty } from "../studio/parts/shown";
import { StartScreen } from "../studio/parts/start-screen";
import { Progress, RunTag, TrainScreen } from "../studio/parts/train-screen";
import { TryScreen } from "../studio/parts/try-screen";
import { VerdictCard } from "../studio/parts/verdict-card";
import { Studio } from "../studio/studio";
import type { DataTab } from "../studio/data";
import type { Panel } from "../studio/inbox";
import { Page, Section, Specimen } from "./page";
import * as of from "./studio-specimens";

const nothing = () => undefined;
const AWAY = { state: "failed", words: "The desk does not answer just now. Nothing is lost; please try again in a moment.", offline: true } as const;
const REFUSED = { state: "failed", words: "The record cannot be read just now.", offline: false } as const;

/** A studio that is not connected to anything, with everything in it that the desk would have told. */
function studio(): Studio {
  const made = new Studio(memoryStorage(), nothing);
  made.agent.value = { id: "a_ida", name: "Ida", email: "ida@shop.example", role: "designer" };
  made.phase.value = "ready";
  fill(made, of.MESSAGES);
  made.data.intents.set({ intents: of.INTENTS, entities: of.ENTITIES });
  made.data.changes.set({ pending: 3, changes: of.CHANGES });
  made.data.files.set({ files: [{ path: "data/nlu/delivery.yml", bytes: 8_123, version: "1" }, { path: "data/nlu/gifts.yml", bytes: 512, version: "1" }] });
  made.training.runs.set({ runs: of.RUNS.slice(2) });
  made.rollouts.models.set(known("shadow"));
  made.trend.set({ days: of.DAYS });
  return made;
}

function fill(made: Studio, messages: Message[]): void {
  const page = { messages, total: messages.length, cursor: null, reasons: { handoff: 3, missed: 1, unsure: 1 } };
  made.inbox.page.set(page);
  made.waiting.set(page);
  made.inbox.at.value = messages[0]?.id ?? null;
  made.inbox.advising.about(null, null); // Nobody is to be asked here.
  made.inbox.advising.now.value = { state: "ready", advice: of.ADVICE };
}

function known(stage: "shadow" | "share" | "promoted" | null): Models {
  const rollout = stage === null ? null : { ...of.ROLLOUT, stage, percent: stage === "share" ? 25 : 0 };
  return { live: of.ROLLOUT.live, models: of.MODELS, rollout };
}

/** The same with one thing changed. Made before anything is drawn: a component that made them would draw itself again with each change. */
function where(change: (made: Studio) => void): Studio {
  const made = studio();
  change(made);
  return made;
}

function Screened({ state, children }: { state: string; children: ComponentChildren }) {
  return (
    <Specimen state={state} wide>
      <div class="specimen-screen">{children}</div>
    </Specimen>
  );
}

function inboxes(): [string, Studio][] {
  const unfold = (panel: Panel) => where(({ inbox }) => (inbox.panel.value = panel));
  const similar = where(({ inbox }) => {
    inbox.panel.value = "similar";
    inbox.similar.set({ available: true, messages: of.MESSAGES.slice(1, 2).map((message) => ({ ...message, likeness: 0.81 })) });
  });
  const marked = where(({ inbox }) => {
    const first = of.MESSAGES[0];
    if (first !== undefined) inbox.mark(first, { start: 10, end: 14, entity: "order_number" });
    inbox.notice.value = "Not saved: Noor chose delivery late.";
  });
  return [
    ["to label, with a colleague's word, a mark and a notice", marked],
    ["any intent, by typing", unfold("pick")],
    ["new intent", unfold("new")],
    ["marking by keyboard", unfold("mark")],
    ["similar ones", similar],
    ["labelled by a colleague", where(({ inbox }) => (inbox.at.value = 3))],
    ["nothing was read", where(({ inbox }) => (inbox.at.value = 5))],
    ["loading", where(({ inbox }) => (inbox.page.held.value = { state: "loading" }))],
    ["empty", where((made) => fill(made, []))],
    ["failed", where(({ inbox }) => (inbox.page.held.value = REFUSED))],
    ["offline", where(({ inbox }) => (inbox.page.held.value = AWAY))],
  ];
}
const INBOXES = inboxes();

function Inboxes() {
  return (
    <Section name="Inbox">
      {INBOXES.map(([state, made]) => (
        <Screened key={state} state={state}>
          <InboxScreen studio={made} />
        </Screened>
      ))}
    </Section>
  );
}

function Advices() {
  return (
    <Section name="Advice">
      <Specimen state="nothing speaks against it">
        <Told advice={of.ADVICE} intent="delivered_not_received" />
      </Specimen>
      <Specimen state="conflict, effect and note">
        <Told advice={of.WARNED} intent="delivered_not_received" />
      </Specimen>
    </Section>
  );
}

function datas(): [string, Studio][] {
  const at = (tab: DataTab, change: (made: Studio) => void = nothing) =>
    where((made) => {
      made.data.tab.value = tab;
      change(made);
    });
  const editing = at("files", ({ data: { editing } }) => {
    editing.opened.value = { path: "data/nlu/gifts.yml", text: "", version: "1" };
    editing.text.value = of.FILE_TEXT;
    editing.findings.value = of.FINDINGS;
    editing.checked.value = "yes";
    editing.meanwhile.value = { path: "data/nlu/gifts.yml", text: "", version: "2" };
  });
  const brought = at("import", ({ data: { importing } }) => {
    importing.found.value = { rows: 40, new: 38, known: 1, findings: [{ line: 7, code: "no_such_intent", message: "The assistant knows no intent 'gift'." }], change: null };
  });
  return [
    ["intents", at("intents")],
    ["changes", at("changes")],
    ["a file, changed by a colleague meanwhile", editing],
    ["an import, looked at first", brought],
    ["no changes", at("changes", ({ data }) => data.changes.set({ pending: 0, changes: [] }))],
    ["loading", at("intents", ({ data }) => (data.intents.held.value = { state: "loading" }))],
    ["offline", at("files", ({ data }) => (data.files.held.value = AWAY))],
  ];
}
const DATAS = datas();

function Datas() {
  return (
    <Section name="Data">
      {DATAS.map(([state, made]) => (
        <Screened key={state} state={state}>
          <DataScreen studio={made} />
        </Screened>
      ))}
    </Section>
  );
}

const TRAININGS: [string, Studio][] = [
  ["judged", studio()],
  ["failed at a line", where(({ training }) => training.runs.set({ runs: of.RUNS.slice(3, 4) }))],
  ["nothing trained yet", where(({ training }) => training.runs.set({ runs: [] }))],
  ["offline, training", where(({ training }) => (training.runs.held.value = AWAY))],
];
const PLAIN = studio();

function Trainings() {
  return (
    <Section name="Training and verdict">
      {of.RUNS.slice(0, 2).map((run) => (
        <Specimen key={run.id} state={run.state}>
          <Progress training={PLAIN.training} run={run} />
        </Specimen>
      ))}
      {of.RUNS.map((run) => (
        <Specimen key={`tag ${run.id}`} state={`in the list, ${run.state}`}>
          <RunTag run={run} />
        </Specimen>
      ))}
      {TRAININGS.map(([state, made]) => (
        <Screened key={state} state={state}>
          <TrainScreen studio={made} />
        </Screened>
      ))}
      <Specimen state="the gate stops it" wide>
        <VerdictCard verdict={of.STOPPED} run={{ model_id: null }} next={nothing} />
      </Specimen>
      <Specimen state="nothing flipped" wide>
        <VerdictCard verdict={{ ...of.VERDICT, flips: [], floors: [] }} run={{ model_id: null }} next={nothing} />
      </Specimen>
    </Section>
  );
}

function Pictures() {
  return (
    <Section name="Pictures">
      <Specimen state="threshold and cost" wide>
        <CurvePicture curve={of.CROSSED.curve} inForce={0.4} askFor={() => Promise.resolve(null)} train={nothing} />
      </Specimen>
      <Specimen state="calibration" wide>
        <CalibrationPicture calibration={of.CROSSED.calibration} />
      </Specimen>
      <Specimen state="confusions" wide>
        <Confusions crossed={of.CROSSED} />
      </Specimen>
      <Specimen state="nothing confused" wide>
        <Confusions crossed={{ ...of.CROSSED, confusions: [] }} />
      </Specimen>
    </Section>
  );
}

const STAGES = [null, "shadow", "share", "promoted"] as const;
const MODELS: [string, Studio][] = [
  ...STAGES.map((stage): [string, Studio] => [stage ?? "no roll-out", where(({ rollouts }) => rollouts.models.set(known(stage)))]),
  ["no models", where(({ rollouts }) => rollouts.models.set({ live: null, models: [], rollout: null }))],
  ["offline, models", where(({ rollouts }) => (rollouts.models.held.value = AWAY))],
];
const TALKS: [string, Studio][] = [
  [
    "explained",
    where(({ trying }) => {
      trying.said.value = [{ text: "parcel 4711 says delivered, it is not here", slot: "candidate", answer: of.TRIED, trouble: null }];
      trying.test.value = { name: "parcel_not_here.yml", text: 'version: "3.1"\nstories:\n  - story: parcel not here\n    steps:\n      - intent: delivered_not_received\n' };
    }),
  ],
  ["nothing said yet", studio()],
];
const STARTS: [string, Studio][] = [
  ["a day like any", studio()],
  [
    "nothing waits",
    where((made) => {
      fill(made, []);
      made.trend.set({ days: [] });
    }),
  ],
];

function ModelsAndMore() {
  return (
    <>
      <Section name="Models and roll-out">
        {MODELS.map(([state, made]) => (
          <Screened key={state} state={state}>
            <ModelsScreen studio={made} />
          </Screened>
        ))}
      </Section>
      <Section name="Try it">
        {TALKS.map(([state, made]) => (
          <Screened key={state} state={state}>
            <TryScreen studio={made} />
          </Screened>
        ))}
      </Section>
      <Section name="Start">
        {STARTS.map(([state, made]) => (
          <Screened key={state} state={state}>
            <StartScreen studio={made} />
          </Screened>
        ))}
        <Specimen state="not for you" wide>
          <NotForYou studio={{ agent: signal({ id: "a_maya", name: "Maya", email: "maya@shop.example", role: "agent" }), signOut: () => Promise.resolve() }} />
        </Specimen>
        <Specimen state="empty">
          <Empty title="Nothing to label" />
        </Specimen>
      </Section>
    </>
  );
}

function All() {
  return (
    <Page title="Components: studio">
      <Inboxes />
      <Advices />
      <Datas />
      <Trainings />
      <Pictures />
      <ModelsAndMore />
    </Page>
  );
}

const place = document.getElementById("components");
if (place === null) throw new Error("the page lost its #components element");
render(<All />, place);
