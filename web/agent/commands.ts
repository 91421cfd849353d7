import type { View } from "../shared/types";

/** What the console can be told to do. */
export interface Verbs {
  move: (step: 1 | -1) => void;
  openMarked: () => void;
  view: (view: View) => void;
  search: () => void;
  bar: () => void;
  claim: () => void;
  takeOffer: () => void;
  passOffer: () => void;
  passOn: () => void;
  reply: () => void;
  note: () => void;
  label: () => void;
  suggested: () => void;
  snooze: () => void;
  merge: () => void;
  stepIn: () => void;
  canned: () => void;
  team: () => void;
  account: () => void;
  undo: () => void;
  handBack: () => void;
  resolve: () => void;
  understood: () => void;
  details: () => void;
  density: () => void;
  help: () => void;
  escape: () => void;
}

/** What is at hand just now; it decides which commands make sense. */
export interface AtHand {
  open: boolean;
  /** The agent holds the open conversation. */
  holding: boolean;
  inLine: boolean;
  free: boolean;
  offered: boolean;
  undoable: boolean;
}

export interface Command {
  id: string;
  /** The key that runs it, when no field has the focus; empty for none. */
  keys: string;
  does: string;
  run: (verbs: Verbs) => void;
  when?: (at: AtHand) => boolean;
}

const holding = (at: AtHand) => at.holding;
const open = (at: AtHand) => at.open;
const offered = (at: AtHand) => at.offered;

/** Every command once: keys, cheat sheet and command bar are made from this table (docs/console.md). */
export const COMMANDS: readonly Command[] = [
  { id: "next", keys: "j", does: "Next conversation", run: (verbs) => verbs.move(1) },
  { id: "previous", keys: "k", does: "Previous conversation", run: (verbs) => verbs.move(-1) },
  { id: "view-waiting", keys: "1", does: "Show who is waiting", run: (verbs) => verbs.view("waiting") },
  { id: "view-mine", keys: "2", does: "Show mine", run: (verbs) => verbs.view("mine") },
  { id: "view-follow-ups", keys: "3", does: "Show messages left", run: (verbs) => verbs.view("follow_ups") },
  { id: "view-mentions", keys: "4", does: "Show mentions", run: (verbs) => verbs.view("mentions") },
  { id: "view-snoozed", keys: "5", does: "Show what is put aside", run: (verbs) => verbs.view("snoozed") },
  { id: "view-all", keys: "6", does: "Show all", run: (verbs) => verbs.view("all") },
  { id: "search", keys: "/", does: "Search all transcripts", run: (verbs) => verbs.search() },
  { id: "take-offer", keys: "t", does: "Take what is offered to you", run: (verbs) => verbs.takeOffer(), when: offered },
  { id: "pass-offer", keys: "x", does: "Pass the offer to a colleague", run: (verbs) => verbs.passOffer(), when: offered },
  { id: "claim", keys: "c", does: "Claim", run: (verbs) => verbs.claim(), when: (at) => at.inLine },
  { id: "step-in", keys: "o", does: "Step in, or reopen", run: (verbs) => verbs.stepIn(), when: (at) => at.free },
  { id: "reply", keys: "r", does: "Reply", run: (verbs) => verbs.reply(), when: holding },
  { id: "note", keys: "n", does: "Note for the team", run: (verbs) => verbs.note(), when: open },
  { id: "suggested", keys: "w", does: "What helped before", run: (verbs) => verbs.suggested(), when: holding },
  { id: "label", keys: "l", does: "Label", run: (verbs) => verbs.label(), when: open },
  { id: "snooze", keys: "s", does: "Put aside until later", run: (verbs) => verbs.snooze(), when: holding },
  { id: "merge", keys: "m", does: "Merge into another conversation", run: (verbs) => verbs.merge(), when: holding },
  { id: "hand-back", keys: "h", does: "Hand back to the assistant", run: (verbs) => verbs.handBack(), when: holding },
  { id: "pass-on", keys: "p", does: "Pass on to a colleague or team", run: (verbs) => verbs.passOn(), when: holding },
  { id: "resolve", keys: "e", does: "Resolve", run: (verbs) => verbs.resolve(), when: holding },
  { id: "undo", keys: "z", does: "Undo", run: (verbs) => verbs.undo(), when: (at) => at.undoable },
  { id: "understood", keys: "u", does: "What was understood", run: (verbs) => verbs.understood(), when: open },
  { id: "details", keys: "i", does: "Customer and orders", run: (verbs) => verbs.details(), when: open },
  { id: "canned", keys: "y", does: "Canned replies", run: (verbs) => verbs.canned() },
  { id: "team", keys: "g", does: "Team: who waits, who is busy", run: (verbs) => verbs.team() },
  { id: "account", keys: "", does: "My account and authenticator", run: (verbs) => verbs.account() },
  { id: "density", keys: "", does: "Show more or fewer conversations at once", run: (verbs) => verbs.density() },
  { id: "help", keys: "?", does: "Keyboard shortcuts", run: (verbs) => verbs.help() },
];

/** What fits what was typed, best first: letters in their order, the closer together and the earlier the better. */
export function fitting<T extends { does: string }>(all: readonly T[], typed: string): T[] {
  const scored = all.flatMap((one) => {
    const score = fuzzy(typed, one.does);
    return score === null ? [] : [{ one, score }];
  });
  return scored.sort((left, right) => left.score - right.score).map(({ one }) => one);
}

/** How far apart the letters stand in the words; null when they do not stand there in this order. Smaller is better. */
export function fuzzy(typed: string, words: string): number | null {
  const text = words.toLowerCase();
  let score = 0;
  let at = -1;
  for (const letter of typed.toLowerCase().replaceAll(" ", "")) {
    const next = text.indexOf(letter, at + 1);
    if (next === -1) return null;
    // A letter right after the last one, or at the beginning of a word, is what people mean.
    const expected = next === at + 1 || text[next - 1] === " ";
    score += expected ? 0 : next - at;
    at = next;
  }
  return score;
}
