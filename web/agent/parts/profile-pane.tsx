import { useEffect, useState } from "preact/hooks";
import { calendar } from "../../shared/time";
import type { Console } from "../console";
import type { OpenConversation } from "../open-conversation";
import { Relationship, type Kind, type Profile } from "../relationship";

const CALENDAR = calendar("en-GB");
const KINDS: Record<Kind, string> = {
  called: "Likes to be called",
  no_phone: "No phone calls",
  channel: "Likes to hear by",
  language: "Language",
  delivery: "For deliveries",
};
const CHOICES: Partial<Record<Kind, Record<string, string>>> = {
  no_phone: { yes: "Do not call" },
  channel: { chat: "the chat only, no letters", email: "e-mail", phone: "phone" },
  language: { en: "English", de: "German", es: "Spanish", fr: "French", ar: "Arabic" },
};

interface PaneProps {
  desk: Console;
  open: OpenConversation;
}

/** Who a verified customer is to us: segment, last case, bad cases, and what they want remembered. */
export function ProfilePane({ desk, open }: PaneProps) {
  const [relationship] = useState(() => new Relationship(open.id, desk.desk));
  useEffect(() => void relationship.load(), []);
  const found = relationship.found.value;
  const trouble = relationship.trouble.value;
  return (
    <section aria-label="Profile" data-testid="profile">
      {trouble !== null && (
        <p class="form-trouble" role="alert">
          {trouble}{" "}
          <button type="button" class="text-button" onClick={() => void relationship.load()}>
            Try again
          </button>
        </p>
      )}
      {found?.verified === true && <Known profile={found} relationship={relationship} desk={desk} open={open} />}
    </section>
  );
}

interface KnownProps extends PaneProps {
  profile: Extract<Profile, { verified: true }>;
  relationship: Relationship;
}

function Known({ profile, relationship, desk, open }: KnownProps) {
  const now = new Date();
  const { last_case: last } = profile;
  const facts = [
    profile.segment,
    profile.orders === null ? null : profile.orders === 1 ? "1 order" : `${profile.orders} orders`,
    profile.promises_owed === 0 ? null : profile.promises_owed === 1 ? "1 promise open" : `${profile.promises_owed} promises open`,
  ].filter((fact) => fact !== null);
  return (
    <>
      {facts.length > 0 && <p data-testid="profile-facts">{facts.join(" · ")}</p>}
      {last !== null && (
        <p class="quiet-note" data-testid="last-case">
          Last time: {last.about}, {CALENDAR.day(last.at, now)}, {last.resolved ? "solved" : "not solved"}
        </p>
      )}
      {profile.bad_cases.map((one) => (
        <p key={one.id} class="quiet-note" data-testid="bad-case">
          <strong>{one.words}</strong>, {CALENDAR.day(one.at, now)}.{" "}
          {one.state === "given" ? "The assistant gave a voucher." : "Something to make good may be due (d)."}{" "}
          {one.state === "suggested" && (
            <button type="button" class="text-button" disabled={relationship.busy.value} onClick={() => void relationship.putAway(one.id)}>
              Not needed
            </button>
          )}
        </p>
      ))}
      <h3>Remembered</h3>
      <ul class="past" data-testid="preferences">
        {profile.preferences.map((one) => (
          <li key={one.kind}>
            <strong>{one.says}</strong>
            <span class="quiet-note">
              {one.by === null ? "Said by the customer" : `Noted by ${one.by}`}, {CALENDAR.day(one.at, now)}
            </span>
            <button type="button" class="text-button" disabled={relationship.busy.value} onClick={() => void relationship.forget(one.kind)}>
              Forget<span class="unseen">: {one.says}</span>
            </button>
          </li>
        ))}
      </ul>
      {profile.preferences.length === 0 && <p class="quiet-note">Nothing yet.</p>}
      <NoteForm relationship={relationship} key={open.id + desk.phase.value} />
    </>
  );
}

function NoteForm({ relationship }: { relationship: Relationship }) {
  const [kind, setKind] = useState<Kind | null>(null);
  const [value, setValue] = useState("");
  if (kind === null) {
    return (
      <button type="button" class="button" data-testid="remember" onClick={() => setKind("called")}>
        Remember something
      </button>
    );
  }
  const choices = CHOICES[kind];
  const chosen = choices === undefined ? value : choices[value] === undefined ? (Object.keys(choices)[0] ?? "") : value;
  return (
    <form
      class="promise-form"
      data-testid="remember-form"
      onSubmit={(event) => {
        event.preventDefault();
        void relationship.remember(kind, chosen).then((done) => {
          if (!done) return;
          setKind(null);
          setValue("");
        });
      }}
    >
      <label>
        What the customer said
        <select data-testid="remember-kind" value={kind} onChange={(event) => setKind(event.currentTarget.value as Kind)}>
          {Object.entries(KINDS).map(([name, words]) => (
            <option key={name} value={name}>
              {words}
            </option>
          ))}
        </select>
      </label>
      <label>
        Remember
        {choices === undefined ? (
          <input required maxLength={kind === "called" ? 60 : 200} value={value} data-testid="remember-value" onInput={(event) => setValue(event.currentTarget.value)} />
        ) : (
          <select value={chosen} data-testid="remember-value" onChange={(event) => setValue(event.currentTarget.value)}>
            {Object.entries(choices).map(([name, words]) => (
              <option key={name} value={name}>
                {words}
              </option>
            ))}
          </select>
        )}
      </label>
      <p class="quiet-note">The customer reads that you noted it, and can delete it.</p>
      <div class="promise-verbs">
        <button type="submit" class="button primary" data-testid="remember-send" disabled={relationship.busy.value}>
          Remember
        </button>
        <button type="button" class="button quiet" onClick={() => setKind(null)}>
          Cancel
        </button>
      </div>
    </form>
  );
}
