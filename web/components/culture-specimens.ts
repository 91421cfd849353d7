import type { Compared, Exercise, Praise, Session, Signal } from "../culture/contract";
import { said } from "./specimens";

function praise(id: string, words: string, change: Partial<Praise> = {}): Praise {
  return {
    id,
    words,
    source: "chat",
    at: "2026-11-25T10:20:00Z",
    about: "damaged_item",
    credits: [
      { name: "Maya", bot: false, did: "answered", answers: 4, of: 5 },
      { name: "the assistant", bot: true, did: "answered", answers: 1, of: 5 },
    ],
    yours: false,
    hidden: false,
    may_hide: false,
    conversation_id: "c_ana",
    ...change,
  };
}

const LONG = "You stayed with me for an hour although it was not your mistake, called the carrier twice, and in the end the lamp stood on my table on Saturday morning, in time for the party. I tell everybody. ".repeat(3);

export const PRAISED: Praise[] = [
  praise("p_yours", "You were absolutely wonderful, thank you!", { yours: true, may_hide: true }),
  praise("p_long", LONG, { source: "comment", about: null, conversation_id: null, credits: [{ name: "Wolfeschlegelsteinhausenbergerdorff", bot: false, did: "answered", answers: 12, of: 12 }] }),
  praise("p_down", "Great service.", { yours: true, may_hide: true, hidden: true }),
];

export const SIGNALS: Signal[] = [
  { kind: "hard_ones", says: "In two of your last three conversations you were insulted.", helps: "That is not yours to bear: take a break, or pass the next one on." },
  { kind: "no_pause", says: "You have been answering for three hours without a pause.", helps: "Ten minutes away do everybody good." },
];

function exercise(id: string, begins: string, session: Exercise["session"]): Exercise {
  return { id, about: "damaged_item", begins, steps: 3, session };
}

export const EXERCISES: Exercise[] = [
  exercise("x_new", "My green chair arrived broken", null),
  exercise("x_begun", "Where is my parcel? It was promised for Monday", { id: "s_1", step: 1, done: false }),
  { ...exercise("x_done", "I was charged twice", { id: "s_2", step: 3, done: true }), about: null, steps: 1 },
];

export const RULES = { greeting: "Greeting", acknowledgement: "Acknowledgement", next_step: "Next step", no_blame: "No blame" };

export const COMPARED: Compared[] = [
  {
    step: 0,
    asked: "My green chair arrived broken",
    yours: {
      text: "You should have packed it better.",
      verdict: [
        { rule: "greeting", met: false, evidence: "" },
        { rule: "acknowledgement", met: false, evidence: "looked for: sorry, understand" },
        { rule: "next_step", met: null, evidence: "" },
        { rule: "no_blame", met: false, evidence: "You should have" },
      ],
    },
    theirs: {
      text: "Hello, I am sorry about the chair. I will send you a new one today.",
      verdict: [
        { rule: "greeting", met: true, evidence: "Hello" },
        { rule: "acknowledgement", met: true, evidence: "I am sorry" },
        { rule: "next_step", met: true, evidence: "I will send" },
        { rule: "no_blame", met: true, evidence: "" },
      ],
    },
  },
];

export const SESSION: Session = {
  id: "s_1",
  exercise: "x_begun",
  about: "damaged_item",
  step: 0,
  steps: 3,
  done: false,
  entries: [said({ seq: 1, text: "My green chair arrived broken", who: "customer" }), said({ seq: 2, text: "Shall I ask a person to look at it?", who: "bot" })],
  compared: [],
};
