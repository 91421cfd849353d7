import { useState } from "preact/hooks";
import { Attached } from "../../shared/files/attached";
import { Icon } from "../../shared/icons";
import { ordinal } from "../../shared/time";
import type { Brief } from "../../shared/types";
import type { Collaboration } from "../collaboration";
import { BriefVerdict } from "./brief-verdict";
import { spoken } from "../words";
import { Mood } from "./sparkline";

export function percent(share: number | null): string {
  return share === null ? "" : `${Math.round(share * 100)} %`;
}

/** What the agent knows before the first word. The first lines always show; the rest folds away. */
export function BriefCard({ brief, team }: { brief: Brief; team: Collaboration }) {
  const [whole, setWhole] = useState(() => matchMedia("(min-width: 720px) and (min-height: 640px)").matches);
  return (
    <section class="brief" data-testid="brief" aria-label="Brief">
      <header>
        <div>
          <p class="why" data-testid="brief-reason" data-reason={brief.reason}>
            {brief.reason_label}
          </p>
          <p class="wants" data-testid="brief-wants">
            {brief.wants}
          </p>
          <p class="who" data-testid="brief-verified" data-verified={brief.customer.verified}>
            <Icon name={brief.customer.verified ? "shield" : "unproved"} small />
            {whoWords(brief)}
          </p>
        </div>
        <div class="brief-side">
          <Mood scores={brief.mood} />
          <BriefVerdict team={team} />
          <button type="button" class="text-button" aria-expanded={whole} onClick={() => setWhole(!whole)}>
            {whole ? "Less" : "More"}
          </button>
        </div>
      </header>
      {whole && <Rest brief={brief} />}
    </section>
  );
}

function whoWords(brief: Brief): string {
  const proof = brief.customer.verified ? "Signed in at the shop" : "Not verified: ask for proof before sharing order data";
  return [proof, brief.customer.tier === null ? "" : spoken(brief.customer.tier), `${ordinal(brief.contacts)} contact`]
    .filter((part) => part !== "")
    .join(" · ");
}

function Rest({ brief }: { brief: Brief }) {
  return (
    <div class="brief-rest" tabIndex={0} role="group" aria-label="Brief in full">
      <div class="parts">
      {brief.evidence.length > 0 && (
        <Part title="Why handed over">
          {brief.evidence.map((line) => (
            <li key={line}>{line}</li>
          ))}
        </Part>
      )}
      {brief.shop.length > 0 && (
        <Part title="The shop says" testId="brief-shop">
          {brief.shop.map((fact, index) => (
            <li key={index} class="fact">
              <span class="asked">{fact.asked}</span>
              <span class={fact.ok ? "" : "not-ok"}>
                {!fact.ok && <Icon name="alert" small />} {fact.answered}
              </span>
            </li>
          ))}
        </Part>
      )}
      {brief.asked.length > 0 && (
        <Part title="Asked, and how it was understood">
          {brief.asked.map((turn) => (
            <li key={turn.seq}>
              “{turn.text}”{" "}
              <span class={turn.missed ? "read missed" : "read"}>
                {turn.missed ? "not understood" : `${spoken(turn.intent ?? "nothing").toLowerCase()} ${percent(turn.confidence)}`}
              </span>
            </li>
          ))}
        </Part>
      )}
      {brief.attachments !== undefined && brief.attachments.length > 0 && (
        <div class="part" data-testid="brief-attachments">
          <h3>Sent along</h3>
          <Attached files={brief.attachments} />
        </div>
      )}
      {brief.tried.length > 0 && (
        <Part title="The assistant tried">
          {brief.tried.map((step) => (
            <li key={`${step.seq}-${step.action}`}>{step.label}</li>
          ))}
        </Part>
      )}
      {brief.slots.length > 0 && (
        <Part title="Known">
          {brief.slots.map((slot) => (
            <li key={slot.name}>
              {slot.label}: <strong>{slot.value}</strong>
            </li>
          ))}
        </Part>
      )}
      </div>
    </div>
  );
}

function Part({ title, testId, children }: { title: string; testId?: string; children: preact.ComponentChildren }) {
  return (
    <div class="part" data-testid={testId}>
      <h3>{title}</h3>
      <ul>{children}</ul>
    </div>
  );
}
