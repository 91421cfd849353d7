import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { COMMANDS, type Verbs } from "../agent/commands";
import { PromisedRoom, query } from "../agent/promised";
import { Promising } from "../agent/promising";
import { calledWords, presses, shareWords } from "../agent/promise-words";
import { soon } from "../agent/soon";
import { DeskError } from "../shared/http";
import type { Noticed, Promised, PromisesOfOne } from "../shared/promise-types";
import type { Entry, OwnDesk } from "../shared/types";

const NOTICED: Noticed = { said_seq: 7, what: "refund", words: "You'll get it by Friday.", says: "refund by Friday, 4 December", due_on: "2026-12-04", at: null };
const MADE: Promised = {
  id: "p1", conversation_id: "c_1", what: "refund", note: "", says: "refund by Friday, 4 December", due_on: "2026-12-04", at: null,
  by: { id: "a_maya", name: "Maya" }, team: null, state: "open", standing: "open", owed: true, settled_by: null, settled_at: null, why: null, moved_to: null,
};

/** A desk that answers what it is told to, and keeps what it was asked. */
class DeskSide {
  found: PromisesOfOne = { promises: [], suggested: [NOTICED], today: "2026-12-01" };
  posted: { path: string; body: Record<string, unknown> }[] = [];
  failing: DeskError | null = null;
  asked: string[] = [];

  readonly fetch = vi.fn((path: string) => {
    this.asked.push(path);
    return Promise.resolve(new Response(JSON.stringify(this.found), { status: 200 }));
  });

  post<T>(path: string, body: unknown): Promise<T> {
    this.posted.push({ path, body: body as Record<string, unknown> });
    if (this.failing !== null) return Promise.reject(this.failing);
    this.found = { ...this.found, suggested: [] };
    return Promise.resolve({} as T);
  }
}

async function ask<T>(step: () => Promise<T>): Promise<T | DeskError> {
  try {
    return await step();
  } catch (error) {
    if (error instanceof DeskError) return error;
    throw error;
  }
}

let side: DeskSide;
let promising: Promising;

beforeEach(async () => {
  side = new DeskSide();
  vi.stubGlobal("fetch", side.fetch);
  promising = new Promising({ id: "c_1", agentId: "a_maya", desk: side, ask });
  await promising.load();
});

afterEach(() => vi.unstubAllGlobals());

describe("what an agent promised", () => {
  it("is suggested and nothing is sent by itself", () => {
    expect(promising.suggestion.value).toEqual(NOTICED);
    expect(side.posted).toEqual([]);
  });

  it("is promised with one confirmation, under one id however often it is tried", async () => {
    side.failing = new DeskError(0, "unreachable", "No answer.");
    expect(promising.confirm()).toBe(true);
    await vi.waitFor(() => expect(promising.trouble.value).toContain("nothing is promised twice"));
    side.failing = null;
    promising.confirm();
    await vi.waitFor(() => expect(promising.suggestion.value).toBeNull());
    const [first, second] = side.posted;
    expect(first?.body).toMatchObject({ what: "refund", due_on: "2026-12-04", at: null, note: "", said_seq: 7 });
    expect(second?.body["id"]).toBe(first?.body["id"]);
    expect(promising.confirm()).toBe(false);
  });

  it("can be declined, and what is noticed next is shown", async () => {
    const call: Noticed = { ...NOTICED, said_seq: 9, what: "call_back" };
    side.found = { ...side.found, suggested: [NOTICED, call] };
    await promising.load();
    promising.decline();
    expect(promising.suggestion.value).toEqual(call);
    promising.decline();
    expect(promising.suggestion.value).toBeNull();
    expect(side.posted).toEqual([]);
  });

  it("is looked for again when the agent writes, and not when the customer does", () => {
    const before = side.asked.length;
    const entry = (kind: string, id: string | null) => ({ seq: 8, kind, author: { kind: "agent", id, name: "" }, message: null, line: null, at: "" }) as unknown as Entry;
    promising.heard([entry("message", null), entry("rated", null)]);
    expect(side.asked.length).toBe(before);
    promising.heard([entry("message", "a_maya")]);
    promising.heard([entry("promise", "a_tom")]);
    expect(side.asked.length).toBe(before + 2);
  });

  it("says what was refused", async () => {
    side.failing = new DeskError(409, "promise_over", "This promise was settled already.");
    expect(await promising.keep(MADE)).toBe(false);
    expect(promising.trouble.value).toBe("This promise was settled already.");
    expect(side.posted.at(-1)?.path).toBe("/api/agent/promises/p1/keep");
  });

  it("is moved and taken back with words", async () => {
    expect(await promising.move(MADE, { due_on: "2026-12-08", at: "10:00" }, "ill")).toBe(true);
    expect(side.posted.at(-1)?.body).toMatchObject({ due_on: "2026-12-08", at: "10:00", why: "ill" });
    expect(await promising.withdraw(MADE, "found")).toBe(true);
    expect(side.posted.at(-1)).toEqual({ path: "/api/agent/promises/p1/withdraw", body: { why: "found" } });
  });
});

describe("the room of promises", () => {
  it("counts what calls and forgets it at signing out", () => {
    const room = new PromisedRoom(() => false);
    room.hear({ promises: 2 } as OwnDesk);
    expect(room.count.value).toBe(2);
    room.clear();
    expect(room.count.value).toBe(0);
  });

  it("asks only for what was chosen", () => {
    expect(query({ standing: "at_risk", what: "", team: "", agent_id: "a_maya", due_by: "" })).toBe("standing=at_risk&agent_id=a_maya");
  });

  it("asks for the house's list only for who leads", async () => {
    const room = new PromisedRoom(() => false);
    side.asked = [];
    await room.show(false);
    expect(side.asked).toEqual(["/api/agent/promises/calling"]);
    await room.show(true);
    expect(side.asked.slice(1)).toEqual(["/api/agent/promises/calling", "/api/agent/promises?standing=all", "/api/agent/promises/kept"]);
  });
});

describe("words", () => {
  it("say shares and counts", () => {
    expect(shareWords({ share: null })).toBe("–");
    expect(shareWords({ share: 0.916 })).toBe("92 %");
    expect(calledWords(1)).toContain("A promise");
    expect(calledWords(3)).toContain("3 promises");
    expect([presses({ standing: "late" }), presses({ standing: "open" })]).toEqual([true, false]);
  });

  it("have keys of their own", () => {
    const keys = COMMANDS.map(({ keys: key }) => key).filter((key) => key !== "");
    expect(new Set(keys).size).toBe(keys.length);
    const told: string[] = [];
    const verbs = { promise: () => told.push("promise"), promises: () => told.push("promises") } as unknown as Verbs;
    for (const key of ["q", "Q"]) COMMANDS.find(({ keys: own }) => own === key)?.run(verbs);
    expect(told).toEqual(["promise", "promises"]);
  });
});

describe("soon", () => {
  it("runs once however often it is asked", () => {
    vi.useFakeTimers();
    let ran = 0;
    const ask = soon(50, () => (ran += 1));
    ask();
    ask();
    vi.advanceTimersByTime(60);
    ask();
    vi.advanceTimersByTime(60);
    vi.useRealTimers();
    expect(ran).toBe(2);
  });
});
