import { describe, expect, it } from "vitest";
import { Suggesting, withSuggestion } from "../agent/suggesting";
import { DeskError } from "../shared/http";
import type { Suggestions } from "../shared/types";
import { said } from "./entries";

const article = (text: string) => ({ id: text, title: text, text, url: `/help/${text}`, staff: "", old: false });
const elsewhere = { seek: () => Promise.resolve({ articles: [] }), inserted: () => Promise.resolve(null) };

const found = (text: string): Suggestions => ({
  available: true,
  question: "?",
  replies: [],
  articles: [article(text)],
});

describe("what is suggested", () => {
  it("is what the last look found, however late earlier ones answer", async () => {
    const answers: ((found: Suggestions) => void)[] = [];
    const suggesting = new Suggesting({ ask: () => new Promise((resolve) => answers.push(resolve)), agentId: "a_maya", ...elsewhere });
    const first = suggesting.look();
    const second = suggesting.look();
    answers[1]?.(found("second"));
    await second;
    answers[0]?.(found("first"));
    await first;
    expect(suggesting.found.value.articles[0]?.id).toBe("second");
  });

  it("stays when the desk cannot say, and goes with the agent's own words", async () => {
    let refuse = false;
    const refused = new DeskError(503, "record_unavailable", "no");
    const suggesting = new Suggesting({ ask: () => Promise.resolve(refuse ? refused : found("one")), agentId: "a_maya", ...elsewhere });
    await suggesting.look();
    refuse = true;
    await suggesting.look();
    expect(suggesting.found.value.articles).toHaveLength(1);
    suggesting.heard([said(4, { author: { kind: "agent", id: "a_maya", name: "Maya" } })]);
    expect(suggesting.found.value.articles).toHaveLength(0);
  });

  it("is looked up again for the customer's words, not for anybody else's", () => {
    let looks = 0;
    const ask = () => {
      looks += 1;
      return Promise.resolve(found("one"));
    };
    const suggesting = new Suggesting({ ask, agentId: "a_maya", ...elsewhere });
    suggesting.heard([said(1, { author: { kind: "bot", id: null, name: "Fern" } })]);
    suggesting.heard([said(2, { author: { kind: "agent", id: "a_tom", name: "Tom" } })]);
    expect(looks).toBe(0);
    suggesting.heard([said(3, { author: { kind: "customer", id: null, name: "Ana" } })]);
    expect(looks).toBe(1);
  });

  it("comes behind what is written already", () => {
    expect(withSuggestion("", "words")).toBe("words");
    expect(withSuggestion("Hello Ana,\n", "words")).toBe("Hello Ana,\n\nwords");
  });
});

describe("looking in the articles", () => {
  it("shows what the last words found, nothing for no words, and counts what was used", async () => {
    const answers: ((found: { articles: ReturnType<typeof article>[] }) => void)[] = [];
    const used: string[] = [];
    const suggesting = new Suggesting({
      ask: () => Promise.resolve(found("x")),
      agentId: "a_maya",
      seek: () => new Promise((resolve) => answers.push(resolve)),
      inserted: (id) => Promise.resolve(used.push(id)),
    });
    const first = suggesting.seek("late");
    const second = suggesting.seek("lately");
    answers[1]?.({ articles: [article("second")] });
    answers[0]?.({ articles: [article("first")] });
    await Promise.all([first, second]);
    expect(suggesting.sought.value?.map(({ id }) => id)).toEqual(["second"]);
    await suggesting.seek("  ");
    expect(suggesting.sought.value).toBeNull();
    suggesting.used("second");
    expect(used).toEqual(["second"]);
  });
});
