import { signal } from "@preact/signals";
import { useEffect, useRef, useState } from "preact/hooks";
import { DeskError } from "../../shared/http";
import { Icon } from "../../shared/icons";
import type { Console } from "../console";

export const accountShown = signal(false);

/** One's own authenticator: put in force with a code of it, taken away with another. */
export function AccountDialog({ desk }: { desk: Console }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [on, setOn] = useState(desk.desk.authenticator);
  const [secret, setSecret] = useState<{ secret: string; address: string } | null>(null);
  const [codes, setCodes] = useState<string[]>([]);
  const [code, setCode] = useState("");
  const [trouble, setTrouble] = useState<string | null>(null);
  useEffect(() => dialog.current?.showModal(), []);
  const then = async (step: () => Promise<void>) => {
    setTrouble(null);
    try {
      await step();
      setCode("");
    } catch (error) {
      if (!(error instanceof DeskError)) throw error;
      setTrouble(error.message);
    }
  };
  const confirm = async () => {
    setCodes((await desk.desk.confirmAuthenticator(code)).recovery_codes);
    setSecret(null);
    setOn(true);
  };
  const remove = async () => {
    await desk.desk.removeAuthenticator(code);
    setCodes([]);
    setOn(false);
  };
  return (
    <dialog ref={dialog} class="cheat-sheet" aria-labelledby="account-title" data-testid="account" onClose={() => (accountShown.value = false)}>
      <header>
        <h2 id="account-title">{desk.agent.value?.name}</h2>
        <button type="button" class="icon-button" aria-label="Close" onClick={() => dialog.current?.close()}>
          <Icon name="close" />
        </button>
      </header>
      <p class="quiet-note">{desk.agent.value?.email}</p>
      <h3>Authenticator</h3>
      <p>{on ? "Signing in asks for a code of your authenticator." : "Without an authenticator your password alone lets people in."}</p>
      {trouble !== null && (
        <p class="form-trouble" role="alert">
          {trouble}
        </p>
      )}
      {codes.length > 0 && (
        <div data-testid="recovery-codes">
          <p>Keep these codes. Each lets you in once when your authenticator is lost, and they are shown only now.</p>
          <ul class="codes">
            {codes.map((one) => (
              <li key={one}>
                <code>{one}</code>
              </li>
            ))}
          </ul>
        </div>
      )}
      {!on && secret === null && (
        <button type="button" class="button primary" data-testid="begin-authenticator" onClick={() => void then(async () => setSecret(await desk.desk.beginAuthenticator()))}>
          Set up an authenticator
        </button>
      )}
      {(secret !== null || on) && (
        <form
          class="resolve-form"
          onSubmit={(event) => {
            event.preventDefault();
            void then(on ? remove : confirm);
          }}
        >
          {secret !== null && (
            <p>
              Put this into your authenticator, or <a href={secret.address}>open it there</a>, then type a code of it:{" "}
              <code data-testid="authenticator-secret">{grouped(secret.secret)}</code>
            </p>
          )}
          <label class="note">
            {on ? "To take it away, type a code of it" : "Code"}
            <input required inputMode="numeric" autocomplete="one-time-code" maxLength={20} value={code} data-testid="authenticator-code" onInput={(event) => setCode(event.currentTarget.value)} />
          </label>
          <button type="submit" class="button" data-testid="authenticator-confirm">
            {on ? "Remove authenticator" : "Put it in force"}
          </button>
        </form>
      )}
    </dialog>
  );
}

/** Letters in fours, as people copy them. */
export function grouped(secret: string): string {
  return secret.match(/.{1,4}/g)?.join(" ") ?? secret;
}
