import type { Row } from "../shared/rows";

export type Stage = "bot" | "human";

/** Who held the conversation at each row: the assistant until someone claims it, and again after a hand-back. */
export function stages(rows: readonly Row[]): Stage[] {
  let stage: Stage = "bot";
  return rows.map((row) => {
    if (row.kind === "line") {
      if (row.entry.kind === "claimed") stage = "human";
      else if (row.entry.kind === "reopened") stage = row.entry.author.kind === "agent" ? "human" : "bot";
      else if (row.entry.kind === "handed_back" || row.entry.kind === "bot_tries") stage = "bot";
    }
    return stage;
  });
}
