import { DeskError } from "../shared/http";
import type { Entry } from "../shared/types";
import { t } from "../shared/words";

/** What did not come from this customer's own hand. */
export function isNews(entry: Entry): boolean {
  return entry.message === null || entry.author.kind !== "customer";
}

/** Why the desk did not grant a wish, in words for the customer; any other error is a mistake of ours. */
export function troubleWords(error: unknown): string {
  if (!(error instanceof DeskError)) throw error;
  return error.status === 0 ? t("try_again") : error.message;
}

/** A desk that cannot be reached is asked again later by itself; any other error is a mistake of ours. */
export function ignoreUnreachable(error: unknown): undefined {
  if (!(error instanceof DeskError)) throw error;
}
