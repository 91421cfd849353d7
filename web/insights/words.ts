import type { Effect, Figure, Measured, Span, Unit, Verdict } from "./contract";

const DAY = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", timeZone: "UTC" });
const LONG_DAY = new Intl.DateTimeFormat("en-GB", { weekday: "short", day: "numeric", month: "short", timeZone: "UTC" });
const NUMBER = new Intl.NumberFormat("en-GB", { maximumFractionDigits: 0 });
const WITHOUT_CENTS = ["JPY"];

/** A figure as people read it. */
export function shown(value: number | null, unit: Unit, currency = "EUR"): string {
  if (value === null) return "not known";
  switch (unit) {
    case "share":
      return `${Math.round(100 * value)} %`;
    case "seconds":
      return duration(Math.round(value));
    case "money":
      return money(value, currency);
    case "score":
      return value.toFixed(1);
    case "count":
      return NUMBER.format(value);
  }
}

export function money(minor: number, currency: string): string {
  const digits = WITHOUT_CENTS.includes(currency) ? 0 : 2;
  return new Intl.NumberFormat("en-GB", { style: "currency", currency, minimumFractionDigits: digits }).format(minor / 10 ** digits);
}

export function duration(seconds: number): string {
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return seconds % 60 === 0 ? `${minutes} min` : `${minutes} min ${seconds % 60} s`;
  const hours = Math.floor(minutes / 60);
  return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`;
}

/** How sure it is: the interval and of how many. */
export function sureness({ low, high, n }: Measured, unit: Unit, currency: string): string {
  if (unit === "count" || unit === "money") if (low === null && high === null) return "";
  const of = `of ${NUMBER.format(n)}`;
  if (low === null && high === null) return n === 0 ? "no cases" : of;
  if (low === null) return `${of}; at most ${shown(high, unit, currency)}`;
  if (high === null) return `${of}; at least ${shown(low, unit, currency)}`;
  return `${of}; ${range(low, high, unit, currency)}`;
}

export function range(low: number, high: number, unit: Unit, currency: string): string {
  return `${shown(low, unit, currency).replace(unit === "share" ? / %$/ : /$^/, "")} to ${shown(high, unit, currency)}`;
}

const APART: Record<string, (n: number) => string> = {
  pending: (n) => `${n} still within the seven days, in neither side`,
  pending_back: (n) => `${n} of these back already`,
  gone: (n) => `${n} of erased customers`,
  other_currencies: (n) => `${n} in other currencies, not in this sum`,
};

/** What stands apart from a figure, in words. */
export function apart({ apart: counts }: Measured): string {
  return Object.entries(counts)
    .filter(([, n]) => n > 0)
    .map(([name, n]) => APART[name]?.(n) ?? `${name}: ${n}`)
    .join("; ");
}

/** Whether a target is met; null where there is none, or nothing to compare. */
export function meets({ target, now, better }: Pick<Figure, "target" | "now" | "better">): boolean | null {
  if (target === null || now.value === null || better === null) return null;
  return better === "more" ? now.value >= target : now.value <= target;
}

export function day(iso: string): string {
  return DAY.format(new Date(`${iso}T00:00:00Z`));
}

export function longDay(iso: string): string {
  return LONG_DAY.format(new Date(`${iso}T00:00:00Z`));
}

export function span({ first, last }: Span): string {
  return first === last ? day(first) : `${day(first)} – ${day(last)}`;
}

export function plain(name: string | null): string {
  return name === null || name === "" ? "not known" : name.replaceAll("_", " ");
}

export const ENDS: Record<string, string> = {
  solved: "solved",
  not_solved: "not solved",
  customer_ended: "ended by the customer",
  fell_silent: "fell silent",
};

export const VERDICTS: Record<Verdict, string> = {
  too_early: "Too early to tell",
  better: "Better",
  worse: "Worse",
  no_difference: "No difference that could not be chance",
};

/** Before and after in a sentence. */
export function told({ before, after, difference, verdict, until }: Effect, unit: Unit, currency: string): string {
  const sides = `${shown(before.value, unit, currency)} of ${before.n} before, ${shown(after.value, unit, currency)} of ${after.n} since`;
  if (verdict === "too_early") return `${sides}. It takes a week and 30 cases on each side; measured until ${day(until)}.`;
  if (difference.low === null || difference.high === null) return `${sides}.`;
  return `${sides}; the change is ${points(difference.low, unit, currency)} to ${points(difference.high, unit, currency)}.`;
}

function points(value: number, unit: Unit, currency: string): string {
  const sign = value < 0 ? "−" : "+";
  const size = Math.abs(value);
  return unit === "share" ? `${sign}${(100 * size).toFixed(size < 0.1 ? 1 : 0)} points` : `${sign}${shown(size, unit, currency)}`;
}
