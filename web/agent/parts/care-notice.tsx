import { useEffect, useState } from "preact/hooks";
import type { Care } from "../../culture/contract";
import { call, DeskError } from "../../shared/http";
import type { OwnPlace } from "../own-place";

const LOOK_MS = 120_000;
/** Said once, it is not said again for so long. */
const LEFT_ALONE_MS = 45 * 60_000;

/** When work weighs on whoever sits here: one kind line, with a break in reach. An offer goes first. */
export function CareNotice({ own }: { own: OwnPlace }) {
  const [care, setCare] = useState<Care | null>(null);
  const [quietUntil, setQuietUntil] = useState(0);
  useEffect(() => {
    const look = () => {
      if (document.hidden) return;
      // Kindness that cannot be had just now is no trouble to tell anybody of.
      call<Care>("/api/agent/care").then(setCare, (error: unknown) => {
        if (!(error instanceof DeskError)) throw error;
      });
    };
    look();
    const every = setInterval(look, LOOK_MS);
    return () => clearInterval(every);
  }, []);
  const signal = care?.own[0];
  if (signal === undefined || own.offer.value !== null || Date.now() < quietUntil) return null;
  const later = () => setQuietUntil(Date.now() + LEFT_ALONE_MS);
  return (
    <section class="offer-notice" aria-label="For you" data-testid="care-notice" data-kind={signal.kind}>
      <p>
        <strong>{signal.says}</strong>
        <span class="why">{signal.helps}</span>
      </p>
      <button type="button" class="button quiet" data-testid="care-later" onClick={later}>
        Not now
      </button>
      <button
        type="button"
        class="button"
        data-testid="care-break"
        onClick={() => {
          later();
          void own.setStatus("away");
        }}
      >
        Take a break
      </button>
    </section>
  );
}
