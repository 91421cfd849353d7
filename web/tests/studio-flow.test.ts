import { describe, expect, it } from "vitest";
import type { Advice, Message } from "../studio/contract";
import { decisionWords, neighbour, nextOpen, offers, otherChoice, picks, proposed, warnings } from "../studio/flow";
import { refusedWords } from "../studio/inbox";
import { Keyboard, type Focus, type Screen, type Verbs } from "../studio/keys";
import { label, message } from "./misread";

const NONE: ReadonlySet<number> = new Set();

describe("what is proposed", () => {
  const ranking = [
    { name: "nlu_fallback", confidence: 0.6 },
    { name: "track_order", confidence: 0.4 },
    { name: "delivery_late", confidence: 0.2 },
  ];
  const cases: [string, Partial<Message>, string | null][] = [
    ["the agent's word before the bot's", { suggested: { intent: "complaint", by: "Tom", from: "agent" } }, "complaint"],
    ["the reading, when there is one", {}, "track_order"],
    ["the likeliest, when the bot had nothing to say", { intent: "nlu_fallback", ranking }, "track_order"],
    ["nothing, when nothing was likely", { intent: "nlu_fallback", ranking: [] }, null],
  ];
  it.each(cases)("%s", (_, part, wanted) => expect(proposed(message(1, part))).toBe(wanted));

  it("offers at most five readings by number, never the fallback", () => {
    const many = ["nlu_fallback", "a", "b", "c", "d", "e", "f"].map((name) => ({ name, confidence: 0.1 }));
    expect(picks(message(1, { ranking: many })).map(({ name }) => name)).toEqual(["a", "b", "c", "d", "e"]);
  });

  it("goes round the offers, the proposed one among them once", () => {
    const suggested = message(1, { ranking, suggested: { intent: "complaint", by: "Tom", from: "agent" } });
    expect(offers(suggested)).toEqual(["complaint", "track_order", "delivery_late"]);
    expect(otherChoice(suggested, "complaint", 1)).toBe("track_order");
    expect(otherChoice(suggested, "complaint", -1)).toBe("delivery_late");
    expect(otherChoice(suggested, "picked_by_typing", 1)).toBe("complaint");
  });
});

describe("going on", () => {
  const all = [message(1), message(2, { label: label() }), message(3), message(4)];
  const cases: [string, number | null, ReadonlySet<number>, number | null][] = [
    ["to the next that nobody decided about", 1, NONE, 3],
    ["past what is on its way", 1, new Set([3]), 4],
    ["from the end to the top", 4, NONE, 1],
    ["from nowhere to the first", null, NONE, 1],
    ["nowhere, when all is done", 3, new Set([1, 3, 4]), null],
  ];
  it.each(cases)("%s", (_, from, given, wanted) => expect(nextOpen(all, from, given)).toBe(wanted));

  it("moves one at a time and stops at the ends", () => {
    expect(neighbour(all, 1, -1)).toBe(1);
    expect(neighbour(all, 1, 1)).toBe(2);
    expect(neighbour(all, 4, 1)).toBe(4);
    expect(neighbour(all, 99, 1)).toBe(1);
    expect(neighbour([], null, 1)).toBeNull();
  });
});

describe("what is said before saving", () => {
  const twin = { text: "where is it", intent: "complaint", likeness: 0.97, file: "data/nlu/a.yml", line: 3 };
  const none: Advice = { available: true, same: [], others: [], twins: [], effect: { adds: true, pulled: 0, pulls: [] } };
  const cases: [string, Advice, string[]][] = [
    ["nothing, when nothing speaks against it", none, []],
    ["that a twin teaches something else", { ...none, twins: [twin] }, ["bad"]],
    ["nothing of a twin that teaches the same", { ...none, twins: [{ ...twin, intent: "track_order" }] }, []],
    ["what would come over", { ...none, effect: { adds: true, pulled: 2, pulls: [twin] } }, ["warn"]],
    ["that it adds little", { ...none, effect: { adds: false, pulled: 0, pulls: [] } }, ["note"]],
    ["the gravest first", { ...none, twins: [twin], effect: { adds: false, pulled: 1, pulls: [twin] } }, ["bad", "warn", "note"]],
  ];
  it.each(cases)("%s", (_, advice, levels) => expect(warnings(advice, "track_order").map(({ level }) => level)).toEqual(levels));

  it("names what a colleague chose meanwhile", () => {
    const theirs = message(1, { label: label({ by: "Noor", intent: "delivery_late" }) });
    expect(refusedWords([{ id: 1, code: "labelled_meanwhile", by: "Noor", intent: "delivery_late", message: theirs }])).toBe("Not saved: Noor chose delivery late.");
    expect(refusedWords([{ id: 2, code: "not_found", by: null, intent: null, message: null }])).toBe("Not saved: one message is gone.");
    expect(refusedWords([{ id: 3, code: "labelled_meanwhile", by: null, intent: null, message: message(3) }])).toBe("Not saved: one changed meanwhile.");
    const unusable = message(4, { label: label({ by: "Noor", kind: "unusable", intent: null }) });
    expect(refusedWords([{ id: 4, code: "labelled_meanwhile", by: "Noor", intent: null, message: unusable }])).toBe("Not saved: Noor chose Not usable.");
  });

  it("says every kind of decision", () => {
    expect(decisionWords("intent", "track_order")).toBe("track order");
    expect(decisionWords("exam", "track_order")).toBe("Kept for the exam: track order");
    expect(decisionWords("out_of_scope", null)).toBe("Out of scope");
  });
});

describe("keys", () => {
  const heard: string[] = [];
  const verbs = new Proxy({} as Verbs, { get: (_, name) => (...given: unknown[]) => void heard.push([String(name), ...given].join(" ")) });
  const press = (keys: string, focus: Focus = "page", screen: Screen = "inbox") => {
    heard.length = 0;
    const keyboard = new Keyboard();
    const taken = keys.split(" ").map((key) => keyboard.press({ key, ctrlKey: false, metaKey: false, altKey: false }, focus, screen, verbs));
    return { heard: [...heard], taken: taken.at(-1) };
  };
  const cases: [string, string][] = [
    ["Enter", "accept"],
    ["1", "pick 1"],
    ["5", "pick 5"],
    ["ArrowDown", "consider 1"],
    ["/", "choose"],
    ["i", "choose"],
    ["o", "outside"],
    ["x", "unusable"],
    ["e", "exam"],
    ["n", "newIntent"],
    ["s", "similar"],
    ["m", "mark"],
    ["u", "undo"],
    ["j", "move 1"],
    ["k", "move -1"],
    ["f", "search"],
    ["t", "train"],
    ["?", "help"],
    ["g i", "show inbox"],
    ["g d", "show data"],
    ["g s", "show start"],
    ["Escape", "escape"],
  ];
  it.each(cases)("%s means %s", (keys, wanted) => expect(press(keys).heard).toEqual([wanted]));

  it("are text in a field, apart from Esc", () => {
    for (const key of ["o", "Enter", "1", "g i", "?"]) expect(press(key, "field")).toEqual({ heard: [], taken: false });
    expect(press("Escape", "field").heard).toEqual(["escape"]);
  });

  it("leave Enter and arrows to a button that has the focus", () => {
    expect(press("Enter", "control").taken).toBe(false);
    expect(press("ArrowUp", "control").taken).toBe(false);
    expect(press("o", "control").heard).toEqual(["outside"]);
  });

  it("label only where messages are", () => {
    for (const key of ["Enter", "o", "x", "1", "u"]) expect(press(key, "page", "data").heard).toEqual([]);
    expect(press("t", "page", "data").heard).toEqual(["train"]);
  });

  it("leave what is pressed with Ctrl to the browser", () => {
    expect(new Keyboard().press({ key: "u", ctrlKey: true, metaKey: false, altKey: false }, "page", "inbox", verbs)).toBe(false);
  });
});
