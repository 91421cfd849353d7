import type { Launcher } from "./launcher";
import { dueMessage, type Proactive, type Shown } from "./proactive";

const SHOWN_KEY = "warmhand.first-words";

/** Speaks first where the house wants it, once the page says that the visitor agreed, and rarely. Nothing is kept before. */
export function firstWords(desk: string, launcher: Launcher, quiet: () => boolean, page: () => string, open: () => void) {
  let timer = 0;
  let asked: Promise<{ proactive: Proactive[]; proactive_needs_consent: boolean } | null> | null = null;

  const settings = async () => {
    const answer = await fetch(`${desk}/api/widget/settings`, { credentials: "omit" });
    return answer.ok ? ((await answer.json()) as { proactive: Proactive[]; proactive_needs_consent: boolean }) : null;
  };

  return (consent: boolean): void => {
    clearTimeout(timer);
    // A desk that cannot be reached has nothing to say; the button stays.
    asked ??= settings().catch(() => null);
    void asked.then((house) => {
      if (house === null || (house.proactive_needs_consent && !consent)) return;
      const due = dueMessage(house.proactive, page(), shown(), Date.now());
      if (due === null) return;
      clearTimeout(timer);
      timer = window.setTimeout(() => {
        if (!quiet() || document.hidden) return;
        const known = shown();
        keep({ ...known, [due.id]: [(known[due.id]?.[0] ?? 0) + 1, Date.now()] });
        launcher.say(due.text, open);
      }, due.after_seconds * 1000);
    });
  };
}

function shown(): Shown {
  try {
    return (JSON.parse(localStorage.getItem(SHOWN_KEY) ?? "{}") ?? {}) as Shown;
  } catch {
    return {}; // Damaged or forbidden.
  }
}

function keep(known: Shown): void {
  try {
    localStorage.setItem(SHOWN_KEY, JSON.stringify(known));
  } catch {
    return; // Where nothing may be kept, it is shown once for each page.
  }
}
