import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { memoryStorage, type KeyValue } from "../shared/storage";
import type { Identity } from "../widget/host";
import { SessionKeeper } from "../widget/session";

const NOW = Date.parse("2026-11-22T10:00:00Z");
const jwt = (sub: string) => `h.${btoa(JSON.stringify({ sub }))}.s`;
const ANA: Identity = { jwt: jwt("C1003"), known: true };
const NOBODY: Identity = { jwt: null, known: true };
const UNSURE: Identity = { jwt: null, known: false };

let made = 0;
let dead: Set<string>;
let asked: string[];

/** The desk's side of the wire: hands out tokens, refuses dead ones. */
function desk(path: string, init: RequestInit = {}): Response {
  const bearer = new Headers(init.headers).get("Authorization")?.slice(7) ?? "";
  asked.push(`${init.method ?? "GET"} ${path} ${bearer}`.trim());
  if (path === "/api/widget/sessions") {
    made += 1;
    const { identity } = JSON.parse(init.body as string) as { identity: string | null };
    const customer = { verified: identity !== null, name: identity === null ? null : "Ana" };
    const session = { token: `t${made}`, expires_at: "2026-11-23T10:00:00Z", customer, shop: { name: "Acme", assistant: "Fern" } };
    return Response.json(session, { status: 201 });
  }
  if (dead.has(bearer)) return Response.json({ code: "unauthorized", message: "Sign in again." }, { status: 401 });
  if (init.method === "DELETE") return new Response(null, { status: 204 });
  return Response.json({ by: bearer });
}

function keeper(store: KeyValue, identities: Identity[]) {
  const changes: string[] = [];
  const session: SessionKeeper = new SessionKeeper({
    store,
    identity: () => Promise.resolve(identities.length > 1 ? (identities.shift() ?? NOBODY) : (identities[0] ?? NOBODY)),
    now: () => NOW,
    subjectChanged: () => changes.push(session.subject),
    cleared: () => undefined,
  });
  return { session, changes };
}

beforeEach(() => {
  made = 0;
  dead = new Set();
  asked = [];
  vi.stubGlobal("fetch", (path: string, init?: RequestInit) => Promise.resolve(desk(path, init)));
});

afterEach(() => {
  vi.unstubAllGlobals();
});

describe("the widget's session", () => {
  it("is opened once for many calls at the same time, and found again after a reload", async () => {
    const store = memoryStorage();
    const { session } = keeper(store, [ANA]);
    await Promise.all([session.call("/x"), session.call("/x"), session.begin()]);
    await keeper(store, [ANA]).session.begin();
    expect(made).toBe(1);
  });

  it("is replaced once when its token has died, and the call is made again", async () => {
    const { session } = keeper(memoryStorage(), [ANA]);
    await session.begin();
    dead.add("t1");
    await expect(session.call("/x")).resolves.toEqual({ by: "t2" });
  });

  it("does not repeat a call as another person: who signed out meanwhile did not ask for it", async () => {
    const { session } = keeper(memoryStorage(), [ANA, NOBODY]);
    await session.begin();
    dead.add("t1");
    await expect(session.call("/x", { method: "POST", body: "{}" })).rejects.toMatchObject({ status: 401 });
    expect(asked.filter((line) => line.startsWith("POST /x"))).toEqual(["POST /x t1"]);
  });

  it("forgets everything of a person who is signed out of the shop when the page loads", async () => {
    const store = memoryStorage();
    await keeper(store, [ANA]).session.begin();
    store.set("warmhand.widget.person.customer%3AC1003.draft", "my address is");
    store.set("warmhand.widget.person.customer%3AC1003.outbox.1", "{}");
    const { session } = keeper(store, [NOBODY]);
    await session.begin();
    expect(session.current?.customer.verified).toBe(false);
    expect(store.keys().filter((key) => key.includes("C1003"))).toEqual([]);
  });

  it("keeps the person when the shop cannot say who is there", async () => {
    const store = memoryStorage();
    await keeper(store, [ANA]).session.begin();
    const { session } = keeper(store, [UNSURE]);
    expect((await session.begin()).token).toBe("t1");
  });

  it("treats everyone as a guest when neither the shop nor a session of their own says who they are", async () => {
    const store = memoryStorage();
    await keeper(store, [ANA]).session.begin();
    store.remove("warmhand.widget.person.customer%3AC1003.session");
    const { session } = keeper(store, [UNSURE]);
    await session.begin();
    expect([session.subject, session.current?.customer.verified]).toEqual(["guest", false]);
  });

  it("ends at the desk and in this browser", async () => {
    const store = memoryStorage();
    const { session, changes } = keeper(store, [ANA]);
    await session.begin();
    await session.end();
    expect(asked.at(-1)).toBe("DELETE /api/widget/sessions/current t1");
    expect(store.keys()).toEqual([]);
    expect(changes.at(-1)).toBe("guest");
  });

  it("leaves what was written before anybody was known: it is not another person's", async () => {
    const { session, changes } = keeper(memoryStorage(), [ANA]);
    expect(await session.meet(ANA)).toBe(false);
    await session.begin();
    expect([session.subject, session.settled, changes]).toEqual(["customer:C1003", true, []]);
  });

  it("is not given to whoever comes after a person who left while it was being opened", async () => {
    const store = memoryStorage();
    const { session } = keeper(store, [ANA, NOBODY]);
    const opening = session.begin();
    await Promise.resolve();
    await session.meet(NOBODY);
    await session.end();
    expect((await opening).customer.verified).toBe(false);
    expect([session.subject, session.current?.customer.verified]).toEqual(["guest", false]);
    expect(store.keys().filter((key) => key.includes("C1003"))).toEqual([]);
  });

  it("gives way when the page names someone else, and stays for the same person", async () => {
    const { session } = keeper(memoryStorage(), [ANA]);
    await session.begin();
    expect(await session.meet(ANA)).toBe(false);
    expect(await session.meet(UNSURE)).toBe(false);
    expect(await session.meet({ jwt: jwt("C1001"), known: true })).toBe(true);
    expect(session.current).toBeNull();
  });
});
