import { useState } from "preact/hooks";
import { grouped, pathOf, type Account, type NewSecret, type OwnAccount } from "./account";
import { SecretField } from "./secret-field";
import { when } from "./when";

/** One's authenticator: in force with a code of it, taken away with the password and another. */
export function AuthenticatorPart({ account, own }: { account: Account; own: OwnAccount }) {
  const { since, recovery_codes_left: left } = own.authenticator;
  const begun = account.begun.value;
  if (since !== null) {
    return (
      <>
        <p>In force since {when(since)}: signing in asks for a code of it.</p>
        {account.codes.value.length > 0 ? <RecoveryCodes codes={account.codes.value} /> : <CodesLeft left={left} />}
        <Removal account={account} />
      </>
    );
  }
  if (begun !== null) return <Confirmation account={account} begun={begun} />;
  return (
    <>
      <p>Without an authenticator your password alone lets people in.</p>
      <button type="button" class="button" disabled={account.busy.value} data-testid="begin-authenticator" onClick={() => void account.begin()}>
        Set up an authenticator
      </button>
    </>
  );
}

function CodesLeft({ left }: { left: number }) {
  const words = left === 1 ? "One recovery code is left." : `${left} recovery codes are left.`;
  return <p class={left < 3 ? "warn-note" : "quiet-note"}>{words} For new ones, remove the authenticator and set it up again.</p>;
}

function RecoveryCodes({ codes }: { codes: readonly string[] }) {
  return (
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
  );
}

function Confirmation({ account, begun }: { account: Account; begun: NewSecret }) {
  const [code, setCode] = useState("");
  return (
    <form
      class="account-form"
      onSubmit={(event) => {
        event.preventDefault();
        void account.confirm(code);
      }}
    >
      <p>Point your authenticator at this, then type a code of it.</p>
      <QrCode rows={begun.qr} />
      <p>
        Or <a href={begun.address}>open it there</a>, or type the secret: <code data-testid="authenticator-secret">{grouped(begun.secret)}</code>
      </p>
      <SecretField first legible numeric label="Code" value={code} set={setCode} testId="authenticator-code" autocomplete="one-time-code" most={20} />
      <div class="account-verbs">
        <button type="button" class="button quiet" onClick={() => (account.begun.value = null)}>
          Cancel
        </button>
        <button type="submit" class="button primary" disabled={account.busy.value} data-testid="authenticator-confirm">
          Put it in force
        </button>
      </div>
    </form>
  );
}

/** Dark on light in every look: that is how readers want it. Four modules around it stay empty. */
export function QrCode({ rows }: { rows: readonly string[] }) {
  const side = rows.length + 8;
  return (
    <svg class="qr-code" viewBox={`-4 -4 ${side} ${side}`} role="img" aria-label="The secret as a QR code" shape-rendering="crispEdges" data-testid="qr-code">
      <rect class="qr-light" x="-4" y="-4" width={side} height={side} />
      <path class="qr-dark" d={pathOf(rows)} />
    </svg>
  );
}

function Removal({ account }: { account: Account }) {
  const [open, setOpen] = useState(false);
  const [password, setPassword] = useState("");
  const [code, setCode] = useState("");
  if (!open) {
    return (
      <button type="button" class="button" data-testid="remove-authenticator" onClick={() => setOpen(true)}>
        Remove authenticator
      </button>
    );
  }
  return (
    <form
      class="account-form"
      onSubmit={(event) => {
        event.preventDefault();
        void account.remove(password, code);
      }}
    >
      <SecretField first label="Your password" value={password} set={setPassword} testId="authenticator-password" autocomplete="current-password" most={256} />
      <SecretField legible label="A code of the authenticator, or a recovery code" value={code} set={setCode} testId="authenticator-code" autocomplete="one-time-code" most={20} />
      <div class="account-verbs">
        <button type="button" class="button quiet" onClick={() => setOpen(false)}>
          Cancel
        </button>
        <button type="submit" class="button" disabled={account.busy.value} data-testid="authenticator-confirm">
          Remove authenticator
        </button>
      </div>
    </form>
  );
}
