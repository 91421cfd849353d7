import type { Advice, IntentRow, LabelKind, Message, Ranked } from "./contract";

/** What the bot says when it has nothing to say: no meaning a message could have. */
export const FALLBACK = "nlu_fallback";
export const OUTSIDE = "out_of_scope";
const PICKED_BY_NUMBER = 5;
/** An intent with fewer examples is thin, as the trainer's checks say. */
export const THIN = 10;

/** The readings that the keys 1 to 5 choose, surest first. */
export function picks(message: Message): Ranked[] {
  return message.ranking.filter(({ name }) => name !== FALLBACK).slice(0, PICKED_BY_NUMBER);
}

/** What Enter takes: what an agent said it meant, else what the bot read, else what it would have read next. */
export function proposed(message: Message): string | null {
  if (message.suggested !== null) return message.suggested.intent;
  return message.intent !== FALLBACK ? message.intent : (picks(message)[0]?.name ?? null);
}

export function decided(message: Message, given: ReadonlySet<number>): boolean {
  return message.label !== null || given.has(message.id);
}

/** The next message nobody has decided about: below, else from the top; null when there is none. */
export function nextOpen(messages: readonly Message[], from: number | null, given: ReadonlySet<number>): number | null {
  const at = messages.findIndex(({ id }) => id === from);
  const round = [...messages.slice(at + 1), ...messages.slice(0, Math.max(at, 0))];
  return round.find((message) => !decided(message, given))?.id ?? null;
}

export function neighbour(messages: readonly Message[], from: number | null, step: 1 | -1): number | null {
  const at = messages.findIndex(({ id }) => id === from);
  if (at === -1) return messages[0]?.id ?? null;
  return messages[Math.min(messages.length - 1, Math.max(0, at + step))]?.id ?? null;
}

/** A choice one further down or up among those offered, round and round. */
export function otherChoice(message: Message, chosen: string | null, step: 1 | -1): string | null {
  const offered = offers(message);
  if (offered.length === 0) return chosen;
  const at = chosen === null ? -1 : offered.indexOf(chosen);
  return offered[(at + step + offered.length) % offered.length] ?? chosen;
}

export function offers(message: Message): string[] {
  const first = proposed(message);
  return [...new Set([...(first === null ? [] : [first]), ...picks(message).map(({ name }) => name)])];
}

const SAID: Record<LabelKind, string> = {
  intent: "",
  out_of_scope: "Out of scope",
  unusable: "Not usable",
  exam: "Kept for the exam",
};

/** A decision in words. */
export function decisionWords(kind: LabelKind, intent: string | null): string {
  if (kind === "intent") return spoken(intent ?? "");
  return kind === "exam" && intent !== null ? `${SAID.exam}: ${spoken(intent)}` : SAID[kind];
}

/** An intent's name as people read it. */
export function spoken(intent: string): string {
  return intent.replaceAll("_", " ");
}

export interface Warning {
  level: "bad" | "warn" | "note";
  says: string;
}

/** What to know before the label is given, gravest first. */
export function warnings(advice: Advice, intent: string): Warning[] {
  const found: Warning[] = [];
  const elsewhere = (advice.twins ?? []).filter((twin) => twin.intent !== intent);
  for (const twin of elsewhere.slice(0, 3)) {
    found.push({ level: "bad", says: `Nearly the same words already teach ${spoken(twin.intent)}: “${twin.text}”` });
  }
  const { effect } = advice;
  if (effect !== undefined && effect.pulled > 0) {
    const some = effect.pulls.slice(0, 2).map(({ text, intent: other }) => `“${text}” (${spoken(other)})`);
    const many = effect.pulled === 1 ? "One example of another intent" : `${effect.pulled} examples of other intents`;
    found.push({ level: "warn", says: `${many} would come over to ${spoken(intent)}: ${some.join(", ")}` });
  }
  if (effect?.adds === false) found.push({ level: "note", says: "The bot is sure of this already and has a twin of it: it adds little." });
  return found;
}

export function thin(row: IntentRow): boolean {
  return row.examples + row.pending < THIN;
}
