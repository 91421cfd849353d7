import { createContext } from "preact";
import { useContext, useEffect, useRef, useState } from "preact/hooks";
import { DeskError } from "../http";
import { Icon } from "../icons";
import type { Attachment } from "../types";
import type { Upload } from "./attaching";
import { fileSign, fileSize, type PendingFile } from "./pending-file";
import type { Pictures } from "./pictures";
import { Viewer } from "./viewer";
import { t } from "../words";

export interface FilesOnScreen {
  pictures: Pictures;
  uploads: ReadonlyMap<string, Upload>;
}

/** Where messages find the files that came with them; provided once per screen. */
export const FilesContext = createContext<FilesOnScreen | null>(null);

/** The files of a message that has arrived: pictures to open, everything else to save. */
export function Attached({ files }: { files: readonly Attachment[] }) {
  const here = useContext(FilesContext);
  const [opened, open] = useState<Attachment | null>(null);
  if (here === null || files.length === 0) return null;
  return (
    <>
      <ul class="attached" data-testid="attachments">
        {files.map((file) => (
          <li key={file.id}>
            {file.width === undefined ? (
              <FileChip file={file} pictures={here.pictures} />
            ) : (
              <Thumbnail file={file} pictures={here.pictures} open={() => open(file)} />
            )}
          </li>
        ))}
      </ul>
      {opened !== null && <Viewer file={opened} pictures={here.pictures} close={() => open(null)} />}
    </>
  );
}

interface ThumbnailProps {
  file: Attachment;
  pictures: Pictures;
  open: () => void;
}

/** A picture in a place of fixed size: nothing moves when it appears. */
function Thumbnail({ file, pictures, open }: ThumbnailProps) {
  const [shown, show] = useState<string | null>(null);
  const [missing, miss] = useState(false);
  const place = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    let left = false;
    const stop = whenNear(place.current, () => {
      pictures.thumbnail(file).then(
        (url) => left || show(url),
        () => left || miss(true),
      );
    });
    return () => {
      left = true;
      stop();
    };
  }, [file.id]);
  return (
    <button ref={place} type="button" class="thumbnail" aria-label={t("open_picture", { name: file.name })} data-testid="picture" onClick={open}>
      {shown !== null && <img src={shown} alt="" width={200} height={150} />}
      {missing && (
        <span class="no-picture">
          <Icon name="picture" /> {file.name}
        </span>
      )}
    </button>
  );
}

/** Calls once the place is on the screen or close to it: of a long transcript only what is looked at is fetched. */
function whenNear(place: Element | null, call: () => void): () => void {
  if (place === null || typeof IntersectionObserver === "undefined") {
    call();
    return () => undefined;
  }
  const watcher = new IntersectionObserver(
    (seen) => {
      if (!seen.some((entry) => entry.isIntersecting)) return;
      watcher.disconnect();
      call();
    },
    { rootMargin: "400px" },
  );
  watcher.observe(place);
  return () => watcher.disconnect();
}

function FileChip({ file, pictures }: { file: Attachment; pictures: Pictures }) {
  const [trouble, setTrouble] = useState<string | null>(null);
  const save = () => {
    setTrouble(null);
    pictures.save(file).catch((error: unknown) => {
      if (!(error instanceof DeskError)) throw error;
      setTrouble(error.message);
    });
  };
  return (
    <>
      <button
        type="button"
        class="file-chip"
        aria-label={`${t("save_file", { name: file.name })} ${fileSize(file.bytes)}`}
        data-testid="file"
        onClick={save}
      >
        <FileFace name={file.name} words={fileSize(file.bytes)} />
        <Icon name="save" />
      </button>
      {trouble !== null && (
        <p class="file-trouble" role="alert">
          {trouble}
        </p>
      )}
    </>
  );
}

export function FileFace({ name, words }: { name: string; words: string }) {
  return (
    <>
      {/* Drawn by the style sheet: it is no part of the button's name. */}
      <span class="file-sign" data-sign={fileSign(name)} aria-hidden="true" />
      <span class="file-name">
        <span>{name}</span>{" "}
        <small>{words}</small>
      </span>
    </>
  );
}

/** The files of a message that is still on its way, as far as this browser can show them. */
export function Leaving({ files }: { files: readonly PendingFile[] }) {
  const here = useContext(FilesContext);
  if (files.length === 0) return null;
  return (
    <ul class="attached">
      {files.map((file) => {
        const upload = here?.uploads.get(file.id);
        const preview = upload?.preview ?? null;
        return (
          <li key={file.id}>
            {preview !== null ? (
              <span class="thumbnail">
                <img src={preview} alt={file.name} width={200} height={150} />
              </span>
            ) : (
              <span class="file-chip">
                <FileFace name={file.name} words={fileSize(file.bytes)} />
              </span>
            )}
          </li>
        );
      })}
    </ul>
  );
}

/** How far a message's files are, 0 to 1; null when none is on its way. */
export function useProgress(files: readonly PendingFile[] | undefined): number | null {
  const here = useContext(FilesContext);
  const known = (files ?? []).map((file) => here?.uploads.get(file.id)).filter((upload) => upload !== undefined);
  if (known.length === 0 || known.every((upload) => upload.state === "ready")) return null;
  const whole = (files ?? []).reduce((sum, file) => sum + file.bytes, 0);
  const done = (files ?? []).reduce((sum, file) => sum + file.bytes * (here?.uploads.get(file.id)?.progress ?? 0), 0);
  return whole === 0 ? 0 : done / whole;
}
