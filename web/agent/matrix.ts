import { signal } from "@preact/signals";
import type { Caps, Gift, MatrixAnswer, MatrixDraft, Preview, Rule, Standing } from "../shared/gift-types";
import { DeskError, call } from "../shared/http";
import type { AgentDesk } from "./desk";

const PATH = "/api/agent/authority";
export const STANDINGS: readonly Standing[] = ["bot", "agent", "supervisor", "admin"];
export const GIFT_ROW: readonly Gift[] = ["refund", "replacement", "voucher", "shipping_upgrade", "gesture"];

/** The authority matrix as somebody rewrites it. */
export class MatrixEditor {
  readonly now = signal<MatrixAnswer | null>(null);
  readonly draft = signal<MatrixDraft | null>(null);
  readonly why = signal("");
  readonly preview = signal<Preview | null>(null);
  readonly trouble = signal<string | null>(null);
  readonly kept = signal(false);

  constructor(private readonly desk: Pick<AgentDesk, "post" | "write">) {}

  async load(): Promise<void> {
    await this.then(async () => this.take(await call<MatrixAnswer>(PATH)));
  }

  change(step: (draft: MatrixDraft) => MatrixDraft): void {
    if (this.draft.value === null) return;
    this.draft.value = step(this.draft.value);
    this.preview.value = null;
    this.kept.value = false;
  }

  async look(): Promise<void> {
    await this.then(async () => void (this.preview.value = await this.desk.post<Preview>(`${PATH}/preview`, this.body(this.why.value.trim() || "preview"))));
  }

  async save(): Promise<void> {
    await this.then(async () => {
      await this.desk.write("PUT", PATH, this.body(this.why.value.trim()));
      this.take(await call<MatrixAnswer>(PATH));
      this.why.value = "";
      this.kept.value = true;
    });
  }

  private take(found: MatrixAnswer): void {
    const { rules, caps, approvers, undo_minutes } = found.matrix;
    this.now.value = found;
    this.draft.value = { rules, caps, approvers, undo_minutes };
    this.preview.value = null;
  }

  private body(why: string) {
    return { ...this.draft.value, based_on: this.now.value?.matrix.version ?? 0, why };
  }

  private async then(step: () => Promise<void>): Promise<void> {
    this.trouble.value = null;
    try {
      await step();
    } catch (error) {
      if (!(error instanceof DeskError)) throw error;
      this.trouble.value = error.message;
    }
  }
}

/** The rule of a cell, if one is written. */
export function ruleOf(draft: MatrixDraft, about: Omit<Rule, "up_to">): Rule | undefined {
  return draft.rules.find((rule) => same(rule, about));
}

/** The draft with this cell; no amount takes the rule away. */
export function withRule(draft: MatrixDraft, about: Omit<Rule, "up_to">, upTo: number | null): MatrixDraft {
  const others = draft.rules.filter((rule) => !same(rule, about));
  return { ...draft, rules: upTo === null ? others : [...others, { ...about, up_to: upTo }] };
}

export function withCap(draft: MatrixDraft, standing: Standing, name: keyof Caps, amount: number): MatrixDraft {
  const caps = draft.caps[standing] ?? { case: 0, customer: 0, agent: 0 };
  return { ...draft, caps: { ...draft.caps, [standing]: { ...caps, [name]: amount } } };
}

/** Which customers and reasons have rows of their own, the plain row first. */
export function rowsOf(draft: MatrixDraft, standing: Standing): Pick<Rule, "tier" | "cause">[] {
  const found = new Map<string, Pick<Rule, "tier" | "cause">>([["any any", { tier: "any", cause: "any" }]]);
  for (const { standing: whose, tier, cause } of draft.rules) if (whose === standing) found.set(`${tier} ${cause}`, { tier, cause });
  return [...found.values()];
}

function same(rule: Omit<Rule, "up_to">, about: Omit<Rule, "up_to">): boolean {
  return rule.standing === about.standing && rule.tier === about.tier && rule.cause === about.cause && rule.gift === about.gift;
}
