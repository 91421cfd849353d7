import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { DeskError } from "../http";
import { Icon } from "../icons";
import type { Attachment } from "../types";
import type { Pictures } from "./pictures";
import { t } from "../words";

export interface ViewerProps {
  file: Attachment;
  pictures: Pictures;
  close: () => void;
}

/** One picture, large. Escape closes it; the focus goes back to where it was. */
export function Viewer({ file, pictures, close }: ViewerProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const leave = useRef<HTMLButtonElement>(null);
  const [shown, show] = useState<string | null>(null);
  const [trouble, setTrouble] = useState<string | null>(null);

  useLayoutEffect(() => {
    // The browser gives the focus back itself when the dialog is closed, not when it is merely taken away.
    dialog.current?.showModal();
    leave.current?.focus();
    let url: string | null = null;
    let left = false;
    pictures.whole(file).then(
      (content) => {
        if (left) return;
        url = URL.createObjectURL(content);
        show(url);
      },
      (error: unknown) => {
        if (!(error instanceof DeskError)) throw error;
        if (!left) setTrouble(error.message);
      },
    );
    return () => {
      left = true;
      if (url !== null) URL.revokeObjectURL(url);
    };
  }, [file.id]);

  return (
    <dialog
      ref={dialog}
      class="viewer"
      aria-label={t("picture", { name: file.name })}
      data-testid="viewer"
      onClose={close}
      // Keys belong to the picture now: Escape must not close the chat behind it, a letter must not act there.
      onKeyDown={(event) => event.stopPropagation()}
      onClick={(event) => event.target === dialog.current && dialog.current?.close()}
    >
      <header>
        <h2>{file.name}</h2>
        <button type="button" class="icon-button" aria-label={t("save_picture")} onClick={() => void pictures.save(file)}>
          <Icon name="save" />
        </button>
        <button
          type="button"
          class="icon-button"
          aria-label={t("close")}
          ref={leave}
          data-testid="viewer-close"
          onClick={() => dialog.current?.close()}
        >
          <Icon name="close" />
        </button>
      </header>
      <div class="viewed">
        {shown !== null && <img src={shown} alt={file.name} width={file.width} height={file.height} />}
        {shown === null && trouble === null && <p role="status">{t("loading_picture")}</p>}
        {trouble !== null && <p role="alert">{trouble}</p>}
      </div>
    </dialog>
  );
}
