/** What the launcher in the shop's page and the widget in its frame say to each other, and nothing else. */
export type ToWidget =
  | { warmhand: 1; type: "identity"; jwt: string | null; known: boolean }
  | { warmhand: 1; type: "opened"; accent: string | null; focus: boolean }
  | { warmhand: 1; type: "closed" }
  | { warmhand: 1; type: "language"; code: string }
  | { warmhand: 1; type: "sign_out" };

export type ToLoader =
  | { warmhand: 1; type: "ready" }
  | { warmhand: 1; type: "need_identity" }
  | { warmhand: 1; type: "close" }
  | { warmhand: 1; type: "unread"; count: number }
  | { warmhand: 1; type: "event"; name: EventName };

/** Names a page can follow with `Warmhand.on`. */
export const EVENTS = ["open", "close", "unread", "message", "handoff", "resolved"] as const;
export type EventName = (typeof EVENTS)[number];

type Raw = Record<string, unknown>;

function envelope(data: unknown): Raw | null {
  return typeof data === "object" && data !== null && (data as Raw).warmhand === 1 ? (data as Raw) : null;
}

/** The message if it is one of ours, else null. */
export function readToWidget(data: unknown): ToWidget | null {
  const raw = envelope(data);
  if (raw === null) return null;
  const text = (value: unknown): value is string | null =>
    value === null || (typeof value === "string" && value.length < 8192);
  switch (raw.type) {
    case "identity":
      return text(raw.jwt) && typeof raw.known === "boolean" ? (raw as ToWidget) : null;
    case "opened":
      return text(raw.accent) && typeof raw.focus === "boolean" ? (raw as ToWidget) : null;
    case "language":
      return typeof raw.code === "string" && raw.code.length < 40 ? (raw as ToWidget) : null;
    case "closed":
    case "sign_out":
      return raw as ToWidget;
    default:
      return null;
  }
}

/** The message if it is one of ours, else null. */
export function readToLoader(data: unknown): ToLoader | null {
  const raw = envelope(data);
  if (raw === null) return null;
  switch (raw.type) {
    case "ready":
    case "need_identity":
    case "close":
      return raw as ToLoader;
    case "unread":
      return Number.isInteger(raw.count) && (raw.count as number) >= 0 ? (raw as ToLoader) : null;
    case "event":
      return (EVENTS as readonly unknown[]).includes(raw.name) ? (raw as ToLoader) : null;
    default:
      return null;
  }
}
