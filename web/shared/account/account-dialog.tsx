import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { Icon } from "../icons";
import type { Account, OwnAccount, Part } from "./account";
import { AuthenticatorPart } from "./authenticator-part";
import { PasswordPart } from "./password-part";
import { SessionsPart } from "./sessions-part";

/** One's own account: password, authenticator, and where one is signed in. */
export function AccountDialog({ account }: { account: Account }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} class="cheat-sheet account" aria-labelledby="account-title" data-testid="account" onClose={() => account.close()}>
      <header>
        <h2 id="account-title">My account</h2>
        <button type="button" class="icon-button" aria-label="Close" onClick={() => dialog.current?.close()}>
          <Icon name="close" />
        </button>
      </header>
      <AccountRoom account={account} />
    </dialog>
  );
}

/** What the page holds, whatever it lies in. */
export function AccountRoom({ account }: { account: Account }) {
  const held = account.held.value;
  if (held.state === "loading") {
    return (
      <div aria-busy="true" aria-label="Your account is on its way" role="status">
        <div class="skeleton account-skeleton" />
        <div class="skeleton account-skeleton" />
      </div>
    );
  }
  if (held.state === "failed") {
    return (
      <div class="quiet-note">
        <p>{held.words}</p>
        <button type="button" class="button" onClick={() => void account.load()}>
          Try again
        </button>
      </div>
    );
  }
  return <Parts account={account} own={held.value} />;
}

function Parts({ account, own }: { account: Account; own: OwnAccount }) {
  return (
    <>
      <p class="quiet-note">
        {own.agent.name}, {own.agent.role}, {own.agent.email}
      </p>
      <Of part="password" title="Password" account={account}>
        <PasswordPart account={account} own={own} />
      </Of>
      <Of part="authenticator" title="Authenticator" account={account}>
        <AuthenticatorPart account={account} own={own} />
      </Of>
      <Of part="sessions" title="Where you are signed in" account={account}>
        <SessionsPart account={account} own={own} />
      </Of>
    </>
  );
}

/** What was done has the focus: the control that did it may be gone. */
function Done({ words }: { words: string }) {
  const line = useRef<HTMLParagraphElement>(null);
  useLayoutEffect(() => line.current?.focus(), []);
  return (
    <p ref={line} tabIndex={-1} class="tag good account-done">
      {words}
    </p>
  );
}

function Of({ part, title, account, children }: { part: Part; title: string; account: Account; children: ComponentChildren }) {
  const { trouble, done } = account;
  return (
    <section class="account-part" aria-label={title} data-testid={`account-${part}`}>
      <h3>{title}</h3>
      {trouble.value?.part === part && (
        <p class="form-trouble" role="alert">
          {trouble.value.words}
        </p>
      )}
      {done.value?.part === part && <Done key={done.value.words} words={done.value.words} />}
      {children}
    </section>
  );
}
