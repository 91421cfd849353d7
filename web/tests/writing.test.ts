import { describe, expect, it } from "vitest";
import type { Pending } from "../shared/outbox";
import { memoryStorage } from "../shared/storage";
import { Writing } from "../widget/writing";

const words = (id: string) => ({ id, conversation_id: null, text: `words of ${id}`, at: "2026-11-27T09:00:00Z" });

function started(store = memoryStorage()) {
  const sent: string[] = [];
  let reachable = true;
  const send = (item: Pending) => {
    if (!reachable) return Promise.reject(new Error("no desk"));
    sent.push(item.id);
    return Promise.resolve();
  };
  const writing = new Writing({ store, send });
  return { writing, store, sent, cut: () => (reachable = false) };
}

const settled = () => new Promise((resolve) => setTimeout(resolve));

describe("what somebody writes before the page has said who they are", () => {
  it("is shown as on its way, kept nowhere, and sent in order once it is known", async () => {
    const { writing, store, sent } = started();
    writing.write("half a sen");
    writing.add(words("m1"));
    writing.add(words("m2"));
    expect(writing.pending.value.map((item) => [item.id, item.state])).toEqual([["m1", "sending"], ["m2", "sending"]]);
    expect(store.keys()).toEqual([]);
    writing.belongsTo("ana.");
    await settled();
    expect(sent).toEqual(["m1", "m2"]);
    expect(writing.pending.value).toEqual([]);
    expect([writing.draft.value, store.get("ana.draft")]).toEqual(["half a sen", "half a sen"]);
  });

  it("comes after what the same person had left unsent", async () => {
    const first = started();
    first.cut();
    first.writing.belongsTo("ana.");
    first.writing.add(words("m1"));
    await settled();
    const { writing, sent } = started(first.store);
    writing.add(words("m2"));
    writing.belongsTo("ana.");
    await settled();
    expect(sent).toEqual(["m1", "m2"]);
  });

  it("goes when the person goes, and does not reach the next", async () => {
    const { writing, sent } = started();
    writing.write("my address is");
    writing.add(words("m1"));
    writing.reset();
    writing.belongsTo("guest.");
    await settled();
    expect([sent, writing.pending.value, writing.draft.value]).toEqual([[], [], ""]);
  });
});

describe("what somebody writes once they are known", () => {
  it("is found again after a reload, and is nobody else's", () => {
    const { writing, store, cut } = started();
    cut();
    writing.belongsTo("ana.");
    writing.write("my address is");
    writing.add(words("m1"));
    const again = started(store).writing;
    again.belongsTo("ana.");
    expect([again.draft.value, again.pending.value.map((item) => item.id)]).toEqual(["my address is", ["m1"]]);
    const other = started(store).writing;
    other.belongsTo("eve.");
    expect([other.draft.value, other.pending.value]).toEqual(["", []]);
  });

  it("stays off the next person's screen when its delivery ends late", async () => {
    let refuse: (error: Error) => void = () => undefined;
    const writing = new Writing({ store: memoryStorage(), send: () => new Promise((_, reject) => (refuse = reject)) });
    writing.belongsTo("ana.");
    writing.add(words("m1"));
    writing.reset();
    writing.belongsTo("guest.");
    refuse(new Error("no desk"));
    await settled();
    expect(writing.pending.value).toEqual([]);
  });
});
