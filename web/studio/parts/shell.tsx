import { useEffect } from "preact/hooks";
import { AccountDialog } from "../../shared/account/account-dialog";
import { CheatSheet } from "../../shared/cheat-sheet";
import { LiveRegion } from "../../shared/live-region";
import { SignIn } from "../../shared/sign-in";
import { KEYS, Keyboard, focusOf, type Screen } from "../keys";
import type { Studio } from "../studio";
import { verbsOf } from "../verbs";
import { DataScreen } from "./data-screen";
import { InboxScreen } from "./inbox-screen";
import { ModelsScreen } from "./models-screen";
import { StartScreen } from "./start-screen";
import { TrainScreen } from "./train-screen";
import { TryScreen } from "./try-screen";

export const PLACES: readonly { screen: Screen; name: string }[] = [
  { screen: "start", name: "Start" },
  { screen: "inbox", name: "Inbox" },
  { screen: "data", name: "Data" },
  { screen: "train", name: "Train" },
  { screen: "models", name: "Models" },
  { screen: "try", name: "Try it" },
];

export function Shell({ studio }: { studio: Studio }) {
  useKeys(studio);
  const phase = studio.phase.value;
  if (phase === "signed_out") return <SignIn desk={studio} to="the studio" />;
  if (phase === "not_a_designer") {
    return (
      <main class="nothing-open whole" data-testid="not-for-you">
        <NotForYou studio={studio} />
      </main>
    );
  }
  if (phase !== "ready") return <Starting unreachable={phase === "unreachable"} />;
  return (
    <div class="studio">
      <Places studio={studio} />
      <main class="place" aria-label={PLACES.find(({ screen }) => screen === studio.screen.value)?.name} data-testid="place" data-screen={studio.screen.value}>
        <Banner studio={studio} />
        <At studio={studio} />
      </main>
      {studio.account.shown.value && <AccountDialog account={studio.account} />}
      {studio.help.value && <CheatSheet keys={KEYS} close={() => (studio.help.value = false)} />}
      <LiveRegion />
    </div>
  );
}

function At({ studio }: { studio: Studio }) {
  switch (studio.screen.value) {
    case "start":
      return <StartScreen studio={studio} />;
    case "inbox":
      return <InboxScreen studio={studio} />;
    case "data":
      return <DataScreen studio={studio} />;
    case "train":
      return <TrainScreen studio={studio} />;
    case "models":
      return <ModelsScreen studio={studio} />;
    case "try":
      return <TryScreen studio={studio} />;
  }
}

function Places({ studio }: { studio: Studio }) {
  return (
    <header class="places">
      <p class="brand">Studio</p>
      <nav aria-label="Studio">
        {PLACES.map(({ screen, name }) => (
          <a
            key={screen}
            href={`#${screen}`}
            aria-current={studio.screen.value === screen ? "page" : undefined}
            data-testid={`go-${screen}`}
            onClick={(event) => {
              event.preventDefault();
              studio.show(screen);
            }}
          >
            {name}
          </a>
        ))}
      </nav>
      <NextStep studio={studio} />
      <p class="whoami">
        <button type="button" class="text-button" data-testid="my-account" onClick={() => studio.account.open()}>
          {studio.agent.value?.name}
        </button>
        <a href="/articles">Articles</a>
        <button type="button" class="text-button" data-testid="keys" onClick={() => (studio.help.value = true)}>
          Keys
        </button>
        <button type="button" class="text-button" data-testid="sign-out" onClick={() => void studio.signOut()}>
          Sign out
        </button>
      </p>
    </header>
  );
}

/** What was labelled and not learnt yet, and the way to have it learnt. */
export function NextStep({ studio }: { studio: Pick<Studio, "pending" | "training" | "train"> }) {
  const pending = studio.pending.value;
  const busy = studio.training.open.value !== null || studio.training.starting.value;
  return (
    <div class="next-step">
      <p data-testid="pending">{pending === 0 ? "Nothing waits to be learnt" : `${pending} labelled, pending`}</p>
      <button type="button" class={pending > 0 ? "button primary" : "button"} disabled={busy} data-testid="train" onClick={() => void studio.train()}>
        {busy ? "Training…" : "Train"}
      </button>
    </div>
  );
}

function Banner({ studio }: { studio: Studio }) {
  const kept = studio.inbox.labelling.kept.value;
  if (studio.online.value && kept === 0) return null;
  const words = kept === 0 ? "" : kept === 1 ? " One label is kept here and sent as soon as it answers." : ` ${kept} labels are kept here and sent as soon as it answers.`;
  return (
    <p class="banner" role="status" data-testid="offline">
      {studio.online.value ? "The desk does not answer." : "You are offline."}
      {words}
    </p>
  );
}

export function NotForYou({ studio }: { studio: Pick<Studio, "agent" | "signOut"> }) {
  return (
    <>
      <h1>The studio is for designers</h1>
      <p>
        {studio.agent.value?.name}, here the assistant is taught, which takes the role of a designer or an admin. An admin gives it to you in the desk, under
        Team.
      </p>
      <p class="in-row">
        <a class="button primary" href="/agent">
          To the desk
        </a>
        <button type="button" class="button" onClick={() => void studio.signOut()}>
          Sign in as somebody else
        </button>
      </p>
    </>
  );
}

function Starting({ unreachable }: { unreachable: boolean }) {
  return (
    <main class="nothing-open whole" aria-live="polite">
      <h1>{unreachable ? "The desk does not answer" : "Opening the studio"}</h1>
      <p>{unreachable ? "We try again every few seconds. Nothing is lost." : "One moment."}</p>
    </main>
  );
}

function useKeys(studio: Studio): void {
  useEffect(() => {
    const keyboard = new Keyboard();
    const verbs = verbsOf(studio);
    const pressed = (event: KeyboardEvent) => {
      if (studio.phase.value !== "ready" || event.defaultPrevented || document.querySelector("dialog[open]") !== null) return;
      if (keyboard.press(event, focusOf(document.activeElement), studio.screen.value, verbs)) event.preventDefault();
    };
    document.addEventListener("keydown", pressed);
    return () => document.removeEventListener("keydown", pressed);
  }, [studio]);
}
