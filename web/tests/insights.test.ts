import { describe, expect, it } from "vitest";
import type { Measured } from "../insights/contract";
import { lastSunday } from "../insights/insights";
import { top } from "../insights/parts/trend";
import { apart, meets, shown, span, sureness, told } from "../insights/words";

const NONE: Measured = { value: null, low: null, high: null, n: 0, apart: {} };

describe("a figure in words", () => {
  it.each([
    [null, "share", "not known"],
    [0.824, "share", "82 %"],
    [45, "seconds", "45 s"],
    [150, "seconds", "2 min 30 s"],
    [3_900, "seconds", "1 h 5 min"],
    [1_234, "money", "€12.34"],
    [4.25, "score", "4.3"],
    [1_200, "count", "1,200"],
  ] as const)("%s as %s is %s", (value, unit, words) => {
    expect(shown(value, unit)).toBe(words);
  });

  it("says how sure it is, and nothing where nothing is known", () => {
    expect(sureness({ ...NONE, value: 0.5, low: 0.42, high: 0.58, n: 120 }, "share", "EUR")).toBe("of 120; 42 to 58 %");
    expect(sureness({ ...NONE, value: 60, low: 30, n: 5 }, "seconds", "EUR")).toBe("of 5; at least 30 s");
    expect(sureness(NONE, "share", "EUR")).toBe("no cases");
    expect(sureness({ ...NONE, value: 7, n: 7 }, "count", "EUR")).toBe("");
  });

  it("tells what stands apart, and not what is none", () => {
    expect(apart({ ...NONE, apart: { pending: 3, pending_back: 0 } })).toBe("3 still within the seven days, in neither side");
    expect(apart(NONE)).toBe("");
  });

  it("meets a target from its own side", () => {
    const now = { ...NONE, value: 0.6 };
    expect(meets({ target: 0.5, now, better: "more" })).toBe(true);
    expect(meets({ target: 0.5, now, better: "less" })).toBe(false);
    expect(meets({ target: null, now, better: "more" })).toBeNull();
    expect(meets({ target: 0.5, now: NONE, better: "more" })).toBeNull();
  });

  it("names days by the calendar, wherever the browser is", () => {
    expect(span({ first: "2026-11-23", last: "2026-11-23" })).toBe("23 Nov");
    expect(span({ first: "2026-11-23", last: "2026-12-01" })).toBe("23 Nov – 1 Dec");
  });
});

describe("before and after", () => {
  const side = (value: number, n: number): Measured => ({ value, low: value - 0.1, high: value + 0.1, n, apart: {} });

  it("says the change with its interval, or that it is too early", () => {
    const effect = { before: side(0.5, 80), after: side(0.7, 90), difference: { value: 0.2, low: 0.06, high: 0.34 }, verdict: "better", until: "2026-12-24" } as const;
    expect(told(effect, "share", "EUR")).toBe("50 % of 80 before, 70 % of 90 since; the change is +6.0 points to +34 points.");
    expect(told({ ...effect, verdict: "too_early" }, "share", "EUR")).toContain("measured until 24 Dec");
  });
});

describe("a picture", () => {
  it("has a round top that holds every value", () => {
    for (const values of [[3], [17, 4], [0], [1_234]]) expect(top(values, "count")).toBeGreaterThanOrEqual(Math.max(...values));
    expect(top([0.2], "share")).toBe(1);
    expect(top([70], "seconds")).toBe(120);
    expect(top([4.1], "score")).toBe(5);
  });
});

describe("the last whole week", () => {
  it("ends on the Sunday before, never today", () => {
    expect(lastSunday(new Date(2026, 10, 27, 12))).toBe("2026-11-22");
    expect(lastSunday(new Date(2026, 10, 22, 12))).toBe("2026-11-15");
    expect(lastSunday(new Date(2026, 10, 23, 0, 30))).toBe("2026-11-22");
  });
});
