import type { KeyLine } from "../shared/cheat-sheet";

export type Screen = "start" | "inbox" | "data" | "train" | "models" | "try";

/** What the studio can be told by a key. */
export interface Verbs {
  show: (screen: Screen) => void;
  move: (step: 1 | -1) => void;
  consider: (step: 1 | -1) => void;
  accept: () => void;
  pick: (number: number) => void;
  choose: () => void;
  outside: () => void;
  unusable: () => void;
  exam: () => void;
  newIntent: () => void;
  similar: () => void;
  mark: () => void;
  undo: () => void;
  search: () => void;
  train: () => void;
  account: () => void;
  help: () => void;
  escape: () => void;
}

interface Key extends KeyLine {
  press: readonly string[];
  run: (verbs: Verbs, pressed: string) => void;
  /** Only where messages are labelled. */
  inbox: boolean;
}

const inbox = (keys: string, press: readonly string[], does: string, run: Key["run"]): Key => ({ keys, press, does, run, inbox: true });
const anywhere = (keys: string, press: readonly string[], does: string, run: Key["run"]): Key => ({ keys, press, does, run, inbox: false });

const TABLE: readonly Key[] = [
  inbox("Enter", ["Enter"], "Take what is proposed", (verbs) => verbs.accept()),
  inbox("1  5", ["1", "2", "3", "4", "5"], "Take the first to fifth reading", (verbs, pressed) => verbs.pick(Number(pressed))),
  inbox("↑  ↓", ["ArrowUp", "ArrowDown"], "Look at another reading first", (verbs, pressed) => verbs.consider(pressed === "ArrowUp" ? -1 : 1)),
  inbox("/  i", ["/", "i"], "Any intent, by typing", (verbs) => verbs.choose()),
  inbox("o", ["o"], "Out of scope", (verbs) => verbs.outside()),
  inbox("x", ["x"], "Not usable", (verbs) => verbs.unusable()),
  inbox("e", ["e"], "Keep for the exam", (verbs) => verbs.exam()),
  inbox("n", ["n"], "New intent", (verbs) => verbs.newIntent()),
  inbox("s", ["s"], "Similar messages, labelled together", (verbs) => verbs.similar()),
  inbox("m", ["m"], "Mark an entity in the words", (verbs) => verbs.mark()),
  inbox("u", ["u"], "Undo the last label", (verbs) => verbs.undo()),
  inbox("j  k", ["j", "k"], "Next and previous message", (verbs, pressed) => verbs.move(pressed === "j" ? 1 : -1)),
  inbox("f", ["f"], "Search the messages", (verbs) => verbs.search()),
  anywhere("t", ["t"], "Train", (verbs) => verbs.train()),
  anywhere("a", ["a"], "My account", (verbs) => verbs.account()),
  anywhere("?", ["?"], "These keys", (verbs) => verbs.help()),
];

const PLACES: Record<string, Screen> = { s: "start", i: "inbox", d: "data", t: "train", m: "models", y: "try" };

export const KEYS: readonly KeyLine[] = [
  ...TABLE,
  { keys: "g  i", does: "Go to the inbox; g s start, g d data, g t train, g m models, g y try it" },
  { keys: "Esc", does: "Close, or leave the field" },
];

type Plain = Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "altKey">;

/** Where the focus is: in a field keys are text, on a control Enter and the arrows are the control's. */
export type Focus = "field" | "control" | "page";

/** Understands keys; `g` waits for the letter after it. */
export class Keyboard {
  private going = false;

  /** Runs what the key means here; false when it means nothing and the browser may have it. */
  press(event: Plain, focus: Focus, screen: Screen, verbs: Verbs): boolean {
    const going = this.going;
    this.going = false;
    if (event.ctrlKey || event.metaKey || event.altKey) return false;
    if (event.key === "Escape") return run(verbs.escape);
    if (focus === "field") return false;
    const place = PLACES[event.key];
    if (going && place !== undefined) return run(() => verbs.show(place));
    if (event.key === "g") return (this.going = true);
    if (focus === "control" && (event.key === "Enter" || event.key.startsWith("Arrow"))) return false;
    const found = TABLE.find((key) => key.press.includes(event.key) && (!key.inbox || screen === "inbox"));
    return found !== undefined && run(() => found.run(verbs, event.key));
  }
}

function run(verb: () => void): true {
  verb();
  return true;
}

export function focusOf(element: Element | null): Focus {
  if (element === null || element === document.body) return "page";
  if (element.matches("input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]")) return "field";
  if (element.closest("[data-keys='page']") !== null) return "page";
  return element.matches("button, a, summary, input, [tabindex]") ? "control" : "page";
}
