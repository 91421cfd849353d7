import { beforeEach, describe, expect, it, vi } from "vitest";
import { takeToken } from "../agent/entrance";
import { found, holdsWords, linkOf, mayGiveRole, maySetUp, People, wordsOf } from "../agent/people";
import { DeskError } from "../shared/http";
import type { PeopleAnswer, Person } from "../shared/people-types";
import type { Agent } from "../shared/types";

function person(id: string, more: Partial<Person> = {}): Person {
  const seat = { status: "available" as const, status_at: null, capacity: 4, load: 0, skills: [], languages: ["en"], teams: [] };
  return {
    ...{ id, name: id, email: `${id}@desk.example`, role: "agent", version: 1, standing: "active", seen_at: null, link: null },
    ...{ present: false, authenticator: false, seat, ...more },
  };
}

const ADMIN: Agent = { id: "noor", name: "Noor", email: "noor@desk.example", role: "admin" };
const SUPERVISOR: Agent = { ...ADMIN, id: "olu", role: "supervisor" };

describe("who is found", () => {
  const people = [person("Zoë Öztürk", { seat: { ...person("x").seat, skills: ["returns"], teams: ["care"] } }), person("tom", { role: "supervisor" }), person("ida", { standing: "gone" })];
  const names = (typed: string, withGone = false) => found(people, typed, withGone).map(({ name }) => name);

  it.each([
    ["", ["Zoë Öztürk", "tom"]],
    ["öZT", ["Zoë Öztürk"]],
    ["care returns", ["Zoë Öztürk"]],
    ["care super", []],
    ["supervisor", ["tom"]],
    ["ida", []],
  ])("by %j", (typed, expected) => expect(names(typed)).toEqual(expected));

  it("is somebody let go only when asked for", () => expect(names("ida", true)).toEqual(["ida"]));
});

describe("what the fields offer", () => {
  it("is what the desk lets one do", () => {
    expect(mayGiveRole(ADMIN, person("tom"))).toBe(true);
    expect(mayGiveRole(ADMIN, person("noor", { role: "admin" }))).toBe(false);
    expect(mayGiveRole(SUPERVISOR, person("tom"))).toBe(false);
    expect(maySetUp(SUPERVISOR, person("tom"))).toBe(true);
    expect(maySetUp(SUPERVISOR, person("ida", { role: "designer" }))).toBe(false);
    expect(maySetUp(ADMIN, person("noor", { role: "admin" }))).toBe(true);
  });

  it("reads words with commas between, each once", () => {
    expect(wordsOf(" Returns,assembly ,, returns")).toEqual(["returns", "assembly"]);
  });

  it("says what somebody holds", () => {
    expect(holdsWords(person("tom"))).toBe("holds nobody");
    expect(holdsWords(person("tom", { seat: { ...person("x").seat, load: 2 } }))).toBe("holds 2 of 4");
    expect(holdsWords(person("ida", { role: "designer" }))).toBe("");
  });
});

describe("a link", () => {
  it("leads to the desk with its token behind the #", () => {
    const link = linkOf({ id: "a", token: "T-o_k", until: "", mailed: "sent" }, "https://desk.example");
    expect(link).toBe("https://desk.example/agent#invite=T-o_k");
  });

  it("leaves the address as soon as it is read", () => {
    const replaceState = vi.fn();
    expect(takeToken({ hash: "#invite=T-o_k", pathname: "/agent" }, { replaceState })).toBe("T-o_k");
    expect(replaceState).toHaveBeenCalledWith(null, "", "/agent");
  });

  it.each(["", "#c_123", "#invite=", "#invite=a b", "#invite=<i>", "#x&invite=a"])("is not %j", (hash) => {
    const replaceState = vi.fn();
    expect(takeToken({ hash, pathname: "/agent" }, { replaceState })).toBeNull();
    expect(replaceState).not.toHaveBeenCalled();
  });
});

describe("changing somebody", () => {
  let answer: PeopleAnswer;
  const post = vi.fn();
  const write = vi.fn();
  beforeEach(() => {
    answer = { people: [person("tom", { version: 7 })], teams: [], skills: [], mail: false };
    vi.stubGlobal("fetch", () => Promise.resolve(new Response(JSON.stringify(answer))));
    post.mockReset().mockResolvedValue({ id: "tom", token: "t", until: "", mailed: "not_set_up" });
    write.mockReset().mockResolvedValue({});
    return () => vi.unstubAllGlobals();
  });

  it("says which version it was meant for", async () => {
    const people = new People({ post, write }, () => false);
    await people.load();
    const tom = people.person("tom");
    if (tom === null) throw new Error("Tom is not there");
    await people.change(tom, "supervisor", null);
    expect(write).toHaveBeenCalledWith("PATCH", "/api/agent/people/tom", { version: 7, role: "supervisor", seat: null });
    await people.letGo(tom);
    expect(post).toHaveBeenCalledWith("/api/agent/people/tom/let-go", { version: 7 });
    expect(people.done.value).toBe("tom does not work here any more.");
  });

  it("shows what a colleague did meanwhile, and looks again", async () => {
    const people = new People({ post, write }, () => false);
    await people.load();
    answer = { ...answer, people: [person("tom", { version: 8, role: "admin" })] };
    write.mockRejectedValue(new DeskError(409, "person_changed", "Meanwhile Ada made Tom an admin."));
    await people.change(person("tom", { version: 7 }), "agent", null);
    expect(people.trouble.value).toBe("Meanwhile Ada made Tom an admin.");
    expect(people.person("tom")?.version).toBe(8);
  });

  it("shows a link once", async () => {
    const people = new People({ post, write }, () => false);
    await people.makeLink(person("tom"), true);
    expect(post).toHaveBeenCalledWith("/api/agent/people/tom/link", { version: 1, remove_authenticator: true });
    expect(people.screen.value.on).toBe("link");
    people.go({ on: "list" });
    expect(JSON.stringify(people.screen.value)).not.toContain("token");
  });
});
