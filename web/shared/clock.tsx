import { signal } from "@preact/signals";
import { stopwatch } from "./time";

/** The present, once a second; read it only in small parts of the screen. */
export const present = signal(Date.now());
setInterval(() => (present.value = Date.now()), 1000);

/** A running wait: "2:10". */
export function WaitClock({ since }: { since: string }) {
  return (
    <time class="wait-clock" dateTime={since}>
      {stopwatch(Date.parse(since), present.value)}
    </time>
  );
}
