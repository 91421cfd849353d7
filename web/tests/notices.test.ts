import { beforeEach, describe, expect, it } from "vitest";
import { Notices, pressing, type Calls } from "../agent/notices";
import { SavedViews } from "../agent/saved-views";
import { Search } from "../agent/search";
import { DeskError } from "../shared/http";
import type { SearchPage } from "../shared/types";

const CALM: Calls = { offer: null, waiting: 0, available: true, mentions: 0 };

function notices(allowed: "granted" | "denied" | "default" = "granted", audible = true, showable = true) {
  const kept = new Map<string, string>();
  const told: string[] = [];
  let round: (() => void) | null = null;
  const made = new Notices({
    store: { get: (key) => kept.get(key) ?? null, set: (key, value) => void kept.set(key, value), remove: (key) => void kept.delete(key), keys: () => [...kept.keys()] },
    sound: () => {
      told.push("sound");
      return audible;
    },
    show: (words) => {
      told.push(words);
      return showable;
    },
    allowed: () => allowed,
    ask: () => Promise.resolve(),
    repeat: (act) => {
      round = act;
      return () => (round = null);
    },
  });
  return { made, told, repeats: () => round !== null, later: () => round?.() };
}

describe("notices", () => {
  it("call at once, and again until the offer is gone", () => {
    const { made, told, later, repeats } = notices();
    made.hear(CALM);
    expect(told).toEqual([]);
    made.hear({ ...CALM, offer: "o_1" });
    made.hear({ ...CALM, offer: "o_1" });
    later();
    expect(told).toEqual(["sound", "sound"]);
    made.hear(CALM);
    expect(repeats()).toBe(false);
  });

  it("call for people in line only whom could take them", () => {
    const { made, told } = notices();
    made.hear({ ...CALM, available: false, waiting: 2 });
    expect(told).toEqual([]);
    made.hear({ ...CALM, waiting: 2 });
    made.hear({ ...CALM, waiting: 1 });
    made.hear({ ...CALM, waiting: 2 });
    expect(told).toEqual(["sound", "sound"]);
    expect(pressing({ ...CALM, waiting: 2 })).toBe("2 people are waiting.");
  });

  it("are heard at once when the page may be heard at last", () => {
    const { made, told } = notices("granted", false);
    made.audible();
    expect(told).toEqual([]);
    made.hear({ ...CALM, offer: "o_1" });
    expect(made.trouble.value).toContain("Click anywhere");
    made.audible();
    expect(told).toEqual(["sound", "sound"]);
  });

  it("call once for a mention, and do not go on about it", () => {
    const { made, told, repeats } = notices();
    made.hear({ ...CALM, mentions: 1 });
    made.hear({ ...CALM, mentions: 1 });
    expect(told).toEqual(["sound"]);
    expect(repeats()).toBe(false);
  });

  it("call once when a promise is due soon, and again for the next one", () => {
    const { made, told, repeats } = notices();
    made.hear({ ...CALM, promises: 1 });
    made.hear({ ...CALM, promises: 1 });
    expect(told).toEqual(["sound"]);
    made.hear({ ...CALM, promises: 2 });
    made.hear({ ...CALM, promises: 0 });
    expect([told.length, repeats()]).toEqual([2, false]);
  });

  it("show themselves outside of the page only where that is allowed, and say so otherwise", async () => {
    const denied = notices("denied");
    await denied.made.setDesktop(true);
    expect([denied.made.desktopOn.value, denied.made.trouble.value !== null]).toEqual([false, true]);
    const granted = notices();
    await granted.made.setDesktop(true);
    granted.made.setSound(false);
    granted.made.hear({ ...CALM, offer: "o_1" });
    expect(granted.told).toEqual(["A conversation is offered to you."]);
  });

  it("say when the browser keeps them silent", () => {
    const { made } = notices("granted", false);
    made.hear({ ...CALM, offer: "o_1" });
    expect(made.trouble.value).toContain("Click anywhere");
  });

  it("say when the browser allows notices and then does not show them", async () => {
    const { made, told } = notices("granted", true, false);
    await made.setDesktop(true);
    made.hear({ ...CALM, offer: "o_1" });
    expect(told).toEqual(["sound", "A conversation is offered to you."]);
    expect(made.trouble.value).toContain("cannot show notices");
  });
});

describe("kept views", () => {
  it("say why one was not kept, and forget it with the next that is", async () => {
    const refused = new DeskError(409, "wrong_state", "You keep 20 views already. Remove one first.");
    const kept = { id: "v", name: "x", view: "all" as const, filter: {} };
    const answers = [() => Promise.reject(refused), () => Promise.resolve({ view: kept })];
    const views = new SavedViews({
      savedViews: () => Promise.resolve({ views: [kept] }),
      keepView: () => answers.shift()?.() ?? Promise.reject(refused),
      removeView: () => Promise.resolve(null),
    });
    await views.keep("x", "all", {});
    expect([views.trouble.value, views.list.value.length]).toEqual([refused.message, 0]);
    await views.keep("x", "all", {});
    expect([views.trouble.value, views.list.value.length]).toEqual([null, 1]);
  });
});

describe("search", () => {
  let asked: { typed: string; answer: (page: SearchPage | DeskError) => void }[];
  const page = (id: string): SearchPage => ({ results: [{ conversation: { id } as never, hits: [] }], next: 7 });
  let search: Search;

  beforeEach(() => {
    asked = [];
    search = new Search({
      search: (typed) =>
        new Promise((resolve, reject) =>
          asked.push({ typed, answer: (found) => (found instanceof DeskError ? reject(found) : resolve(found)) }),
        ),
    });
  });

  const pause = () => new Promise((done) => setTimeout(done, 180));

  it("asks once people pause, and shows what was typed last whatever answer comes first", async () => {
    search.type("l");
    search.type("late");
    await pause();
    search.type("late parcel");
    await pause();
    expect(asked.map(({ typed }) => typed)).toEqual(["late", "late parcel"]);
    asked[1]?.answer(page("new"));
    asked[0]?.answer(page("old"));
    await pause();
    expect(search.results.value.map(({ conversation }) => conversation.id)).toEqual(["new"]);
    search.more();
    asked[2]?.answer({ results: [], next: null });
    await pause();
    expect(search.next.value).toBeNull();
  });

  it("shows a conversation once, however many pages have hits in it", async () => {
    const hits = (...seqs: number[]) => seqs.map((seq) => ({ seq }) as never);
    const of = (id: string, ...seqs: number[]) => ({ conversation: { id } as never, hits: hits(...seqs) });
    search.type("umbrella");
    await pause();
    asked[0]?.answer({ results: [of("a", 9, 8), of("b", 5)], next: 7 });
    await pause();
    search.more();
    asked[1]?.answer({ results: [of("a", 2), of("c", 1)], next: null });
    await pause();
    expect(search.results.value).toEqual([of("a", 9, 8, 2), of("b", 5), of("c", 1)]);
  });

  it("says what went wrong, and forgets it when the field is emptied", async () => {
    search.type("x");
    await pause();
    asked[0]?.answer(new DeskError(400, "invalid_field", "Type a word to search for."));
    await pause();
    expect([search.state.value, search.trouble.value]).toEqual(["failed", "Type a word to search for."]);
    search.type("");
    expect([search.state.value, search.shown]).toEqual(["idle", false]);
  });
});
