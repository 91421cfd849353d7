import { describe, expect, it } from "vitest";
import { Outbox, Refused, type Pending } from "../shared/outbox";
import { memoryStorage, type KeyValue } from "../shared/storage";

const item = (id: string) => ({ id, conversation_id: "c_1", text: `text of ${id}`, at: "2026-11-22T10:00:00Z" });

/** An outbox whose desk answers as told, one answer per attempt. */
function boxed(store: KeyValue, answers: (Error | null)[]) {
  const tried: string[] = [];
  let shown: Pending[] = [];
  const outbox = new Outbox({
    store,
    prefix: "box.",
    send: async ({ id }) => {
      tried.push(id);
      await Promise.resolve();
      const answer = answers.shift() ?? null;
      if (answer !== null) throw answer;
    },
    changed: (items) => (shown = items),
  });
  return { outbox, tried, shown: () => shown.map(({ id, state }) => `${id} ${state}`) };
}

const settled = async () => {
  for (let turn = 0; turn < 50; turn += 1) await Promise.resolve();
};

describe("outbox", () => {
  it("sends in the order of writing, one at a time, and keeps nothing that was acknowledged", async () => {
    const store = memoryStorage();
    const { outbox, tried } = boxed(store, []);
    for (const id of ["1", "2", "3"]) outbox.add(item(id));
    await settled();
    expect(tried).toEqual(["1", "2", "3"]);
    expect(outbox.list()).toEqual([]);
    expect(store.keys()).toEqual([]);
  });

  it("keeps what could not be sent, in order, and sends it with the same id when asked again", async () => {
    const { outbox, tried, shown } = boxed(memoryStorage(), [new Error("offline")]);
    outbox.add(item("1"));
    outbox.add(item("2"));
    await settled();
    expect(shown()).toEqual(["1 not_sent", "2 not_sent"]);
    await outbox.flush();
    expect(tried).toEqual(["1", "1", "2"]);
    expect(outbox.list()).toEqual([]);
  });

  it("survives a reload: what was on its way is loaded as not sent, oldest first", async () => {
    const store = memoryStorage();
    const before = boxed(store, [new Error("offline"), new Error("offline")]);
    before.outbox.add(item("b"));
    before.outbox.add(item("a"));
    await settled();
    const { outbox, tried } = boxed(store, []);
    expect(outbox.list().map(({ id, state }) => `${id} ${state}`)).toEqual(["a not_sent", "b not_sent"]);
    await outbox.flush();
    expect(tried).toEqual(["a", "b"]);
  });

  it("does not repeat what the desk refused, and does not let it hold up the rest", async () => {
    const { outbox, tried } = boxed(memoryStorage(), [new Refused("This is too long.")]);
    outbox.add(item("1"));
    outbox.add(item("2"));
    await settled();
    await outbox.flush();
    expect(tried).toEqual(["1", "2"]);
    expect(outbox.list()).toEqual([{ ...item("1"), state: "refused", reason: "This is too long." }]);
  });

  it("sends a refused message again only on the writer's wish", async () => {
    const { outbox, tried } = boxed(memoryStorage(), [new Refused("Not now.")]);
    outbox.add(item("1"));
    await settled();
    await outbox.retry("1");
    expect(tried).toEqual(["1", "1"]);
    expect(outbox.list()).toEqual([]);
  });

  it("forgets a message that arrived by another way while its own sending failed", async () => {
    const store = memoryStorage();
    const { outbox } = boxed(store, [new Error("the answer was lost")]);
    outbox.add(item("1"));
    outbox.settle(new Set(["1"]));
    await settled();
    expect(outbox.list()).toEqual([]);
    expect(store.keys()).toEqual([]);
  });

  it("drops damaged entries of the store instead of failing on them", () => {
    const store = memoryStorage();
    store.set("box.1", "{not json");
    store.set("box.2", JSON.stringify({ id: 2 }));
    store.set("other.3", "kept");
    expect(boxed(store, []).outbox.list()).toEqual([]);
    expect(store.keys()).toEqual(["other.3"]);
  });
});
