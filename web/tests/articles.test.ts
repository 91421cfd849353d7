import { describe, expect, it } from "vitest";
import { NO_WORDS, type Whole } from "../articles/contract";
import { blocks, changed, doing } from "../articles/knowledge";

describe("an article", () => {
  it("is read as paragraphs and lists, as the help page reads it", () => {
    expect(blocks("One.\nTwo.\n\nTake:\n- a\n- b\n\n\n")).toEqual([{ text: "One. Two." }, { text: "Take:" }, { items: ["a", "b"] }]);
    expect(blocks("")).toEqual([]);
  });

  it("tells how it does in words", () => {
    const counts = { shown: 0, inserted: 0, solved: 0, not_solved: 0 };
    expect(doing({ counts })).toBe("Not used yet");
    expect(doing({ counts: { ...counts, shown: 1 } })).toBe("Used once");
    expect(doing({ counts: { shown: 3, inserted: 2, solved: 3, not_solved: 1 } })).toBe("Used 5 times; helped in 3 of 4");
  });

  it("is changed when its words are not those that are kept", () => {
    const words = { ...NO_WORDS, title: "Returns" };
    const whole = { versions: [{ words }] } as unknown as Whole;
    expect(changed({ whole, words, gap: [] })).toBe(false);
    expect(changed({ whole, words: { ...words, asked: ["how?"] }, gap: [] })).toBe(true);
    expect(changed({ whole: null, words: NO_WORDS, gap: [] })).toBe(false);
    expect(changed({ whole: null, words, gap: [] })).toBe(true);
  });
});
