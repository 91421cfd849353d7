import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Gifts } from "../agent/gifts";
import { decimal, minorOf, money, outcomeWords, timeLeft } from "../agent/gift-words";
import { rowsOf, ruleOf, withCap, withRule } from "../agent/matrix";
import type { MatrixDraft, Wish } from "../shared/gift-types";
import { DeskError } from "../shared/http";

const WISH: Wish = { order_number: "20417", gift: "voucher", cause: "late", amount: { minor: 1000, currency: "EUR" }, sku: null };
const DRAFT: MatrixDraft = {
  rules: [
    { standing: "agent", tier: "any", cause: "any", gift: "voucher", up_to: 2000 },
    { standing: "agent", tier: "gold", cause: "any", gift: "voucher", up_to: 3000 },
  ],
  caps: { agent: { case: 1, customer: 2, agent: 3 } },
  approvers: { first: null, deputy: null, minutes: 3 },
  undo_minutes: 5,
};

describe("amounts", () => {
  it("are typed and shown without losing a cent", () => {
    fc.assert(fc.property(fc.integer({ min: 0, max: 10_000_000 }), (minor) => minorOf(decimal(minor, "EUR"), "EUR") === minor));
    expect(minorOf("10,5", "EUR")).toBe(1050);
    expect(money({ minor: 5, currency: "EUR" })).toBe("€0.05");
    expect(money({ minor: 500, currency: "JPY" })).toBe("500 JPY");
  });

  it.each(["", "ten", "1.234", "-1", "1e3", ".5", "1.", "9999999"])("are not %j", (typed) => {
    expect(minorOf(typed, "EUR")).toBeNull();
  });
});

describe("the time to take something back", () => {
  it("counts down and ends", () => {
    const until = "2026-11-27T12:05:00.000Z";
    expect(timeLeft(until, Date.parse("2026-11-27T12:00:01.000Z"))).toBe("4:59");
    expect(timeLeft(until, Date.parse(until))).toBeNull();
    expect(timeLeft(null, 0)).toBeNull();
  });
});

describe("the outcome", () => {
  it("is told once there is one", () => {
    expect(outcomeWords({ outcome: { solved: null, rating: null } })).toBe("");
    expect(outcomeWords({ outcome: { solved: true, rating: 5 } })).toBe("Afterwards: solved, rated 5 of 5");
  });
});

describe("the matrix as it is rewritten", () => {
  it("changes one cell, takes a rule away, and leaves what was as it was", () => {
    const cell = { standing: "agent", tier: "gold", cause: "any", gift: "voucher" } as const;
    expect(ruleOf(withRule(DRAFT, cell, 2500), cell)?.up_to).toBe(2500);
    expect(rowsOf(withRule(DRAFT, cell, null), "agent")).toEqual([{ tier: "any", cause: "any" }]);
    expect(DRAFT.rules).toHaveLength(2);
    expect(withCap(DRAFT, "bot", "case", 500).caps.bot).toEqual({ case: 500, customer: 0, agent: 0 });
  });

  it("always has the plain row", () => {
    expect(rowsOf({ ...DRAFT, rules: [] }, "supervisor")).toEqual([{ tier: "any", cause: "any" }]);
  });
});

describe("giving", () => {
  function gifts(answers: (Error | object)[]) {
    const sent: { id: string }[] = [];
    const post = (_path: string, body: unknown) => {
      sent.push(body as { id: string });
      const next = answers.shift();
      return next instanceof Error ? Promise.reject(next) : Promise.resolve(next);
    };
    const ask = async <T>(step: () => Promise<T>) => {
      try {
        return await step();
      } catch (error) {
        if (error instanceof DeskError) return error;
        throw error;
      }
    };
    const desk = { post: post as <T>(path: string, body: unknown) => Promise<T> };
    const made = new Gifts({ id: "c_1", desk, ask });
    made.load = () => Promise.resolve();
    return { made, sent };
  }
  const given = { grant: { ...WISH, id: "g", state: "done" } };

  it("asks again under the same id when the answer was lost, and under a new one for something else", async () => {
    const lost = new DeskError(0, "unreachable", "The desk does not answer.");
    const { made, sent } = gifts([lost, given, given]);
    expect(await made.give(WISH, false)).toBe(false);
    expect(made.trouble.value).toContain("nothing is given twice");
    expect(await made.give(WISH, false)).toBe(true);
    expect(sent[0]?.id).toBe(sent[1]?.id);
    await made.give(WISH, false);
    expect(sent[2]?.id).not.toBe(sent[1]?.id);
  });

  it("says what the desk said, and is not sent twice by a double click", async () => {
    const { made, sent } = gifts([new DeskError(409, "approval_needed", "€45.00 is more than yours.")]);
    await Promise.all([made.give(WISH, false), made.give(WISH, false)]);
    expect(sent).toHaveLength(1);
    expect(made.trouble.value).toBe("€45.00 is more than yours.");
  });
});
