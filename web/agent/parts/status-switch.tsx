import type { Status } from "../../shared/types";
import type { OwnPlace } from "../own-place";

const STATES: readonly { status: Status; label: string; means: string }[] = [
  { status: "available", label: "Available", means: "Waiting conversations are offered to you." },
  { status: "away", label: "Away", means: "You keep what you hold and are offered nothing new." },
  { status: "offline", label: "Offline", means: "What you hold goes back to the front of the line." },
];

/** Whether one takes conversations, and how many of how many one holds. */
export function StatusSwitch({ own }: { own: OwnPlace }) {
  const seat = own.seat.value;
  if (seat === null) return null;
  const now = STATES.find(({ status }) => status === seat.status);
  return (
    <div class="status-switch">
      <label>
        <span class="unseen">Your status</span>
        <select
          value={seat.status}
          data-testid="status"
          disabled={own.busy.value}
          title={now?.means}
          onChange={(event) => void own.setStatus(event.currentTarget.value as Status)}
        >
          {STATES.map(({ status, label }) => (
            <option key={status} value={status}>
              {label}
            </option>
          ))}
        </select>
      </label>
      <span class="load" data-testid="load">
        {seat.load} of {seat.capacity}
      </span>
    </div>
  );
}
