import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { Icon } from "../../shared/icons";
import type { Console } from "../console";
import { MatrixEditor } from "../matrix";
import { MatrixRoom } from "./matrix-room";

/** Who may give how much of what, as a dialog. */
export function MatrixDialog({ desk }: { desk: Console }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [editor] = useState(() => new MatrixEditor(desk.desk));
  useLayoutEffect(() => dialog.current?.showModal(), []);
  useEffect(() => {
    void editor.load();
  }, []);
  return (
    <dialog ref={dialog} class="cheat-sheet matrix" aria-labelledby="matrix-title" data-testid="matrix" onClose={() => (desk.rooms.matrix.value = false)}>
      <header>
        <h2 id="matrix-title">Authority</h2>
        <button type="button" class="icon-button" aria-label="Close" onClick={() => dialog.current?.close()}>
          <Icon name="close" />
        </button>
      </header>
      <MatrixRoom editor={editor} admin={desk.agent.value?.role === "admin"} />
    </dialog>
  );
}
