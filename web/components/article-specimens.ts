import type { Gaps, Line, Listed, Whole, Words } from "../articles/contract";

/** Articles of an invented shop, one of each state. */
const ME = { id: "a_ida", name: "Ida" };

function line(id: string, title: string, rest: Partial<Line> = {}): Line {
  return {
    id,
    slug: "what-delivery-costs",
    state: "published",
    title,
    labels: ["delivery"],
    intents: [],
    owner: ME,
    author: "Maya",
    updated_at: "2026-11-24T10:00:00Z",
    published: 2,
    latest: 2,
    expires_on: null,
    old: false,
    remark: "",
    version: 4,
    counts: { shown: 40, inserted: 3, solved: 21, not_solved: 4 },
    ...rest,
  };
}

export const LINES: Line[] = [
  line("k_1", "What delivery costs", { intents: ["ask_shipping_cost"] }),
  line("k_2", "Washing wool", { state: "review", published: null, latest: 1, labels: [], counts: { shown: 0, inserted: 0, solved: 0, not_solved: 0 } }),
  line("k_3", "Sending something back after a very long time, with all that has to be thought of and nothing left out", { state: "draft", latest: 3, remark: "Say who pays." }),
  line("k_4", "Opening hours at Christmas", { old: true, expires_on: "2026-01-06" }),
];

export const LISTED: Listed = {
  keeper: true,
  articles: LINES,
  tasks: [
    { id: "t_1", article_id: "k_4", title: "Opening hours at Christmas", kind: "expires", says: "Its date has passed: say whether it still holds.", at: "2026-11-25T10:00:00Z", owner: ME },
    { id: "t_2", article_id: "k_1", title: "What delivery costs", kind: "fails", says: "It helped in 3 of the last 12.", at: "2026-11-25T10:00:00Z", owner: { id: "a_olu", name: "Olu" } },
  ],
  owners: [ME, { id: "a_olu", name: "Olu" }],
  intents: ["ask_shipping_cost", "ask_returns"],
};

export const WORDS: Words = {
  title: "Washing wool",
  summary: "Cold, by hand, and flat to dry.",
  body: "Wool likes to be left alone.\n\n- Use soap for wool.\n- Never wring it.",
  staff: "Shrunk wool is no fault of ours; a voucher is.",
  asked: ["can I put the pullover into the machine"],
  labels: ["care"],
  intents: [],
};

export const WHOLES: Whole[] = LINES.slice(1, 3).map((article) => ({
  article,
  versions: [{ number: article.latest, by: "Maya", author_id: "a_maya", at: article.updated_at, words: WORDS }],
}));

export const GAPS: Gaps = {
  available: true,
  gaps: [
    { people: 3, count: 4, last_at: "2026-11-26T10:00:00Z", messages: [1, 2, 3, 4], examples: [{ text: "do you resharpen blunt knives", conversation_id: "c_1" }, { text: "knife sharpening please?", conversation_id: "c_2" }], article: null, draft: { title: "Do you resharpen blunt knives", asked: [] } },
    { people: 1, count: 1, last_at: "2026-11-26T10:00:00Z", messages: [5], examples: [{ text: "how hot may I wash it", conversation_id: "c_3" }], article: { id: "k_2", title: "Washing wool" }, draft: { title: "How hot may I wash it", asked: [] } },
  ],
};
