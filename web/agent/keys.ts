import { COMMANDS, type Verbs } from "./commands";

/** The cheat sheet: every command with a key, and the keys that mean something only where one is. */
export const KEYS: readonly { keys: string; does: string }[] = [
  { keys: "Ctrl  K", does: "Everything, by name" },
  ...COMMANDS.filter(({ keys }) => keys !== ""),
  { keys: "Enter", does: "Open the marked conversation" },
  { keys: "/", does: "In a reply: canned replies" },
  { keys: "@", does: "In a note: call a colleague" },
  { keys: "Esc", does: "Close, or leave the field" },
];

type Plain = Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "altKey">;

/** Where the focus is: in a field keys are text, on a control Enter is the control's. */
export type Focus = "field" | "control" | "inbox" | "page";

/** Runs what the key means here; false when it means nothing and the browser may have it. */
export function press(event: Plain, focus: Focus, verbs: Verbs): boolean {
  if ((event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === "k") return run(verbs.bar);
  if (event.ctrlKey || event.metaKey || event.altKey) return false;
  if (event.key === "Escape") return run(verbs.escape);
  if (focus === "field") return false;
  const free = focus === "inbox" || focus === "page";
  if (event.key === "ArrowDown") return free && run(() => verbs.move(1));
  if (event.key === "ArrowUp") return free && run(() => verbs.move(-1));
  if (event.key === "Enter") return free && run(verbs.openMarked);
  const command = COMMANDS.find(({ keys }) => keys === event.key);
  return command !== undefined && run(() => command.run(verbs));
}

function run(verb: () => void): true {
  verb();
  return true;
}

export function focusOf(element: Element | null): Focus {
  if (element === null || element === document.body) return "page";
  if (element.matches("input, textarea, select, [contenteditable]")) return "field";
  if (element.closest("[data-testid='inbox']") !== null) return "inbox";
  return element.matches("button, a, summary, [tabindex]") ? "control" : "page";
}
