import { readFileSync, readdirSync } from "node:fs";
import { beforeEach, describe, expect, it } from "vitest";
import { chooseLanguage, language, LANGUAGES, speak, t, type Words } from "../shared/words";
import { lineWords } from "../widget/line-words";
import { event } from "./entries";

const placeholders = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort();
const forms = (value: Words[keyof Words]) => (typeof value === "string" ? [value] : Object.values(value));

beforeEach(() => speak("en"));

describe("the catalogues", () => {
  it.each(LANGUAGES.map((one) => [one.code, one] as const))("have every text with every place to fill: %s", async (code, one) => {
    const [english, words] = [await LANGUAGES[0]?.load(), await one.load()];
    if (english === undefined) throw new Error("English is gone");
    expect(Object.keys(words).sort()).toEqual(Object.keys(english).sort());
    for (const key of Object.keys(english) as (keyof Words)[]) {
      const wanted = new Set(forms(english[key]).flatMap(placeholders));
      for (const text of forms(words[key])) {
        for (const place of placeholders(text)) expect(wanted, `${code} ${key}`).toContain(place);
      }
      const other = forms(words[key]).at(-1) ?? "";
      expect(placeholders(other), `${code} ${key}`).toEqual(placeholders(forms(english[key]).at(-1) ?? ""));
      if (key !== "bot_english") expect(other, `${code} ${key}`).not.toBe("");
    }
    expect(words.bot_english === "", "whoever reads another language is told what the bot speaks").toBe(code === "en");
  });

  it.each(LANGUAGES.map((one) => [one.code, one] as const))("have every plural form the language needs: %s", async (code, one) => {
    const words = await one.load();
    const needed = new Intl.PluralRules(code).resolvedOptions().pluralCategories.filter((form) => form !== "many" || code === "ar");
    for (const [key, value] of Object.entries(words)) {
      if (typeof value === "string" || key === "rate_stars") continue;
      for (const form of needed) expect(value, `${code} ${key} ${form}`).toHaveProperty(form);
    }
  });

  it("leave no words in the views", () => {
    const views = readdirSync("widget/parts").map((name) => [name, readFileSync(`widget/parts/${name}`, "utf8")] as const);
    const literal = /(?:aria-label|placeholder|label|title)="[A-Z][a-z]+|>\s*[A-Z][a-z]+ [a-z]+/;
    expect(views.filter(([, text]) => literal.test(text)).map(([name]) => name)).toEqual([]);
  });
});

describe("a language", () => {
  it("is the first of one's wishes that we speak", () => {
    expect(chooseLanguage(["pt-BR", "de-AT", "en"])).toBe("de");
    expect(chooseLanguage(["EN-us"])).toBe("en");
    expect(chooseLanguage(["tlh"])).toBe("en");
    expect(chooseLanguage([])).toBe("en");
  });

  it("brings its plurals, numbers, dates and direction", async () => {
    expect(t("minutes", { n: 1 })).toBe("1 minute");
    expect(t("minutes", { n: 1200 })).toBe("1,200 minutes");
    await speak("ar");
    expect(language.value.dir).toBe("rtl");
    expect(t("minutes", { n: 2 })).toBe("دقيقتان");
    expect([3, 11].map((n) => t("minutes", { n }).split(" ")[1])).toEqual(["دقائق", "دقيقة"]);
    await speak("de");
    const now = new Date("2026-11-26T12:00:00Z");
    expect(language.value.calendar.dayHeading(now.toISOString(), now)).toBe("Heute");
    expect(language.value.calendar.day("2026-11-27", now)).toBe("Freitag, 27. November");
  });

  it("stays the later one of two quick choices", async () => {
    await Promise.all([speak("fr"), speak("es")]);
    expect(language.value.code).toBe("es");
  });

  it("tells the desk's calm lines in its own words", async () => {
    const claimed = event(3, "claimed", "Maya joined the conversation");
    const by = (kind: "agent" | "system") => ({ ...claimed, author: { kind, id: null, name: "Maya" } });
    expect(lineWords(by("agent"), "en")).toBe("Maya joined the conversation");
    await speak("de");
    expect(lineWords(by("agent"), "de")).toBe("Maya ist jetzt dabei");
    expect(lineWords({ ...by("system"), kind: "resolved" }, "de")).toContain("weil nichts mehr kam");
    expect(lineWords({ ...by("system"), kind: "rated", line: "Rated 4 of 5" }, "de")).toBe("Sie haben bewertet");
  });
});
