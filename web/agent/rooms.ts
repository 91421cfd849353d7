import { Account } from "../shared/account/account";
import type { DeskError } from "../shared/http";
import { signal } from "@preact/signals";
import { Approvals } from "./approvals";
import { AuditLog } from "./audit";
import { Troubles } from "./troubles";
import type { AgentDesk } from "./desk";
import { PromisedRoom } from "./promised";
import { Feedback } from "./feedback";
import { Quality } from "./quality";

/** Rooms beside the conversations: one's own account, and looking back over what was done. */
export class Rooms {
  readonly account: Account;
  readonly audit: AuditLog;
  readonly approvals: Approvals;
  readonly troubles: Troubles;
  readonly feedback = new Feedback();
  readonly quality = new Quality();
  /** Who works here; `first` is whom to show at once. */
  readonly people = signal<{ first: string | null } | null>(null);
  readonly promised: PromisedRoom;
  /** Who may give what. */
  readonly matrix = signal(false);
  /** Which customers belong together, and when thanks are said. */
  readonly segments = signal(false);

  constructor(
    desk: AgentDesk,
    readonly signedOut: (error: DeskError) => boolean,
  ) {
    this.account = new Account((method, path, body) => desk.account(method, path, body), signedOut);
    this.audit = new AuditLog(desk, signedOut);
    this.approvals = new Approvals(desk);
    this.promised = new PromisedRoom(signedOut);
    this.troubles = new Troubles(desk);
  }

  /** Whether one of them lies over the conversations: keys are then its own, and Escape the browser's. */
  get shown(): boolean {
    const { account, audit, approvals, promised, troubles, feedback, quality, matrix, segments, people } = this;
    const rooms = [account, audit, approvals, promised, troubles, feedback, quality];
    return rooms.some(({ shown }) => shown.value) || matrix.value || segments.value || people.value !== null;
  }

  clear(): void {
    this.account.clear();
    this.audit.clear();
    this.approvals.clear();
    this.promised.clear();
    this.troubles.clear();
    this.feedback.clear();
    this.quality.clear();
    this.matrix.value = false;
    this.segments.value = false;
    this.people.value = null;
  }
}
