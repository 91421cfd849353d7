import type { CannedReply } from "../shared/types";

/** What fills the places of a canned reply; null where it is not known. */
export type Values = Record<"customer.name" | "customer.first_name" | "agent.name" | "shop.name" | "order.number", string | null>;

const PLACE = /\{\{\s*([^{}]*?)\s*\}\}/g;

/** The words with every place filled that can be filled; the others stay, so that nobody sends them unseen. */
export function fillIn(text: string, values: Values): string {
  return text.replace(PLACE, (whole, name: string) => values[name as keyof Values] ?? whole);
}

/** Places that nothing filled. */
export function openPlaces(text: string): string[] {
  return [...text.matchAll(PLACE)].map(([whole]) => whole);
}

/** What is being typed at the caret: a shortcut after "/", or a colleague after "@". */
export interface Typed {
  query: string;
  from: number;
  to: number;
}

export function typedAfter(sign: "/" | "@", text: string, caret: number): Typed | null {
  const before = text.slice(0, caret);
  const found = sign === "/" ? /(?:^|\s)\/([a-z0-9_-]*)$/i.exec(before) : /(?:^|\s)@(\p{L}*)$/u.exec(before);
  const query = found?.[1];
  return query === undefined ? null : { query, from: caret - query.length - 1, to: caret };
}

/** The replies that fit what was typed: by shortcut first, then by words of the title. */
export function matching(replies: readonly CannedReply[], query: string, most = 7): CannedReply[] {
  const wanted = query.toLowerCase();
  const starts = replies.filter((reply) => reply.shortcut.startsWith(wanted));
  const holds = replies.filter((reply) => !starts.includes(reply) && `${reply.shortcut} ${reply.title}`.toLowerCase().includes(wanted));
  return [...starts, ...holds].slice(0, most);
}

/** The text with what was typed replaced, and where the caret goes. */
export function replaced(text: string, typed: Typed, by: string): { text: string; caret: number } {
  return { text: text.slice(0, typed.from) + by + text.slice(typed.to), caret: typed.from + by.length };
}

/** The colleagues a note calls: those whose name stands in it after "@". */
export function called<T extends { id: string; name: string }>(text: string, colleagues: readonly T[]): T[] {
  return colleagues.filter(({ name }) => {
    const at = text.toLowerCase().indexOf(`@${name.toLowerCase()}`);
    return at !== -1 && !/\p{L}/u.test(text.charAt(at + name.length + 1));
  });
}

/** What a macro does besides its words, in words; null for a plain reply. */
export function macroWords(reply: Pick<CannedReply, "labels" | "then">): string | null {
  const ends = { nothing: "", resolve: "resolves", hand_back: "hands back to the assistant", snooze_a_day: "puts it aside for a day" };
  const labels = reply.labels.length === 0 ? "" : `adds ${reply.labels.join(", ")}`;
  const said = [labels, ends[reply.then]].filter((part) => part !== "");
  return said.length === 0 ? null : `Also ${said.join(" and ")}`;
}
