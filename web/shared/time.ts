const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** Dates and times as people say them, in one locale and time zone (the browser's unless told). */
export interface Calendar {
  /** "14:02" */
  clock(at: string): string;
  /** "Friday, 27 November"; the year only when it is not this one. */
  day(date: string, now: Date): string;
  /** "Today", "Yesterday" or the day. */
  dayHeading(at: string, now: Date): string;
  /** A key that is equal for two moments of one local day. */
  dayKey(at: string): string;
  money(amount: string, currency: string): string;
}

export function calendar(locale?: string, timeZone?: string): Calendar {
  const zone = timeZone === undefined ? {} : { timeZone };
  const clock = new Intl.DateTimeFormat(locale, { hour: "2-digit", minute: "2-digit", ...zone });
  const key = new Intl.DateTimeFormat("en-CA", { year: "numeric", month: "2-digit", day: "2-digit", ...zone });
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: "auto" });
  const near = (days: number) => capital(relative.format(days, "day"), locale);
  const spell = (when: Date, now: Date, where: { timeZone?: string }) => {
    const part = (wanted: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(locale, { ...wanted, ...where }).format(when);
    const year = when.getFullYear() === now.getFullYear() ? {} : { year: "numeric" as const };
    return `${part({ weekday: "long" })}, ${part({ day: "numeric", month: "long", ...year })}`;
  };
  return {
    clock: (at) => clock.format(new Date(at)),
    day: (date, now) => spell(new Date(date), now, date.includes("T") ? zone : { timeZone: "UTC" }),
    dayHeading: (at, now) => {
      const day = key.format(new Date(at));
      if (day === key.format(now)) return near(0);
      if (day === key.format(new Date(now.getTime() - 24 * HOUR))) return near(-1);
      return spell(new Date(at), now, zone);
    },
    dayKey: (at) => key.format(new Date(at)),
    money: (amount, currency) => new Intl.NumberFormat(locale, { style: "currency", currency }).format(Number(amount)),
  };
}

/** As it stands at the beginning of a line. */
function capital(text: string, locale: string | undefined): string {
  return text.charAt(0).toLocaleUpperCase(locale) + text.slice(1);
}

/** A running wait, short: "0:40", "2:10", "1:05:09". */
export function stopwatch(sinceMs: number, nowMs: number): string {
  const seconds = Math.max(0, Math.floor((nowMs - sinceMs) / 1000));
  const parts = [Math.floor(seconds / 3600), Math.floor((seconds % 3600) / 60), seconds % 60] as const;
  const tail = String(parts[2]).padStart(2, "0");
  return parts[0] > 0 ? `${parts[0]}:${String(parts[1]).padStart(2, "0")}:${tail}` : `${parts[1]}:${tail}`;
}

/** A wait in words: "less than a minute", "2 minutes", "1 hour 5 minutes". */
export function spokenWait(sinceMs: number, nowMs: number): string {
  const minutes = Math.max(0, Math.floor((nowMs - sinceMs) / MINUTE));
  if (minutes < 1) return "less than a minute";
  const hours = Math.floor(minutes / 60);
  const rest = minutes % 60;
  const words = [counted(hours, "hour"), counted(rest, "minute")].filter((word) => word !== "");
  return words.join(" ");
}

/** How long ago, short, for lists: "now", "4 min", "2 h", "3 d". */
export function shortAge(atMs: number, nowMs: number): string {
  const age = Math.max(0, nowMs - atMs);
  if (age < MINUTE) return "now";
  if (age < HOUR) return `${Math.floor(age / MINUTE)} min`;
  if (age < 24 * HOUR) return `${Math.floor(age / HOUR)} h`;
  return `${Math.floor(age / (24 * HOUR))} d`;
}

function counted(count: number, word: string): string {
  if (count === 0) return "";
  return count === 1 ? `1 ${word}` : `${count} ${word}s`;
}

/** "1st", "2nd", "3rd", "11th". */
export function ordinal(count: number): string {
  const suffix = { one: "st", two: "nd", few: "rd", other: "th", zero: "th", many: "th" };
  return `${count}${suffix[new Intl.PluralRules("en", { type: "ordinal" }).select(count)]}`;
}
