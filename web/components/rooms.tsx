import { AuditLog, type Chain } from "../agent/audit";
import { AuditRoom } from "../agent/parts/audit-dialog";
import { Account, type Held, type OwnAccount } from "../shared/account/account";
import { AccountRoom } from "../shared/account/account-dialog";
import type { AuditLine } from "../shared/audit-types";
import { Section, Specimen } from "./page";
import { ALONE, CODES, LINES, OWN, PEOPLE, QR } from "./room-specimens";

const nothing = () => undefined;
const never = () => new Promise<never>(nothing);

function account(held: OwnAccount | Held, change: (one: Account) => void = nothing): Account {
  const made = new Account(never, () => true);
  made.held.value = "state" in held ? held : { state: "ready", value: held };
  change(made);
  return made;
}

/** One's own account in every state. */
export function Accounts() {
  const states: [string, Account][] = [
    ["as it was given, three sessions", account(OWN)],
    ["password and authenticator of one's own, nowhere else", account(ALONE)],
    ["a secret to be confirmed", account(OWN, (one) => (one.begun.value = { secret: "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP", address: "otpauth://totp/Warmhand:a_maya", qr: QR }))],
    ["recovery codes, shown once", account(ALONE, (one) => (one.codes.value = CODES))],
    ["refused", account(OWN, (one) => (one.trouble.value = { part: "authenticator", words: "This code is not right, or it was used before." }))],
    ["done", account(OWN, (one) => (one.done.value = { part: "password", words: "Your password is changed. 2 other sessions ended." }))],
    ["account loading", account({ state: "loading" })],
    ["account failed", account({ state: "failed", words: "The desk does not answer just now." })],
  ];
  return (
    <Section name="Own account">
      {states.map(([state, one]) => (
        <Specimen key={state} state={state}>
          <AccountRoom account={one} />
        </Specimen>
      ))}
    </Section>
  );
}

function log(lines: readonly AuditLine[], chain: Chain, change: (one: AuditLog) => void = nothing): AuditLog {
  const made = new AuditLog({ auditLines: never, auditChoices: never, auditChain: never }, () => true);
  made.lines.value = lines;
  made.listed.value = "ready";
  made.choices.value = PEOPLE;
  made.chain.value = chain;
  made.marked.value = lines[0]?.seq ?? null;
  change(made);
  return made;
}

/** The audit log in every state. */
export function AuditLogs() {
  const unknown: Chain = { state: "unknown" };
  const states: [string, AuditLog][] = [
    ["lines, one unfolded, one not as it was written", log(LINES, unknown, (one) => (one.unfolded.value = 6))],
    ["narrowed down, more to come, being checked", log(LINES.slice(0, 2), { state: "checking", checked: 3000, last: 12_000 }, (one) => { one.next.value = 5; one.narrowed.value = { person: "a_maya", kind: "", conversation: "c_1", from: "2026-11-25", to: "" }; })],
    ["whole", log(LINES.slice(0, 1), { state: "whole", last: 12_001 })],
    ["not whole", log(LINES.slice(2, 3), { state: "broken", at: 4 })],
    ["no line fits, the check did not end", log([], { state: "failed", words: "The desk does not answer just now." })],
    ["log loading", log([], unknown, (one) => (one.listed.value = "loading"))],
    ["log failed", log([], unknown, (one) => { one.listed.value = "failed"; one.trouble.value = "The desk does not answer just now."; })],
  ];
  return (
    <Section name="Audit log">
      {states.map(([state, one]) => (
        <Specimen key={state} state={state} wide>
          <AuditRoom log={one} openId={state === "whole" ? "c_2" : null} openConversation={nothing} />
        </Specimen>
      ))}
    </Section>
  );
}
