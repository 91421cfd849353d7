import { useRef, useState } from "preact/hooks";
import { Icon } from "../icons";
import type { Attaching, Upload } from "./attaching";
import { FileFace } from "./attached";
import { ACCEPTED, fileSize, type PendingFile } from "./pending-file";
import { t } from "../words";

/** The files chosen for the message being written: how far each is, how to take it out again. */
export function Tray({ attaching }: { attaching: Attaching }) {
  const files = attaching.tray.value;
  const trouble = attaching.trouble.value;
  if (files.length === 0 && trouble === null) return null;
  return (
    <div class="tray-place">
      {files.length > 0 && (
        <ul class="tray" aria-label={t("files_to_send")} data-testid="tray">
          {files.map((file) => (
            <Chosen key={file.id} file={file} upload={attaching.uploads.value.get(file.id)} attaching={attaching} />
          ))}
        </ul>
      )}
      {trouble !== null && (
        <p class="file-trouble" role="alert">
          {trouble}
        </p>
      )}
    </div>
  );
}

interface ChosenProps {
  file: PendingFile;
  upload: Upload | undefined;
  attaching: Attaching;
}

function Chosen({ file, upload, attaching }: ChosenProps) {
  const state = upload?.state ?? "uploading";
  const preview = upload?.preview ?? null;
  const share = Math.round((upload?.progress ?? 0) * 100);
  const bad = state === "refused" || state === "failed";
  return (
    <li class={bad ? "chosen bad" : "chosen"} data-testid="chosen" data-state={state}>
      {preview !== null && <img src={preview} alt="" width={40} height={40} />}
      {preview === null ? (
        <FileFace name={file.name} words={words(state, upload?.reason ?? null, file.bytes)} />
      ) : (
        <span class="file-name">
          <span>{file.name}</span>
          <small>{words(state, upload?.reason ?? null, file.bytes)}</small>
        </span>
      )}
      {state === "failed" && (
        <button type="button" class="text-button" onClick={() => attaching.retry(file.id)}>
          Retry
        </button>
      )}
      <button
        type="button"
        class="icon-button"
        aria-label={t(state === "uploading" ? "cancel_file" : "remove_file", { name: file.name })}
        data-testid="remove-file"
        onClick={() => attaching.remove(file.id)}
      >
        <Icon name="close" small />
      </button>
      {state === "uploading" && <progress aria-label={t("sending_file", { name: file.name })} max={100} value={share} />}
    </li>
  );
}

function words(state: Upload["state"], reason: string | null, bytes: number): string {
  if (state === "refused") return reason ?? t("not_taken");
  if (state === "failed") return t("not_sent_yet");
  return fileSize(bytes);
}

/** The button that opens the file picker. */
export function AttachButton({ attaching, disabled }: { attaching: Attaching; disabled: boolean }) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <button
        type="button"
        class="attach"
        aria-label={t("attach")}
        disabled={disabled}
        data-testid="attach"
        onClick={() => input.current?.click()}
      >
        <Icon name="clip" />
      </button>
      <input
        ref={input}
        type="file"
        hidden
        multiple
        accept={ACCEPTED}
        data-testid="attach-input"
        onChange={(event) => {
          attaching.choose([...(event.currentTarget.files ?? [])]);
          event.currentTarget.value = "";
        }}
      />
    </>
  );
}

/** Files dragged over a place can be dropped there. `over` while they are. */
export function useDrop(attaching: Attaching | null) {
  const [over, setOver] = useState(false);
  const carriesFiles = (event: DragEvent) => attaching !== null && event.dataTransfer?.types.includes("Files") === true;
  return {
    over,
    target: {
      onDragOver: (event: DragEvent) => {
        if (!carriesFiles(event)) return;
        event.preventDefault();
        setOver(true);
      },
      onDragLeave: (event: DragEvent) => {
        const place = event.currentTarget as Node;
        if (!(event.relatedTarget instanceof Node) || !place.contains(event.relatedTarget)) setOver(false);
      },
      onDrop: (event: DragEvent) => {
        setOver(false);
        if (!carriesFiles(event)) return;
        event.preventDefault();
        attaching?.choose([...(event.dataTransfer?.files ?? [])]);
      },
    },
  };
}

/** Says where to let go. */
export function DropHint({ over }: { over: boolean }) {
  return over ? (
    <p class="drop-hint">
      <Icon name="clip" /> {t("drop_here")}
    </p>
  ) : null;
}
