import type { OwnAccount } from "../shared/account/account";
import type { AuditLine } from "../shared/audit-types";

/** What the rooms beside the conversations show: invented people, one of each state. */
export const QR: string[] = [
  "111111100111101111111",
  "100000100100001000001",
  "101110101110001011101",
  "101110101001101011101",
  "101110101011101011101",
  "100000101010101000001",
  "111111101010101111111",
  "000000001101100000000",
  "101111100100101111100",
  "010011001100110110101",
  "111101100001000001110",
  "111101000000000111111",
  "100111100011000011010",
  "000000001101111110111",
  "111111100010101000010",
  "100000101001111001100",
  "101110101100100100001",
  "101110101110100111000",
  "101110101011010001100",
  "100000100110000101100",
  "111111101001010110010",
];

export const CODES = ["4f1a9c20-77d0e1b3", "0c9d1e2f-5a6b7c8d", "9e8d7c6b-1f2e3d4c", "a1b2c3d4-e5f60718"];

export const OWN: OwnAccount = {
  agent: { id: "a_maya", name: "Maya", email: "maya@shop.example", role: "supervisor" },
  password_set_at: null,
  authenticator: { since: null, recovery_codes_left: 0 },
  sessions: [
    { id: "s_1", this: true, browser: "Firefox on Linux", same_place: true, since: "2026-11-26T08:00:00Z", last_used: "2026-11-26T11:58:00Z" },
    { id: "s_2", this: false, browser: "Samsung Internet on Android", same_place: false, since: "2026-11-25T18:30:00Z", last_used: "2026-11-26T07:10:00Z" },
    { id: "s_3", this: false, browser: null, same_place: null, since: "2026-11-25T08:00:00Z", last_used: "2026-11-25T08:00:00Z" },
  ],
};

export const ALONE: OwnAccount = {
  ...OWN,
  password_set_at: "2026-11-20T09:15:00Z",
  authenticator: { since: "2026-11-21T10:00:00Z", recovery_codes_left: 2 },
  sessions: OWN.sessions.slice(0, 1),
};

const line = (seq: number, at: string, name: string, did: string, rest: Partial<AuditLine> = {}): AuditLine => ({
  seq,
  at,
  by: { id: `a_${name.toLowerCase()}`, name },
  did,
  action: "signed_in",
  subject: "a_maya",
  detail: {},
  conversation_id: null,
  intact: true,
  ...rest,
});

export const LINES: AuditLine[] = [
  line(6, "2026-11-26T11:40:00Z", "Maya", "looked at a conversation", { subject: "customer_2b7c9d0e1f2a3b4c5d6e7f80", conversation_id: "c_1", detail: { conversation: "conversation_1" } }),
  line(5, "2026-11-26T11:02:00Z", "Noor", "made Tom a supervisor (before: agent)", { subject: "a_tom", detail: { role: "supervisor", was: "agent", disabled: false } }),
  line(4, "2026-11-26T09:00:00Z", "Tom", "signed in with a recovery code (9 left)", { intact: false }),
  line(3, "2026-11-25T16:20:00Z", "Ida", "made 20261125-1620-donaudampfschifffahrtsgesellschaftskapitaen live without a passed gate: the old one misreads every return since Monday"),
  line(2, "2026-11-25T08:00:00Z", "A visitor", "asked for a conversation that is not theirs"),
];

export const PEOPLE = { people: [{ id: "a_maya", name: "Maya" }], kinds: [{ id: "signed_in", name: "Signing in" }] };
