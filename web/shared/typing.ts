export interface TypingClock {
  now: () => number;
  after: (ms: number, task: () => void) => () => void;
}

export const browserClock: TypingClock = {
  now: () => Date.now(),
  after: (ms, task) => {
    const timer = setTimeout(task, ms);
    return () => clearTimeout(timer);
  },
};

const REPEAT_MS = 3_000;
const IDLE_MS = 5_000;
const FORGET_MS = 10_000;

/** Tells the other side that someone types: once, again every few seconds, and when they stop. */
export class TypingOut {
  private toldAt: number | null = null;
  private cancel: (() => void) | null = null;

  constructor(
    private readonly tell: (on: boolean) => void,
    private readonly clock: TypingClock,
  ) {}

  typed(): void {
    if (this.toldAt === null || this.clock.now() - this.toldAt >= REPEAT_MS) {
      this.toldAt = this.clock.now();
      this.tell(true);
    }
    this.cancel?.();
    this.cancel = this.clock.after(IDLE_MS, () => this.stopped());
  }

  stopped(): void {
    this.cancel?.();
    this.cancel = null;
    if (this.toldAt === null) return;
    this.toldAt = null;
    this.tell(false);
  }
}

/** Remembers that the other side types, and forgets it when nothing more is heard. */
export class TypingIn<Who> {
  private cancel: (() => void) | null = null;

  constructor(
    private readonly show: (who: Who | null) => void,
    private readonly clock: TypingClock,
  ) {}

  heard(who: Who, on: boolean): void {
    this.cancel?.();
    this.cancel = on ? this.clock.after(FORGET_MS, () => this.show(null)) : null;
    this.show(on ? who : null);
  }

  clear(): void {
    this.cancel?.();
    this.cancel = null;
    this.show(null);
  }
}
