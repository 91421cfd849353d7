import { useState } from "preact/hooks";
import type { Account, OwnAccount } from "./account";
import { SecretField } from "./secret-field";
import { when } from "./when";

/** Another password: the old one is asked, and every other session ends. */
export function PasswordPart({ account, own }: { account: Account; own: OwnAccount }) {
  const [open, setOpen] = useState(false);
  const [old, setOld] = useState("");
  const [wanted, setWanted] = useState("");
  const [legible, setLegible] = useState(false);
  const since = own.password_set_at === null ? "It is the one you were given." : `You chose it ${when(own.password_set_at)}.`;
  const leave = () => {
    setOpen(false);
    setOld("");
    setWanted("");
  };
  if (!open) {
    return (
      <>
        <p>{since}</p>
        <button type="button" class="button" data-testid="change-password" onClick={() => setOpen(true)}>
          Change password
        </button>
      </>
    );
  }
  return (
    <form
      class="account-form"
      onSubmit={(event) => {
        event.preventDefault();
        void account.changePassword(old, wanted).then((changed) => (changed ? leave() : undefined));
      }}
    >
      <SecretField first label="Your password now" value={old} set={setOld} testId="old-password" autocomplete="current-password" legible={legible} most={256} />
      <SecretField label="New password" value={wanted} set={setWanted} testId="new-password" autocomplete="new-password" legible={legible} least={12} most={256} describedBy="password-rule" />
      <p class="quiet-note" id="password-rule">
        At least 12 characters; a few words in a row are easy to keep. Everywhere else you are signed out.
      </p>
      <label class="tick">
        <input type="checkbox" checked={legible} onChange={(event) => setLegible(event.currentTarget.checked)} />
        Show what I type
      </label>
      <div class="account-verbs">
        <button type="button" class="button quiet" onClick={leave}>
          Cancel
        </button>
        <button type="submit" class="button primary" disabled={account.busy.value} data-testid="save-password">
          Change password
        </button>
      </div>
    </form>
  );
}
