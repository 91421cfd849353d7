import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { heat, matrixOf } from "../studio/confusion";
import type { CurvePoint } from "../studio/contract";
import { FRAME, across, ceiling, cheapest, costOf, nearest, path, up } from "../studio/curve";
import { counted, diffLines } from "../studio/diff";
import { base64 } from "../studio/importing";
import { markedLine, pieces, readMarks, withMark, withoutMark, type Mark } from "../studio/marks";
import { stepWords } from "../studio/training";
import type { Run } from "../studio/contract";

const SAID = "where is order 4711 please";
const NUMBER: Mark = { start: 15, end: 19, entity: "order_number" };

describe("marks", () => {
  const cases: [string, Mark[], Mark, Mark[]][] = [
    ["stand where they were set", [], NUMBER, [NUMBER]],
    ["leave spaces at their ends outside", [], { ...NUMBER, start: 14, end: 20 }, [NUMBER]],
    ["give way to a later one over them", [NUMBER], { start: 9, end: 19, entity: "product" }, [{ start: 9, end: 19, entity: "product" }]],
    ["stand in the order of the words", [NUMBER], { start: 0, end: 5, entity: "product" }, [{ start: 0, end: 5, entity: "product" }, NUMBER]],
    ["are not set on nothing", [NUMBER], { start: 5, end: 6, entity: "product" }, [NUMBER]],
  ];
  it.each(cases)("%s", (_, before, wanted, after) => expect(withMark(SAID, before, wanted)).toEqual(after));

  it("become a line as the files have it, and are read off it again", () => {
    const line = markedLine(SAID, [NUMBER]);
    expect(line).toBe("where is order [4711](order_number) please");
    expect(readMarks(line ?? "")).toEqual({ text: SAID, marks: [NUMBER] });
    expect(markedLine(SAID, withoutMark([NUMBER], 15))).toBeNull();
  });

  it("never take a customer's own brackets for a mark", () => {
    const said = "order [4711](order_number) is 20";
    const line = markedLine(said, [{ start: 30, end: 32, entity: "size" }]) ?? "";
    expect(readMarks(line).marks.map(({ entity }) => entity)).toEqual(["size"]);
    expect(withMark(said, [], { start: 6, end: 12, entity: "product" })).toEqual([]);
  });

  it("lose no character, whatever is marked", () => {
    const place = fc.tuple(fc.nat(40), fc.nat(40)).map(([one, other]) => [Math.min(one, other), Math.max(one, other)] as const);
    fc.assert(
      fc.property(fc.string({ maxLength: 40 }), fc.array(place, { maxLength: 5 }), (text, places) => {
        const marks = places.reduce<Mark[]>((all, [start, end]) => withMark(text, all, { start, end: Math.min(end, text.length), entity: "size" }), []);
        expect(pieces(text, marks).map((piece) => piece.text).join("")).toBe(text);
        for (const mark of marks) expect(text.slice(mark.start, mark.end)).toBe(text.slice(mark.start, mark.end).trim());
      }),
    );
  });
});

describe("what a threshold costs", () => {
  const curve: CurvePoint[] = [
    { threshold: 0, answered: 1, wrong: 0.2 },
    { threshold: 0.5, answered: 0.8, wrong: 0.05 },
    { threshold: 0.9, answered: 0.4, wrong: 0.01 },
  ];
  it("is what wrong answers and handoffs cost together, for a hundred messages", () => {
    const cost = costOf({ threshold: 0.5, answered: 0.8, wrong: 0.05 }, { wrong: 4, handoff: 3 });
    expect(cost.wrong).toBeCloseTo(20);
    expect(cost.handoff).toBeCloseTo(60);
    expect(cost.total).toBeCloseTo(80);
  });

  const cases: [string, number, number, number][] = [
    ["low when people are dear", 1, 10, 0],
    ["high when mistakes are dear", 200, 1, 0.9],
    ["between when both are", 6, 3, 0.5],
    ["lowest when nothing costs anything", 0, 0, 0],
  ];
  it.each(cases)("is best %s", (_, wrong, handoff, wanted) => expect(cheapest(curve, { wrong, handoff })?.point.threshold).toBe(wanted));

  it("is read at the nearest point of the curve", () => {
    expect(nearest(curve, 0.6)?.threshold).toBe(0.5);
    expect(nearest(curve, 2)?.threshold).toBe(0.9);
    expect(nearest([], 0.5)).toBeNull();
    expect(cheapest([], { wrong: 1, handoff: 1 })).toBeNull();
  });

  it("is drawn within the frame, zero at the bottom left", () => {
    expect([across(0), up(0)]).toEqual([FRAME.left, FRAME.height - FRAME.bottom]);
    expect([across(1), up(1)]).toEqual([FRAME.width - FRAME.right, FRAME.top]);
    expect(path([[0, 0], [1, 1]])).toBe(`M${across(0)} ${up(0)}L${across(1)} ${up(1)}`);
  });

  it.each([[0, 1], [4, 5], [5, 5], [11, 20], [99, 100], [501, 1000]])("a scale up to %d ends at %d", (most, wanted) => expect(ceiling(most)).toBe(wanted));
});

describe("confusions", () => {
  const crossed = {
    per_intent: [
      { intent: "a", support: 10, precision: 1, recall: 0.8 },
      { intent: "b", support: 5, precision: 1, recall: 1 },
      { intent: "c", support: 5, precision: 1, recall: 1 },
    ],
    confusions: [
      { expected: "a", read: "a", count: 8, texts: [] },
      { expected: "a", read: "b", count: 2, texts: ["x"] },
    ],
  };
  it("make a square of those that are confused, right ones on the diagonal", () => {
    expect(matrixOf(crossed)).toEqual({ intents: ["a", "b"], cells: [[8, 2], [0, 5]], most: 2 });
  });

  it.each([[0, 0], [1, 1], [5, 2], [10, 4]])("%d of 10 has heat %d", (count, wanted) => expect(heat(count, 10)).toBe(wanted));
});

describe("a diff", () => {
  const diff = ["--- a/data/nlu/x.yml", "+++ b/data/nlu/x.yml", "@@ -1,3 +1,3 @@", " same", "--- removed, with dashes", "+added", "-- gone", ""].join("\n");
  it("is read line by line; a removed line of dashes is no head", () => {
    const lines = diffLines(diff);
    expect(lines.map(({ kind }) => kind)).toEqual(["file", "place", "same", "removed", "added", "removed"]);
    expect(lines[0]?.text).toBe("data/nlu/x.yml");
    expect(counted(lines)).toEqual({ added: 1, removed: 2 });
    expect(diffLines("")).toEqual([]);
  });
});

it("a file goes to the desk byte by byte", () => {
  const bytes = Uint8Array.from({ length: 70_000 }, (_, at) => at % 256);
  expect(Buffer.from(base64(bytes), "base64")).toEqual(Buffer.from(bytes));
});

describe("a training under way", () => {
  const run = (part: Partial<Run>) => ({ state: "running", step: "learning", seconds_left: null, ...part }) as Run;
  it.each<[Partial<Run>, string, string]>([
    [{ state: "queued", step: "" }, "Waiting for the trainer", ""],
    [{ seconds_left: 0.4 }, "Learning", "a second left"],
    [{ seconds_left: 12.3 }, "Learning", "12 seconds left"],
    [{ seconds_left: 200 }, "Learning", "3 minutes left"],
    [{ step: "unheard_of" }, "Under way", ""],
  ])("%o is said as %s, %s", (part, step, left) => expect(stepWords(run(part))).toEqual({ step, left }));
});
