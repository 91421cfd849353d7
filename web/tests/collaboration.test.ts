import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { called, fillIn, macroWords, matching, openPlaces, replaced, typedAfter, type Values } from "../agent/canned";
import { forInput, laterTimes } from "../agent/snooze";
import { Undo } from "../agent/undo";
import { Viewers, viewersWords } from "../agent/viewers";
import type { CannedReply } from "../shared/types";

const VALUES: Values = {
  "customer.name": "Ana Petrova",
  "customer.first_name": "Ana",
  "agent.name": "Maya",
  "shop.name": "Fern & Oak",
  "order.number": null,
};

function reply(shortcut: string, title: string, rest: Partial<CannedReply> = {}): CannedReply {
  return { id: shortcut, shortcut, title, text: "", shared: true, labels: [], then: "nothing", mine_to_change: false, ...rest };
}

describe("a canned reply", () => {
  it("is filled in with what is known, and keeps the places of what is not", () => {
    const text = fillIn("Hello {{customer.first_name}}, order {{ order.number }} of {{ shop.name }}", VALUES);
    expect(text).toBe("Hello Ana, order {{ order.number }} of Fern & Oak");
    expect(openPlaces(text)).toEqual(["{{ order.number }}"]);
    expect(openPlaces("plain {words}")).toEqual([]);
  });

  it.each([
    ["/", 1, ""],
    ["hi /car", 7, "car"],
    ["hi /CAR-2 more", 9, "CAR-2"],
    ["and/or", 6, null],
    ["/car ", 5, null],
    ["see /x", 3, null],
  ])("is looked for after a slash: %s at %i", (text, caret, query) => {
    expect(typedAfter("/", text, caret)?.query ?? null).toBe(query);
  });

  it("is found by its shortcut first, then by its title", () => {
    const all = [reply("photo", "Picture"), reply("late", "It is late"), reply("carrier", "Ask about a late parcel")];
    expect(matching(all, "late").map(({ id }) => id)).toEqual(["late", "carrier"]);
    expect(matching(all, "").length).toBe(3);
    expect(matching(all, "none")).toEqual([]);
    expect(matching(Array.from({ length: 20 }, (_, n) => reply(`a${n}`, "")), "a").length).toBe(7);
  });

  it("takes the place of what was typed, with the caret behind it", () => {
    const typed = typedAfter("/", "say /hel now", 8);
    if (typed === null) throw new Error("nothing typed");
    expect(replaced("say /hel now", typed, "Hello")).toEqual({ text: "say Hello now", caret: 9 });
  });

  it("says what else it does", () => {
    expect(macroWords(reply("a", ""))).toBeNull();
    expect(macroWords(reply("a", "", { labels: ["vip", "late"], then: "resolve" }))).toBe("Also adds vip, late and resolves");
  });
});

describe("a note", () => {
  it("calls whom it names in full", () => {
    const team = ["Tom", "Tomas", "Olu"].map((name) => ({ id: name, name }));
    expect(called("@Tom, and @olu!", team).map(({ name }) => name)).toEqual(["Tom", "Olu"]);
    expect(called("@Tomas", team).map(({ name }) => name)).toEqual(["Tomas"]);
    expect(called("Tom@example.com", team)).toEqual([]);
  });

  it.each([
    ["@", 1, ""],
    ["hey @Jö", 7, "Jö"],
    ["mail@tom", 8, null],
  ])("looks for a colleague: %s at %i", (text, caret, query) => {
    expect(typedAfter("@", text, caret)?.query ?? null).toBe(query);
  });
});

describe("putting aside", () => {
  const at = (text: string) => laterTimes(new Date(text)).map(({ id }) => id);

  it("offers only what lies ahead, soonest first, each time once", () => {
    expect(at("2026-11-24T10:00:00")).toEqual(["hour", "evening", "tomorrow", "days", "monday"]);
    expect(at("2026-11-24T16:30:00")).toEqual(["hour", "tomorrow", "days", "monday"]);
    expect(at("2026-11-29T20:00:00")).toEqual(["hour", "tomorrow", "days"]);
    for (const { at: moment } of laterTimes(new Date("2026-11-24T23:30:00"))) expect(moment.getTime()).toBeGreaterThan(Date.parse("2026-11-24T23:30:00"));
  });

  it("means the next Monday on a Monday", () => {
    const monday = laterTimes(new Date("2026-11-23T10:00:00")).find(({ id }) => id === "monday");
    expect(monday?.at.getDate()).toBe(30);
  });

  it("writes a time as its field wants it", () => {
    expect(forInput(new Date(2026, 0, 5, 7, 3))).toBe("2026-01-05T07:03");
  });
});

describe("viewers", () => {
  function watching() {
    const told: boolean[] = [];
    let clock = 0;
    let round: () => void = () => undefined;
    const viewers = new Viewers({
      tell: (on) => told.push(on),
      now: () => clock,
      repeat: (act) => {
        round = act;
        return () => (round = () => undefined);
      },
    });
    const later = (ms: number) => {
      clock += ms;
      round();
    };
    return { viewers, told, later };
  }

  it("answers whoever comes, once, and forgets who falls silent", () => {
    const { viewers, told, later } = watching();
    viewers.say();
    viewers.heard({ id: "a_tom", name: "Tom" }, true);
    viewers.heard({ id: "a_tom", name: "Tom" }, true);
    expect(told).toEqual([true, true]);
    expect(viewers.others.value.map(({ name }) => name)).toEqual(["Tom"]);
    later(20_000);
    expect(viewers.others.value.length).toBe(1);
    later(10_000);
    expect(viewers.others.value).toEqual([]);
  });

  it("takes back its own look when it leaves, and says nothing more", () => {
    const { viewers, told, later } = watching();
    viewers.heard({ id: "a_tom", name: "Tom" }, true);
    viewers.heard({ id: "a_tom", name: "Tom" }, false);
    expect(viewers.others.value).toEqual([]);
    viewers.leave();
    later(10_000);
    expect(told.at(-1)).toBe(false);
  });

  it("are named", () => {
    expect(viewersWords([])).toBe("");
    expect(viewersWords([{ id: "1", name: "Tom" }])).toBe("Tom is looking at this, too");
    expect(viewersWords(["Tom", "Olu"].map((name) => ({ id: name, name })))).toBe("Tom and Olu are looking at this, too");
  });
});

describe("undo", () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());

  it("does the last thing back, once, and only for a while", () => {
    const undo = new Undo();
    const done: string[] = [];
    undo.offer("First.", () => done.push("first"));
    undo.offer("Second.", () => done.push("second"));
    undo.take();
    undo.take();
    expect(done).toEqual(["second"]);
    undo.offer("Third.", () => done.push("third"));
    vi.advanceTimersByTime(10_000);
    expect(undo.offered.value).toBeNull();
    undo.take();
    expect(done).toEqual(["second"]);
  });
});
