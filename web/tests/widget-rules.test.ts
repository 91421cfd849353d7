import { describe, expect, it } from "vitest";
import { dueMessage, matches } from "../loader/proactive";
import type { ClientFrame, Entry } from "../shared/types";
import { handlingToRate } from "../widget/handling";
import { Receipts } from "../shared/receipts";

function told(...kinds: string[]): Entry[] {
  return kinds.map((each, index) => {
    const [who, kind] = each.split(":") as [Entry["author"]["kind"], Entry["kind"]];
    const message = kind === "message" ? { id: String(index), text: "hi", quick_replies: [], card: null } : null;
    return { seq: index + 1, kind, at: "", author: { kind: who, id: null, name: who === "agent" ? "Maya" : who }, message, line: "" };
  });
}

describe("what there is to rate", () => {
  it.each([
    [["customer:message", "bot:message"], null],
    [["customer:message", "bot:message", "system:ended"], { seq: 3, person: null }],
    [["customer:message", "system:ended"], null],
    [["bot:message", "agent:claimed", "agent:message", "agent:resolved"], { seq: 4, person: "Maya" }],
    [["agent:claimed", "agent:resolved", "system:rated"], null],
    [["agent:claimed", "agent:resolved", "customer:message"], null],
    [["agent:claimed", "agent:handed_back", "bot:message"], { seq: 2, person: "Maya" }],
    [["agent:claimed", "agent:handed_back", "bot:message", "system:ended"], { seq: 4, person: null }],
    [["agent:reopened", "agent:message", "system:resolved"], { seq: 3, person: "Maya" }],
  ])("%j", (kinds, handling) => {
    expect(handlingToRate(told(...kinds))).toEqual(handling);
  });
});

describe("receipts", () => {
  it("tell what is on screen once, and again after the line was lost; others' only grow", () => {
    const said: ClientFrame[] = [];
    let conversation: string | null = null;
    const receipts = new Receipts({ say: (frame) => said.push(frame), conversation: () => conversation, others: "agent" });
    receipts.saw(4);
    expect(said).toEqual([]);
    conversation = "c_1";
    receipts.hear({ type: "ready" });
    receipts.saw(4);
    receipts.saw(3);
    expect(said).toEqual([{ type: "seen", conversation_id: "c_1", seq: 4 }]);
    receipts.hear({ type: "ready" });
    expect(said).toHaveLength(2);
    receipts.hear({ type: "seen", conversation_id: "c_1", by: "agent", seq: 3 });
    receipts.hear({ type: "seen", conversation_id: "c_1", by: "agent", seq: 2 });
    receipts.hear({ type: "seen", conversation_id: "c_2", by: "agent", seq: 9 });
    receipts.hear({ type: "seen", conversation_id: "c_1", by: "customer", seq: 9 });
    expect(receipts.theySaw.value).toBe(3);
  });
});

describe("messages that speak first", () => {
  const DAY = 86_400_000;
  const rule = { id: "cart", text: "?", pages: ["/cart*"], after_seconds: 5, most_times: 2, days_between: 7 };

  it("come on their pages only", () => {
    expect(matches("/cart*", "/cart/2")).toBe(true);
    expect(matches("*", "/anything")).toBe(true);
    expect(matches("/cart", "/cart/2")).toBe(false);
    expect(matches("/a.b", "/axb")).toBe(false);
    expect(dueMessage([rule], "/about", {}, 0)).toBeNull();
  });

  it("come rarely", () => {
    expect(dueMessage([rule], "/cart", {}, 0)?.id).toBe("cart");
    expect(dueMessage([rule], "/cart", { cart: [1, 0] }, DAY)).toBeNull();
    expect(dueMessage([rule], "/cart", { cart: [1, 0] }, 8 * DAY)?.id).toBe("cart");
    expect(dueMessage([rule], "/cart", { cart: [2, 0] }, 800 * DAY)).toBeNull();
  });
});
