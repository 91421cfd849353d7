import { calendar } from "../time";

const CALENDAR = calendar("en-GB");

/** "today at 14:02", "Friday, 27 November at 09:10": in the middle of a sentence. */
export function when(at: string): string {
  const day = CALENDAR.dayHeading(at, new Date());
  return `${/^(Today|Yesterday)$/.test(day) ? day.toLowerCase() : day} at ${CALENDAR.clock(at)}`;
}
