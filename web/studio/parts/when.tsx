import { calendar } from "../../shared/time";

const CALENDAR = calendar("en-GB");

/** A moment as people say it: "Today, 14:02". */
export function When({ at }: { at: string }) {
  return <time dateTime={at}>{spokenTime(at)}</time>;
}

export function spokenTime(at: string): string {
  return `${CALENDAR.dayHeading(at, new Date())}, ${CALENDAR.clock(at)}`;
}
