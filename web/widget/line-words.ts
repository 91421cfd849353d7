import type { Entry } from "../shared/types";
import { t, type Key } from "../shared/words";

const WORDS: Partial<Record<Entry["kind"], Key>> = {
  handoff_requested: "line_waiting",
  claimed: "line_claimed",
  handed_back: "line_handed_back",
  wait_ended: "line_wait_ended",
  bot_tries: "line_bot_tries",
  message_left: "line_left",
  transferred: "line_transferred",
  agent_lost: "line_lost",
  ended: "line_ended",
};

/** A calm line between messages in the language on screen; English stays as the desk said it, which knows more. */
export function lineWords(entry: Entry, language: string): string {
  if (entry.kind === "rated") return t("line_rated");
  if (language === "en") return entry.line ?? "";
  const name = entry.author.name;
  const person = entry.author.kind === "agent";
  if (entry.kind === "resolved") return person ? t("line_resolved", { name }) : t("line_silent");
  if (entry.kind === "reopened") return person ? t("line_reopened_with", { name }) : t("line_reopened");
  const key = WORDS[entry.kind];
  return key === undefined ? (entry.line ?? "") : t(key, { name });
}
