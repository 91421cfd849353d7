import { describe, expect, it } from "vitest";
import type { StudioDesk } from "../studio/api";
import type { Difference, Report, Run, Verdict } from "../studio/contract";
import { gathered } from "../studio/rollout";
import { Training } from "../studio/training";

const RUN: Run = {
  id: "t_1",
  state: "done",
  step: "",
  share: 1,
  seconds_left: null,
  started_at: "2026-11-27T06:00:00.000Z",
  by: "Ida",
  says: "two labels",
  base_model: "m1",
  code: null,
  message: null,
  file: null,
  line: null,
  model_id: "m2",
  passed: true,
  report: null,
  verdict: null,
};
const OLDER: Run = { ...RUN, id: "t_0", started_at: "2026-11-26T06:00:00.000Z", model_id: "m1", passed: false };
const FOUND = { report: { examples: 3 } as Report, verdict: { passed: true } as Verdict };

/** A desk whose list leaves out what a training found, as the real one's does. */
function room() {
  const asked: string[] = [];
  const desk = {
    runs: () => Promise.resolve({ runs: [RUN, OLDER] }),
    run: (id: string) => {
      asked.push(id);
      return Promise.resolve({ ...(id === RUN.id ? RUN : OLDER), ...FOUND });
    },
  } as unknown as StudioDesk;
  return { asked, training: new Training(desk, () => false, () => undefined) };
}

describe("trainings", () => {
  it("show what the newest found after a reload, fetched once", async () => {
    const { asked, training } = room();
    await training.load();
    expect(training.run.value?.verdict?.passed).toBe(true);
    await training.load();
    expect(training.run.value?.report).toEqual(FOUND.report);
    expect(asked).toEqual(["t_1"]);
  });

  it("show what an older one found once it is chosen", async () => {
    const { asked, training } = room();
    await training.load();
    await training.choose(OLDER);
    expect(training.run.value).toMatchObject({ id: "t_0", ...FOUND });
    expect(asked).toEqual(["t_1", "t_0"]);
  });
});

describe("differences", () => {
  it("stand once, with how often, in the order they came", () => {
    const one = (text: string, candidate: string): Difference => ({
      at: "2026-11-27T06:00:00.000Z",
      text,
      live: { intent: "delivery_date", confidence: 0.54 },
      candidate: { intent: candidate, confidence: 0.3 },
    });
    const found = gathered([one("how long", "a"), one("where", "a"), one("how long", "a"), one("how long", "b")]);
    expect(found.map(({ difference, times }) => [difference.text, difference.candidate.intent, times])).toEqual([
      ["how long", "a", 2],
      ["where", "a", 1],
      ["how long", "b", 1],
    ]);
  });
});
