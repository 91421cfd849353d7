import { DeskError, failed } from "../http";
import type { Attachment } from "../types";

const PATIENCE_MS = 5 * 60_000;

export interface Transfer {
  path: string;
  headers: Record<string, string>;
  name: string;
  file: Blob;
  /** 0 to 1. */
  progress: (share: number) => void;
  signal: AbortSignal;
}

/** Sends one file and tells how far it is; fetch cannot tell. Throws DeskError, also (status 0) when cancelled. */
export function sendFile({ path, headers, name, file, progress, signal }: Transfer): Promise<Attachment> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const lost = () => reject(new DeskError(0, "unreachable", "The desk could not be reached."));
    const cancel = () => request.abort();
    request.open("POST", path);
    request.timeout = PATIENCE_MS;
    for (const [key, value] of Object.entries(headers)) request.setRequestHeader(key, value);
    request.setRequestHeader("Content-Type", "application/octet-stream");
    request.setRequestHeader("X-File-Name", spelled(name));
    request.upload.onprogress = (event) => progress(event.total > 0 ? event.loaded / event.total : 0);
    request.onerror = lost;
    request.onabort = lost;
    request.ontimeout = lost;
    request.onload = () => {
      const body = parsed(request.responseText);
      if (request.status >= 200 && request.status < 300) resolve((body as { attachment: Attachment }).attachment);
      else reject(failed(request.status, body));
    };
    request.onloadend = () => signal.removeEventListener("abort", cancel);
    if (signal.aborted) lost();
    else {
      signal.addEventListener("abort", cancel);
      request.send(file);
    }
  });
}

function spelled(name: string): string {
  try {
    return encodeURIComponent(name);
  } catch {
    return ""; // Half a character: the desk finds a name.
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}
