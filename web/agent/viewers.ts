import { signal } from "@preact/signals";
import type { Person } from "../shared/types";

const REPEAT_MS = 10_000;
const FORGET_MS = 25_000;

export interface ViewersParts {
  tell: (on: boolean) => void;
  now: () => number;
  repeat: (act: () => void, ms: number) => () => void;
}

/** Acts again and again; what comes back ends it. */
export function browserRepeat(act: () => void, ms: number): () => void {
  const timer = setInterval(act, ms);
  return () => clearInterval(timer);
}

/** Which colleagues have the same conversation on their screens. Each browser repeats it; who falls silent is forgotten. */
export class Viewers {
  readonly others = signal<Person[]>([]);
  private readonly heardAt = new Map<string, { person: Person; at: number }>();
  private readonly stop: () => void;

  constructor(private readonly parts: ViewersParts) {
    this.stop = parts.repeat(() => {
      this.say();
      this.show();
    }, REPEAT_MS);
  }

  say(): void {
    this.parts.tell(true);
  }

  heard(person: Person, on: boolean): void {
    const fresh = !this.heardAt.has(person.id);
    if (on) this.heardAt.set(person.id, { person, at: this.parts.now() });
    else this.heardAt.delete(person.id);
    this.show();
    // Whoever has just come knows nobody yet.
    if (on && fresh) this.say();
  }

  leave(): void {
    this.stop();
    this.parts.tell(false);
  }

  private show(): void {
    const now = this.parts.now();
    for (const [id, { at }] of this.heardAt) if (now - at > FORGET_MS) this.heardAt.delete(id);
    const seen = [...this.heardAt.values()].map(({ person }) => person);
    const known = this.others.value;
    if (seen.length !== known.length || seen.some(({ id }, index) => known[index]?.id !== id)) this.others.value = seen;
  }
}

/** "Tom is looking at this, too". */
export function viewersWords(others: readonly Person[]): string {
  const names = others.map(({ name }) => name);
  const last = names.pop();
  if (last === undefined) return "";
  return names.length === 0 ? `${last} is looking at this, too` : `${names.join(", ")} and ${last} are looking at this, too`;
}
