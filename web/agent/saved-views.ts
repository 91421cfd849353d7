import { signal } from "@preact/signals";
import { DeskError } from "../shared/http";
import type { InboxFilter, SavedView } from "../shared/types";
import type { AgentDesk } from "./desk";

/** Filters that the agent keeps under a name. Without the desk the list stays as it is. */
export class SavedViews {
  readonly list = signal<SavedView[]>([]);

  constructor(private readonly desk: Pick<AgentDesk, "savedViews" | "keepView" | "removeView">) {}

  load(): Promise<void> {
    return this.then(() => Promise.resolve());
  }

  keep(name: string, filter: InboxFilter): Promise<void> {
    return this.then(() => this.desk.keepView(name, filter));
  }

  remove(id: string): Promise<void> {
    return this.then(() => this.desk.removeView(id));
  }

  private async then(step: () => Promise<unknown>): Promise<void> {
    try {
      await step();
      this.list.value = (await this.desk.savedViews()).views;
    } catch (error) {
      if (!(error instanceof DeskError)) throw error;
    }
  }
}
