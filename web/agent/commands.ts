import type { View } from "../shared/types";

/** What the console can be told to do. */
export interface Verbs {
  move: (step: 1 | -1) => void;
  openMarked: () => void;
  view: (view: View) => void;
  search: () => void;
  narrow: () => void;
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
  articles: () => void;
  insights: () => void;
  culture: (place: string) => void;
  team: () => void;
  give: () => void;
  approvals: () => void;
  promise: () => void;
  promises: () => void;
  troubles: () => void;
  feedback: () => void;
  quality: () => void;
  matrix: () => void;
  segments: () => void;
  people: () => void;
  account: () => void;
  audit: () => void;
  undo: () => void;
  handBack: () => void;
  resolve: () => void;
  understood: () => void;
  details: () => void;
  density: () => void;
  print: () => void;
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
  /** A supervisor or an admin. */
  leads: boolean;
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
  { id: "narrow", keys: "f", does: "Filter the list", run: (verbs) => verbs.narrow() },
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
  { id: "articles", keys: "", does: "Articles of the help", run: (verbs) => verbs.articles() },
  { id: "insights", keys: "", does: "Insights, for supervisors", run: (verbs) => verbs.insights() },
  { id: "praise", keys: "0", does: "Praise: what customers thanked us for", run: (verbs) => verbs.culture("wall") },
  { id: "practice", keys: "", does: "Practice room", run: (verbs) => verbs.culture("practice") },
  { id: "team", keys: "g", does: "Team: who waits, who is busy", run: (verbs) => verbs.team() },
  { id: "give", keys: "d", does: "Give something to make good", run: (verbs) => verbs.give(), when: holding },
  { id: "promise", keys: "q", does: "Promise something, or keep track of what you promised", run: (verbs) => verbs.promise(), when: holding },
  { id: "promises", keys: "Q", does: "Promises: what is due soon, what we owe", run: (verbs) => verbs.promises() },
  { id: "approvals", keys: "b", does: "What waits for your approval", run: (verbs) => verbs.approvals(), when: (at) => at.leads },
  { id: "troubles", keys: "!", does: "Trouble: what more people than usual ask about", run: (verbs) => verbs.troubles(), when: (at) => at.leads },
  { id: "matrix", keys: "", does: "Authority: who may give what", run: (verbs) => verbs.matrix(), when: (at) => at.leads },
  { id: "segments", keys: "", does: "Segments and thanks: which customers belong together", run: (verbs) => verbs.segments(), when: (at) => at.leads },
  { id: "feedback", keys: "7", does: "Feedback: ratings, comments, what came of them", run: (verbs) => verbs.feedback(), when: (at) => at.leads },
  { id: "quality", keys: "9", does: "Quality: the service standard, reviews, drift", run: (verbs) => verbs.quality() },
  { id: "people", keys: "8", does: "People: who works here", run: (verbs) => verbs.people(), when: (at) => at.leads },
  { id: "account", keys: "a", does: "My account: password, authenticator, sessions", run: (verbs) => verbs.account() },
  { id: "audit", keys: "v", does: "Audit log: who did what (supervisors)", run: (verbs) => verbs.audit(), when: (at) => at.leads },
  { id: "print", keys: "", does: "Print the conversation, or keep it as PDF", run: (verbs) => verbs.print(), when: open },
  { id: "density", keys: "", does: "Show more or fewer conversations at once", run: (verbs) => verbs.density() },
  { id: "help", keys: "?", does: "Keyboard shortcuts", run: (verbs) => verbs.help() },
];
