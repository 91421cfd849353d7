import { useLayoutEffect, useRef } from "preact/hooks";
import { Icon } from "./icons";

/** One line of a cheat sheet; two spaces stand between keys that belong together. */
export interface KeyLine {
  keys: string;
  does: string;
}

/** Every key of a screen, on one card. */
export function CheatSheet({ keys: lines, close }: { keys: readonly KeyLine[]; close: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => {
    dialog.current?.showModal();
  }, []);
  return (
    <dialog ref={dialog} class="cheat-sheet" aria-labelledby="keys-title" onClose={close}>
      <header>
        <h2 id="keys-title">Keyboard</h2>
        <button type="button" class="icon-button" aria-label="Close" onClick={close}>
          <Icon name="close" />
        </button>
      </header>
      <dl>
        {lines.map(({ keys, does }) => (
          <div key={keys}>
            <dt>
              {keys.split("  ").map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
    </dialog>
  );
}
