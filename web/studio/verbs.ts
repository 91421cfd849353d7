import type { Panel } from "./inbox";
import type { Verbs } from "./keys";
import type { Studio } from "./studio";

/** What each key does on this screen. */
export function verbsOf(studio: Studio): Verbs {
  const { inbox } = studio;
  const unfold = (panel: Panel) => {
    if (inbox.current.value !== null) inbox.panel.value = inbox.panel.value === panel ? null : panel;
  };
  return {
    show: (screen) => studio.show(screen),
    move: (step) => inbox.move(step),
    consider: (step) => inbox.consider(step),
    accept: () => inbox.decide("intent"),
    pick: (number) => inbox.pick(number),
    choose: () => unfold("pick"),
    outside: () => inbox.decide("out_of_scope"),
    unusable: () => inbox.decide("unusable"),
    exam: () => inbox.decide("exam"),
    newIntent: () => unfold("new"),
    similar: () => inbox.openSimilar(),
    mark: () => unfold("mark"),
    undo: () => void inbox.undo(),
    search: () => document.querySelector<HTMLElement>("[data-testid='search']")?.focus(),
    train: () => void studio.train(),
    account: () => studio.account.open(),
    help: () => (studio.help.value = true),
    escape: () => {
      if (inbox.panel.value !== null) inbox.panel.value = null;
      else if (inbox.notice.value !== null) inbox.notice.value = null;
      else if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
    },
  };
}
