import type { ComponentChildren } from "preact";
import type { Reason, Told } from "../contract";
import type { Insights } from "../insights";
import { duration, money, plain, shown } from "../words";

interface Of {
  told: Told;
  insights: Insights;
}

function Scrolls({ name, children }: { name: string; children: ComponentChildren }) {
  return (
    <div class="scrolls" role="region" aria-label={`Table: ${name}`} tabIndex={0}>
      {children}
    </div>
  );
}

/** What people came for: how it went and what it cost, the costliest first. From here an improvement begins. */
export function ReasonTable({ told, insights }: Of) {
  const { currency } = told.rules;
  return (
    <section aria-labelledby="reasons-title" data-testid="reasons">
      <h2 id="reasons-title">What it was about</h2>
      {told.reasons.length === 0 && <p class="figure">Nobody came in this time.</p>}
      {told.reasons.length > 0 && (
        <Scrolls name="What it was about">
          <table class="figures wide">
            <thead>
              <tr>
                <th scope="col">Contact reason</th>
                <th scope="col">Conversations</th>
                <th scope="col">Passed on</th>
                <th scope="col">Solved, and it held</th>
                <th scope="col">Content with the team</th>
                <th scope="col">Work in all</th>
                <th scope="col">Cost in all</th>
                <th scope="col" class="no-print">
                  <span class="unseen">Improve</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {told.reasons.map((one) => (
                <tr key={one.reason ?? ""} data-testid="reason" data-reason={one.reason ?? ""}>
                  <th scope="row">{plain(one.reason)}</th>
                  <td>
                    <button type="button" class="text-button" onClick={() => void insights.look({ part: "all", reason: one.reason ?? "" })}>
                      {one.conversations.now}
                    </button>{" "}
                    <span class="figure">before {one.conversations.before}</span>
                  </td>
                  <Cell one={one} name="handoff_rate" currency={currency} />
                  <Cell one={one} name="durable" currency={currency} />
                  <Cell one={one} name="rating_agent" currency={currency} />
                  <td>{duration(one.work_seconds)}</td>
                  <td>{one.total_cost === null ? "not set" : money(one.total_cost, currency)}</td>
                  <td class="no-print">
                    <button
                      type="button"
                      class="text-button"
                      data-testid="improve"
                      aria-label={`Improve ${plain(one.reason)}`}
                      disabled={one.reason === null}
                      onClick={() => {
                        insights.show("board");
                        insights.plan(one.reason);
                      }}
                    >
                      Improve
                    </button>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </Scrolls>
      )}
    </section>
  );
}

function Cell({ one, name, currency }: { one: Reason; name: string; currency: string }) {
  const measured = one.now[name];
  if (measured === undefined || measured.n === 0) return <td class="figure">not known</td>;
  return (
    <td>
      {shown(measured.value, "share", currency)} <span class="figure">of {measured.n}</span>
    </td>
  );
}

/** Why people needed a person. */
export function HandoffTable({ told, insights }: Of) {
  if (told.handoff_reasons.length === 0) return null;
  return (
    <section aria-labelledby="handoffs-title" data-testid="handoffs">
      <h2 id="handoffs-title">Why a person was needed</h2>
      <Scrolls name="Why a person was needed">
        <table class="figures">
          <thead>
            <tr>
              <th scope="col">Reason</th>
              <th scope="col">Conversations</th>
              <th scope="col">Before</th>
            </tr>
          </thead>
          <tbody>
            {told.handoff_reasons.map(({ reason, words, now, before }) => (
              <tr key={reason} data-testid="handoff" data-reason={reason}>
                <th scope="row">{words}</th>
                <td>
                  <button type="button" class="text-button" onClick={() => void insights.look({ part: "all", handoff: reason })}>
                    {now}
                  </button>
                </td>
                <td>{before}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scrolls>
    </section>
  );
}

/** What was given to make good, and for what. */
export function GiftTable({ told, insights }: Of) {
  if (told.gifts.length === 0) return null;
  return (
    <section aria-labelledby="gifts-title" data-testid="gifts">
      <h2 id="gifts-title">What was given, and for what</h2>
      <Scrolls name="What was given, and for what">
        <table class="figures">
          <thead>
            <tr>
              <th scope="col">Cause</th>
              <th scope="col">Gifts</th>
              <th scope="col">Sum</th>
              <th scope="col">Before</th>
            </tr>
          </thead>
          <tbody>
            {told.gifts.map(({ cause, currency, now, before }) => (
              <tr key={`${cause} ${currency}`}>
                <th scope="row">{plain(cause)}</th>
                <td>
                  <button type="button" class="text-button" onClick={() => void insights.look({ part: "gifts", cause })}>
                    {now.number}
                  </button>
                </td>
                <td>{money(now.amount, currency)}</td>
                <td>{money(before.amount, currency)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scrolls>
    </section>
  );
}
