import { describe, expect, it } from "vitest";
import { Asking } from "../agent/asking";
import { belongs, listOf, neighbour, refresh } from "../agent/inbox";
import { COMMANDS, type Verbs } from "../agent/commands";
import { fitting, fuzzy } from "../shared/fuzzy";
import { press } from "../agent/keys";
import { byLoad, loadWords, type Colleague } from "../agent/team-view";
import { scrolledTo, spaced, windowOf } from "../agent/window";
import { moodWord, sparkPoints } from "../agent/parts/sparkline";
import { stages } from "../agent/stages";
import { rows } from "../shared/rows";
import { calendar } from "../shared/time";
import { TypingIn, TypingOut } from "../shared/typing";
import type { Line, Summary } from "../shared/types";
import { event, said } from "./entries";

function summary(id: string, rest: Partial<Summary> = {}): Summary {
  return {
    id,
    state: "with_bot",
    customer: { name: "Ana", verified: true, tier: null },
    last_text: "hello",
    last_author: "customer",
    last_at: "2026-11-22T10:00:00Z",
    waiting_since: null,
    agent: null,
    reason: null,
    mood: null,
    last_seq: 1,
    line: null,
    due: null,
    follow_up: null,
    labels: [],
    snoozed_until: null,
    merged_into: null,
    narrowed_by: { channel: "chat", language: null, reason: null, about: null, teams: [] },
    ...rest,
  };
}

function line(rank: number, clock: string): Line {
  const at = `2026-11-22T${clock}:00Z`;
  return { why: [], rank: [rank, at, at], contract: "nothing_said", for_agent: null, for_team: null };
}

const byId = (...all: Summary[]) => new Map(all.map((one) => [one.id, one]));
const ids = (list: Summary[]) => list.map(({ id }) => id);

describe("inbox", () => {
  const maya = { id: "a_maya", name: "Maya" };

  it("has the line in the order it is served, the latest change first elsewhere", () => {
    const all = byId(
      summary("late", { state: "waiting", line: line(2, "10:05"), last_at: "2026-11-22T10:06:00Z" }),
      summary("early", { state: "waiting", line: line(2, "10:01") }),
      summary("trying", { state: "with_bot", line: line(2, "10:03") }),
      summary("lost", { state: "waiting", line: line(0, "10:09") }),
      summary("mine", { state: "with_agent", agent: maya, last_at: "2026-11-22T10:09:00Z" }),
    );
    expect(ids(listOf(all, { view: "waiting", agentId: maya.id }))).toEqual(["lost", "early", "trying", "late"]);
    expect(ids(listOf(all, { view: "mine", agentId: maya.id }))).toEqual(["mine"]);
    expect(ids(listOf(all, { view: "all", agentId: maya.id }))).toEqual(["mine", "late", "early", "lost", "trying"]);
  });

  it("does not show a colleague's conversation as mine", () => {
    expect(belongs(summary("x", { agent: { id: "a_tom", name: "Tom" } }), { view: "mine", agentId: maya.id })).toBe(false);
  });

  it("forgets on a fresh list what has left the view, and keeps what other views know", () => {
    const all = byId(summary("gone", { state: "waiting", line: line(2, "10:00") }), summary("other"));
    const fresh = [summary("new", { state: "waiting", line: line(2, "10:02") })];
    expect([...refresh(all, { view: "waiting", agentId: maya.id }, fresh).keys()]).toEqual(["other", "new"]);
  });

  it("keeps what is open even when the fresh page does not hold it, and shows nothing beyond what is loaded", () => {
    const all = byId(summary("open", { last_at: "2026-11-20T10:00:00Z" }), summary("old"));
    const inbox = { view: "all" as const, agentId: maya.id, loadedTo: "2026-11-22T09:00:00Z" };
    const next = refresh(all, inbox, [summary("new")], "open");
    expect([...next.keys()]).toEqual(["open", "new"]);
    expect(ids(listOf(next, inbox))).toEqual(["new"]);
  });

  it("narrows down what arrives live as the desk does", () => {
    const filter = {
      ...{ state: "with_agent" as const, agent: "me", label: "late", tier: "gold", upset: true },
      ...{ channel: "email" as const, language: "de", reason: "frustration", about: "refund_status", team: "care" },
    };
    const narrowed = { channel: "email" as const, language: "de", reason: "frustration", about: "refund_status", teams: ["care"] };
    const fits = summary("x", {
      state: "with_agent",
      agent: maya,
      labels: ["late"],
      mood: 0.7,
      customer: { name: "Ana", verified: true, tier: "Gold" },
      narrowed_by: narrowed,
    });
    const inbox = { view: "all" as const, agentId: maya.id, filter };
    expect(belongs(fits, inbox)).toBe(true);
    for (const other of [{ state: "closed" as const }, { agent: null }, { labels: [] }, { mood: null }, { customer: { ...fits.customer, tier: null } }]) {
      expect(belongs({ ...fits, ...other }, inbox)).toBe(false);
    }
    const others = [{ channel: "chat" as const }, { language: null }, { reason: "language" }, { about: null }, { teams: [] }];
    for (const other of others) expect(belongs({ ...fits, narrowed_by: { ...narrowed, ...other } }, inbox)).toBe(false);
    const waits = { ...fits, line: line(2, "10:01") };
    expect([true, false]).toEqual(["de", "fr"].map((language) => belongs(waits, { ...inbox, view: "waiting", filter: { language } })));
  });

  it("keeps what was heard live while a list was on its way", () => {
    const asking = new Asking();
    asking.heard("old");
    const asked = asking.ask();
    asking.heard("claimed");
    asking.heard("came");
    const inbox = { view: "waiting" as const, agentId: maya.id };
    const waits = (id: string, seq: number) => summary(id, { state: "waiting", line: line(2, "10:01"), last_seq: seq });
    const live = byId(waits("old", 1), summary("claimed", { state: "with_agent", agent: maya, last_seq: 5 }), waits("came", 2));
    const next = refresh(live, inbox, [waits("claimed", 4), waits("stayed", 1)], null, asked.since);
    expect(ids(listOf(next, inbox))).toEqual(["came", "stayed"]);
    expect(next.get("claimed")?.last_seq).toBe(5);
    const later = asking.ask();
    expect([later.overtaken(), asked.overtaken()]).toEqual([false, true]);
  });

  it("tells put aside, mine and mentions apart", () => {
    const aside = summary("x", { state: "with_agent", agent: maya, snoozed_until: "2026-11-23T10:00:00Z" });
    const at = (view: "mine" | "snoozed" | "mentions") => belongs(aside, { view, agentId: maya.id, mentioned: new Set(["y"]) });
    expect([at("mine"), at("snoozed"), at("mentions")]).toEqual([false, true, false]);
  });

  it("moves through the list and stops at its ends", () => {
    const list = [summary("1"), summary("2")];
    expect(neighbour(list, null, 1)).toBe("1");
    expect(neighbour(list, null, -1)).toBe("2");
    expect(neighbour(list, "1", 1)).toBe("2");
    expect(neighbour(list, "2", 1)).toBe("2");
    expect(neighbour([], "1", 1)).toBeNull();
  });
});

describe("keys", () => {
  const pressed = (key: string, focus: Parameters<typeof press>[1], rest = {}) => {
    const done: string[] = [];
    const verbs = new Proxy({} as Verbs, {
      get: (_, name) => (argument?: string | number) => done.push([String(name), argument].join(" ").trim()),
    });
    const taken = press({ key, ctrlKey: false, metaKey: false, altKey: false, ...rest }, focus, verbs);
    return taken ? done : null;
  };

  it("do what the sheet says on the page and in the inbox", () => {
    expect(["j", "k", "c", "r", "h", "e", "u", "i", "?", "2"].map((key) => pressed(key, "page")?.[0])).toEqual([
      "move 1", "move -1", "claim", "reply", "handBack", "resolve", "understood", "details", "help", "view mine",
    ]);
  });

  it("are text while a field has the focus, save Escape", () => {
    for (const key of ["j", "c", "h", "e", "?", "Enter", "ArrowDown"]) expect(pressed(key, "field")).toBeNull();
    expect(pressed("Escape", "field")).toEqual(["escape"]);
  });

  it("leave Enter and the arrows to the control that has the focus", () => {
    expect(pressed("Enter", "control")).toBeNull();
    expect(pressed("ArrowDown", "control")).toBeNull();
  });

  it("leave the browser's own shortcuts alone", () => {
    expect(pressed("c", "page", { ctrlKey: true })).toBeNull();
    expect(pressed("r", "page", { metaKey: true })).toBeNull();
  });
});

describe("commands", () => {
  it("have a name, a key of their own, and an id of their own", () => {
    const keys = COMMANDS.map((command) => command.keys).filter((key) => key !== "");
    expect(new Set(keys).size).toBe(keys.length);
    expect(new Set(COMMANDS.map(({ id }) => id)).size).toBe(COMMANDS.length);
    expect(COMMANDS.every(({ does }) => does.length > 3)).toBe(true);
  });

  it("are found by letters in their order, the closest first", () => {
    const names = (typed: string) => fitting([{ does: "Resolve" }, { does: "Reply" }, { does: "Claim" }], typed).map(({ does }) => does);
    expect(names("")).toEqual(["Resolve", "Reply", "Claim"]);
    expect(names("rep")).toEqual(["Reply"]);
    expect(names("rl")).toEqual(["Reply", "Resolve"]);
    expect(names("zz")).toEqual([]);
    expect(fuzzy("ca", "Claim")).toBeGreaterThan(fuzzy("cl", "Claim") ?? 99);
  });
});

describe("a long list", () => {
  it("draws what is seen and some more, and keeps room for the rest", () => {
    expect(windowOf(10_000, 84, 0, 800)).toEqual({ first: 0, end: 16 });
    const middle = windowOf(10_000, 84, 84_000, 800);
    expect([middle.first, middle.end]).toEqual([994, 1016]);
    expect(windowOf(0, 84, 0, 800)).toEqual({ first: 0, end: 0 });
    // The list became shorter than where the reader stood.
    expect(windowOf(3, 84, 84_000, 800).end).toBe(3);
  });

  it("keeps single rows beside it, with the room between", () => {
    const near = (beside: number[]) => spaced({ first: 10, end: 13 }, beside).map(({ row, skipped }) => [row, skipped]);
    expect(near([])).toEqual([[10, 10], [11, 0], [12, 0]]);
    expect(near([11])).toEqual(near([]));
    expect(near([40, 2, 40])).toEqual([[2, 2], [10, 7], [11, 0], [12, 0], [40, 27]]);
    expect(spaced({ first: 0, end: 0 }, [])).toEqual([]);
  });

  it("moves no further than it must to show a row", () => {
    expect(scrolledTo(5, 84, 0, 800)).toBe(0);
    expect(scrolledTo(20, 84, 0, 800)).toBe(20 * 84 + 84 - 800);
    expect(scrolledTo(2, 84, 500, 800)).toBe(168);
  });
});

describe("stages", () => {
  it("give each row to the assistant or the person who held the conversation then", () => {
    const entries = [said(1), event(2, "handoff_requested"), event(3, "claimed"), said(4), event(5, "handed_back"), said(6)];
    const drawn = rows({ entries, pending: [], writer: { kind: "agent", name: "Maya" }, calendar: calendar("en-GB", "UTC"), now: new Date(0) });
    expect(stages(drawn).slice(1)).toEqual(["bot", "bot", "human", "human", "bot", "bot"]);
  });
});

describe("mood", () => {
  it("rises with the score and stays inside its picture even when the score does not", () => {
    const heights = sparkPoints([0, 0.5, 1, 7, -3]).map(([, y]) => y);
    expect(heights[0]).toBeGreaterThan(heights[1] ?? 0);
    expect(heights[3]).toBe(heights[2]);
    expect(heights[4]).toBe(heights[0]);
  });

  it("has a word for every score", () => {
    expect([0, 0.3, 0.6, 0.9].map(moodWord)).toEqual(["calm", "uneasy", "upset", "angry"]);
  });
});

describe("typing", () => {
  function clock() {
    let now = 0;
    let timers: { at: number; task: () => void }[] = [];
    return {
      now: () => now,
      after: (ms: number, task: () => void) => {
        const timer = { at: now + ms, task };
        timers.push(timer);
        return () => (timers = timers.filter((other) => other !== timer));
      },
      pass: (ms: number) => {
        now += ms;
        const due = timers.filter((timer) => timer.at <= now);
        timers = timers.filter((timer) => timer.at > now);
        for (const timer of due) timer.task();
      },
    };
  }

  it("is told once per few seconds, not once per key, and ended when the writer pauses", () => {
    const time = clock();
    const told: boolean[] = [];
    const typing = new TypingOut((on) => told.push(on), time);
    for (let key = 0; key < 20; key += 1) {
      typing.typed();
      time.pass(200);
    }
    expect(told).toEqual([true, true]);
    time.pass(10_000);
    expect(told).toEqual([true, true, false]);
  });

  it("is forgotten when the other side falls silent without a word", () => {
    const time = clock();
    const shown: (string | null)[] = [];
    const typing = new TypingIn<string>((who) => shown.push(who), time);
    typing.heard("Maya", true);
    time.pass(20_000);
    expect(shown).toEqual(["Maya", null]);
  });
});

describe("team", () => {
  const one = (name: string, load: number, rest: Partial<Colleague> = {}): Colleague => ({
    id: name,
    name,
    present: true,
    seat: { status: "available", status_at: null, capacity: 4, load, skills: [], languages: [], teams: [] },
    ...rest,
  });

  it("is listed by how busy people are, those who are away last", () => {
    const away = one("Tom", 4, { present: false });
    expect(byLoad([away, one("Maya", 1), one("Olu", 3)]).map(({ name }) => name)).toEqual(["Olu", "Maya", "Tom"]);
  });

  it("says how busy somebody is", () => {
    expect(loadWords(one("Maya", 4))).toBe("available, 4 of 4, full");
    expect(loadWords(one("Maya", 0, { present: false }))).toBe("not here");
    expect(loadWords(one("Maya", 2, { present: false }))).toBe("not here, holds 2");
  });
});
