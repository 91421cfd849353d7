import { signal } from "@preact/signals";
import type { Grant, LedgerGrant, Offer, Verdict, Wish } from "../shared/gift-types";
import { DeskError, call } from "../shared/http";
import { announce } from "../shared/live-region";
import type { Entry } from "../shared/types";
import { freshId } from "../shared/uuid";
import type { AgentDesk } from "./desk";
import { GIFTS, money, STATES } from "./gift-words";
import type { Loading } from "./open-parts";

export interface GiftsParts {
  id: string;
  desk: Pick<AgentDesk, "post">;
  ask: <T>(step: () => Promise<T>) => Promise<T | DeskError>;
}

/** What can be given in this conversation, and what was. */
export class Gifts {
  readonly ledger = signal<Loading<LedgerGrant[]>>({ state: "loading" });
  readonly offers = signal<ReadonlyMap<string, Offer[] | string>>(new Map());
  readonly verdict = signal<Verdict | string | null>(null);
  readonly busy = signal(false);
  readonly trouble = signal<string | null>(null);
  /** The form was asked for by key. */
  readonly wanted = signal(false);

  private checks = 0;
  /** The id of the wish that is being sent: a second try after a lost answer is the same wish. */
  private sending: { wish: string; id: string } | null = null;

  constructor(private readonly parts: GiftsParts) {}

  async load(): Promise<void> {
    const found = await this.parts.ask(() => call<{ grants: LedgerGrant[] }>(this.at()));
    if (!(found instanceof DeskError)) this.ledger.value = { state: "ready", value: found.grants };
    else if (this.ledger.value.state !== "ready") this.ledger.value = { state: "failed", words: found.message };
  }

  /** Something was given, decided or taken back, here or by a colleague. */
  heard(entries: readonly Entry[]): void {
    if (entries.some((entry) => entry.kind === "grant" || entry.kind === "rated" || entry.kind === "resolved")) void this.load();
  }

  async look(orderNumber: string): Promise<void> {
    const path = `/api/agent/conversations/${encodeURIComponent(this.parts.id)}/orders/${encodeURIComponent(orderNumber)}/gifts`;
    const found = await this.parts.ask(() => call<{ offers: Offer[] }>(path));
    this.offers.value = new Map(this.offers.value).set(orderNumber, found instanceof DeskError ? found.message : found.offers);
  }

  /** What would be said to it; the answer to an older question is dropped. */
  async check(wish: Wish): Promise<void> {
    const mine = ++this.checks;
    const said = await this.parts.ask(() => this.parts.desk.post<{ verdict: Verdict }>(this.at("/check"), wish));
    if (mine === this.checks) this.verdict.value = said instanceof DeskError ? said.message : said.verdict;
  }

  forgetVerdict(): void {
    this.checks += 1;
    this.verdict.value = null;
  }

  /** True once the desk has it; what was refused is said on the screen. */
  async give(wish: Wish, withApproval: boolean): Promise<boolean> {
    const written = JSON.stringify([wish, withApproval]);
    if (this.sending?.wish !== written) this.sending = { wish: written, id: freshId() };
    const body = { ...wish, id: this.sending.id, with_approval: withApproval };
    const done = await this.then(() => this.parts.desk.post<{ grant: Grant }>(this.at(), body));
    if (done === null) return false;
    this.sending = null;
    announce(`${GIFTS[done.grant.gift]}, ${money(done.grant.amount)}: ${STATES[done.grant.state]}`);
    return true;
  }

  async takeBack(grantId: string): Promise<void> {
    await this.then(() => this.parts.desk.post<{ grant: Grant }>(this.at(`/${encodeURIComponent(grantId)}/undo`), {}));
  }

  private async then<T>(step: () => Promise<T>): Promise<T | null> {
    if (this.busy.value) return null;
    this.busy.value = true;
    this.trouble.value = null;
    const done = await this.parts.ask(step);
    this.busy.value = false;
    await this.load();
    if (!(done instanceof DeskError)) return done;
    this.trouble.value = done.status === 0 ? "The desk did not answer. Press again: nothing is given twice." : done.message;
    return null;
  }

  private at(rest = ""): string {
    return `/api/agent/conversations/${encodeURIComponent(this.parts.id)}/gifts${rest}`;
  }
}
