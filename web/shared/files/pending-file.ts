/** A file as this browser knows it before the desk does. `id` is made once, so that sending it twice stores it once. */
export interface PendingFile {
  id: string;
  name: string;
  /** What the browser takes it for; the desk looks for itself. */
  type: string;
  bytes: number;
}

export function isPendingFile(value: unknown): value is PendingFile {
  if (typeof value !== "object" || value === null) return false;
  const file = value as Record<string, unknown>;
  return (
    typeof file.id === "string" &&
    typeof file.name === "string" &&
    typeof file.type === "string" &&
    typeof file.bytes === "number"
  );
}

/** What the file picker offers; iPhones turn their own format into JPEG for it. */
export const ACCEPTED = "image/png,image/jpeg,image/webp,image/gif,application/pdf,text/plain";

/** A size as people say it. */
export function fileSize(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  const kilo = bytes / 1024;
  if (kilo < 1000) return `${Math.round(kilo)} kB`;
  const mega = kilo / 1024;
  return `${mega < 10 ? Math.round(mega * 10) / 10 : Math.round(mega)} MB`;
}

/** The ending in capitals, as a sign of what a file is. */
export function fileSign(name: string): string {
  const ending = /\.([a-z0-9]{1,4})$/i.exec(name)?.[1];
  return ending === undefined ? "FILE" : ending.toUpperCase();
}
