import type { View } from "../shared/types";

/** What a key may do on the console. */
export interface KeyVerbs {
  move: (step: 1 | -1) => void;
  openMarked: () => void;
  view: (view: View) => void;
  claim: () => void;
  takeOffer: () => void;
  passOffer: () => void;
  passOn: () => void;
  reply: () => void;
  note: () => void;
  label: () => void;
  snooze: () => void;
  merge: () => void;
  stepIn: () => void;
  canned: () => void;
  undo: () => void;
  handBack: () => void;
  resolve: () => void;
  understood: () => void;
  details: () => void;
  help: () => void;
  escape: () => void;
}

export const KEYS: readonly { keys: string; does: string }[] = [
  { keys: "j  k", does: "Next and previous conversation" },
  { keys: "Enter", does: "Open it" },
  { keys: "1  2  3  4", does: "Waiting, mine, messages left, all" },
  { keys: "t", does: "Take what is offered to you" },
  { keys: "x", does: "Pass the offer to a colleague" },
  { keys: "c", does: "Claim" },
  { keys: "r", does: "Reply" },
  { keys: "n", does: "Note for the team" },
  { keys: "/", does: "In a reply: canned replies" },
  { keys: "@", does: "In a note: call a colleague" },
  { keys: "l", does: "Label" },
  { keys: "s", does: "Put aside until later" },
  { keys: "m", does: "Merge into another conversation" },
  { keys: "o", does: "Step in, or reopen" },
  { keys: "y", does: "Canned replies" },
  { keys: "z", does: "Undo" },
  { keys: "h", does: "Hand back to the assistant" },
  { keys: "p", does: "Pass on to a colleague or team" },
  { keys: "e", does: "Resolve" },
  { keys: "u", does: "What was understood" },
  { keys: "i", does: "Customer and orders" },
  { keys: "?", does: "This list" },
  { keys: "Esc", does: "Close, or leave the field" },
];

type Plain = Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "altKey">;

/** Where the focus is: in a field keys are text, on a control Enter is the control's. */
export type Focus = "field" | "control" | "inbox" | "page";

/** Runs what the key means here; false when it means nothing and the browser may have it. */
export function press(event: Plain, focus: Focus, verbs: KeyVerbs): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey) return false;
  if (event.key === "Escape") return run(verbs.escape);
  if (focus === "field") return false;
  const free = focus === "inbox" || focus === "page";
  switch (event.key) {
    case "j":
      return run(() => verbs.move(1));
    case "k":
      return run(() => verbs.move(-1));
    case "ArrowDown":
      return free && run(() => verbs.move(1));
    case "ArrowUp":
      return free && run(() => verbs.move(-1));
    case "Enter":
      return free && run(verbs.openMarked);
    case "1":
      return run(() => verbs.view("waiting"));
    case "2":
      return run(() => verbs.view("mine"));
    case "3":
      return run(() => verbs.view("follow_ups"));
    case "4":
      return run(() => verbs.view("all"));
    case "t":
      return run(verbs.takeOffer);
    case "x":
      return run(verbs.passOffer);
    case "p":
      return run(verbs.passOn);
    case "c":
      return run(verbs.claim);
    case "r":
      return run(verbs.reply);
    case "n":
      return run(verbs.note);
    case "l":
      return run(verbs.label);
    case "s":
      return run(verbs.snooze);
    case "m":
      return run(verbs.merge);
    case "o":
      return run(verbs.stepIn);
    case "y":
      return run(verbs.canned);
    case "z":
      return run(verbs.undo);
    case "h":
      return run(verbs.handBack);
    case "e":
      return run(verbs.resolve);
    case "u":
      return run(verbs.understood);
    case "i":
      return run(verbs.details);
    case "?":
      return run(verbs.help);
    default:
      return false;
  }
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
