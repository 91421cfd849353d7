import type { Approval, GrantState, LedgerGrant, LedgerStep, MatrixAnswer, Offer, Preview, Verdict } from "../shared/gift-types";

/** What can be given and what was: invented, one of each state. */
const euros = (minor: number) => ({ minor, currency: "EUR" });
const SOON = new Date(Date.now() + 9 * 60_000).toISOString();

export const OFFERS: Offer[] = [
  { gift: "refund", possible: false, why: "Nothing was paid for it yet.", most: euros(0), fixed: false, sku: null, label: "" },
  { gift: "replacement", possible: true, why: null, most: euros(8_900), fixed: true, sku: "LAMP-OAK", label: "Oak reading lamp" },
  { gift: "voucher", possible: true, why: null, most: euros(20_000), fixed: false, sku: null, label: "" },
];

export const VERDICTS: Verdict[] = [
  { answer: "within", reasons: ["Agents may give a voucher up to €30.00 when something came late."], matrix_version: 3, left: 3_000 },
  { answer: "needs_approval", reasons: ["Agents may give a voucher up to €20.00.", "This customer was given €40.00 in the last 30 days."], matrix_version: 3, left: 1_000 },
  { answer: "never", reasons: ["No rule lets anybody give this."], matrix_version: 3, left: 0 },
];

const step = (seq: number, name: string, by: string | null, reasons: string[] = []): LedgerStep => ({
  seq,
  step: name,
  at: "2026-11-26T11:20:00Z",
  by,
  matrix_version: 3,
  reasons,
  why: null,
});

function grant(id: string, state: GrantState, rest: Partial<LedgerGrant> = {}): LedgerGrant {
  return {
    id,
    conversation_id: "c_1",
    order_number: "20417",
    gift: "voucher",
    cause: "late",
    amount: euros(2_500),
    sku: null,
    state,
    by: { id: "a_maya", name: "Maya" },
    decided_by: null,
    matrix_version: 3,
    at: "2026-11-26T11:20:00Z",
    undo_until: null,
    told: null,
    problem: null,
    steps: [step(11, "asked", "Maya", ["Agents may give a voucher up to €30.00."]), step(12, "done", null)],
    outcome: { rating: null, solved: null },
    ...rest,
  };
}

export const LEDGER: LedgerGrant[] = [
  grant("g_1", "done", { told: { code: "WARM-7F3K-22" }, undo_until: SOON, outcome: { rating: 5, solved: true } }),
  grant("g_2", "waiting", { amount: euros(4_500) }),
  grant("g_3", "unknown", { gift: "refund", problem: "The shop has not answered yet; it is asked again." }),
  grant("g_4", "declined", { decided_by: "Olu", amount: euros(9_900) }),
  grant("g_5", "undone", { gift: "shipping_upgrade", amount: euros(490) }),
  grant("g_6", "refused", { gift: "replacement", problem: "The shop has none left." }),
];

const [within, needs] = VERDICTS;
export const APPROVALS: Approval[] =
  within === undefined || needs === undefined
    ? []
    : [
        { grant: grant("g_2", "waiting", { amount: euros(4_500) }), says: "a voucher of €45.00 for order 20417", stage: "first", until: SOON, verdict: within },
        { grant: grant("g_7", "waiting", { by: { id: "a_tom", name: "Tom" }, cause: "damaged" }), says: "€240.00 back for order 20398", stage: "deputy", until: null, verdict: needs },
      ];

export const MATRIX: MatrixAnswer = {
  matrix: {
    version: 3,
    at: "2026-11-20T09:00:00Z",
    by: "Olu",
    why: "The carrier was late all November.",
    currency: "EUR",
    rules: [
      { standing: "agent", tier: "any", cause: "any", gift: "voucher", up_to: 2_000 },
      { standing: "agent", tier: "any", cause: "late", gift: "voucher", up_to: 3_000 },
      { standing: "agent", tier: "gold", cause: "any", gift: "refund", up_to: 5_000 },
    ],
    caps: { agent: { case: 5_000, customer: 8_000, agent: 40_000 } },
    approvers: { first: "a_olu", deputy: "a_ida", minutes: 15 },
    undo_minutes: 10,
  },
  versions: [
    { version: 3, at: "2026-11-20T09:00:00Z", by: "Olu", why: "The carrier was late all November." },
    { version: 2, at: "2026-10-02T09:00:00Z", by: "Ida", why: "Gold customers may have their money back at once." },
  ],
  approvers: [{ id: "a_olu", name: "Olu" }, { id: "a_ida", name: "Ida" }],
};

export const PREVIEW: Preview = {
  asked: 31,
  changed: 1,
  gifts: [{ grant_id: "g_1", conversation_id: "c_1", says: "a voucher of €25.00 for order 20417", by: "Maya", at: "2026-11-26T11:20:00Z", before: "within", after: "needs_approval", why: "Agents may give up to €20.00." }],
};
