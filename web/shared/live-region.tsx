import { signal } from "@preact/signals";

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
