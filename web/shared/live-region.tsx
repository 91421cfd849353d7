import { signal } from "@preact/signals";
import type { Attachment, Entry } from "./types";
import { t } from "./words";

const spoken = signal<{ key: number; text: string }[]>([]);
let count = 0;

/** Says a text once to people who listen to the page. */
export function announce(text: string): void {
  count += 1;
  spoken.value = [...spoken.value.slice(-4), { key: count, text }];
}

/** The one place of a screen from which new things are spoken; put it in the page once. */
export function LiveRegion() {
  return (
    <div class="unseen" aria-live="polite" aria-relevant="additions" data-testid="live-region">
      {spoken.value.map((item) => (
        <p key={item.key}>{item.text}</p>
      ))}
    </div>
  );
}

/** An entry as it is spoken: who, the words, and what came with them. */
export function spokenEntry(entry: Entry): string {
  if (entry.message === null) return entry.line ?? "";
  const { text, card, attachments = [] } = entry.message;
  const shown = card?.kind === "order" ? t("spoken_order", { number: card.order.number }) : (card?.article.title ?? "");
  return `${entry.author.name}: ${[text, ...attachments.map(spokenFile), shown].filter((part) => part !== "").join(" ")}`;
}

function spokenFile(file: Attachment): string {
  return file.width === undefined ? t("spoken_file", { name: file.name }) : `${t("picture", { name: file.name })}.`;
}
