import type { SocketState } from "../../shared/socket";
import type { Phase } from "../chat";

export interface ConnectionProps {
  state: SocketState;
  phase: Phase;
  started: boolean;
}

/** What a person should know about the line to the desk; nothing while all is well. */
export function connectionWords({ state, phase, started }: ConnectionProps): string {
  if (phase === "unreachable") return "We cannot reach the desk just now. What you write is kept and sent later.";
  if (phase === "loading" || !started) return "";
  if (state === "reconnecting") return "Reconnecting. Your messages are kept.";
  if (state === "stopped") return "Live updates have stopped. Reload the page to see what is new.";
  return "";
}

export function Connection(props: ConnectionProps) {
  const words = connectionWords(props);
  return (
    <p class="connection" role="status" data-testid="connection" data-state={props.state} hidden={words === ""}>
      {words}
    </p>
  );
}
