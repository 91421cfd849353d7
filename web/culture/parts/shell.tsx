import { useEffect } from "preact/hooks";
import { LiveRegion } from "../../shared/live-region";
import { SignIn } from "../../shared/sign-in";
import { Trouble } from "../../studio/parts/shown";
import type { Culture, Place } from "../culture";
import { CarePlace } from "./care-place";
import { PracticePlace } from "./practice-place";
import { WallPlace } from "./wall-place";

const NAMES: Record<Place, string> = { wall: "Praise", care: "Care", practice: "Practice room" };
const KEYS: Record<string, Place> = { "1": "wall", "2": "care", "3": "practice" };

export function Shell({ culture }: { culture: Culture }) {
  useKeys(culture);
  const phase = culture.phase.value;
  if (phase === "signed_out") return <SignIn desk={culture} to="praise, care and practice" />;
  if (phase !== "ready") {
    return (
      <main class="nothing-open whole" aria-live="polite">
        <h1>{phase === "loading" ? "One moment" : "The desk does not answer"}</h1>
      </main>
    );
  }
  const place = culture.place.value;
  return (
    <div class="studio">
      <Places culture={culture} />
      <main class="place" data-testid="place" data-screen={place}>
        <div class="page">
          <h1>{NAMES[place]}</h1>
          <Trouble words={culture.trouble.value} />
          {place === "wall" && <WallPlace culture={culture} />}
          {place === "care" && <CarePlace culture={culture} />}
          {place === "practice" && <PracticePlace culture={culture} />}
        </div>
      </main>
      <LiveRegion />
    </div>
  );
}

/** 1, 2, 3 go to the places, while nobody writes. */
function useKeys(culture: Culture) {
  useEffect(() => {
    const hear = (event: KeyboardEvent) => {
      const writes = event.target instanceof Element && event.target.closest("input, textarea, select") !== null;
      const place = KEYS[event.key];
      if (writes || event.ctrlKey || event.metaKey || event.altKey || place === undefined) return;
      if (culture.phase.value !== "ready" || !culture.places.includes(place)) return;
      event.preventDefault();
      culture.show(place);
    };
    document.addEventListener("keydown", hear);
    return () => document.removeEventListener("keydown", hear);
  }, [culture]);
}

function Places({ culture }: { culture: Culture }) {
  return (
    <header class="places">
      <p class="brand">Culture</p>
      <nav aria-label="Culture">
        {culture.places.map((place, at) => (
          <a
            key={place}
            href={`#${place}`}
            aria-current={culture.place.value === place ? "page" : undefined}
            aria-keyshortcuts={String(at + 1)}
            data-testid={`go-${place}`}
            onClick={(event) => {
              event.preventDefault();
              culture.show(place);
            }}
          >
            {NAMES[place]}
          </a>
        ))}
      </nav>
      <p class="whoami">
        <span>{culture.agent.value?.name}</span>
        <a href="/agent">Desk</a>
      </p>
    </header>
  );
}
