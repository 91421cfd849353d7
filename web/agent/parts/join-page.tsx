import { useEffect, useId, useState } from "preact/hooks";
import { SecretField } from "../../shared/account/secret-field";
import { DeskError } from "../../shared/http";
import type { LinkOwner } from "../../shared/people-types";
import type { Console } from "../console";
import type { Entrance } from "../entrance";

type Found = { state: "looking" } | { state: "open"; owner: LinkOwner } | { state: "refused"; words: string; again: boolean };

/** Where a link leads: somebody chooses a password, and is in. */
export function JoinPage({ desk, token }: { desk: Console; token: string }) {
  const [found, setFound] = useState<Found>({ state: "looking" });
  const look = () => {
    setFound({ state: "looking" });
    desk.desk.post<LinkOwner>("/api/agent/joining/look", { token }).then(
      (owner) => setFound({ state: "open", owner }),
      (error: unknown) => setFound(refusal(error)),
    );
  };
  useEffect(look, []);
  const leave = () => void desk.entrance.leaveLink();
  return (
    <main class="sign-in" data-testid="joining">
      {found.state === "open" ? (
        <ChoosePassword entrance={desk.entrance} token={token} owner={found.owner} refused={(words) => setFound({ state: "refused", words, again: false })} />
      ) : (
        <div class="join-card" aria-live="polite">
          <p class="brand">Warmhand</p>
          <h1>{found.state === "looking" ? "One moment" : "This link"}</h1>
          {found.state === "refused" && (
            <>
              <p role="alert" data-testid="link-refused">
                {found.words}
              </p>
              {found.again && (
                <button type="button" class="button primary" onClick={look}>
                  Try again
                </button>
              )}
              <button type="button" class="button" onClick={leave}>
                Go to the sign-in
              </button>
            </>
          )}
        </div>
      )}
    </main>
  );
}

function refusal(error: unknown): Found {
  if (!(error instanceof DeskError)) throw error;
  const again = !error.final;
  return { state: "refused", words: error.status === 0 ? "The desk does not answer just now." : error.message, again };
}

interface ChoosingProps {
  entrance: Pick<Entrance, "join">;
  token: string;
  owner: LinkOwner;
  refused: (words: string) => void;
}

/** The password, once it is clear whose link it is. */
export function ChoosePassword({ entrance, token, owner, refused }: ChoosingProps) {
  const rule = useId();
  const [password, setPassword] = useState("");
  const [legible, setLegible] = useState(false);
  const [busy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState<string | null>(null);
  const join = async () => {
    setBusy(true);
    setTrouble(null);
    try {
      await entrance.join(token, password);
    } catch (error) {
      if (!(error instanceof DeskError)) throw error;
      if (error.code === "link_refused") refused(error.message);
      else setTrouble(error.status === 0 ? "The desk does not answer just now. Please try again in a moment." : error.message);
    } finally {
      setBusy(false);
    }
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void join();
      }}
    >
      <p class="brand">Warmhand</p>
      <h1>{owner.new ? `Welcome, ${owner.name}` : `A new password, ${owner.name}`}</h1>
      <p class="quiet-note">
        {owner.new ? `You come in as ${owner.role === "agent" || owner.role === "admin" ? "an" : "a"} ${owner.role}. Choose a password, and you are there.` : "Choose it here. Everywhere else you are signed out."}
      </p>
      {owner.authenticator_removed && (
        <p class="warn-words" data-testid="factor-goes">
          An admin takes your authenticator away with it. Please set up a new one under “My account”.
        </p>
      )}
      {owner.authenticator_stays && <p class="quiet-note">Your authenticator stays: you sign in with it afterwards.</p>}
      <input class="unseen" name="email" type="email" autocomplete="username" readOnly tabIndex={-1} aria-hidden="true" value={owner.email} />
      <SecretField first label={`Password for ${owner.email}`} value={password} set={setPassword} testId="join-password" autocomplete="new-password" legible={legible} least={12} most={256} describedBy={rule} />
      <p class="quiet-note" id={rule}>
        At least 12 characters; a few words in a row are easy to keep.
      </p>
      <label class="tick">
        <input type="checkbox" checked={legible} onChange={(event) => setLegible(event.currentTarget.checked)} />
        Show what I type
      </label>
      {trouble !== null && (
        <p class="form-trouble" role="alert" data-testid="join-trouble">
          {trouble}
        </p>
      )}
      <button type="submit" class="button primary" disabled={busy} data-testid="join">
        {busy ? "One moment…" : owner.new ? "Come in" : "Set the password"}
      </button>
    </form>
  );
}
