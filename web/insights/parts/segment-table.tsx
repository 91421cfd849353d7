import { useEffect, useState } from "preact/hooks";
import { call, DeskError } from "../../shared/http";
import type { Insights } from "../insights";
import { plain } from "../words";

interface BySegment {
  segments: { segment: string | null; name: string; contacts: number; reasons: { reason: string | null; contacts: number; people: number; share: number }[] }[];
}

const SHOWN = 8;

/** What customers of each segment came for. Choosing one narrows the whole page down to its customers. */
export function SegmentTable({ insights }: { insights: Insights }) {
  const days = insights.days.value;
  const chosen = insights.segment.value;
  const [found, setFound] = useState<BySegment | null>(null);
  const [trouble, setTrouble] = useState<string | null>(null);
  useEffect(() => {
    let wanted = true;
    call<BySegment>(`/api/insights/segments?days=${days}`).then(
      (told) => {
        if (!wanted) return;
        setFound(told);
        setTrouble(null);
      },
      (error: unknown) => {
        if (wanted) setTrouble(error instanceof DeskError ? error.message : "The desk could not do that.");
      },
    );
    return () => {
      wanted = false;
    };
  }, [days]);
  const shown = found?.segments.filter((one) => chosen === "" || one.name === chosen) ?? [];
  const known = found?.segments.map(({ name }) => name) ?? [];
  return (
    <section aria-labelledby="segments-title" data-testid="segments">
      <h2 id="segments-title">By segment</h2>
      {trouble !== null && <p role="alert">{trouble}</p>}
      {found !== null && found.segments.length === 0 && <p class="figure">Nobody came in this time.</p>}
      {found !== null && found.segments.length > 0 && (
        <>
          <label>
            The whole page of{" "}
            <select data-testid="segment-filter" value={chosen} onChange={(event) => insights.narrow(event.currentTarget.value)}>
              <option value="">everybody</option>
              {[...new Set(chosen === "" ? known : [...known, chosen])].map((one) => (
                <option key={one}>{one}</option>
              ))}
            </select>
          </label>
          <div class="scrolls" role="region" aria-label="Table: contact reasons by segment" tabIndex={0}>
            <table class="figures wide">
              <thead>
                <tr>
                  <th scope="col">Segment</th>
                  <th scope="col">Contact reason</th>
                  <th scope="col">Conversations</th>
                  <th scope="col">People</th>
                  <th scope="col">Share of the segment</th>
                </tr>
              </thead>
              <tbody>
                {shown.flatMap((one) =>
                  one.reasons.slice(0, chosen === "" ? SHOWN : undefined).map((each) => (
                    <tr key={`${one.name} ${each.reason ?? ""}`} data-testid="segment-reason" data-segment={one.name}>
                      <th scope="row">{one.name}</th>
                      <td>{plain(each.reason)}</td>
                      <td>{each.contacts}</td>
                      <td>{each.people}</td>
                      <td>
                        {Math.round(each.share * 100)} % <span class="figure">of {one.contacts}</span>
                      </td>
                    </tr>
                  )),
                )}
              </tbody>
            </table>
          </div>
        </>
      )}
    </section>
  );
}
