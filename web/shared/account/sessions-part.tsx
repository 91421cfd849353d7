import type { Account, OwnAccount, OwnSession } from "./account";
import { when } from "./when";

/** Every browser one is signed in on, the one used last first. */
export function SessionsPart({ account, own }: { account: Account; own: OwnAccount }) {
  const others = own.sessions.filter((session) => !session.this);
  return (
    <>
      <ul class="own-sessions">
        {own.sessions.map((session) => (
          <Session key={session.id} account={account} session={session} />
        ))}
      </ul>
      {others.length === 0 ? (
        <p class="quiet-note">Nowhere else.</p>
      ) : (
        <button type="button" class="button" disabled={account.busy.value} data-testid="end-others" onClick={() => void account.endOthers()}>
          Sign out everywhere else
        </button>
      )}
    </>
  );
}

function Session({ account, session }: { account: Account; session: OwnSession }) {
  const browser = session.browser ?? "A browser";
  return (
    <li data-testid="own-session" data-this={session.this}>
      <span>
        <strong>{browser}</strong> {session.this ? <span class="tag good">Here</span> : <Place session={session} />}
      </span>
      <span class="quiet-note">
        Since {when(session.since)}
        {!session.this && `, last used ${when(session.last_used)}`}
      </span>
      {!session.this && (
        <button type="button" class="text-button" disabled={account.busy.value} data-testid="end-session" onClick={() => void account.end(session)}>
          End<span class="unseen"> the session of {browser}</span>
        </button>
      )}
    </li>
  );
}

function Place({ session }: { session: OwnSession }) {
  if (session.same_place === null) return null;
  return session.same_place ? <span class="tag">Same network</span> : <span class="tag warn">Another network</span>;
}
