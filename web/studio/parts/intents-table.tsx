import type { IntentRow } from "../contract";
import type { DataRoom } from "../data";
import { THIN, spoken, thin } from "../flow";
import { Bar, Empty, Shown } from "./shown";

/** Every intent with how much teaches it; those that little teaches are marked. */
export function IntentsTable({ data }: { data: Pick<DataRoom, "intents"> }) {
  return (
    <Shown of={data.intents} lines={8}>
      {({ intents }) => {
        if (intents.length === 0) return <Empty title="There are no intents yet" />;
        const most = Math.max(1, ...intents.map(({ examples, pending }) => examples + pending));
        const few = intents.filter(thin).length;
        return (
          <>
            <p class="quiet-note">
              {intents.length} intents{few > 0 ? `; ${few} with fewer than ${THIN} examples` : ""}.
            </p>
            <div class="scroll-x" tabIndex={0} role="region" aria-label="Intents">
              <table class="figures">
                <thead>
                  <tr>
                    <th scope="col">Intent</th>
                    <th scope="col">Examples</th>
                    <th scope="col">
                      <span class="unseen">As a bar</span>
                    </th>
                    <th scope="col">Pending</th>
                  </tr>
                </thead>
                <tbody>
                  {intents.map((row) => (
                    <OneIntent key={row.name} row={row} most={most} />
                  ))}
                </tbody>
              </table>
            </div>
          </>
        );
      }}
    </Shown>
  );
}

function OneIntent({ row, most }: { row: IntentRow; most: number }) {
  return (
    <tr data-testid="intent">
      <th scope="row">
        {spoken(row.name)} {thin(row) && <span class="tag warn">thin</span>} {row.protected && <span class="tag">protected</span>}
      </th>
      <td>{row.examples}</td>
      <td class="barred">
        <Bar share={(row.examples + row.pending) / most} />
      </td>
      <td>{row.pending === 0 ? "" : `+${row.pending}`}</td>
    </tr>
  );
}
