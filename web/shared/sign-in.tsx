import type { Signal } from "@preact/signals";
import { useState } from "preact/hooks";

/** What signing in needs of a screen for the team. */
export interface SigningIn {
  /** The password was right and the desk asks for the authenticator's code. */
  readonly codeWanted: Signal<boolean>;
  readonly signInTrouble: Signal<string | null>;
  signIn(email: string, password: string, code: string | null): Promise<void>;
}

export function SignIn({ desk, to }: { desk: SigningIn; to: string }) {
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const [code, setCode] = useState("");
  const [busy, setBusy] = useState(false);
  const trouble = desk.signInTrouble.value;
  return (
    <main class="sign-in">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          setBusy(true);
          void desk.signIn(email.trim(), password, desk.codeWanted.value ? code.trim() : null).finally(() => setBusy(false));
        }}
      >
        <p class="brand">Warmhand</p>
        <h1>Sign in to {to}</h1>
        <label>
          E-mail
          <input
            name="email"
            type="email"
            autocomplete="username"
            required
            autoFocus
            value={email}
            data-testid="sign-in-email"
            onInput={(event) => setEmail(event.currentTarget.value)}
          />
        </label>
        <label>
          Password
          <input
            name="password"
            type="password"
            autocomplete="current-password"
            required
            value={password}
            data-testid="sign-in-password"
            onInput={(event) => setPassword(event.currentTarget.value)}
          />
        </label>
        {desk.codeWanted.value && (
          <label>
            Code of your authenticator
            <input
              name="code"
              inputMode="numeric"
              autocomplete="one-time-code"
              required
              autoFocus
              value={code}
              data-testid="sign-in-code"
              onInput={(event) => setCode(event.currentTarget.value)}
            />
          </label>
        )}
        {trouble !== null && (
          <p class="form-trouble" role="alert">
            {trouble}
          </p>
        )}
        <button type="submit" class="button primary" disabled={busy} data-testid="sign-in">
          {busy ? "Signing in…" : "Sign in"}
        </button>
      </form>
    </main>
  );
}
