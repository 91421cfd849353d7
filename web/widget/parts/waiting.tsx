import { useEffect, useState } from "preact/hooks";
import { Icon } from "../../shared/icons";
import { ordinal, spokenWait } from "../../shared/time";
import type { Conversation } from "../../shared/types";

const TICK_MS = 15_000;

/** Where one stands in the line, what happens next, and the way out of it. */
export function Waiting({ conversation, carryOn }: { conversation: Conversation; carryOn: () => void }) {
  const [now, setNow] = useState(Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), TICK_MS);
    return () => clearInterval(timer);
  }, []);
  const waiting = conversation.waiting;
  return (
    <section class="waiting" aria-label="Waiting for a person" data-testid="waiting">
      <p class="place">
        <Icon name="clock" />
        <strong>{placeWords(waiting?.position ?? null)}</strong>
        {waiting !== null && <span class="since">{spokenWait(Date.parse(waiting.since), now)}</span>}
      </p>
      <p class="next">{nextWords(waiting?.agents_online ?? null)}</p>
      <button type="button" class="button" data-testid="return-to-bot" onClick={carryOn}>
        Carry on with the assistant
      </button>
    </section>
  );
}

function placeWords(position: number | null): string {
  if (position === null) return "You are in line";
  return position === 1 ? "You are next in line" : `You are ${ordinal(position)} in line`;
}

function nextWords(online: number | null): string {
  if (online === 0) {
    return "Nobody is at the desk right now. Your conversation is saved, and the next person in will see it.";
  }
  return "A person will join here and has everything you wrote. You can keep writing.";
}
