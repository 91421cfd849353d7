import { calendar } from "../../shared/time";
import { Empty, Shown } from "../../studio/parts/shown";
import type { Credit, Praise } from "../contract";
import type { Culture } from "../culture";

const CALENDAR = calendar("en-GB");

/** What customers said in thanks, newest first, each with everybody who had a hand in it. */
export function WallPlace({ culture }: { culture: Culture }) {
  return (
    <>
      <p class="lead">
        What customers said in chats and comments. It is credited to everybody who touched the case; nobody is counted or ranked. If you are praised and would
        rather not hang here, take it down.
      </p>
      <Shown of={culture.wall}>
        {({ praise, days }) =>
          praise.length === 0 ? (
            <Empty title="Nothing on the wall yet">Praise of the last {days} days appears here by itself.</Empty>
          ) : (
            <ul class="wall">
              {praise.map((one) => (
                <Card key={one.id} one={one} culture={culture} />
              ))}
            </ul>
          )
        }
      </Shown>
    </>
  );
}

function Card({ one, culture }: { one: Praise; culture: Culture }) {
  const day = CALENDAR.dayHeading(one.at, new Date());
  return (
    <li class={one.hidden ? "card praise taken-down" : "card praise"} data-testid="praise" data-id={one.id} data-hidden={one.hidden}>
      <blockquote>
        <p dir="auto">{one.words}</p>
      </blockquote>
      <ul class="credits" aria-label="Who had a hand in it">
        {one.credits.map((credit) => (
          <li key={credit.name}>
            <strong>{credit.name}</strong> <span class="figure">{did(credit)}</span>
          </li>
        ))}
      </ul>
      <p class="figure in-row">
        <span>
          {day}
          {one.about !== null && ` · ${one.about.replaceAll("_", " ")}`}
          {one.source === "comment" && " · with a rating"}
        </span>
        {one.yours && <span class="tag">Yours</span>}
      </p>
      <p class="in-row">
        {one.hidden && <span class="figure">Taken down: only you see it.</span>}
        {one.may_hide && (
          <button type="button" class="text-button" data-testid={one.hidden ? "show-praise" : "hide-praise"} disabled={culture.busy.value} onClick={() => void culture.hide(one, !one.hidden)}>
            {one.hidden ? "Hang it up again" : "Take it down"}
          </button>
        )}
        {one.conversation_id !== null && <a href={`/agent#${one.conversation_id}`}>The conversation</a>}
      </p>
    </li>
  );
}

function did(credit: Credit): string {
  if (credit.bot) return `${credit.answers} of ${credit.of} answers, the assistant`;
  if (credit.answers > 0) return credit.answers === 1 ? "1 answer" : `${credit.answers} answers`;
  return credit.did;
}
