/** What a list that was asked for may still say once it is here: live news and later lists are newer than it. */
export interface Asked {
  /** Whether something was heard live of that conversation since. */
  since: (id: string) => boolean;
  /** Whether a list that was asked for later is shown already; otherwise this one counts as shown. */
  overtaken: () => boolean;
}

/** Keeps apart what was heard live before a list was asked for, and after. */
export class Asking {
  private news = 0;
  private asked = 0;
  private shown = 0;
  private readonly heardAt = new Map<string, number>();

  heard(id: string): void {
    this.heardAt.set(id, (this.news += 1));
  }

  ask(): Asked {
    const [news, turn] = [this.news, (this.asked += 1)];
    return {
      since: (id) => (this.heardAt.get(id) ?? 0) > news,
      overtaken: () => {
        if (turn < this.shown) return true;
        this.shown = turn;
        return false;
      },
    };
  }

  forget(): void {
    this.heardAt.clear();
  }
}
