import type { Day } from "../contract";
import { FRAME, across, ceiling, up } from "../curve";
import { Picture } from "./picture";

const WIDEST = 36;
const DAY = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", timeZone: "UTC" });

/** Misses a day as bars, what was labelled as dots. */
export function TrendPicture({ days }: { days: readonly Day[] }) {
  if (days.length === 0) return <p class="quiet-note">No customer has written yet.</p>;
  // Four steps up the side, each of them a whole number.
  const most = 4 * ceiling(Math.max(...days.map(({ missed, labelled }) => Math.max(missed, labelled)), 4) / 4);
  const width = (FRAME.width - FRAME.left - FRAME.right) / days.length;
  const bar = Math.min(width * 0.7, WIDEST);
  const total = days.reduce((sum, { missed }) => sum + missed, 0);
  const of = days.reduce((sum, { messages }) => sum + messages, 0);
  const name = (share: number) => {
    const day = days[Math.round(share * (days.length - 1))];
    return day === undefined ? "" : DAY.format(new Date(day.day));
  };
  return (
    <>
      <p data-testid="trend-says">
        <strong>{total}</strong> of {of.toLocaleString()} messages were missed{of > 0 && `, ${((100 * total) / of).toFixed(1)} %`}.
      </p>
      <Picture says={`Messages the assistant missed, by day: ${total} in all.`} bottom={days.length > 1 ? name : () => ""} side={(share) => String(share * most)} bottomName="" table={<Figures days={days} />}>
        {days.map(({ day, missed, labelled }, at) => {
          const x = across(0) + at * width;
          return (
            <g key={day}>
              <rect class="missed" x={x + (width - bar) / 2} y={up(missed / most)} width={bar} height={up(0) - up(missed / most)} rx={2} />
              {labelled > 0 && <circle class="dot labelled" cx={x + width / 2} cy={up(labelled / most)} r={3} />}
            </g>
          );
        })}
      </Picture>
      <ul class="legend">
        <li class="missed">missed</li>
        <li class="labelled">labelled by you and colleagues</li>
      </ul>
    </>
  );
}

function Figures({ days }: { days: readonly Day[] }) {
  return (
    <table class="figures">
      <thead>
        <tr>
          <th scope="col">Day</th>
          <th scope="col">Messages</th>
          <th scope="col">Missed</th>
          <th scope="col">Handed over</th>
          <th scope="col">Labelled</th>
        </tr>
      </thead>
      <tbody>
        {days.map(({ day, messages, missed, handoffs, labelled }) => (
          <tr key={day}>
            <th scope="row">{DAY.format(new Date(day))}</th>
            <td>{messages}</td>
            <td>{missed}</td>
            <td>{handoffs}</td>
            <td>{labelled}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
