import type { Alarm, Shared, SharedKind, Telling, TroubleOutcome } from "../shared/trouble-types";
import { spoken } from "./words";

export const KINDS: Record<SharedKind, string> = {
  carrier: "Carrier",
  product: "Product",
  payment_method: "Paid by",
  warehouse: "Packed in",
  placed_on: "Ordered on",
  late: "Late",
};

export const TELLINGS: Record<Telling, string> = {
  told: "told already",
  will_be: "will be told",
  wrote: "asked by themselves",
  no_consent: "did not agree to be told",
  no_conversation: "never wrote: see the banner",
  enough: "told enough this week",
};

/** "7 of the 20 people who wrote in the last 3 hours; usually 2 in 100." */
export function alarmWords(alarm: Alarm): string {
  const days = alarm.window_hours / 24;
  const time = days > 1 ? `${days} days` : alarm.window_hours === 1 ? "an hour" : `${alarm.window_hours} hours`;
  const seen = `${alarm.people} of the ${alarm.everybody} people who wrote within ${time}`;
  if (alarm.usual === null) return `${seen}. There is no history to compare with yet.`;
  const hundred = Math.round(alarm.usual * 1000) / 10;
  return `${seen}; usually ${hundred === 0 ? "nobody" : `${hundred} in 100`}.`;
}

/** "DHL: 5 of 5 orders behind this, 22 of all 40 (1.8 times as often)". */
export function sharedWords(shared: Shared): string {
  return `${shared.behind} of ${shared.of_behind} orders behind this, ${shared.recent} of ${shared.of_recent} altogether (${shared.times} times as often)`;
}

export function sharedName(shared: { kind: SharedKind; value: string; label: string }): string {
  return shared.kind === "late" ? "Past the promised day" : `${KINDS[shared.kind]} ${shared.label || shared.value}`;
}

/** What telling people early was worth; null while there is nobody to tell of. */
export function outcomeLines(outcome: TroubleOutcome): string[] {
  const lines = [`${outcome.affected} customers affected, ${outcome.wrote_before} had written before`];
  lines.push(`${outcome.told} told, ${outcome.told_wrote} of them wrote about it afterwards`);
  lines.push(`${outcome.not_told} not told, ${outcome.not_told_wrote} of them wrote`);
  if (outcome.avoided !== null) lines.push(`About ${outcome.avoided} contacts avoided`);
  return lines;
}

/** First words for the form, to be changed: nobody sends them unread. */
export function firstWords(reason: string, shared: { kind: SharedKind; value: string; label: string } | null): { name: string; answer: string; banner: string } {
  const about = spoken(reason).toLowerCase();
  const name = shared === null ? spoken(reason) : `${spoken(reason)}: ${sharedName(shared)}`;
  return {
    name,
    answer: `We know of a trouble that your order is in (${about}), and we are working on it. You need not do anything. We tell you here as soon as it is over.`,
    banner: "We know of a trouble with your order and are working on it.",
  };
}
