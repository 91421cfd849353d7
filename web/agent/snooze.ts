/** Times people put something aside until, in the browser's own time zone. */
export interface Later {
  id: string;
  words: string;
  at: Date;
}

const MORNING = 9;
const EVENING = 17;

/** What is offered now: only times that lie ahead, each once, soonest first. */
export function laterTimes(now: Date): Later[] {
  const hour = new Date(now.getTime() + 3_600_000);
  const offered: Later[] = [
    { id: "hour", words: "In an hour", at: hour },
    { id: "evening", words: "This evening", at: onDay(now, 0, EVENING) },
    { id: "tomorrow", words: "Tomorrow morning", at: onDay(now, 1, MORNING) },
    { id: "days", words: "In three days", at: onDay(now, 3, MORNING) },
    { id: "monday", words: "On Monday", at: onDay(now, ((8 - now.getDay()) % 7) || 7, MORNING) },
  ];
  const ahead = offered.filter(({ at }) => at.getTime() >= hour.getTime());
  const first = (one: Later) => ahead.findIndex(({ at }) => at.getTime() === one.at.getTime());
  return ahead.filter((one, index) => first(one) === index).sort((left, right) => left.at.getTime() - right.at.getTime());
}

/** A moment as an input of type datetime-local wants it. */
export function forInput(at: Date): string {
  const two = (part: number) => String(part).padStart(2, "0");
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}T${two(at.getHours())}:${two(at.getMinutes())}`;
}

function onDay(now: Date, days: number, hour: number): Date {
  return new Date(now.getFullYear(), now.getMonth(), now.getDate() + days, hour);
}
