import { Drift } from "../agent/parts/quality-figures";
import type { RoomProps } from "../agent/parts/quality-dialog";
import { Mine } from "../agent/parts/quality-mine";
import { Reviews } from "../agent/parts/quality-reviews";
import { Shopper } from "../agent/parts/quality-shopper";
import { Standard } from "../agent/parts/quality-standard";
import { QualityDesk } from "../agent/quality-desk";
import { Section, Specimen } from "./page";
import { FIGURES, MINE, REVIEWS, SCRIPTS, SHEET, STANDARDS } from "./quality-specimens";

const FAILED = { state: "failed", words: "The desk does not answer just now." } as const;

/** The room as a page of specimens has it: nobody is asked. */
function room(change: (made: QualityDesk) => void): RoomProps {
  const made = new QualityDesk({ write: () => new Promise<never>(() => undefined) });
  change(made);
  return { room: made, leading: true, go: () => undefined };
}

/** Every place of the room of quality. */
export function Quality() {
  const own: [string, RoomProps][] = [
    ["what went well, one thing to try", room((one) => (one.mine.value = { state: "ready", value: MINE }))],
    ["nothing yet", room((one) => (one.mine.value = { state: "ready", value: { ...MINE, rules: [], try: null, handlings: [] } }))],
    ["loading", room(() => undefined)],
    ["failed", room((one) => (one.mine.value = FAILED))],
  ];
  const reviews: [string, RoomProps][] = [
    ["one to do, two done", room((one) => (one.reviews.value = { state: "ready", value: { reviews: REVIEWS } }))],
    ["nothing waits", room((one) => (one.reviews.value = { state: "ready", value: { reviews: [] } }))],
    ["a sheet", room((one) => (one.sheet.value = SHEET))],
  ];
  const scripts: [string, RoomProps][] = [
    ["passed, failed and never run", room((one) => (one.scripts.value = { state: "ready", value: { scripts: SCRIPTS } }))],
    ["none", room((one) => (one.scripts.value = { state: "ready", value: { scripts: [] } }))],
  ];
  return (
    <Section name="Quality">
      {own.map(([state, props]) => (
        <Specimen key={state} state={`own: ${state}`}>
          <div class="quality">
            <Mine {...props} />
          </div>
        </Specimen>
      ))}
      {reviews.map(([state, props]) => (
        <Specimen key={state} state={`reviews: ${state}`}>
          <div class="quality">
            <Reviews {...props} />
          </div>
        </Specimen>
      ))}
      <Specimen state="the standard" wide>
        <div class="quality">
          <Standard {...room((one) => (one.standard.value = { state: "ready", value: STANDARDS }))} />
        </div>
      </Specimen>
      <Specimen state="weeks" wide>
        <div class="quality">
          <Drift {...room((one) => (one.figures.value = { state: "ready", value: FIGURES }))} />
        </div>
      </Specimen>
      {scripts.map(([state, props]) => (
        <Specimen key={state} state={`mystery shopper: ${state}`}>
          <div class="quality">
            <Shopper {...props} />
          </div>
        </Specimen>
      ))}
    </Section>
  );
}
