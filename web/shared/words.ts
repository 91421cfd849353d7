import { signal } from "@preact/signals";
import { calendar, type Calendar } from "./time";
import { en } from "./words/en";

/** A text that depends on a number, by the language's own plural rules. */
export type Forms = Partial<Record<Intl.LDMLPluralRule, string>> & { other: string };
export type Words = { [Key in keyof typeof en]: (typeof en)[Key] extends string ? string : Forms };
export type Key = keyof Words;

export interface Language {
  code: string;
  /** What it calls itself. */
  name: string;
  dir: "ltr" | "rtl";
  /** Dates and numbers. */
  locale: string;
  load: () => Promise<Words>;
}

export const LANGUAGES: readonly Language[] = [
  { code: "en", name: "English", dir: "ltr", locale: "en-GB", load: () => Promise.resolve(en) },
  { code: "de", name: "Deutsch", dir: "ltr", locale: "de", load: async () => (await import("./words/de")).de },
  { code: "es", name: "Español", dir: "ltr", locale: "es", load: async () => (await import("./words/es")).es },
  { code: "fr", name: "Français", dir: "ltr", locale: "fr", load: async () => (await import("./words/fr")).fr },
  { code: "ar", name: "العربية", dir: "rtl", locale: "ar", load: async () => (await import("./words/ar")).ar },
];

interface Spoken extends Omit<Language, "load"> {
  words: Words;
  plurals: Intl.PluralRules;
  calendar: Calendar;
}

function spoken(language: Language, words: Words): Spoken {
  return { ...language, words, plurals: new Intl.PluralRules(language.code), calendar: calendar(language.locale) };
}

/** The language on screen; screens that read it are drawn anew when it changes. */
export const language = signal<Spoken>(spoken(LANGUAGES[0] as Language, en));
let wanted = "en";

/** The first of these wishes that we speak: "de-AT" is German. English when there is none. */
export function chooseLanguage(wishes: readonly string[]): string {
  const codes = wishes.map((wish) => wish.toLowerCase().split("-")[0] ?? "");
  return codes.find((code) => LANGUAGES.some((known) => known.code === code)) ?? "en";
}

/** Speaks another language; stays with the present one when its words cannot be fetched. */
export async function speak(code: string): Promise<void> {
  const next = LANGUAGES.find((known) => known.code === code);
  if (next === undefined) return;
  wanted = code;
  const words = await next.load();
  // Whoever chose again meanwhile gets the later choice.
  if (wanted === code) language.value = spoken(next, words);
}

/** A text in the language on screen. With plural forms `n` decides, and is written as the language writes numbers. */
export function t(key: Key, values: Record<string, string | number> = {}): string {
  const { words, plurals, locale } = language.value;
  const found: string | Forms = words[key];
  const text = typeof found === "string" ? found : (found[plurals.select(Number(values.n))] ?? found.other);
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = values[name];
    if (value === undefined) return whole;
    return typeof value === "number" ? new Intl.NumberFormat(locale).format(value) : value;
  });
}

/** Dates as the language on screen says them. */
export function spokenCalendar(): Calendar {
  return language.value.calendar;
}
