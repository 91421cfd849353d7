import { describe, expect, it } from "vitest";
import { alarmWords, firstWords, outcomeLines, sharedName, sharedWords } from "../agent/trouble-words";
import { asked, Troubles } from "../agent/troubles";
import { DeskError } from "../shared/http";
import type { Alarm, Scope } from "../shared/trouble-types";

const ALARM: Alarm = {
  id: "w_1", reason: "delivery_late", state: "open", raised_at: "", risen_at: "", rule: "history", window_hours: 3,
  people: 7, everybody: 20, usual: 0.02, chance: 1e-6, decided_at: null, decided_by: null, why: null,
};
const SCOPE: Scope = { kind: "carrier", value: "DHL", label: "DHL", open_only: true };
const DRAFT = { name: "DHL", reasons: ["delivery_late"], scope: SCOPE, answer: "It comes on Friday.", banner: "", tell: true };

describe("an alarm in words", () => {
  it("says people, share and what is usual", () => {
    expect(alarmWords(ALARM)).toBe("7 of the 20 people who wrote within 3 hours; usually 2 in 100.");
    expect(alarmWords({ ...ALARM, window_hours: 168 })).toContain("within 7 days;");
    expect(alarmWords({ ...ALARM, usual: 0 })).toContain("usually nobody");
    expect(alarmWords({ ...ALARM, usual: null })).toContain("no history");
  });

  it("says what orders share, and by how much more than others", () => {
    const shared = { ...SCOPE, behind: 5, of_behind: 5, recent: 10, of_recent: 40, times: 4 };
    expect(`${sharedName(shared)}: ${sharedWords(shared)}`).toBe("Carrier DHL: 5 of 5 orders behind this, 10 of 40 altogether (4 times as often)");
    expect(sharedName({ kind: "late", value: "yes", label: "" })).toBe("Past the promised day");
    expect(firstWords("delivery_late", shared).name).toBe("Delivery late: Carrier DHL");
    expect(firstWords("delivery_late", null).answer.length).toBeGreaterThan(10);
  });

  it("gives no number of avoided contacts where there is none", () => {
    const outcome = { affected: 9, wrote_before: 2, told: 3, told_wrote: 1, not_told: 4, not_told_wrote: 2, avoided: null, what_it_is: "" };
    expect(outcomeLines(outcome)).toHaveLength(3);
    expect(outcomeLines({ ...outcome, avoided: 2.5 }).at(-1)).toBe("About 2.5 contacts avoided");
  });
});

describe("what is asked about those affected", () => {
  it("is the same in any order, and another with every other choice", () => {
    expect(asked(SCOPE, ["a", "b"])).toBe(asked({ ...SCOPE, label: "x" }, ["b", "a"]));
    expect(asked(SCOPE, ["a"])).not.toBe(asked({ ...SCOPE, open_only: false }, ["a"]));
  });
});

describe("confirming", () => {
  it("is one incident however often it is sent, and another one with other words", async () => {
    const sent: { id: string }[] = [];
    const troubles = new Troubles({
      post: (_path, body) => {
        sent.push(body as { id: string });
        return Promise.reject(new DeskError(0, "unreachable", "The desk did not answer.", null));
      },
    });
    await troubles.confirm("w_1", DRAFT);
    expect(troubles.trouble.value).toBe("The desk did not answer.");
    await troubles.confirm("w_1", DRAFT);
    await troubles.confirm("w_1", { ...DRAFT, name: "DHL is late" });
    expect(sent[0]?.id).toBe(sent[1]?.id);
    expect(sent[2]?.id).not.toBe(sent[0]?.id);
  });
});
