import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { when } from "../../shared/account/when";
import { announce } from "../../shared/live-region";
import type { MadeLink } from "../../shared/people-types";
import { linkOf } from "../people";

const MAILED: Record<MadeLink["mailed"], string> = {
  sent: "It was sent to them by e-mail, too.",
  failed: "The letter with it could not be delivered: please pass the link on yourself.",
  not_set_up: "Please pass it on yourself: no letters are sent from this house.",
};

/** The link that was just made: shown this once. */
export function LinkPage({ made, whom, done }: { made: MadeLink; whom: string; done: () => void }) {
  const field = useRef<HTMLInputElement>(null);
  const [copied, setCopied] = useState(false);
  const link = linkOf(made, location.origin);
  useLayoutEffect(() => field.current?.select(), []);
  const copy = () => {
    field.current?.select();
    navigator.clipboard.writeText(link).then(
      () => {
        setCopied(true);
        announce("Copied");
      },
      () => announce("The link is marked: copy it with the keyboard"),
    );
  };
  return (
    <div class="account-form person-form">
      <label>
        The link for {whom}
        <input ref={field} readOnly value={link} data-testid="made-link" onFocus={(event) => event.currentTarget.select()} />
      </label>
      <p class="quiet-note" data-testid="link-mailed">
        It is good once, until {when(made.until)}, and shown only now. {MAILED[made.mailed]}
      </p>
      <div class="account-verbs">
        <button type="button" class="button" data-testid="copy-link" onClick={copy}>
          {copied ? "Copied" : "Copy"}
        </button>
        <button type="button" class="button primary" data-testid="link-done" onClick={done}>
          Done
        </button>
      </div>
    </div>
  );
}
