import { signal } from "@preact/signals";
import { DeskError } from "../shared/http";
import type { InboxFilter, NarrowedView, SavedView } from "../shared/types";
import type { AgentDesk } from "./desk";

/** Filters that the agent keeps under a name. When the desk does not do as asked, the list stays as it is. */
export class SavedViews {
  readonly list = signal<SavedView[]>([]);
  /** Why a view was not kept or removed. */
  readonly trouble = signal<string | null>(null);

  constructor(private readonly desk: Pick<AgentDesk, "savedViews" | "keepView" | "removeView">) {}

  load(): Promise<void> {
    return this.then(() => Promise.resolve());
  }

  keep(name: string, view: NarrowedView, filter: InboxFilter): Promise<void> {
    return this.then(() => this.desk.keepView(name, view, filter));
  }

  remove(id: string): Promise<void> {
    return this.then(() => this.desk.removeView(id));
  }

  /** Nobody's, until somebody signs in. */
  clear(): void {
    this.list.value = [];
  }

  private async then(step: () => Promise<unknown>): Promise<void> {
    this.trouble.value = null;
    try {
      await step();
      this.list.value = (await this.desk.savedViews()).views;
    } catch (error) {
      if (!(error instanceof DeskError)) throw error;
      this.trouble.value = error.message;
    }
  }
}
