import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";

/** The frame of a component page: its name, ways to look at it, and the specimens in sections. */
export function Page({ title, children }: { title: string; children: ComponentChildren }) {
  useEffect(() => {
    // Forms take the focus when they open; here many do, and nobody asked for one.
    if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
    scrollTo(0, 0);
  }, []);
  return (
    <main class="specimens">
      <header>
        <h1>{title}</h1>
        <p>Every component in every state, as the screens use them. Nothing here is connected: buttons do nothing.</p>
        <Looks />
      </header>
      {children}
    </main>
  );
}

const SCHEMES = ["system", "light", "dark"] as const;

function Looks() {
  const [scheme, setScheme] = useState<(typeof SCHEMES)[number]>("system");
  const [rightToLeft, setRightToLeft] = useState(false);
  useEffect(() => {
    if (scheme === "system") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = scheme;
    document.documentElement.dir = rightToLeft ? "rtl" : "ltr";
  }, [scheme, rightToLeft]);
  return (
    <p class="looks" role="group" aria-label="How to look at it">
      {SCHEMES.map((one) => (
        <button key={one} type="button" class="button" aria-pressed={scheme === one} data-testid={`scheme-${one}`} onClick={() => setScheme(one)}>
          {one}
        </button>
      ))}
      <button type="button" class="button" aria-pressed={rightToLeft} data-testid="rtl" onClick={() => setRightToLeft(!rightToLeft)}>
        right to left
      </button>
    </p>
  );
}

export function Section({ name, children }: { name: string; children: ComponentChildren }) {
  return (
    <section class="specimen-section" aria-label={name}>
      <h2>{name}</h2>
      <div class="specimen-row">{children}</div>
    </section>
  );
}

/** One component in one state. */
export function Specimen({ state, wide = false, children }: { state: string; wide?: boolean; children: ComponentChildren }) {
  return (
    <figure class={wide ? "specimen wide" : "specimen"} data-testid="specimen" data-state={state}>
      <figcaption>{state}</figcaption>
      <div class="stage">{children}</div>
    </figure>
  );
}
