import type { SocketState } from "../../shared/socket";
import { t } from "../../shared/words";
import type { Phase } from "../chat";

export interface ConnectionProps {
  state: SocketState;
  phase: Phase;
  started: boolean;
}

/** What a person should know about the line to the desk; nothing while all is well. */
export function connectionWords({ state, phase, started }: ConnectionProps): string {
  if (phase === "unreachable") return t("unreachable");
  if (phase === "loading" || !started) return "";
  if (state === "reconnecting") return t("reconnecting");
  if (state === "stopped") return t("stopped");
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
