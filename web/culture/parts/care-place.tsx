import { Icon } from "../../shared/icons";
import { Empty, Shown } from "../../studio/parts/shown";
import type { Signal } from "../contract";
import type { Culture } from "../culture";

/** How much weighs on oneself now, and for a supervisor on whom of their people. */
export function CarePlace({ culture }: { culture: Culture }) {
  return (
    <>
      <p class="lead">About right now. Only you and whoever leads your team see what stands here; nothing of it is kept, added up or compared.</p>
      <Shown of={culture.care} lines={3}>
        {({ own, team }) => (
          <>
            <section aria-label="You" data-testid="own-care">
              <h2>You</h2>
              {own.length === 0 ? <Empty title="Nothing weighs on you that we can see">If it feels otherwise, take your break anyway.</Empty> : <Signals of={own} />}
              {own.length > 0 && (
                <p>
                  At <a href="/agent">the desk</a> you can set yourself to away: then nothing new is offered to you.
                </p>
              )}
            </section>
            {team !== null && (
              <section aria-label="Your people" data-testid="team-care">
                <h2>Your people</h2>
                {team.length === 0 ? (
                  <Empty title="Nobody needs you just now">Those at the desk are shown here when work weighs on them.</Empty>
                ) : (
                  <ul class="people-care">
                    {team.map((one) => (
                      <li key={one.id} class="card" data-testid="care-of" data-id={one.id}>
                        <h3>{one.name}</h3>
                        <Signals of={one.signals} />
                        <p class="figure">These are the words they see themselves. Ask how they are.</p>
                      </li>
                    ))}
                  </ul>
                )}
              </section>
            )}
          </>
        )}
      </Shown>
    </>
  );
}

function Signals({ of }: { of: readonly Signal[] }) {
  return (
    <ul class="signals">
      {of.map(({ kind, says, helps }) => (
        <li key={kind} data-testid="signal" data-kind={kind}>
          <Icon name="alert" small /> <span>{says}</span> <strong>{helps}</strong>
        </li>
      ))}
    </ul>
  );
}
